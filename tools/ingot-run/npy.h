/* Reads and writes NumPy's .npy files, versions 1 to 3, little-endian, C order.
 * Used by ingot-run.c. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_RUN_NPY_H
#define INGOT_RUN_NPY_H

#include <stddef.h>
#include <stdint.h>

#define NPY_RANK 16
#define NPY_MESSAGE_BYTES 512

/* An array in memory; `data` is from malloc, aligned for every element. */
typedef struct npy_array {
  uint32_t dtype; /* ingot_dtype; bf16 is what ml_dtypes writes: '<V2' */
  uint32_t rank;
  int64_t dims[NPY_RANK];
  size_t bytes;
  void *data;
} npy_array;

/* Reads the file; 0, or 1 with a sentence in `message` (NPY_MESSAGE_BYTES). */
int npy_read(const char *path, npy_array *array, char *message);

/* Writes the file under a temporary name and renames it; 0, or 1 with a sentence in `message`. */
int npy_write(const char *path, const npy_array *array, char *message);

#endif
