/* Size programs: every operation, every way to be wrong; shapes and their sizes.
 * Tests runtime/src/dims.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

static const ingot_symbol symbols[] = {{"S", 0, 100, 1, 0, 0, 0, NULL}, {"P", 0, 100, 1, 0, 0, 0, NULL}};
static const ingot_model model = {.symbol_count = 2, .symbols = symbols};
static const int64_t values[] = {7, -3};

#define CHECK_VALUE(expected, ...)                                                                           \
  do {                                                                                                       \
    const int64_t program[] = {__VA_ARGS__, END};                                                            \
    int64_t found = -999;                                                                                    \
    CHECK_INT(ingot_evaluate(&model, program, values, &found), INGOT_OK);                                    \
    CHECK_INT(found, expected);                                                                              \
  } while (0)
#define CHECK_STATUS(expected, ...)                                                                          \
  do {                                                                                                       \
    const int64_t program[] = {__VA_ARGS__, END};                                                            \
    int64_t unused_value;                                                                                    \
    CHECK_INT(ingot_evaluate(&model, program, values, &unused_value), expected);                             \
  } while (0)
#define BINARY(operation, left, right) C(left), C(right), INGOT_EXPR_##operation

static void test_operations(void) {
  CHECK_VALUE(5, C(5));
  CHECK_VALUE(7, V(0));
  CHECK_VALUE(-3, V(1));
  CHECK_VALUE(4, V(0), V(1), INGOT_EXPR_ADD);
  CHECK_VALUE(-21, V(0), V(1), INGOT_EXPR_MUL);
  CHECK_VALUE(0, BINARY(MUL, 0, INT64_MIN));
  CHECK_VALUE(0, BINARY(MUL, INT64_MIN, 0));
  CHECK_VALUE(2, BINARY(MIN, 2, 3));
  CHECK_VALUE(2, BINARY(MIN, 3, 2));
  CHECK_VALUE(3, BINARY(MAX, 2, 3));
  CHECK_VALUE(3, BINARY(MAX, 3, 2));
  CHECK_VALUE(-2, BINARY(MIN, -2, -2));
  CHECK_VALUE(1, BINARY(EQ, 4, 4));
  CHECK_VALUE(0, BINARY(EQ, 4, 5));
  CHECK_VALUE(1, BINARY(LE, 4, 4));
  CHECK_VALUE(1, BINARY(LE, -5, 4));
  CHECK_VALUE(0, BINARY(LE, 5, 4));
}

static void test_divisions(void) {
  for (int64_t left = -9; left <= 9; ++left)
    for (int64_t right = -4; right <= 4; ++right) {
      if (right == 0)
        continue;
      int64_t floor = left / right;
      while (floor * right != left && (left - floor * right > 0) != (right > 0))
        --floor;
      const int64_t remainder = left - floor * right;
      CHECK_VALUE(floor, BINARY(FLOORDIV, left, right));
      CHECK_VALUE(floor + (remainder != 0), BINARY(CEILDIV, left, right));
      CHECK_VALUE(remainder, BINARY(MOD, left, right));
    }
  CHECK_VALUE(INT64_MIN / 2, BINARY(FLOORDIV, INT64_MIN, 2));
  CHECK_VALUE(-INT64_MAX, BINARY(FLOORDIV, INT64_MAX, -1));
}

static void test_arithmetic_errors(void) {
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(FLOORDIV, 1, 0));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(CEILDIV, 1, 0));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MOD, 1, 0));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(FLOORDIV, INT64_MIN, -1));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MOD, INT64_MIN, -1));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(ADD, INT64_MAX, 1));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(ADD, INT64_MIN, -1));
  CHECK_VALUE(INT64_MAX, BINARY(ADD, INT64_MAX, 0));
  CHECK_VALUE(-1, BINARY(ADD, INT64_MAX, INT64_MIN));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MUL, INT64_MAX, 2));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MUL, INT64_MIN, -1));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MUL, -1, INT64_MIN));
  CHECK_STATUS(INGOT_ERROR_ARITHMETIC, BINARY(MUL, INT64_C(1) << 32, INT64_C(1) << 31));
  CHECK_VALUE(INT64_C(1) << 62, BINARY(MUL, INT64_C(1) << 31, INT64_C(1) << 31));
  CHECK_VALUE(-INT64_MAX, BINARY(MUL, INT64_MAX, -1));
}

static void test_malformed(void) {
  int64_t found;
  CHECK_INT(ingot_evaluate(&model, NULL, values, &found), INGOT_ERROR_PROGRAM);
  const int64_t empty[] = {END};
  CHECK_INT(ingot_evaluate(&model, empty, values, &found), INGOT_ERROR_PROGRAM);
  CHECK_STATUS(INGOT_ERROR_PROGRAM, C(1), C(2));           /* two results */
  CHECK_STATUS(INGOT_ERROR_PROGRAM, C(1), INGOT_EXPR_ADD); /* one operand */
  CHECK_STATUS(INGOT_ERROR_PROGRAM, INGOT_EXPR_MOD);       /* no operand */
  CHECK_STATUS(INGOT_ERROR_PROGRAM, C(1), C(2), 12);       /* unknown operations */
  CHECK_STATUS(INGOT_ERROR_PROGRAM, C(1), C(2), -1);
  CHECK_STATUS(INGOT_ERROR_PROGRAM, C(1), C(2), (INT64_C(1) << 32) + INGOT_EXPR_ADD);
  CHECK_STATUS(INGOT_ERROR_PROGRAM, V(2)); /* unknown symbols */
  CHECK_STATUS(INGOT_ERROR_PROGRAM, V(-1));
  const int64_t symbol[] = {V(0), END};
  CHECK_INT(ingot_evaluate(&model, symbol, NULL, &found), INGOT_ERROR_PROGRAM); /* no values */
}

/* 16 values fit on the stack, 17 do not; a program without an end is stopped. */
static void test_limits(void) {
  int64_t program[3 * INGOT_EXPR_STACK + 8], found = 0;
  for (int depth = INGOT_EXPR_STACK; depth <= INGOT_EXPR_STACK + 1; ++depth) {
    int at = 0;
    for (int value = 0; value < depth; ++value) {
      program[at++] = INGOT_EXPR_CONST;
      program[at++] = 1;
    }
    for (int value = 1; value < depth; ++value)
      program[at++] = INGOT_EXPR_ADD;
    program[at] = END;
    const int fits = depth <= INGOT_EXPR_STACK;
    CHECK_INT(ingot_evaluate(&model, program, values, &found), fits ? INGOT_OK : INGOT_ERROR_PROGRAM);
    CHECK_INT(found, INGOT_EXPR_STACK);
  }
  static int64_t endless[3 * 65536];
  int at = 0;
  endless[at++] = INGOT_EXPR_CONST;
  endless[at++] = 0;
  while (at + 3 <= 3 * 65536) {
    endless[at++] = INGOT_EXPR_CONST;
    endless[at++] = 1;
    endless[at++] = INGOT_EXPR_ADD;
  }
  CHECK_INT(ingot_evaluate(&model, endless, values, &found), INGOT_ERROR_PROGRAM);
}

static void test_shapes(void) {
  const int64_t four[] = {C(4), END}, s[] = {V(0), END}, p[] = {V(1), END},
                bad[] = {C(1), V(1), C(3), INGOT_EXPR_ADD, INGOT_EXPR_MOD, END};
  const int64_t huge[] = {C(INT64_MAX / 2), END};
  const ingot_expr good_dims[] = {four, s}, negative_dims[] = {four, p}, failing_dims[] = {bad},
                   huge_dims[] = {four, huge};
  const ingot_tensor_info good = {"g", good_dims, 2, INGOT_DTYPE_F16},
                          scalar = {"s", NULL, 0, INGOT_DTYPE_I64};
  const ingot_tensor_info negative = {"n", negative_dims, 2, INGOT_DTYPE_F32};
  const ingot_tensor_info failing = {"f", failing_dims, 1, INGOT_DTYPE_F32},
                          large = {"h", huge_dims, 2, INGOT_DTYPE_I8};
  int64_t dims[2] = {0, 0};
  size_t bytes = 0;
  CHECK_OK(ingot_shape(&model, &good, values, dims, &bytes, &error));
  CHECK_INT(dims[0], 4);
  CHECK_INT(dims[1], 7);
  CHECK_INT(bytes, 56);
  CHECK_OK(ingot_shape(&model, &scalar, values, NULL, &bytes, &error));
  CHECK_INT(bytes, 8);
  CHECK_OK(ingot_shape(&model, &good, values, NULL, NULL, &error));
  CHECK_FAILS(ingot_shape(&model, &negative, values, dims, &bytes, &error), INGOT_ERROR_SHAPE,
              "'n': dim 1 would be -3 (P = -3)");
  CHECK_FAILS(ingot_shape(&model, &failing, values, dims, &bytes, &error), INGOT_ERROR_ARITHMETIC,
              "'f': dim 0: size overflows or divides by zero (P = -3)");
  CHECK_FAILS(ingot_shape(&model, &large, values, dims, &bytes, &error), INGOT_ERROR_ARITHMETIC,
              "'h': its size overflows");
}

static void test_dtypes(void) {
  static const size_t bytes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8};
  for (uint32_t dtype = 0; dtype <= INGOT_DTYPE_F64; ++dtype)
    CHECK_INT(ingot_dtype_bytes(dtype), bytes[dtype]);
  CHECK_INT(ingot_dtype_bytes(INGOT_DTYPE_F64 + 1), 0);
  CHECK_INT(ingot_dtype_bytes(UINT32_MAX), 0);
}

int main(void) {
  test_operations();
  test_divisions();
  test_arithmetic_errors();
  test_malformed();
  test_limits();
  test_shapes();
  test_dtypes();
  return check_result();
}
