/* Prints tensors for people.
 * Used by ingot-run.c after the run. SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "ingot/ingot.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_VALUES = 8, SHOWN_ROWS = 8, TOP = 5 };

int read_labels(const char *path, label_list *labels, char *message) {
  memset(labels, 0, sizeof(*labels));
  FILE *file = fopen(path, "rb");
  size_t bytes = 0, capacity = 0;
  while (file) {
    if (capacity - bytes < 2) {
      capacity = capacity * 2 + 4096;
      char *grown = realloc(labels->text, capacity);
      if (!grown)
        break;
      labels->text = grown;
    }
    const size_t got = fread(labels->text + bytes, 1, capacity - bytes - 1, file);
    if (!got)
      break;
    bytes += got;
  }
  const int failed = !file || ferror(file) || !labels->text;
  if (failed)
    snprintf(message, NPY_MESSAGE_BYTES, "file '%s': %s", path, strerror(errno));
  if (file)
    fclose(file);
  if (failed) {
    free_labels(labels);
    return 1;
  }
  labels->text[bytes] = 0;
  labels->names = malloc((bytes + 1) * sizeof(*labels->names));
  for (char *line = labels->text; labels->names && line < labels->text + bytes;) {
    char *end = line + strcspn(line, "\n");
    labels->names[labels->count++] = line;
    *end = 0;
    if (end > line && end[-1] == '\r')
      end[-1] = 0;
    line = end + 1;
  }
  return 0;
}

void free_labels(label_list *labels) {
  free(labels->names);
  free(labels->text);
  memset(labels, 0, sizeof(*labels));
}

/* f16 and bf16 by their bits: sign, exponent, fraction. */
static double half_value(uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 1023;
  double value = exponent ? 1 + fraction / 1024 : fraction / 1024;
  if (exponent == 31)
    value = fraction > 0 ? (double)NAN : (double)INFINITY;
  for (int step = exponent ? exponent : 1; exponent != 31 && step < 15; ++step)
    value /= 2;
  for (int step = 15; exponent != 31 && step < exponent; ++step)
    value *= 2;
  return bits & 0x8000 ? -value : value;
}

static double brain_value(uint16_t bits) {
  const uint32_t wide = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &wide, sizeof(value));
  return (double)value;
}

#define LOAD(type)                                                                                           \
  type value;                                                                                                \
  memcpy(&value, (const char *)array->data + at * sizeof(type), sizeof(type))

static double value_at(const npy_array *array, size_t at) {
  /* clang-format off */
  switch ((ingot_dtype)array->dtype) {
  case INGOT_DTYPE_BOOL:
  case INGOT_DTYPE_U8: { LOAD(uint8_t); return value; }
  case INGOT_DTYPE_I8: { LOAD(int8_t); return value; }
  case INGOT_DTYPE_I16: { LOAD(int16_t); return value; }
  case INGOT_DTYPE_U16: { LOAD(uint16_t); return value; }
  case INGOT_DTYPE_I32: { LOAD(int32_t); return value; }
  case INGOT_DTYPE_U32: { LOAD(uint32_t); return value; }
  case INGOT_DTYPE_I64: { LOAD(int64_t); return (double)value; }
  case INGOT_DTYPE_U64: { LOAD(uint64_t); return (double)value; }
  case INGOT_DTYPE_F16: { LOAD(uint16_t); return half_value(value); }
  case INGOT_DTYPE_BF16: { LOAD(uint16_t); return brain_value(value); }
  case INGOT_DTYPE_F32: { LOAD(float); return (double)value; }
  case INGOT_DTYPE_F64: { LOAD(double); return value; }
  }
  /* clang-format on */
  return 0;
}

static int is_float(const npy_array *array) { return array->dtype >= INGOT_DTYPE_F16; }

/* Integers exactly: a double has too few digits for i64. */
static void print_value(const npy_array *array, size_t at) {
  if (array->dtype == INGOT_DTYPE_I64) {
    LOAD(int64_t);
    printf("%" PRId64, value);
  } else if (array->dtype == INGOT_DTYPE_U64) {
    LOAD(uint64_t);
    printf("%" PRIu64, value);
  } else
    printf(is_float(array) ? "%.6g" : "%.0f", value_at(array, at));
}

void print_type(uint32_t dtype, uint32_t rank, const int64_t *dims) {
  printf("%s[", ingot_dtype_name(dtype));
  for (uint32_t axis = 0; axis < rank; ++axis)
    printf("%s%" PRId64, axis ? "," : "", dims[axis]);
  printf("]");
}

/* The largest entries of one row, largest first; NaN is never among them. */
static void print_top(const npy_array *array, size_t start, size_t count, const label_list *labels) {
  size_t top[TOP], found = 0;
  for (size_t at = 0; at < count; ++at) {
    const double value = value_at(array, start + at);
    if (!(value == value) || (found == TOP && value <= value_at(array, start + top[TOP - 1])))
      continue;
    size_t place = found < TOP ? found++ : TOP - 1;
    for (; place && value > value_at(array, start + top[place - 1]); --place)
      top[place] = top[place - 1];
    top[place] = at;
  }
  for (size_t rank = 0; rank < found; ++rank) {
    printf("%s%zu", rank ? ", " : "", top[rank]);
    if (labels && top[rank] < labels->count)
      printf(" '%s'", labels->names[top[rank]]);
    printf(" = ");
    print_value(array, start + top[rank]);
  }
  printf("\n");
}

/* How many vectors the array is: 1 where all dims but one are 1, N for [N, C] with a small N, else 0. */
static size_t vector_count(const npy_array *array, size_t elements) {
  size_t largest = 0;
  for (uint32_t axis = 0; axis < array->rank; ++axis)
    if ((size_t)array->dims[axis] > largest)
      largest = (size_t)array->dims[axis];
  if (largest < 2)
    return 0;
  if (largest == elements)
    return 1;
  return array->rank == 2 && array->dims[0] <= SHOWN_ROWS ? (size_t)array->dims[0] : 0;
}

void print_output(const char *name, const npy_array *array, const label_list *labels) {
  const size_t elements = array->bytes / ingot_dtype_bytes(array->dtype);
  printf("output '%s': ", name);
  print_type(array->dtype, array->rank, array->dims);
  for (size_t at = 0; at < elements && at < SHOWN_VALUES; ++at) {
    printf(" ");
    print_value(array, at);
  }
  printf("%s\n", elements > SHOWN_VALUES ? " ..." : "");
  const size_t rows = vector_count(array, elements);
  for (size_t row = 0; row < rows; ++row) {
    printf(rows > 1 ? "  row %zu, top %d: " : "  top: ", row, TOP);
    print_top(array, row * (elements / rows), elements / rows, labels);
  }
}
