/* A model written by hand, y = 2 * x for x of float32 [N, 3] with N from 1 to 8: an artefact that needs no compiler.
 * Used by the tests of the tool. SPDX-License-Identifier: Apache-2.0 */
#include "ingot/abi.h"

static const int64_t symbol_n[] = {INGOT_EXPR_SYMBOL, 0, INGOT_EXPR_END};
static const int64_t three[] = {INGOT_EXPR_CONST, 3, INGOT_EXPR_END};
static const int64_t is_not_five[] = {INGOT_EXPR_SYMBOL, 0, INGOT_EXPR_CONST, 5, INGOT_EXPR_EQ,
                                      INGOT_EXPR_CONST, 0, INGOT_EXPR_EQ, INGOT_EXPR_END};
static const int64_t arena[] = {INGOT_EXPR_CONST, 64, INGOT_EXPR_SYMBOL, 0, INGOT_EXPR_MUL, INGOT_EXPR_END};
static const ingot_expr dims[] = {symbol_n, three};
static const ingot_tensor_info input = {"x", dims, 2, INGOT_DTYPE_F32};
static const ingot_tensor_info output = {"y", dims, 2, INGOT_DTYPE_F32};
static const ingot_symbol symbol = {"N", 1, 8, 1, 0, 0, 0};
static const ingot_guard guard = {is_not_five, "node 'gate': N must not be 5"};

static int32_t run(const ingot_call *call) {
  const float *x = call->inputs[0];
  float *y = call->outputs[0];
  for (int64_t index = 0; index < 3 * call->symbols[0]; ++index)
    y[index] = 2 * x[index];
  return 0;
}

static const ingot_model model = {.magic = INGOT_ABI_MAGIC,
                                  .version = INGOT_ABI_VERSION,
                                  .name = "double",
                                  .target = "written by hand",
                                  .input_count = 1,
                                  .output_count = 1,
                                  .symbol_count = 1,
                                  .guard_count = 1,
                                  .inputs = &input,
                                  .outputs = &output,
                                  .symbols = &symbol,
                                  .guards = &guard,
                                  .arena_bytes = arena,
                                  .run = run};

const ingot_model *double_model(void);
const ingot_model *double_model(void) { return &model; }
