/* Size programs: their evaluation, bounds-checked and overflow-checked, and the shapes and sizes made from
 * them. Called by model.c and session.c for every run. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

/* left + right, left * right; 0 where it does not fit. */
static int add(int64_t left, int64_t right, int64_t *sum) {
  const uint64_t bits = (uint64_t)left + (uint64_t)right;
  *sum = (int64_t)bits;
  return ((left ^ *sum) & (right ^ *sum)) >= 0;
}

/* By magnitudes: a check of the product by division would become a 128-bit multiplication, which needs a
 * library on wasm32. -2^63 counts as too big. */
INGOTI_NOINLINE static int multiply(int64_t left, int64_t right, int64_t *product) {
  const uint64_t size = left < 0 ? 0 - (uint64_t)left : (uint64_t)left;
  const uint64_t other = right < 0 ? 0 - (uint64_t)right : (uint64_t)right;
  *product = (int64_t)((uint64_t)left * (uint64_t)right);
  return other == 0 || size <= INT64_MAX / other;
}

/* The three divisions share one machine division, made to round towards minus infinity. */
static int divide(uint32_t operation, int64_t left, int64_t right, int64_t *result) {
  if (right == 0 || (left == INT64_MIN && right == -1)) /* both trap */
    return 0;
  int64_t quotient = left / right;
  int64_t remainder = left % right;
  if (remainder != 0 && (remainder ^ right) < 0) {
    quotient -= 1;
    remainder += right;
  }
  if (operation == INGOT_EXPR_CEILDIV)
    quotient += remainder != 0;
  *result = operation == INGOT_EXPR_MOD ? remainder : quotient;
  return 1;
}

/* stack[0] <- stack[0] operation stack[1] */
INGOTI_NOINLINE static ingot_status apply(uint32_t operation, int64_t *stack) {
  const int64_t left = stack[0], right = stack[1];
  int fits = 1;
  /* clang-format off */
  switch (operation) {
  case INGOT_EXPR_ADD: fits = add(left, right, stack); break;
  case INGOT_EXPR_MUL: fits = multiply(left, right, stack); break;
  case INGOT_EXPR_FLOORDIV:
  case INGOT_EXPR_CEILDIV:
  case INGOT_EXPR_MOD: fits = divide(operation, left, right, stack); break;
  case INGOT_EXPR_MIN:
  case INGOT_EXPR_MAX:
    if ((left < right) == (operation == INGOT_EXPR_MAX))
      stack[0] = right;
    break;
  case INGOT_EXPR_EQ: stack[0] = left == right; break;
  case INGOT_EXPR_LE: stack[0] = left <= right; break;
  default: return INGOT_ERROR_PROGRAM;
  }
  /* clang-format on */
  return fits ? INGOT_OK : INGOT_ERROR_ARITHMETIC;
}

ingot_status ingot_evaluate(const ingot_model *model, ingot_expr program, const int64_t *symbols,
                            int64_t *value) {
  int64_t stack[INGOT_EXPR_STACK];
  uint32_t depth = 0;
  const uint32_t symbol_count = symbols ? model->symbol_count : 0;
  for (uint32_t at = 0; program && at < INGOT_EXPR_WORDS; ++at) {
    if ((uint64_t)program[at] > INGOT_EXPR_LE)
      break;
    const uint32_t operation = (uint32_t)program[at];
    if (ingoti_operands(operation)) {
      int64_t operand = program[++at];
      if (depth == INGOT_EXPR_STACK)
        break;
      if (operation == INGOT_EXPR_SYMBOL) {
        if ((uint64_t)operand >= symbol_count)
          break;
        operand = symbols[operand];
      }
      stack[depth++] = operand;
      continue;
    }
    if (operation == INGOT_EXPR_END) {
      if (depth != 1)
        break;
      *value = stack[0];
      return INGOT_OK;
    }
    if (depth < 2)
      break;
    --depth;
    const ingot_status status = apply(operation, &stack[depth - 1]);
    if (status)
      return status;
  }
  return INGOT_ERROR_PROGRAM;
}

size_t ingot_dtype_bytes(uint32_t dtype) {
  static const uint8_t bytes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8};
  return dtype < sizeof(bytes) ? bytes[dtype] : 0;
}

ingot_status ingot_shape(const ingot_model *model, const ingot_tensor_info *tensor, const int64_t *symbols,
                         int64_t *dims, size_t *bytes, ingot_error *error) {
  int64_t total = (int64_t)ingot_dtype_bytes(tensor->dtype);
  for (uint32_t axis = 0; axis < tensor->rank; ++axis) {
    int64_t dim;
    ingot_status status = ingot_evaluate(model, tensor->dims[axis], symbols, &dim);
    if (status) {
      status = ingoti_fail(error, status, "'%s': dim %u: %s", tensor->name, (uint64_t)axis,
                           ingot_status_text(status));
      ingoti_append_values(error, model, tensor->dims[axis], symbols);
      return status;
    }
    if (dim < 0) {
      status = ingoti_fail(error, INGOT_ERROR_SHAPE, "'%s': dim %u would be %d", tensor->name, (uint64_t)axis,
                           dim);
      ingoti_append_values(error, model, tensor->dims[axis], symbols);
      return status;
    }
    if (dims)
      dims[axis] = dim;
    if (!multiply(total, dim, &total))
      return ingoti_fail(error, INGOT_ERROR_ARITHMETIC, "'%s': its size overflows", tensor->name);
  }
  if ((uint64_t)total > SIZE_MAX)
    return ingoti_fail(error, INGOT_ERROR_ARITHMETIC, "'%s': its size overflows", tensor->name);
  if (bytes)
    *bytes = (size_t)total;
  return INGOT_OK;
}
