/* ingot_check on damaged tables, weights, and ingot_solve: every refusal and its sentence.
 * Tests runtime/src/model.c and cpu.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "models.h"

static void test_header(void) {
  CHECK_OK(ingot_check(&scale_model, &error));
  CHECK_OK(ingot_check(&cache_model, &error));
  CHECK_FAILS(ingot_check(NULL, &error), INGOT_ERROR_ARGUMENT, "the model is a null pointer");
  ingot_model model = scale_model;
  model.magic = 1;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL,
              "not a model table: it starts with 1, expected 1413959241");
  model = scale_model;
  model.version = 7;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_VERSION,
              "the model is of ABI version 7, this runtime of version 2: compile it again");
}

static void test_cpu(void) {
  ingot_model model = scale_model;
  model.target = "x86-64-v9";
  model.cpu_features = UINT64_C(1) << 63;
  CHECK_FAILS(
      ingot_check(&model, &error), INGOT_ERROR_CPU,
      "model 'scale' was compiled for 'x86-64-v9', this CPU lacks a feature that this runtime does not know");
  model.cpu_features = ingot_cpu_features();
  CHECK_OK(ingot_check(&model, &error));
  /* Each level includes the ones below. */
  const uint64_t features = ingot_cpu_features();
  CHECK(!(features & INGOT_CPU_X86_AVX2_FMA) || (features & INGOT_CPU_X86_SSE42));
  CHECK(!(features & INGOT_CPU_X86_AVX512) || (features & INGOT_CPU_X86_AVX2_FMA));
#if defined(__x86_64__) && defined(__GNUC__)
  CHECK_INT((features & INGOT_CPU_X86_SSE42) != 0, __builtin_cpu_supports("sse4.2") != 0);
  CHECK_INT((features & INGOT_CPU_X86_AVX2_FMA) != 0,
            __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
  CHECK_INT((features & INGOT_CPU_X86_AVX512) != 0, __builtin_cpu_supports("avx512bw") != 0);
#endif
}

#define DAMAGE(field, value)                                                                                 \
  do {                                                                                                       \
    ingot_model model = cache_model;                                                                         \
    model.field = value;                                                                                     \
    CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL,                                              \
                "the model table is damaged: a pointer or count is wrong");                                  \
  } while (0)
#define DAMAGE_ENTRY(type, field, member, value, text)                                                       \
  do {                                                                                                       \
    ingot_model model = cache_model;                                                                         \
    type entries[3];                                                                                         \
    memcpy(entries, model.field, sizeof(*entries) * model.CONCAT_COUNT(field));                              \
    entries[0].member = value;                                                                               \
    model.field = entries;                                                                                   \
    CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL,                                              \
                "model 'cache': entry 0 of " text " is damaged");                                            \
  } while (0)
#define CONCAT_COUNT(field) COUNT_##field
#define COUNT_inputs input_count
#define COUNT_outputs output_count
#define COUNT_states state_count
#define COUNT_symbols symbol_count
#define COUNT_guards guard_count

static void test_damaged_tables(void) {
  DAMAGE(name, NULL);
  DAMAGE(run, NULL);
  DAMAGE(arena_bytes, NULL);
  DAMAGE(inputs, NULL);
  DAMAGE(outputs, NULL);
  DAMAGE(states, NULL);
  DAMAGE(symbols, NULL);
  DAMAGE(guards, NULL);
  DAMAGE(check_count, 1);
  DAMAGE(weights, (const char *)scale_weights + 4);
  const ingot_expr missing[] = {cache_two, NULL, cache_two};
  const int64_t own_symbol[] = {V(CACHE_P), END}, no_symbol[] = {V(5), END};
  const ingot_expr own[] = {own_symbol, cache_capacity, cache_two},
                   unknown[] = {no_symbol, cache_capacity, cache_two};
  DAMAGE_ENTRY(ingot_tensor_info, inputs, name, NULL, "inputs");
  DAMAGE_ENTRY(ingot_tensor_info, inputs, dims, NULL, "inputs");
  DAMAGE_ENTRY(ingot_tensor_info, inputs, dtype, 13, "inputs");
  DAMAGE_ENTRY(ingot_tensor_info, outputs, dtype, 99, "outputs");
  DAMAGE_ENTRY(ingot_symbol, symbols, name, NULL, "symbols");
  DAMAGE_ENTRY(ingot_symbol, symbols, minimum, 7, "symbols");
  DAMAGE_ENTRY(ingot_symbol, symbols, solve_scale, 0, "symbols");
  DAMAGE_ENTRY(ingot_symbol, symbols, input, 1, "symbols");
  DAMAGE_ENTRY(ingot_symbol, symbols, axis, 2, "symbols");
  DAMAGE_ENTRY(ingot_symbol, symbols, bound, cache_one, "symbols");
  DAMAGE_ENTRY(ingot_state_info, states, tensor.name, NULL, "states");
  DAMAGE_ENTRY(ingot_state_info, states, tensor.dims, missing, "states");
  DAMAGE_ENTRY(ingot_state_info, states, tensor.dims, own, "states");
  DAMAGE_ENTRY(ingot_state_info, states, tensor.dims, unknown, "states");
  DAMAGE_ENTRY(ingot_state_info, states, role, 4, "states");
  DAMAGE_ENTRY(ingot_state_info, states, axis, 3, "states");
  DAMAGE_ENTRY(ingot_guard, guards, condition, NULL, "guards");
  /* Two lengths in one model; a length that names no state. */
  ingot_symbol symbols[] = {cache_symbols[1], cache_symbols[1]};
  ingot_model model = cache_model;
  model.symbols = symbols;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL, "model 'cache': entry 1 of symbols is damaged");
  symbols[0].axis = 3;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL, "model 'cache': entry 0 of symbols is damaged");
}

static void test_weights(void) {
  CHECK_OK(ingot_check_weights(&scale_model, scale_weights, sizeof(scale_weights), &error));
  CHECK_FAILS(ingot_check_weights(&scale_model, scale_weights, 3, &error), INGOT_ERROR_WEIGHTS,
              "weights: 3 bytes given, model 'scale' has 4");
  CHECK_FAILS(ingot_check_weights(&scale_model, (const char *)scale_weights + 1, 4, &error),
              INGOT_ERROR_WEIGHTS, "weights: null or not aligned to 64 bytes");
  CHECK_FAILS(ingot_check_weights(&scale_model, NULL, 4, &error), INGOT_ERROR_WEIGHTS,
              "weights: null or not aligned to 64 bytes");
  const _Alignas(INGOT_ALIGNMENT) float other[] = {3.0f};
  CHECK_FAILS(ingot_check_weights(&scale_model, other, 4, &error), INGOT_ERROR_WEIGHTS,
              "weights: the hash differs: they belong to another compilation than model 'scale'");
  /* FNV-1a 64 of nothing is its offset basis. */
  ingot_model model = scale_model;
  model.weights_bytes = 0;
  model.weights_hash = UINT64_C(0xcbf29ce484222325);
  CHECK_OK(ingot_check_weights(&model, NULL, 0, &error));
}

/* A size that only the data knows: its bound is there, and can be computed. */
static void test_data_symbols(void) {
  ingot_symbol symbols[SCALE_SYMBOLS];
  memcpy(symbols, scale_symbols, sizeof(symbols));
  ingot_model model = scale_model;
  model.symbols = symbols;
  symbols[SCALE_K].bound = NULL;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL, "model 'scale': entry 2 of symbols is damaged");
  symbols[SCALE_K].bound = scale_bound;
  symbols[SCALE_K].axis = 0;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL, "model 'scale': entry 2 of symbols is damaged");
  symbols[SCALE_K].axis = INGOT_NO_INDEX;
  CHECK_OK(ingot_check(&model, &error));
  static const char *const no_checks[] = {"one", NULL};
  model.checks = no_checks;
  CHECK_FAILS(ingot_check(&model, &error), INGOT_ERROR_MODEL, "model 'scale': entry 1 of checks is damaged");
  model.checks = scale_checks;

  const int64_t x[] = {3, 4}, y[] = {9}, failing[] = {V(0), C(0), INGOT_EXPR_MOD, END};
  const ingot_input inputs[] = {{x, x, 2, INGOT_DTYPE_F32}, {x, y, 1, INGOT_DTYPE_F32}};
  int64_t values[SCALE_SYMBOLS];
  symbols[SCALE_K].minimum = 13;
  CHECK_FAILS(ingot_solve(&model, inputs, values, &error), INGOT_ERROR_BOUND,
              "size 'K': its bound is 12, expected 13 to 9223372036854775807 (B = 3, S = 4)");
  symbols[SCALE_K].bound = failing;
  CHECK_FAILS(ingot_solve(&model, inputs, values, &error), INGOT_ERROR_ARITHMETIC,
              "size 'K': its bound is 0, expected 13 to 9223372036854775807 (B = 3)");
  ingot_start_symbols(&model, values);
  CHECK_INT(values[SCALE_K], 13);
}

static int64_t solved[SCALE_SYMBOLS];

static ingot_status solve(int64_t rows, int64_t columns, int64_t length, ingot_error *error) {
  static float data[1];
  const int64_t x[] = {rows, columns}, y[] = {length};
  const ingot_input inputs[] = {{data, x, 2, INGOT_DTYPE_F32}, {data, y, 1, INGOT_DTYPE_F32}};
  ingot_start_symbols(&scale_model, solved);
  return ingot_solve(&scale_model, inputs, solved, error);
}

static void test_start(void) {
  int64_t symbols[SCALE_SYMBOLS];
  ingot_start_symbols(&scale_model, symbols);
  CHECK_INT(symbols[SCALE_B], 1);
  CHECK_INT(symbols[SCALE_K], 1);
  ingot_start_symbols(&cache_model, symbols);
  CHECK_INT(symbols[CACHE_P], 0);
}

static void test_solve(void) {
  CHECK_OK(solve(3, 4, 9, &error));
  CHECK_INT(solved[SCALE_B], 3);
  CHECK_INT(solved[SCALE_S], 4);
  CHECK_INT(solved[SCALE_K], 12);
  CHECK_OK(solve(8, 6, 13, &error));
  CHECK_INT(solved[SCALE_K], 48);
  CHECK_FAILS(solve(0, 4, 9, &error), INGOT_ERROR_BOUND, "input 'x': dim 0 is 0, the model needs B >= 1");
  CHECK_FAILS(solve(9, 4, 9, &error), INGOT_ERROR_BOUND, "input 'x': dim 0 is 9, the model needs B <= 8");
  CHECK_FAILS(solve(3, 0, 1, &error), INGOT_ERROR_BOUND,
              "input 'y': dim 0 is 1, which makes S 0, the model needs S >= 1");
  CHECK_FAILS(solve(3, 4, 10, &error), INGOT_ERROR_SHAPE, "input 'y': dim 0 is 10, the model needs 2*S + 1");
  CHECK_FAILS(solve(3, 5, 9, &error), INGOT_ERROR_SHAPE, "input 'x': dim 1 is 5, the model needs 4 (S = 4)");
  CHECK_FAILS(solve(3, 7, 15, &error), INGOT_ERROR_GUARD,
              "node 'add': dim 1 is too long, expected at most 6 (S = 7)");
  CHECK_FAILS(solve(-1, 4, 9, &error), INGOT_ERROR_SHAPE, "input 'x': dim 0 is -1, expected 0 or more");
}

static void test_solve_inputs(void) {
  const int64_t dims[] = {3, 4};
  int64_t symbols[SCALE_SYMBOLS] = {0};
  ingot_input inputs[] = {{dims, dims, 2, INGOT_DTYPE_F32}, {dims, dims, 1, INGOT_DTYPE_F64}};
  CHECK_FAILS(ingot_solve(&scale_model, inputs, symbols, &error), INGOT_ERROR_DTYPE,
              "input 'y': dtype is f64, the model needs f32");
  inputs[1].dtype = 1000;
  CHECK_FAILS(ingot_solve(&scale_model, inputs, symbols, &error), INGOT_ERROR_DTYPE,
              "input 'y': dtype is ?, the model needs f32");
  inputs[0].rank = 3;
  CHECK_FAILS(ingot_solve(&scale_model, inputs, symbols, &error), INGOT_ERROR_SHAPE,
              "input 'x': rank is 3, the model needs 2");
  inputs[0].rank = 2;
  inputs[0].dims = NULL;
  CHECK_FAILS(ingot_solve(&scale_model, inputs, symbols, &error), INGOT_ERROR_ARGUMENT,
              "input 'x': dims is a null pointer");
  CHECK_FAILS(ingot_solve(&scale_model, NULL, symbols, &error), INGOT_ERROR_ARGUMENT,
              "inputs or symbols is a null pointer");
  CHECK_FAILS(ingot_solve(&scale_model, inputs, NULL, &error), INGOT_ERROR_ARGUMENT,
              "inputs or symbols is a null pointer");
}

/* An offset that overflows, a dim program and a guard that cannot be computed. */
static void test_solve_programs(void) {
  const int64_t failing[] = {C(1), C(0), INGOT_EXPR_MOD, END}, zero_mod[] = {V(0), C(0), INGOT_EXPR_MOD, END};
  const ingot_expr dims[] = {failing};
  const ingot_tensor_info input = {"x", dims, 1, INGOT_DTYPE_I8};
  ingot_symbol symbol = {"S", 0, 10, 1, INT64_MIN, 0, 0, NULL};
  const ingot_guard guard = {zero_mod, "S % 0"};
  ingot_model model = {.input_count = 1, .inputs = &input, .symbol_count = 1, .symbols = &symbol};
  const int64_t given[] = {5};
  const ingot_input inputs[] = {{given, given, 1, INGOT_DTYPE_I8}};
  int64_t symbols[1] = {0};
  CHECK_FAILS(ingot_solve(&model, inputs, symbols, &error), INGOT_ERROR_SHAPE,
              "input 'x': dim 0 is 5, the model needs 1*S + -9223372036854775808");
  symbol.solve_offset = 0;
  CHECK_FAILS(ingot_solve(&model, inputs, symbols, &error), INGOT_ERROR_ARITHMETIC,
              "input 'x': dim 0: size overflows or divides by zero");
  model.input_count = 0;
  model.guard_count = 1;
  model.guards = &guard;
  const ingot_symbol stored = {"P", 0, 6, 1, 0, INGOT_NO_INDEX, INGOT_NO_INDEX, cache_capacity};
  model.symbols = &stored;
  CHECK_FAILS(ingot_solve(&model, inputs, symbols, &error), INGOT_ERROR_ARITHMETIC,
              "guard 'S % 0': size overflows or divides by zero (P = 6)");
}

int main(void) {
  test_header();
  test_cpu();
  test_damaged_tables();
  test_weights();
  test_data_symbols();
  test_start();
  test_solve();
  test_solve_inputs();
  test_solve_programs();
  return check_result();
}
