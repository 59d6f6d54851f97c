/* "scale" as a shared object, as `ingot compile` makes one: exactly one function is exported. With -DSECOND
 * there are two, with -DOTHER_VERSION the table is of another ABI version, with -DEXTERNAL the weights are
 * not inside. Used by file_posix.c and ingot-run.sh. SPDX-License-Identifier: Apache-2.0 */
#include "models.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT const ingot_model *scale(void);
const ingot_model *scale(void) {
  static ingot_model model;
  (void)cache_model;
  model = scale_model;
#ifdef OTHER_VERSION
  model.version = 2;
#endif
#ifdef EXTERNAL
  model.weights = NULL;
#endif
  return &model;
}

#ifdef SECOND
EXPORT const ingot_model *second(void);
const ingot_model *second(void) { return &cache_model; }
#endif
