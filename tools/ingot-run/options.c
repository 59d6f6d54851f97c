/* The command line of ingot-run: one table of options, the help text, the errors.
 * Called first by ingot-run.c. SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "ingot/ingot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: ingot-run MODEL.so [INPUT.npy ...] [options]\n"
    "\n"
    "Runs a compiled model on .npy files and prints its outputs. Needs no compiler.\n"
    "\n"
    "  MODEL.so              a model made by `ingot compile`\n"
    "  INPUT.npy             inputs in the model's order; or by name:\n"
    "  --input NAME=FILE     an input by name (repeatable)\n"
    "  --output-dir DIR      write every output to DIR/NAME.npy\n"
    "  --labels FILE         names for the entries of an output vector, one per line\n"
    "  --weights FILE        the weights of a model compiled with --weights=external\n"
    "                        (default: MODEL.weights beside MODEL.so)\n"
    "  --threads N           threads to run on (default 1; 0: one per CPU)\n"
    "  --repeat N            run N times and print the times (default 1)\n"
    "  --function NAME       the model's function in MODEL.so, where there are several\n"
    "  --version             print the version\n"
    "  --help                print this text\n"
    "\n"
    "examples:\n"
    "  ingot-run mnist.so digit.npy\n"
    "  ingot-run resnet.so --input image=cat.npy --labels imagenet.txt --threads 4\n"
    "  ingot-run model.so x.npy --output-dir out --repeat 100\n"
    "\n"
    "exit codes: 0 ok, 1 the model or an input is wrong, 2 the command line is wrong\n";

static int usage_error(const char *what, const char *text) {
  fprintf(stderr, "ingot-run: %s '%s'; see ingot-run --help\n", what, text);
  return 2;
}

static int parse_count(const char *text, uint32_t minimum, uint32_t *number) {
  char *end;
  errno = 0;
  const unsigned long value = strtoul(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end || errno || value < minimum || value > 1000000)
    return 0;
  *number = (uint32_t)value;
  return 1;
}

/* "name=file" is cut at its first '='. */
static int add_input(options *result, char *text, int is_named) {
  input_option *input = &result->inputs[result->input_count++];
  char *equals = is_named ? strchr(text, '=') : NULL;
  if (is_named && (!equals || equals == text || !equals[1]))
    return 0;
  if (equals)
    *equals = 0;
  input->name = equals ? text : NULL;
  input->path = equals ? equals + 1 : text;
  return 1;
}

/* The option at argv[*at], as "--name value" or "--name=value". */
static int parse_option(options *result, int argc, char **argv, int *at) {
  const struct {
    const char *name;
    const char **text; /* for a text, or */
    uint32_t *count;   /* for a number of at least `minimum`, or neither for --input */
    uint32_t minimum;
  } known[] = {{"--input", NULL, NULL, 0},
               {"--output-dir", &result->output_dir, NULL, 0},
               {"--labels", &result->labels, NULL, 0},
               {"--weights", &result->weights, NULL, 0},
               {"--function", &result->function, NULL, 0},
               {"--threads", NULL, &result->threads, 0},
               {"--repeat", NULL, &result->repeat, 1}};
  char *name = argv[*at];
  char *value = strchr(name, '=');
  if (value)
    *value++ = 0;
  size_t index = 0;
  while (index < sizeof(known) / sizeof(known[0]) && strcmp(name, known[index].name))
    ++index;
  if (index == sizeof(known) / sizeof(known[0]))
    return usage_error("unknown option", name);
  if (!value && *at + 1 == argc)
    return usage_error("a value is missing after", name);
  if (!value)
    value = argv[++*at];
  if (known[index].text)
    *known[index].text = value;
  else if (known[index].count) {
    if (!parse_count(value, known[index].minimum, known[index].count))
      return usage_error(known[index].minimum ? "expected a number from 1 on, got"
                                              : "expected a number from 0 on, got",
                         value);
  } else if (!add_input(result, value, 1))
    return usage_error("--input needs NAME=FILE, got", value);
  return -1;
}

int parse_options(int argc, char **argv, options *result) {
  memset(result, 0, sizeof(*result));
  result->threads = 1;
  result->repeat = 1;
  result->inputs = calloc((size_t)argc + 1, sizeof(*result->inputs));
  if (!result->inputs)
    return 1;
  int only_files = 0, status = -1;
  for (int at = 1; at < argc && status < 0; ++at) {
    if (!only_files && (!strcmp(argv[at], "--help") || !strcmp(argv[at], "-h"))) {
      fputs(help, stdout);
      return 0;
    }
    if (!only_files && !strcmp(argv[at], "--version")) {
      puts("ingot-run " INGOT_VERSION_STRING);
      return 0;
    }
    if (!only_files && !strcmp(argv[at], "--"))
      only_files = 1;
    else if (!only_files && argv[at][0] == '-')
      status = parse_option(result, argc, argv, &at);
    else if (!result->model)
      result->model = argv[at];
    else
      add_input(result, argv[at], 0);
  }
  if (status < 0 && !result->model)
    return usage_error("no model given, expected", "MODEL.so");
  return status;
}
