/* .npy files: written and read back, versions and dtypes, every malformed header.
 * Tests tools/ingot-run/npy.c. SPDX-License-Identifier: Apache-2.0 */
#include "npy.h"
#include "check.h"

#include <stdlib.h>

static const char *folder;

static const char *path_of(const char *name) {
  static char path[4096];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  return path;
}

/* A file of the given version, header text and number of element bytes; the message of reading it. */
static const char *read_text(int version, const char *header, size_t bytes, npy_array *array) {
  static char message[NPY_MESSAGE_BYTES];
  const char *path = path_of("given.npy");
  FILE *file = fopen(path, "wb");
  if (!file)
    return "the test cannot write";
  const size_t length = strlen(header);
  const unsigned char start[12] = {0x93, 'N',           'U', 'M', 'P', 'Y', (unsigned char)version,
                                   0,    length & 0xff, 0,   0,   0};
  fwrite(start, 1, version == 1 ? 10 : 12, file);
  fwrite(header, 1, length, file);
  for (size_t at = 0; at < bytes; ++at)
    fputc((int)at, file);
  fclose(file);
  strcpy(message, "");
  if (!npy_read(path, array, message))
    return "";
  const char *reason = strstr(message, "': ");
  return reason ? reason + 3 : message;
}

static void test_round_trip(void) {
  static const uint16_t values[] = {1, 2, 3, 4, 5, 6};
  char message[NPY_MESSAGE_BYTES] = "";
  for (uint32_t rank = 0; rank <= 3; ++rank)
    for (uint32_t dtype = 0; dtype <= INGOT_DTYPE_F64; ++dtype) {
      npy_array out = {.dtype = dtype, .rank = rank, .dims = {1, 1, 1}, .data = (void *)(uintptr_t)values},
                in;
      out.bytes = ingot_dtype_bytes(dtype);
      CHECK_INT(npy_write(path_of("out.npy"), &out, message), 0);
      CHECK_INT(npy_read(path_of("out.npy"), &in, message), 0);
      CHECK_TEXT(message, "");
      CHECK_INT(in.dtype, dtype);
      CHECK_INT(in.rank, rank);
      CHECK_INT(in.bytes, out.bytes);
      CHECK(!memcmp(in.data, values, in.bytes));
      free(in.data);
    }
  npy_array out = {.dtype = 0};
  CHECK_INT(npy_write(path_of("absent/out.npy"), &out, message), 1);
  CHECK(strstr(message, "No such file") != NULL);
}

#define HEADER(descr, order, shape)                                                                          \
  "{'descr': '" descr "', 'fortran_order': " order ", 'shape': " shape ", }\n"

static void test_headers(void) {
  npy_array array;
  for (int version = 1; version <= 3; ++version) {
    CHECK_TEXT(read_text(version, HEADER("<f4", "False", "(2, 3)"), 24, &array), "");
    CHECK_INT(array.dims[1], 3);
    free(array.data);
  }
  CHECK_TEXT(read_text(1, HEADER("<i8", "True", "(2,)"), 16, &array), "");
  free(array.data);
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(0, 3)"), 0, &array), "");
  free(array.data);
  CHECK_TEXT(read_text(4, HEADER("<f4", "False", "()"), 4, &array),
             "not a .npy file (expected the bytes \\x93NUMPY and version 1, 2 or 3)");
  CHECK_TEXT(read_text(1, HEADER(">f4", "False", "()"), 4, &array),
             "dtype '>f4' is big-endian, expected little-endian");
  CHECK_TEXT(read_text(1, HEADER("<c8", "False", "()"), 8, &array), "dtype '<c8' is not supported");
  CHECK_TEXT(read_text(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}", 8, &array),
             "no plain 'descr' in its header (structured arrays are not supported)");
  CHECK_TEXT(read_text(1, "{}", 0, &array),
             "no plain 'descr' in its header (structured arrays are not supported)");
  CHECK_TEXT(read_text(1, "{'descr': '<f4", 0, &array), "no 'shape' in its header");
  CHECK_TEXT(read_text(1, HEADER("<f4", "True", "(2, 3)"), 24, &array),
             "it is in Fortran order, expected C order: save numpy.ascontiguousarray(array)");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(2, 3)"), 23, &array),
             "it ends after 23 of 24 bytes of elements");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(2, 3)"), 25, &array),
             "it has more than the 24 bytes of elements that its shape says");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(-1,)"), 0, &array),
             "malformed 'shape' in its header, or more than 16 dims");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(x)"), 0, &array),
             "malformed 'shape' in its header, or more than 16 dims");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(1"), 0, &array),
             "malformed 'shape' in its header, or more than 16 dims");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"), 4, &array),
             "malformed 'shape' in its header, or more than 16 dims");
  CHECK_TEXT(read_text(1, HEADER("<f4", "False", "(4611686018427387904, 4)"), 0, &array),
             "its shape is too large");
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  folder = argv[1];
  test_round_trip();
  test_headers();
  return check_result();
}
