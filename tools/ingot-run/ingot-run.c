/* ingot-run: runs a compiled model on .npy files with the C runtime alone; the proof that no compiler is
 * needed. Options in options.c, files in npy.c, printing in report.c. SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "ingot/posix.h"
#include "npy.h"
#include "options.h"
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Everything that one run owns; released at the end whatever happened. */
typedef struct program {
  options options;
  char text[NPY_MESSAGE_BYTES];
  ingot_error error;
  ingot_library library;
  const ingot_model *model;
  ingot_file weights;
  label_list labels;
  npy_array *arrays; /* of the inputs, in the model's order */
  ingot_input *inputs;
  npy_array *results;
  ingot_output *outputs;
  int64_t *symbols;
  void *session_memory, *states, *arena, *pool_memory;
  ingot_session *session;
  ingot_pool *pool;
} program;

static void *allocate(size_t bytes) {
  void *memory = NULL;
  return posix_memalign(&memory, INGOT_ALIGNMENT, bytes ? bytes : 1) ? NULL : memory;
}

static int no_memory(program *self) {
  snprintf(self->text, sizeof(self->text), "no memory");
  return 1;
}

static int open_weights(program *self) {
  const char *path = self->options.weights;
  char beside[4096];
  if (!path && (self->model->weights || !self->model->weights_bytes))
    return 0;
  if (!path) {
    const char *dot = strrchr(self->options.model, '.');
    const char *slash = strrchr(self->options.model, '/');
    const size_t stem =
        dot && (!slash || dot > slash) ? (size_t)(dot - self->options.model) : strlen(self->options.model);
    snprintf(beside, sizeof(beside), "%.*s.weights", (int)stem, self->options.model);
    path = beside;
  }
  return ingot_file_map(path, &self->weights, &self->error) ||
         ingot_check_weights(self->model, self->weights.data, self->weights.bytes, &self->error);
}

/* The model's input that a file is for: by its name, or the first without a file. */
static int find_input(program *self, const input_option *option, uint32_t *index) {
  for (*index = 0; *index < self->model->input_count; ++*index)
    if (option->name ? !strcmp(option->name, self->model->inputs[*index].name) : !self->arrays[*index].data)
      break;
  if (*index < self->model->input_count && !self->arrays[*index].data)
    return 0;
  int at = option->name ? snprintf(self->text, sizeof(self->text), "%s input '%s'; the inputs are",
                                   *index < self->model->input_count ? "two files for" : "no", option->name)
                        : snprintf(self->text, sizeof(self->text),
                                   "file '%s' is one input too many; the inputs are", option->path);
  for (uint32_t input = 0; input < self->model->input_count && (size_t)at < sizeof(self->text); ++input)
    at += snprintf(self->text + at, sizeof(self->text) - (size_t)at, "%s '%s'", input ? "," : "",
                   self->model->inputs[input].name);
  return 1;
}

static int read_inputs(program *self) {
  const ingot_model *model = self->model;
  self->arrays = calloc(model->input_count + (size_t)1, sizeof(*self->arrays));
  self->inputs = calloc(model->input_count + (size_t)1, sizeof(*self->inputs));
  if (!self->arrays || !self->inputs)
    return no_memory(self);
  for (int named = 1; named >= 0; --named) /* names first; files by position take the rest */
    for (uint32_t at = 0; at < self->options.input_count; ++at) {
      const input_option *option = &self->options.inputs[at];
      uint32_t index = 0;
      if ((option->name != NULL) != named)
        continue;
      if (find_input(self, option, &index) || npy_read(option->path, &self->arrays[index], self->text))
        return 1;
    }
  for (uint32_t index = 0; index < model->input_count; ++index) {
    const npy_array *array = &self->arrays[index];
    if (!array->data) {
      snprintf(self->text, sizeof(self->text), "no file for input '%s' (%s of rank %u)",
               model->inputs[index].name, ingot_dtype_name(model->inputs[index].dtype),
               model->inputs[index].rank);
      return 1;
    }
    const ingot_input input = {array->data, array->dims, array->rank, array->dtype};
    self->inputs[index] = input;
  }
  return 0;
}

static int make_session(program *self) {
  const ingot_model *model = self->model;
  ingot_memory_sizes sizes;
  self->symbols = calloc(model->symbol_count + (size_t)1, sizeof(*self->symbols));
  if (!self->symbols)
    return no_memory(self);
  ingot_start_symbols(model, self->symbols);
  if (ingot_solve(model, self->inputs, self->symbols, &self->error) ||
      ingot_sizes(model, self->symbols, &sizes, &self->error))
    return 1;
  self->session_memory = allocate(sizes.session);
  self->states = allocate(sizes.states);
  self->arena = allocate(sizes.arena);
  if (!self->session_memory || !self->states || !self->arena)
    return no_memory(self);
  const ingot_memory memory = {self->session_memory, sizes.session, self->states,       sizes.states,
                               self->arena,          sizes.arena,   self->weights.data, self->weights.bytes};
  return ingot_session_create(model, &memory, self->symbols, &self->session, &self->error) != INGOT_OK;
}

static int make_pool(program *self) {
  const uint32_t threads = self->options.threads ? self->options.threads : ingot_cpu_count();
  if (threads < 2)
    return 0;
  const size_t bytes = ingot_pool_bytes(threads);
  self->pool_memory = allocate(bytes);
  if (!self->pool_memory)
    return no_memory(self);
  if (ingot_pool_create(self->pool_memory, bytes, threads, &self->pool, &self->error))
    return 1;
  ingot_session_set_parallel(self->session, ingot_pool_parallel_for, self->pool);
  return 0;
}

static int make_outputs(program *self) {
  const ingot_model *model = self->model;
  self->results = calloc(model->output_count + (size_t)1, sizeof(*self->results));
  self->outputs = calloc(model->output_count + (size_t)1, sizeof(*self->outputs));
  if (!self->results || !self->outputs)
    return no_memory(self);
  for (uint32_t index = 0; index < model->output_count; ++index) {
    npy_array *result = &self->results[index];
    if (model->outputs[index].rank > NPY_RANK) {
      snprintf(self->text, sizeof(self->text), "output '%s' has more than %d dims",
               model->outputs[index].name, NPY_RANK);
      return 1;
    }
    if (ingot_shape(model, &model->outputs[index], self->symbols, result->dims, &result->bytes, &self->error))
      return 1;
    result->dtype = model->outputs[index].dtype;
    result->rank = model->outputs[index].rank;
    result->data = allocate(result->bytes);
    if (!result->data)
      return no_memory(self);
    const ingot_output output = {result->data, result->bytes};
    self->outputs[index] = output;
  }
  return 0;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int by_size(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* Runs and times; the states start anew each time, so that every run computes the same. */
static int run(program *self) {
  const uint32_t repeat = self->options.repeat;
  double *times = calloc(repeat, sizeof(*times));
  if (!times)
    return no_memory(self);
  int failed = 0;
  for (uint32_t at = 0; at < repeat && !failed; ++at) {
    if (at)
      ingot_session_reset(self->session);
    const double start = now();
    failed = ingot_run(self->session, self->inputs, self->outputs, &self->error) != INGOT_OK;
    times[at] = now() - start;
  }
  if (!failed) {
    qsort(times, repeat, sizeof(*times), by_size);
    if (repeat == 1)
      printf("time: %.3f ms\n", times[0]);
    else
      printf("time: %.3f ms median, %.3f ms minimum of %u runs\n", times[repeat / 2], times[0], repeat);
  }
  free(times);
  return failed;
}

static int write_output(program *self, const char *name, const npy_array *result) {
  char path[4096];
  const char *directory = self->options.output_dir;
  if (mkdir(directory, 0777) && errno != EEXIST) {
    snprintf(self->text, sizeof(self->text), "directory '%s': %s", directory, strerror(errno));
    return 1;
  }
  const int length = snprintf(path, sizeof(path), "%s/%s.npy", directory, name);
  if (length < 0 || (size_t)length >= sizeof(path)) {
    snprintf(self->text, sizeof(self->text), "output '%s': its path is too long", name);
    return 1;
  }
  for (char *at = path + strlen(directory) + 1; *at; ++at)
    if (*at == '/' || *at == '\\')
      *at = '_';
  return npy_write(path, result, self->text);
}

/* The shapes again, as the run may have learnt sizes that only the data knows. */
static int show_outputs(program *self) {
  const ingot_model *model = self->model;
  for (uint32_t index = 0; index < model->output_count; ++index) {
    npy_array *result = &self->results[index];
    if (ingot_shape(model, &model->outputs[index], ingot_session_symbols(self->session), result->dims,
                    &result->bytes, &self->error))
      return 1;
    print_output(model->outputs[index].name, result, self->labels.count ? &self->labels : NULL);
    if (self->options.output_dir && write_output(self, model->outputs[index].name, result))
      return 1;
  }
  return 0;
}

static int execute(program *self) {
  const options *given = &self->options;
  if (given->labels && read_labels(given->labels, &self->labels, self->text))
    return 1;
  if (ingot_library_open(given->model, given->function, &self->library, &self->error))
    return 1;
  self->model = self->library.model;
  return open_weights(self) || read_inputs(self) || make_session(self) || make_pool(self) ||
         make_outputs(self) || run(self) || show_outputs(self);
}

static void release(program *self) {
  const ingot_model *model = self->model;
  for (uint32_t index = 0; model && self->arrays && index < model->input_count; ++index)
    free(self->arrays[index].data);
  for (uint32_t index = 0; model && self->results && index < model->output_count; ++index)
    free(self->results[index].data);
  if (self->pool)
    ingot_pool_destroy(self->pool);
  void *const memory[] = {self->arrays,      self->inputs,         self->results, self->outputs,
                          self->symbols,     self->session_memory, self->states,  self->arena,
                          self->pool_memory, self->options.inputs};
  for (size_t at = 0; at < sizeof(memory) / sizeof(memory[0]); ++at)
    free(memory[at]);
  free_labels(&self->labels);
  ingot_file_unmap(&self->weights);
  ingot_library_close(&self->library);
}

int main(int argc, char **argv) {
  program self;
  memset(&self, 0, sizeof(self));
  self.error.text = self.text;
  self.error.capacity = sizeof(self.text);
  const int parsed = parse_options(argc, argv, &self.options);
  const int status = parsed >= 0 ? parsed : execute(&self);
  if (parsed < 0 && status)
    fprintf(stderr, "ingot-run: error: %s\n", self.text);
  release(&self);
  return status;
}
