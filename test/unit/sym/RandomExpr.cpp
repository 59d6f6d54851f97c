// Random expressions with a second, naive way to evaluate them. SPDX-License-Identifier: Apache-2.0
#include "test/unit/sym/RandomExpr.h"

#include "llvm/Support/MathExtras.h"

#include <gtest/gtest.h>

using namespace ingot::sym;
using Value = std::optional<int64_t>;
using Values = llvm::StringMap<int64_t>;

SymTest::SymTest() { context.loadDialect<SymDialect>(); }

ExprAttr SymTest::operator()(llvm::StringRef text) {
  llvm::Expected<ExprAttr> result = parse(&context, text);
  if (result)
    return *result;
  ADD_FAILURE() << llvm::toString(result.takeError());
  return {};
}

namespace {
struct Operation {
  ExprAttr (*build)(ExprAttr, ExprAttr);
  Value (*apply)(int64_t, int64_t);
};
} // namespace

// Floor division, with nothing for a divisor 0.
static Value divide(int64_t left, int64_t right) {
  return right == 0 ? std::nullopt : Value(llvm::divideFloorSigned(left, right));
}

static const Operation operations[] = {
    {add, [](int64_t a, int64_t b) { return Value(a + b); }},
    {sub, [](int64_t a, int64_t b) { return Value(a - b); }},
    {mul, [](int64_t a, int64_t b) { return Value(a * b); }},
    {floorDiv, divide},
    {ceilDiv,
     [](int64_t a, int64_t b) { return b == 0 ? std::nullopt : Value(llvm::divideCeilSigned(a, b)); }},
    {mod, [](int64_t a, int64_t b) { return b == 0 ? std::nullopt : Value(a - b * *divide(a, b)); }},
    {min, [](int64_t a, int64_t b) { return Value(std::min(a, b)); }},
    {max, [](int64_t a, int64_t b) { return Value(std::max(a, b)); }},
    {equal, [](int64_t a, int64_t b) { return Value(a == b); }},
    {lessEqual, [](int64_t a, int64_t b) { return Value(a <= b); }},
};

static RandomExpr makeLeaf(mlir::MLIRContext *context, std::mt19937 &random) {
  if (random() % 3 == 0) {
    int64_t value = static_cast<int64_t>(random() % 13) - 6;
    return {constant(context, value), [value](const Values &) { return Value(value); }};
  }
  static const char *const names[] = {"A", "B", "C"};
  std::string name = names[random() % 3];
  return {symbol(context, name), [name](const Values &values) { return Value(values.lookup(name)); }};
}

RandomExpr ingot::sym::makeRandom(mlir::MLIRContext *context, std::mt19937 &random, unsigned depth) {
  if (depth == 0)
    return makeLeaf(context, random);
  const Operation &operation = operations[random() % std::size(operations)];
  RandomExpr left = makeRandom(context, random, depth - 1), right = makeRandom(context, random, depth - 1);
  return {operation.build(left.expr, right.expr), [=](const Values &values) -> Value {
            Value one = left.value(values), other = right.value(values);
            return one && other ? operation.apply(*one, *other) : std::nullopt;
          }};
}
