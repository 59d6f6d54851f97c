/* Mapped files and models from shared objects: the right ones open, damaged and truncated ones are refused.
 * Tests runtime/src/file_posix.c and export_posix.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "ingot/posix.h"
#include "posix_internal.h"

#include <stdlib.h>

/* Arguments: scale.so two.so other-version.so and a folder to write into. */
static const char *one_so, *two_so, *old_so, *folder;

static const char *path_of(const char *name) {
  static char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  return path;
}

static void write_file(const char *path, const void *data, size_t bytes) {
  FILE *file = fopen(path, "wb");
  CHECK(file && fwrite(data, 1, bytes, file) == bytes);
  if (file)
    fclose(file);
}

static void test_map(void) {
  ingot_file file;
  char expected[4200];
  write_file(path_of("some.weights"), "abc", 3);
  CHECK_OK(ingot_file_map(path_of("some.weights"), &file, &error));
  CHECK_INT(file.bytes, 3);
  CHECK(!memcmp(file.data, "abc", 3) && ((uintptr_t)file.data & (INGOT_ALIGNMENT - 1)) == 0);
  ingot_file_unmap(&file);
  CHECK(file.data == NULL);
  ingot_file_unmap(&file);
  write_file(path_of("empty.weights"), "", 0);
  CHECK_OK(ingot_file_map(path_of("empty.weights"), &file, &error));
  CHECK(file.data == NULL && file.bytes == 0);
  ingot_file_unmap(&file);
  snprintf(expected, sizeof(expected), "file '%s': No such file or directory", path_of("absent"));
  CHECK_FAILS(ingot_file_map(path_of("absent"), &file, &error), INGOT_ERROR_FILE, expected);
  snprintf(expected, sizeof(expected), "file '%s': not a regular file", folder);
  CHECK_FAILS(ingot_file_map(folder, &file, &error), INGOT_ERROR_FILE, expected);
}

static void test_open(void) {
  ingot_library library;
  char expected[4200];
  CHECK_OK(ingot_library_open(one_so, NULL, &library, &error));
  CHECK_TEXT(library.model->name, "scale");
  ingot_library_close(&library);
  CHECK(library.model == NULL);
  ingot_library_close(&library);
  CHECK_OK(ingot_library_open(one_so, "scale", &library, &error));
  ingot_library_close(&library);
  CHECK_OK(ingot_library_open(two_so, "second", &library, &error));
  CHECK_TEXT(library.model->name, "cache");
  ingot_library_close(&library);
  /* Two functions: the one named after the file, which this one has not. */
  snprintf(expected, sizeof(expected), "file '%s': it exports no model named 'two_models'", two_so);
  CHECK_FAILS(ingot_library_open(two_so, NULL, &library, &error), INGOT_ERROR_FILE, expected);
  CHECK_FAILS(ingot_library_open(old_so, NULL, &library, &error), INGOT_ERROR_VERSION,
              "the model is of ABI version 1, this runtime of version 2: compile it again");
  snprintf(expected, sizeof(expected), "file '%s': No such file or directory", path_of("absent.so"));
  CHECK_FAILS(ingot_library_open(path_of("absent.so"), NULL, &library, &error), INGOT_ERROR_FILE, expected);
  write_file(path_of("text.so"), "hello", 5);
  CHECK_INT(ingot_library_open(path_of("text.so"), NULL, &library, NULL), INGOT_ERROR_FILE);
  CHECK(library.handle == NULL && library.model == NULL);
  write_file(path_of(".so"), "hello", 5);
  snprintf(expected, sizeof(expected), "file '%s': no model name can be made of its name", path_of(".so"));
  CHECK_FAILS(ingot_library_open(path_of(".so"), NULL, &library, &error), INGOT_ERROR_FILE, expected);
}

/* Cut anywhere, or with any byte of its header and tables changed, the file is read without harm; the
 * sanitizer watches. Cut files are refused. */
static void test_damaged(void) {
  ingot_file file;
  ingot_library library;
  char name[INGOTI_SYMBOL_BYTES], expected[4200];
  CHECK_OK(ingot_file_map(one_so, &file, &error));
  unsigned char *copy = malloc(file.bytes);
  memcpy(copy, file.data, file.bytes);
  for (size_t cut = 1; cut < file.bytes; cut += file.bytes / 61 + 1) {
    write_file(path_of("cut.so"), copy, cut);
    (void)ingoti_find_export(path_of("cut.so"), name, NULL);
  }
  write_file(path_of("cut.so"), copy, 200);
  snprintf(expected, sizeof(expected), "file '%s': the shared object is cut short or damaged",
           path_of("cut.so"));
  CHECK_FAILS(ingot_library_open(path_of("cut.so"), NULL, &library, &error), INGOT_ERROR_FILE, expected);
  for (size_t at = 0; at < file.bytes; at += at == 60 && file.bytes > 4096 ? file.bytes - 4096 : 5) {
    copy[at] = (unsigned char)~copy[at];
    write_file(path_of("flipped.so"), copy, file.bytes);
    (void)ingoti_find_export(path_of("flipped.so"), name, NULL);
    copy[at] = (unsigned char)~copy[at];
  }
  free(copy);
  ingot_file_unmap(&file);
}

int main(int argc, char **argv) {
  if (argc != 5)
    return 2;
  one_so = argv[1];
  two_so = argv[2];
  old_so = argv[3];
  folder = argv[4];
  test_map();
  test_open();
  test_damaged();
  return check_result();
}
