/* Memory sizes of a session, and of states that depend on an input.
 * Tests ingot_sizes in runtime/src/session.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "models.h"

static void test_sizes(void) {
  int64_t symbols[] = {3, 4, 48};
  ingot_memory_sizes sizes;
  CHECK_OK(ingot_sizes(&scale_model, symbols, &sizes, &error));
  CHECK_INT(sizes.arena, 256);
  CHECK_INT(sizes.states, 0);
  CHECK_INT(sizes.weights, 0);
  CHECK(sizes.session <= INGOT_SESSION_BYTES(2, 2, 0, SCALE_SYMBOLS));
  CHECK_OK(ingot_sizes(&cache_model, NULL, &sizes, &error));
  CHECK_INT(sizes.states, 128 + 128 + 64);
  CHECK_INT(sizes.arena, 0);
  CHECK_FAILS(ingot_sizes(&scale_model, NULL, &sizes, &error), INGOT_ERROR_PROGRAM,
              "arena: malformed size program");
  symbols[SCALE_S] = INT64_MAX;
  CHECK_FAILS(ingot_sizes(&scale_model, symbols, &sizes, &error), INGOT_ERROR_ARITHMETIC,
              "arena: size overflows or divides by zero (S = 9223372036854775807)");
  symbols[SCALE_S] = -1;
  CHECK_FAILS(ingot_sizes(&scale_model, symbols, &sizes, &error), INGOT_ERROR_ARITHMETIC,
              "arena: size overflows or divides by zero (S = -1)");
  ingot_model model = scale_model;
  model.weights = NULL;
  symbols[SCALE_S] = 1;
  CHECK_OK(ingot_sizes(&model, symbols, &sizes, &error));
  CHECK_INT(sizes.weights, 4);
}

/* A state whose size depends on an input's symbol needs the symbols. */
static void test_state_sizes(void) {
  const int64_t half[] = {C(INT64_MAX - 1), END};
  const ingot_expr by_symbol[] = {cache_dim_s}, huge[] = {half};
  ingot_state_info states[2] = {{{"h", by_symbol, 1, INGOT_DTYPE_I8}, NULL, INGOT_STATE_CELL, 0},
                                {{"c", by_symbol, 1, INGOT_DTYPE_I8}, NULL, INGOT_STATE_CELL, 0}};
  ingot_model model = cache_model;
  model.states = states;
  model.state_count = 2;
  ingot_memory_sizes sizes;
  int64_t symbols[] = {65, 0};
  CHECK_OK(ingot_sizes(&model, symbols, &sizes, &error));
  CHECK_INT(sizes.states, 256);
  CHECK_FAILS(ingot_sizes(&model, NULL, &sizes, &error), INGOT_ERROR_PROGRAM,
              "'h': dim 0: malformed size program");
  states[0].tensor.dims = states[1].tensor.dims = huge;
  CHECK_FAILS(ingot_sizes(&model, symbols, &sizes, &error), INGOT_ERROR_ARITHMETIC,
              "'c': its size overflows");
}

int main(void) {
  test_sizes();
  test_state_sizes();
  return check_result();
}
