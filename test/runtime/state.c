/* States between runs: they persist, grow, are rolled back and reset; sessions do not disturb each other.
 * Tests runtime/src/state.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "models.h"

static void test_growth(void) {
  cache_memory memory;
  ingot_session *session = cache_session(&memory);
  CHECK(session != NULL);
  CHECK_INT(ingot_session_length(session), 0);
  CHECK_INT(*(int32_t *)ingot_session_state(session, 2), 100);
  CHECK_INT(cache_append(session, 2, 1), 8);
  CHECK_INT(ingot_session_length(session), 2);
  CHECK_INT(cache_append(session, 1, 10), 48);
  CHECK_INT(ingot_session_length(session), 3);
  CHECK_INT(*(int32_t *)ingot_session_state(session, 2), 102);
  const float *keys = ingot_session_state(session, 0), *values = ingot_session_state(session, 1);
  CHECK_INT(keys[2 * CACHE_WIDTH], 10);
  CHECK_INT(values[(CACHE_ROWS + 2) * CACHE_WIDTH], -10);
  CHECK(ingot_session_state(session, 3) == NULL);
  CHECK(((uintptr_t)values & (INGOT_ALIGNMENT - 1)) == 0);

  float data[16] = {0}, sum;
  const int64_t dims[] = {4, 2};
  const ingot_input input = {data, dims, 2, INGOT_DTYPE_F32};
  const ingot_output output = {&sum, sizeof(sum)};
  CHECK_FAILS(ingot_run(session, &input, &output, &error), INGOT_ERROR_GUARD,
              "the cache is full: S + P must be at most 6 (S = 4, P = 3)");
  CHECK_INT(ingot_session_length(session), 3);
  CHECK_INT(cache_append(session, 3, 0), 48);
  CHECK_INT(cache_append(session, 1, 0), -INGOT_ERROR_GUARD);

  ingot_session_reset(session);
  CHECK_INT(ingot_session_length(session), 0);
  CHECK_INT(*(int32_t *)ingot_session_state(session, 2), 100);
  CHECK_INT(keys[0], 0);
  CHECK_INT(cache_append(session, 1, 3), 12);
}

static void test_independence(void) {
  cache_memory memories[2];
  ingot_session *one = cache_session(&memories[0]), *two = cache_session(&memories[1]);
  CHECK_INT(cache_append(one, 2, 1), 8);
  CHECK_INT(cache_append(two, 1, 2), 8);
  CHECK_INT(cache_append(one, 1, 1), 12);
  CHECK_INT(ingot_session_length(one), 3);
  CHECK_INT(ingot_session_length(two), 1);
}

static void test_truncate(void) {
  cache_memory memory;
  ingot_session *session = cache_session(&memory);
  CHECK_FAILS(ingot_session_truncate(session, 0, &error), INGOT_ERROR_STATE,
              "state 'count' cannot be rolled back: reset or load the session");
  ingot_model model = cache_model; /* without the cell */
  ingot_state_info states[3];
  memcpy(states, cache_states, sizeof(states));
  states[2].role = INGOT_STATE_KV;
  model.states = states;
  const ingot_memory given = {.session = memory.session,
                              .session_bytes = sizeof(memory.session),
                              .states = memory.states,
                              .state_bytes = sizeof(memory.states)};
  CHECK_OK(ingot_session_create(&model, &given, NULL, &session, &error));
  CHECK_INT(cache_append(session, 3, 1), 12);
  CHECK_FAILS(ingot_session_truncate(session, 4, &error), INGOT_ERROR_ARGUMENT,
              "length is 4, expected 0 to 3");
  CHECK_FAILS(ingot_session_truncate(session, -1, &error), INGOT_ERROR_ARGUMENT,
              "length is -1, expected 0 to 3");
  CHECK_OK(ingot_session_truncate(session, 1, &error));
  CHECK_INT(ingot_session_length(session), 1);
  CHECK_INT(cache_append(session, 1, 5), 24);

  ingot_symbol symbols[] = {cache_symbols[0]};
  model.symbols = symbols;
  model.symbol_count = 1;
  model.guard_count = 0;
  CHECK_OK(ingot_session_create(&model, &given, NULL, &session, &error));
  CHECK_FAILS(ingot_session_truncate(session, 0, &error), INGOT_ERROR_STATE,
              "model 'cache' has no state with a length");
}

/* A state sized by an input's symbol keeps that size. */
static int32_t do_nothing(const ingot_call *call) {
  (void)call;
  return 0;
}

static void test_shape_is_kept(void) {
  static const ingot_expr by_symbol[] = {cache_dim_s};
  const ingot_state_info states[] = {{{"h", by_symbol, 1, INGOT_DTYPE_F32}, NULL, INGOT_STATE_CELL, 0}};
  ingot_model model = cache_model;
  model.states = states;
  model.state_count = 1;
  model.guard_count = 0;
  model.run = do_nothing;
  cache_memory memory;
  const ingot_memory given = {.session = memory.session,
                              .session_bytes = sizeof(memory.session),
                              .states = memory.states,
                              .state_bytes = sizeof(memory.states)};
  const int64_t symbols[] = {2, 0};
  ingot_session *session;
  CHECK_OK(ingot_session_create(&model, &given, symbols, &session, &error));
  CHECK_INT(cache_append(session, 2, 1), 0);
  float data[16] = {0}, sum;
  const int64_t dims[] = {3, 2};
  const ingot_input input = {data, dims, 2, INGOT_DTYPE_F32};
  const ingot_output output = {&sum, sizeof(sum)};
  CHECK_FAILS(ingot_run(session, &input, &output, &error), INGOT_ERROR_STATE,
              "state 'h': dim 0 is 2 in this session, these inputs need 3: make another session");
  CHECK_INT(cache_append(session, 2, 1), 0);
}

int main(void) {
  test_growth();
  test_independence();
  test_truncate();
  test_shape_is_kept();
  return check_result();
}
