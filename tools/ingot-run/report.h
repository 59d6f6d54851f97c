/* Prints tensors for people: shape, first values, the largest entries with their labels.
 * Used by ingot-run.c. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_RUN_REPORT_H
#define INGOT_RUN_REPORT_H

#include "npy.h"

/* Names of the entries of a vector, one per line of a file. */
typedef struct label_list {
  char *text;         /* the file, newlines replaced by zeros */
  const char **names; /* pointers into text */
  size_t count;
} label_list;

/* 0, or 1 with a sentence in `message` (NPY_MESSAGE_BYTES). */
int read_labels(const char *path, label_list *labels, char *message);
void free_labels(label_list *labels);

/* "f32[1,10]" */
void print_type(uint32_t dtype, uint32_t rank, const int64_t *dims);

/* One line with the first values; for a vector, and for each row of a small batch of vectors, the top 5. */
void print_output(const char *name, const npy_array *array, const label_list *labels);

#endif
