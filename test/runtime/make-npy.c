/* make-npy FILE DIM,DIM,... VALUE...: writes an f32 array; for ingot-run.sh. SPDX-License-Identifier:
 * Apache-2.0 */
#include "npy.h"

#include "ingot/ingot.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  float values[64];
  char message[NPY_MESSAGE_BYTES];
  npy_array array = {.dtype = INGOT_DTYPE_F32, .data = values};
  if (argc < 3 || argc > 66)
    return 2;
  for (char *at = argv[2]; *at; at += *at == ',') {
    array.dims[array.rank++] = strtoll(at, &at, 10);
  }
  for (int at = 3; at < argc; ++at)
    values[at - 3] = strtof(argv[at], NULL);
  array.bytes = sizeof(float) * (size_t)(argc - 3);
  if (!npy_write(argv[1], &array, message))
    return 0;
  fprintf(stderr, "%s\n", message);
  return 1;
}
