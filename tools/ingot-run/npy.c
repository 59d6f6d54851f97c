/* Reads and writes .npy: a magic, a version, a Python dict as text, the elements.
 * Used by ingot-run.c. SPDX-License-Identifier: Apache-2.0 */
#include "npy.h"

#include "ingot/ingot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const descriptions[] = {"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2",
                                           "<u4", "<u8", "<f2", "<V2", "<f4", "<f8"};
enum { DTYPE_COUNT = sizeof(descriptions) / sizeof(descriptions[0]) };

static int fail(char *message, const char *path, const char *reason) {
  snprintf(message, NPY_MESSAGE_BYTES, "file '%s': %s", path, reason);
  return 1;
}

/* The value after "'key':" in the header's text, or null. */
static const char *value_of(const char *header, const char *key) {
  char quoted[32];
  snprintf(quoted, sizeof(quoted), "'%s'", key);
  const char *at = strstr(header, quoted);
  if (!at)
    return NULL;
  at += strlen(quoted);
  at += strspn(at, " ");
  if (*at != ':')
    return NULL;
  ++at;
  return at + strspn(at, " ");
}

/* 'descr': one of `descriptions`; one-byte types have any byte order. */
static int parse_dtype(const char *value, npy_array *array, char *reason, size_t capacity) {
  if (!value || *value != '\'' || strcspn(value + 1, "'") > 8) {
    snprintf(reason, capacity, "no plain 'descr' in its header (structured arrays are not supported)");
    return 1;
  }
  char text[12] = {0};
  memcpy(text, value + 1, strcspn(value + 1, "'"));
  for (uint32_t dtype = 0; dtype < DTYPE_COUNT; ++dtype) {
    const int is_byte = descriptions[dtype][0] == '|';
    const char order = is_byte ? text[0] : descriptions[dtype][0];
    const int same_order =
        text[0] == order || text[0] == '=' || (text[0] == '|' && dtype == INGOT_DTYPE_BF16);
    if (!strcmp(text + 1, descriptions[dtype] + 1) && same_order) {
      array->dtype = dtype;
      return 0;
    }
  }
  if (text[0] == '>')
    snprintf(reason, capacity, "dtype '%s' is big-endian, expected little-endian", text);
  else
    snprintf(reason, capacity, "dtype '%s' is not supported", text);
  return 1;
}

/* 'shape': "(1, 3, 224)" ; also the number of bytes. */
static int parse_shape(const char *value, npy_array *array, char *reason, size_t capacity) {
  if (!value || *value != '(') {
    snprintf(reason, capacity, "no 'shape' in its header");
    return 1;
  }
  uint64_t bytes = ingot_dtype_bytes(array->dtype);
  array->rank = 0;
  for (++value;;) {
    value += strspn(value, " ,");
    if (*value == ')')
      break;
    char *end;
    errno = 0;
    const long long dim = strtoll(value, &end, 10);
    if (end == value || errno || dim < 0 || array->rank == NPY_RANK) {
      snprintf(reason, capacity, "malformed 'shape' in its header, or more than %d dims", NPY_RANK);
      return 1;
    }
    value = end;
    array->dims[array->rank++] = dim;
    if (dim && bytes > SIZE_MAX / 2 / (uint64_t)dim) {
      snprintf(reason, capacity, "its shape is too large");
      return 1;
    }
    bytes *= (uint64_t)dim;
  }
  array->bytes = (size_t)bytes;
  return 0;
}

static int parse_header(const char *header, npy_array *array, char *reason, size_t capacity) {
  if (parse_dtype(value_of(header, "descr"), array, reason, capacity) ||
      parse_shape(value_of(header, "shape"), array, reason, capacity))
    return 1;
  const char *order = value_of(header, "fortran_order");
  if (order && !strncmp(order, "True", 4) && array->rank > 1) {
    snprintf(reason, capacity,
             "it is in Fortran order, expected C order: save numpy.ascontiguousarray(array)");
    return 1;
  }
  return 0;
}

/* The header's text, from malloc, or null. The file stands at the elements then. */
static char *read_header(FILE *file) {
  unsigned char start[12];
  if (fread(start, 1, 8, file) != 8 || memcmp(start, "\x93NUMPY", 6) || start[6] < 1 || start[6] > 3)
    return NULL;
  const size_t width = start[6] == 1 ? 2 : 4;
  if (fread(start, 1, width, file) != width)
    return NULL;
  size_t length = start[0] | (size_t)start[1] << 8;
  if (width == 4)
    length |= (size_t)start[2] << 16 | (size_t)start[3] << 24;
  char *header = length <= 1 << 20 ? malloc(length + 1) : NULL;
  if (!header)
    return NULL;
  if (fread(header, 1, length, file) != length) {
    free(header);
    return NULL;
  }
  header[length] = 0;
  return header;
}

static int read_elements(FILE *file, npy_array *array, char *reason, size_t capacity) {
  array->data = malloc(array->bytes ? array->bytes : 1);
  if (!array->data) {
    snprintf(reason, capacity, "no memory for %zu bytes", array->bytes);
    return 1;
  }
  const size_t got = fread(array->data, 1, array->bytes, file);
  if (got == array->bytes && fgetc(file) == EOF)
    return 0;
  if (got < array->bytes)
    snprintf(reason, capacity, "it ends after %zu of %zu bytes of elements", got, array->bytes);
  else
    snprintf(reason, capacity, "it has more than the %zu bytes of elements that its shape says",
             array->bytes);
  free(array->data);
  array->data = NULL;
  return 1;
}

int npy_read(const char *path, npy_array *array, char *message) {
  char reason[256];
  array->data = NULL;
  FILE *file = fopen(path, "rb");
  if (!file)
    return fail(message, path, strerror(errno));
  char *header = read_header(file);
  int failed = 1;
  if (!header)
    snprintf(reason, sizeof(reason), "not a .npy file (expected the bytes \\x93NUMPY and version 1, 2 or 3)");
  else
    failed = parse_header(header, array, reason, sizeof(reason)) ||
             read_elements(file, array, reason, sizeof(reason));
  free(header);
  fclose(file);
  return failed ? fail(message, path, reason) : 0;
}

/* "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 10), }", padded so that the elements start at 64
 * bytes. */
static size_t write_header(const npy_array *array, char *header, size_t capacity) {
  size_t at = (size_t)snprintf(header, capacity, "{'descr': '%s', 'fortran_order': False, 'shape': (",
                               descriptions[array->dtype]);
  for (uint32_t axis = 0; axis < array->rank; ++axis)
    at += (size_t)snprintf(header + at, capacity - at, "%s%" PRId64 "%s", axis ? ", " : "", array->dims[axis],
                           array->rank == 1 ? "," : "");
  at += (size_t)snprintf(header + at, capacity - at, "), }");
  while ((10 + at + 1) % 64)
    header[at++] = ' ';
  header[at++] = '\n';
  return at;
}

int npy_write(const char *path, const npy_array *array, char *message) {
  char header[64 + NPY_RANK * 24 + 128];
  const size_t length = write_header(array, header, sizeof(header));
  char *temporary = malloc(strlen(path) + 5);
  if (!temporary)
    return fail(message, path, "no memory");
  strcpy(temporary, path);
  strcat(temporary, ".tmp");
  FILE *file = fopen(temporary, "wb");
  int failed = !file;
  if (file) {
    const unsigned char start[10] = {0x93, 'N', 'U', 'M',           'P',
                                     'Y',  1,   0,   length & 0xff, (unsigned char)(length >> 8)};
    failed = fwrite(start, 1, sizeof(start), file) != sizeof(start) ||
             fwrite(header, 1, length, file) != length ||
             fwrite(array->data, 1, array->bytes, file) != array->bytes;
    failed |= fclose(file) != 0;
    if (!failed)
      failed = rename(temporary, path) != 0;
    if (failed)
      remove(temporary);
  }
  free(temporary);
  return failed ? fail(message, path, strerror(errno)) : 0;
}
