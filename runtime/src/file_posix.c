/* Files on POSIX systems: weights mapped for reading, models opened from shared objects.
 * Opt-in (posix.h). Which function a shared object exports is found in export_posix.c.
 * SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "ingot/posix.h"
#include "internal.h"
#include "posix_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static ingot_status fail_file(ingot_error *error, const char *path, const char *reason) {
  (void)path;
  (void)reason;
  return ingoti_fail(error, INGOT_ERROR_FILE, "file '%s': %s", path, reason);
}

ingot_status ingot_file_map(const char *path, ingot_file *file, ingot_error *error) {
  file->data = NULL;
  file->bytes = 0;
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail_file(error, path, strerror(errno));
  struct stat info;
  const char *reason = NULL;
  if (fstat(descriptor, &info))
    reason = strerror(errno);
  else if (!S_ISREG(info.st_mode))
    reason = "not a regular file";
  else if ((uintmax_t)info.st_size > SIZE_MAX)
    reason = "too large for this machine";
  else if (info.st_size > 0) {
    void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED)
      reason = strerror(errno);
    else {
      file->data = data;
      file->bytes = (size_t)info.st_size;
    }
  }
  close(descriptor);
  return reason ? fail_file(error, path, reason) : INGOT_OK;
}

void ingot_file_unmap(ingot_file *file) {
  if (file->data)
    munmap((void *)(uintptr_t)file->data, file->bytes);
  file->data = NULL;
  file->bytes = 0;
}

/* dlopen looks through the library path for a name without a slash; a model is a file, so "m.so" means
 * "./m.so". */
static int with_directory(const char *path, char *out, size_t capacity) {
  const char *prefix = strchr(path, '/') ? "" : "./";
  if (strlen(prefix) + strlen(path) >= capacity)
    return 0;
  strcpy(out, prefix);
  strcat(out, path);
  return 1;
}

ingot_status ingot_library_open(const char *path, const char *name, ingot_library *library,
                                ingot_error *error) {
  char file[PATH_MAX], found[INGOTI_SYMBOL_BYTES];
  library->handle = NULL;
  library->model = NULL;
  ingot_status status = ingoti_find_export(path, found, error);
  if (status)
    return status;
  if (!name)
    name = found;
  if (!with_directory(path, file, sizeof(file)))
    return fail_file(error, path, "the path is too long");
  void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return ingoti_fail(error, INGOT_ERROR_FILE, "%s", dlerror());
  union { /* ISO C has no cast from an object to a function */
    void *object;
    ingot_model_function function;
  } symbol;
  symbol.object = dlsym(handle, name);
  if (!symbol.object)
    status = ingoti_fail(error, INGOT_ERROR_FILE, "file '%s': it exports no model named '%s'", path, name);
  const ingot_model *model = status ? NULL : symbol.function();
  if (!status)
    status = ingot_check(model, error);
  if (status) {
    dlclose(handle);
    return status;
  }
  library->handle = handle;
  library->model = model;
  return INGOT_OK;
}

void ingot_library_close(ingot_library *library) {
  if (library->handle)
    dlclose(library->handle);
  library->handle = NULL;
  library->model = NULL;
}
