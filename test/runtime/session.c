/* Sessions: creation in too little or misaligned memory, runs and every refused run.
 * Tests runtime/src/session.c. SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "models.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS = 3, COLUMNS = 4 };

/* A session of "scale" and its operands; tests change one thing and run. */
typedef struct fixture {
  _Alignas(INGOT_ALIGNMENT) unsigned char arena[512];
  _Alignas(INGOT_SESSION_ALIGNMENT) unsigned char memory[INGOT_SESSION_BYTES(2, 2, 0, SCALE_SYMBOLS)];
  ingot_session *session;
  int64_t dims_x[2], dims_y[1];
  float x[8 * 6], y[16], z[8 * 6], k[48];
  ingot_input inputs[2];
  ingot_output outputs[2];
} fixture;

static void set_up(fixture *self) {
  memset(self, 0, sizeof(*self));
  const ingot_memory memory = {.session = self->memory,
                               .session_bytes = sizeof(self->memory),
                               .arena = self->arena,
                               .arena_bytes = sizeof(self->arena)};
  CHECK_OK(ingot_session_create(&scale_model, &memory, NULL, &self->session, &error));
  self->dims_x[0] = ROWS;
  self->dims_x[1] = COLUMNS;
  self->dims_y[0] = 2 * COLUMNS + 1;
  for (int at = 0; at < 48; ++at)
    self->x[at] = (float)(at - 5);
  const ingot_input x = {self->x, self->dims_x, 2, INGOT_DTYPE_F32},
                    y = {self->y, self->dims_y, 1, INGOT_DTYPE_F32};
  const ingot_output z = {self->z, sizeof(self->z)}, k = {self->k, sizeof(self->k)};
  self->inputs[0] = x;
  self->inputs[1] = y;
  self->outputs[0] = z;
  self->outputs[1] = k;
}

#define RUN(self) ingot_run((self)->session, (self)->inputs, (self)->outputs, &error)

static void test_create(void) {
  fixture self;
  set_up(&self);
  cache_memory states;
  ingot_session *session;
  ingot_memory memory = {.session = self.memory, .session_bytes = sizeof(self.memory)};
  CHECK_FAILS(ingot_session_create(NULL, &memory, NULL, &session, &error), INGOT_ERROR_ARGUMENT,
              "model, memory or session is a null pointer");
  CHECK_FAILS(ingot_session_create(&scale_model, NULL, NULL, &session, &error), INGOT_ERROR_ARGUMENT,
              "model, memory or session is a null pointer");
  CHECK_FAILS(ingot_session_create(&scale_model, &memory, NULL, NULL, &error), INGOT_ERROR_ARGUMENT,
              "model, memory or session is a null pointer");
  memory.session = self.memory + 4;
  CHECK_FAILS(ingot_session_create(&scale_model, &memory, NULL, &session, &error), INGOT_ERROR_MEMORY,
              "buffer 'session': not aligned to 8 bytes");
  memory.session = NULL;
  CHECK_FAILS(ingot_session_create(&scale_model, &memory, NULL, &session, &error), INGOT_ERROR_MEMORY,
              "buffer 'session': null pointer");
  ingot_memory_sizes sizes;
  CHECK_OK(ingot_sizes(&cache_model, NULL, &sizes, &error));
  memory.session = states.session;
  memory.session_bytes = sizes.session - 1;
  CHECK_INT(ingot_session_create(&cache_model, &memory, NULL, &session, NULL), INGOT_ERROR_MEMORY);
  memory.session_bytes = sizes.session;
  memory.states = states.states;
  memory.state_bytes = 319;
  CHECK_FAILS(ingot_session_create(&cache_model, &memory, NULL, &session, &error), INGOT_ERROR_MEMORY,
              "buffer 'states': 319 bytes given, 320 needed");
  memory.state_bytes = 320;
  memory.states = states.states + 32;
  CHECK_FAILS(ingot_session_create(&cache_model, &memory, NULL, &session, &error), INGOT_ERROR_MEMORY,
              "buffer 'states': not aligned to 64 bytes");
  memory.states = states.states;
  CHECK_OK(ingot_session_create(&cache_model, &memory, NULL, &session, &error));
  memory.arena = self.arena + 8;
  memory.arena_bytes = 8;
  CHECK_FAILS(ingot_session_create(&cache_model, &memory, NULL, &session, &error), INGOT_ERROR_MEMORY,
              "buffer 'arena': not aligned to 64 bytes");
}

static void test_weights(void) {
  fixture self;
  set_up(&self);
  ingot_model model = scale_model;
  model.weights = NULL;
  const _Alignas(INGOT_ALIGNMENT) float weights[] = {5.0f, 0.0f};
  ingot_memory memory = {.session = self.memory,
                         .session_bytes = sizeof(self.memory),
                         .arena = self.arena,
                         .arena_bytes = sizeof(self.arena)};
  CHECK_FAILS(ingot_session_create(&model, &memory, NULL, &self.session, &error), INGOT_ERROR_WEIGHTS,
              "weights: model 'scale' needs its weights file, 4 bytes");
  memory.weights = weights;
  memory.weights_bytes = 8;
  CHECK_FAILS(ingot_session_create(&model, &memory, NULL, &self.session, &error), INGOT_ERROR_WEIGHTS,
              "weights: 8 bytes given, model 'scale' has 4");
  memory.weights = weights + 1;
  memory.weights_bytes = 4;
  CHECK_FAILS(ingot_session_create(&model, &memory, NULL, &self.session, &error), INGOT_ERROR_WEIGHTS,
              "weights: not aligned to 64 bytes");
  memory.weights = weights;
  CHECK_OK(ingot_session_create(&model, &memory, NULL, &self.session, &error));
  CHECK_OK(RUN(&self));
  CHECK_INT(self.z[0], -25);
  /* Weights given although some are embedded: the given ones count. */
  CHECK_OK(ingot_session_create(&scale_model, &memory, NULL, &self.session, &error));
  CHECK_OK(RUN(&self));
  CHECK_INT(self.z[0], -25);
}

static void test_run(void) {
  fixture self;
  set_up(&self);
  self.y[0] = 100;
  CHECK_OK(RUN(&self));
  CHECK_INT(self.z[0], 90);
  CHECK_INT(self.z[1], -8);
  CHECK_INT(self.z[11], 12);
  /* A size that only the data knows. */
  int64_t dims[1];
  size_t bytes;
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_K], 8);
  CHECK_OK(ingot_shape(&scale_model, &scale_outputs[1], ingot_session_symbols(self.session), dims, &bytes,
                       &error));
  CHECK_INT(dims[0], 8);
  CHECK_INT(self.k[0], 90);
  /* Another shape, same session. */
  self.dims_x[0] = 7;
  self.dims_x[1] = 6;
  self.dims_y[0] = 13;
  CHECK_OK(RUN(&self));
  CHECK_INT(self.z[41], 72);
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_S], 6);
  CHECK_INT(ingot_session_length(self.session), -1);
}

static void test_refused_runs(void) {
  fixture self;
  set_up(&self);
  CHECK_FAILS(ingot_run(NULL, self.inputs, self.outputs, &error), INGOT_ERROR_ARGUMENT,
              "session is a null pointer");
  CHECK_FAILS(ingot_run(self.session, self.inputs, NULL, &error), INGOT_ERROR_ARGUMENT,
              "outputs is a null pointer");
  CHECK_FAILS(ingot_run(self.session, NULL, self.outputs, &error), INGOT_ERROR_ARGUMENT,
              "inputs or symbols is a null pointer");
  CHECK_OK(RUN(&self));
  self.dims_x[0] = 0;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_BOUND, "input 'x': dim 0 is 0, the model needs B >= 1");
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_B], ROWS); /* as before */
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_K], 6);
  self.dims_x[0] = ROWS;
  self.inputs[0].data = NULL;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "input 'x': null pointer");
  self.inputs[0].data = (char *)self.x + 2;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "input 'x': not aligned to 4 bytes");
  self.inputs[0].data = self.x;
  self.outputs[0].bytes = 47;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "output 'z': 47 bytes given, 48 needed");
  self.outputs[0].bytes = 48;
  CHECK_OK(RUN(&self));
  self.outputs[1].bytes = 4 * 12 - 1; /* the bound of K counts, not what a run made of it */
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "output 'k': 47 bytes given, 48 needed");
  self.outputs[1].bytes = 4 * 48;
  self.outputs[0].data = NULL;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "output 'z': null pointer");
  self.outputs[0].data = (char *)self.z + 1;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "output 'z': not aligned to 4 bytes");
  self.outputs[0].data = self.z;
  self.x[0] = NAN;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_RUN, "model 'scale': the entry point returned 77");
}

/* Conditions that only the data can break: the entry point names one of the table. */
static void test_checks(void) {
  fixture self;
  set_up(&self);
  CHECK_OK(RUN(&self));
  const int64_t before = ingot_session_symbols(self.session)[SCALE_K];
  self.x[0] = 1e10f;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_DATA, "node 'first': expected x[0, 0] to be at most 1e9");
  self.x[0] = -1e10f;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_DATA, "node 'second': expected x[0, 0] to be at least -1e9");
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_K], before);
}

static int32_t fail_beyond_checks(const ingot_call *call) { return call ? -3 : 0; }
static int32_t fail_by_least(const ingot_call *call) { return call ? INT32_MIN : 0; }

static int32_t fail_by_status(const ingot_call *call) {
  (void)call;
  return INGOT_ERROR_MEMORY;
}

static void test_entry_status(void) {
  fixture self;
  set_up(&self);
  ingot_model model = scale_model;
  model.run = fail_by_status;
  const ingot_memory memory = {.session = self.memory,
                               .session_bytes = sizeof(self.memory),
                               .arena = self.arena,
                               .arena_bytes = sizeof(self.arena)};
  CHECK_OK(ingot_session_create(&model, &memory, NULL, &self.session, &error));
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "model 'scale': the entry point returned 11");
  model.run = fail_beyond_checks;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_RUN, "model 'scale': the entry point returned -3");
  model.run = fail_by_least;
  CHECK_FAILS(RUN(&self), INGOT_ERROR_RUN, "model 'scale': the entry point returned -2147483648");
}

static void test_arena(void) {
  fixture self;
  set_up(&self);
  CHECK_OK(ingot_session_set_arena(self.session, self.arena, 255, &error));
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "buffer 'arena': 255 bytes given, 256 needed");
  CHECK_OK(ingot_session_set_arena(self.session, self.arena, 256, &error));
  CHECK_OK(RUN(&self));
  CHECK_FAILS(ingot_session_set_arena(self.session, self.arena + 16, 256, &error), INGOT_ERROR_MEMORY,
              "buffer 'arena': not aligned to 64 bytes");
  CHECK_FAILS(ingot_session_set_arena(self.session, NULL, 256, &error), INGOT_ERROR_MEMORY,
              "buffer 'arena': null pointer");
  CHECK_OK(RUN(&self));
  CHECK_OK(ingot_session_set_arena(self.session, NULL, 0, &error));
  CHECK_FAILS(RUN(&self), INGOT_ERROR_MEMORY, "buffer 'arena': null pointer");
  /* Exactly as much as is needed, on the heap: the sanitizer sees a byte too many. */
  void *exact = NULL;
  CHECK(!posix_memalign(&exact, INGOT_ALIGNMENT, 256));
  CHECK_OK(ingot_session_set_arena(self.session, exact, 256, &error));
  CHECK_OK(RUN(&self));
  free(exact);
}

static int loops;
static void counting_loop(void *pool, ingot_task task, void *context, size_t count) {
  *(int *)pool += 1;
  for (size_t at = count; at > 0; --at) /* backwards, one by one */
    task(context, at - 1, at);
}

static void test_parallel(void) {
  fixture self;
  set_up(&self);
  float expected[48];
  CHECK_OK(RUN(&self));
  memcpy(expected, self.z, sizeof(expected));
  memset(self.z, 0, sizeof(self.z));
  ingot_session_set_parallel(self.session, counting_loop, &loops);
  CHECK_OK(RUN(&self));
  CHECK_INT(loops, 1);
  CHECK(!memcmp(expected, self.z, sizeof(expected)));
  ingot_session_set_parallel(self.session, NULL, NULL);
  CHECK_OK(RUN(&self));
  CHECK_INT(loops, 1);
  ingot_parallel_none(NULL, NULL, NULL, 0); /* no iteration, no call */
}

/* Empty tensors: no data is needed. */
static void test_empty(void) {
  fixture self;
  set_up(&self);
  ingot_symbol symbols[SCALE_SYMBOLS];
  memcpy(symbols, scale_symbols, sizeof(symbols));
  symbols[SCALE_B].minimum = 0;
  ingot_model model = scale_model;
  model.symbols = symbols;
  const ingot_memory memory = {.session = self.memory,
                               .session_bytes = sizeof(self.memory),
                               .arena = self.arena,
                               .arena_bytes = sizeof(self.arena)};
  CHECK_OK(ingot_session_create(&model, &memory, NULL, &self.session, &error));
  self.dims_x[0] = 0;
  self.inputs[0].data = NULL;
  self.outputs[0].bytes = 0;
  CHECK_OK(RUN(&self));
  CHECK_INT(ingot_session_symbols(self.session)[SCALE_K], 0);
}

int main(void) {
  test_create();
  test_weights();
  test_run();
  test_refused_runs();
  test_checks();
  test_entry_status();
  test_arena();
  test_parallel();
  test_empty();
  return check_result();
}
