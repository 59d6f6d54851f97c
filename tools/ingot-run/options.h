/* The command line of ingot-run. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_RUN_OPTIONS_H
#define INGOT_RUN_OPTIONS_H

#include <stdint.h>

/* An input file; `name` is null for one given by position. */
typedef struct input_option {
  const char *name;
  const char *path;
} input_option;

typedef struct options {
  const char *model;
  const char *function;
  const char *weights;
  const char *labels;
  const char *output_dir;
  input_option *inputs; /* from malloc */
  uint32_t input_count;
  uint32_t threads;
  uint32_t repeat;
} options;

/* -1 to go on; else the exit code: 0 after --help and --version, 2 after a wrong command line. */
int parse_options(int argc, char **argv, options *result);

#endif
