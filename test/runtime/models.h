/* Two hand-written models, as the compiler would emit them: their entry points are C functions.
 * Included by the tests of model.c, session.c, state.c, save.c. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TEST_MODELS_H
#define INGOT_TEST_MODELS_H

#include "ingot/ingot.h"

/* ---- "scale": z[B,S] = x[B,S] * w + y[S], with B in 1..8, S >= 1, y of 2*S + 1 elements, S <= 6 by a guard,
 * and k[K] = the positive elements of z, whose number K <= B*S only the data knows ---- */

enum { SCALE_B, SCALE_S, SCALE_K, SCALE_SYMBOLS };
static const _Alignas(INGOT_ALIGNMENT) float scale_weights[1] = {2.0f};
static const int64_t scale_dim_b[] = {INGOT_EXPR_SYMBOL, SCALE_B, INGOT_EXPR_END};
static const int64_t scale_dim_s[] = {INGOT_EXPR_SYMBOL, SCALE_S, INGOT_EXPR_END};
static const int64_t scale_dim_k[] = {INGOT_EXPR_SYMBOL, SCALE_K, INGOT_EXPR_END};
static const int64_t scale_dim_y[] = {INGOT_EXPR_CONST, 2, INGOT_EXPR_SYMBOL, SCALE_S,       INGOT_EXPR_MUL,
                                      INGOT_EXPR_CONST, 1, INGOT_EXPR_ADD,    INGOT_EXPR_END};
static const int64_t scale_arena[] = {INGOT_EXPR_SYMBOL, SCALE_S,       INGOT_EXPR_CONST, 64,
                                      INGOT_EXPR_MUL,    INGOT_EXPR_END};
static const int64_t scale_condition[] = {INGOT_EXPR_SYMBOL, SCALE_S,       INGOT_EXPR_CONST, 6,
                                          INGOT_EXPR_LE,     INGOT_EXPR_END};
static const int64_t scale_bound[] = {INGOT_EXPR_SYMBOL, SCALE_B, INGOT_EXPR_SYMBOL, SCALE_S, INGOT_EXPR_MUL,
                                      INGOT_EXPR_END};
static const ingot_expr scale_dims_x[] = {scale_dim_b, scale_dim_s};
static const ingot_expr scale_dims_y[] = {scale_dim_y};
static const ingot_expr scale_dims_k[] = {scale_dim_k};
static const ingot_tensor_info scale_inputs[] = {{"x", scale_dims_x, 2, INGOT_DTYPE_F32},
                                                 {"y", scale_dims_y, 1, INGOT_DTYPE_F32}};
static const ingot_tensor_info scale_outputs[] = {{"z", scale_dims_x, 2, INGOT_DTYPE_F32},
                                                  {"k", scale_dims_k, 1, INGOT_DTYPE_F32}};
static const ingot_symbol scale_symbols[] = {
    {"B", 1, 8, 1, 0, 0, 0, NULL},
    {"S", 1, INT64_MAX, 2, 1, 1, 0, NULL},
    {"K", 0, INT64_MAX, 1, 0, INGOT_NO_INDEX, INGOT_NO_INDEX, scale_bound}};
static const ingot_guard scale_guards[] = {
    {scale_condition, "node 'add': dim 1 is too long, expected at most 6"}};
static const char *const scale_checks[] = {"node 'first': expected x[0, 0] to be at most 1e9",
                                           "node 'second': expected x[0, 0] to be at least -1e9"};

static void scale_rows(void *context, size_t begin, size_t end) {
  const ingot_call *call = context;
  const float *x = call->inputs[0], *y = call->inputs[1], *w = call->weights;
  float *z = call->outputs[0];
  const size_t columns = (size_t)call->symbols[SCALE_S];
  for (size_t row = begin; row < end; ++row)
    for (size_t column = 0; column < columns; ++column)
      z[row * columns + column] = x[row * columns + column] * w[0] + y[column];
}

static int32_t scale_run(const ingot_call *call) {
  const size_t elements = (size_t)(call->symbols[SCALE_B] * call->symbols[SCALE_S]);
  const float *z = call->outputs[0];
  float *k = call->outputs[1];
  call->parallel_for(call->pool, scale_rows, (void *)(uintptr_t)call, (size_t)call->symbols[SCALE_B]);
  if (z[0] != z[0])
    return z[0] != z[0] ? 77 : 0; /* not a status: NaN is how a test makes the model fail */
  if (z[0] > 1e9f || z[0] < -1e9f)
    return z[0] > 0 ? -1 : -2; /* -1 - index of a check */
  call->symbols[SCALE_K] = 0;
  for (size_t at = 0; at < elements; ++at)
    if (z[at] > 0)
      k[call->symbols[SCALE_K]++] = z[at];
  ((char *)call->arena)[0] = 1;
  return 0;
}

static const ingot_model scale_model = {.magic = INGOT_ABI_MAGIC,
                                        .version = INGOT_ABI_VERSION,
                                        .name = "scale",
                                        .target = "test",
                                        .input_count = 2,
                                        .output_count = 2,
                                        .symbol_count = SCALE_SYMBOLS,
                                        .guard_count = 1,
                                        .inputs = scale_inputs,
                                        .outputs = scale_outputs,
                                        .symbols = scale_symbols,
                                        .guards = scale_guards,
                                        .check_count = 2,
                                        .checks = scale_checks,
                                        .arena_bytes = scale_arena,
                                        .weights_bytes = sizeof(scale_weights),
                                        .weights = scale_weights,
                                        .weights_hash = UINT64_C(0x4d25b67f9dce80b5),
                                        .run = scale_run};

/* ---- "cache": appends t[S,2] to two caches along their second axis and counts its runs; sum[1] = the sum of
 * the first cache. Capacity 6 rows ---- */

enum { CACHE_S, CACHE_P, CACHE_SYMBOLS };
enum { CACHE_ROWS = 6, CACHE_WIDTH = 2 };
static const int64_t cache_dim_s[] = {INGOT_EXPR_SYMBOL, CACHE_S, INGOT_EXPR_END};
static const int64_t cache_one[] = {INGOT_EXPR_CONST, 1, INGOT_EXPR_END};
static const int64_t cache_two[] = {INGOT_EXPR_CONST, 2, INGOT_EXPR_END};
static const int64_t cache_capacity[] = {INGOT_EXPR_CONST, CACHE_ROWS, INGOT_EXPR_END};
static const int64_t cache_zero[] = {INGOT_EXPR_CONST, 0, INGOT_EXPR_END};
static const int64_t cache_condition[] = {INGOT_EXPR_SYMBOL, CACHE_S,        INGOT_EXPR_SYMBOL,
                                          CACHE_P,           INGOT_EXPR_ADD, INGOT_EXPR_CONST,
                                          CACHE_ROWS,        INGOT_EXPR_LE,  INGOT_EXPR_END};
static const ingot_expr cache_dims_t[] = {cache_dim_s, cache_two};
static const ingot_expr cache_dims_kv[] = {cache_two, cache_capacity, cache_two};
static const ingot_expr cache_dims_one[] = {cache_one};
static const ingot_tensor_info cache_inputs[] = {{"t", cache_dims_t, 2, INGOT_DTYPE_F32}};
static const ingot_tensor_info cache_outputs[] = {{"sum", cache_dims_one, 1, INGOT_DTYPE_F32}};
static const int32_t cache_first_count = 100;
static const ingot_state_info cache_states[] = {
    {{"keys", cache_dims_kv, 3, INGOT_DTYPE_F32}, NULL, INGOT_STATE_KV, 1},
    {{"values", cache_dims_kv, 3, INGOT_DTYPE_F32}, NULL, INGOT_STATE_KV, 1},
    {{"count", cache_dims_one, 1, INGOT_DTYPE_I32}, &cache_first_count, INGOT_STATE_CELL, 0}};
static const ingot_symbol cache_symbols[] = {{"S", 1, 6, 1, 0, 0, 0, NULL}, {"P", 0, 6, 1, 0, INGOT_NO_INDEX, 0, NULL}};
static const ingot_guard cache_guards[] = {{cache_condition, "the cache is full: S + P must be at most 6"}};

static int32_t cache_run(const ingot_call *call) {
  const size_t rows = (size_t)call->symbols[CACHE_S], length = (size_t)call->symbols[CACHE_P];
  const float *t = call->inputs[0];
  float sum = 0;
  for (size_t head = 0; head < 2; ++head) {
    float *keys = (float *)call->states[0] + head * CACHE_ROWS * CACHE_WIDTH;
    float *values = (float *)call->states[1] + head * CACHE_ROWS * CACHE_WIDTH;
    for (size_t at = 0; at < rows * CACHE_WIDTH; ++at) {
      keys[length * CACHE_WIDTH + at] = t[at];
      values[length * CACHE_WIDTH + at] = -t[at];
    }
    for (size_t at = 0; at < (length + rows) * CACHE_WIDTH; ++at)
      sum += keys[at];
  }
  *(int32_t *)call->states[2] += 1;
  *(float *)call->outputs[0] = sum;
  call->symbols[CACHE_P] += call->symbols[CACHE_S];
  return 0;
}

static const ingot_model cache_model = {.magic = INGOT_ABI_MAGIC,
                                        .version = INGOT_ABI_VERSION,
                                        .name = "cache",
                                        .target = "test",
                                        .input_count = 1,
                                        .output_count = 1,
                                        .state_count = 3,
                                        .symbol_count = CACHE_SYMBOLS,
                                        .guard_count = 1,
                                        .inputs = cache_inputs,
                                        .outputs = cache_outputs,
                                        .states = cache_states,
                                        .symbols = cache_symbols,
                                        .guards = cache_guards,
                                        .arena_bytes = cache_zero,
                                        .run = cache_run};

/* Session and states of a test, on the stack. */
typedef struct cache_memory {
  _Alignas(INGOT_ALIGNMENT) unsigned char states[512];
  _Alignas(INGOT_SESSION_ALIGNMENT) unsigned char session[INGOT_SESSION_BYTES(1, 1, 3, CACHE_SYMBOLS)];
} cache_memory;

static inline ingot_session *cache_session(cache_memory *memory) {
  const ingot_memory given = {.session = memory->session,
                              .session_bytes = sizeof(memory->session),
                              .states = memory->states,
                              .state_bytes = sizeof(memory->states)};
  ingot_session *session = NULL;
  return ingot_session_create(&cache_model, &given, NULL, &session, NULL) ? NULL : session;
}

/* Appends `rows` rows of `value`; the sum that the model answers, or minus the status. */
static inline float cache_append(ingot_session *session, int64_t rows, float value) {
  float data[CACHE_ROWS * CACHE_WIDTH + 4], sum = 0;
  for (size_t at = 0; at < sizeof(data) / sizeof(data[0]); ++at)
    data[at] = value;
  const int64_t dims[2] = {rows, 2};
  const ingot_input input = {data, dims, 2, INGOT_DTYPE_F32};
  const ingot_output output = {&sum, sizeof(sum)};
  const ingot_status status = ingot_run(session, &input, &output, NULL);
  return status ? -(float)status : sum;
}

#endif
