/* What the hosted files of the runtime share. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_POSIX_INTERNAL_H
#define INGOT_POSIX_INTERNAL_H

#include "internal.h"

/* Longest name of a model's function, its zero counted. */
#define INGOTI_SYMBOL_BYTES 256

/* Finds the name of the model's function in a shared object without loading it: the only function that the
 * object exports, or else (other formats than ELF, several functions) the one named after the file:
 * "dir/my-net.so" means "my_net". Refuses an object that is cut short. */
INGOTI_HIDDEN ingot_status ingoti_find_export(const char *path, char *name, ingot_error *error);

#endif
