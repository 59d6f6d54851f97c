// Typed access to the arguments of a primitive operation. See Builder.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Builder.h"

namespace ingot::nnef {

Value Call::fail(const llvm::Twine &message) {
  if (!failure)
    failure = position.describe("operation '" + operation() + "': " + message);
  return {};
}

const Value *Call::find(llvm::StringRef parameter) const {
  for (auto [index, declared] : llvm::enumerate(declaration->parameters))
    if (declared.name == parameter)
      return &values[index];
  return nullptr;
}

const Value *Call::expect(llvm::StringRef parameter, Value::Kind kind) {
  const Value *value = find(parameter);
  if (value && value->kind() == kind)
    return value;
  fail("expected " + describe(kind) + " for argument '" + parameter + "', got " +
       describe(value ? value->kind() : Value::Kind::None));
  return nullptr;
}

int64_t Call::integer(llvm::StringRef parameter) {
  const Value *value = expect(parameter, Value::Kind::Integer);
  return value ? value->integer() : 0;
}

double Call::scalar(llvm::StringRef parameter) {
  const Value *value = find(parameter);
  if (value && value->isNumber())
    return value->number();
  expect(parameter, Value::Kind::Scalar);
  return 0;
}

bool Call::logical(llvm::StringRef parameter) {
  const Value *value = expect(parameter, Value::Kind::Logical);
  return value && value->logical();
}

std::string Call::string(llvm::StringRef parameter) {
  const Value *value = expect(parameter, Value::Kind::String);
  return value ? value->string() : std::string();
}

llvm::ArrayRef<Value> Call::items(llvm::StringRef parameter) {
  const Value *value = find(parameter);
  if (value && value->isSequence())
    return value->items();
  expect(parameter, Value::Kind::Array);
  return {};
}

llvm::SmallVector<int64_t> Call::integers(llvm::StringRef parameter) {
  llvm::SmallVector<int64_t> result;
  if (const Value *value = find(parameter); value && value->isInteger())
    return {value->integer()};
  for (const Value &item : items(parameter)) {
    if (!item.isInteger()) {
      fail("expected integers in argument '" + parameter + "', got " + describe(item.kind()));
      return {};
    }
    result.push_back(item.integer());
  }
  return result;
}

llvm::SmallVector<std::pair<int64_t, int64_t>> Call::pairs(llvm::StringRef parameter) {
  llvm::SmallVector<std::pair<int64_t, int64_t>> result;
  for (const Value &item : items(parameter)) {
    bool isPair = item.isSequence() && item.items().size() == 2 && item.items()[0].isInteger() &&
                  item.items()[1].isInteger();
    if (!isPair) {
      fail("expected pairs of integers in argument '" + parameter + "', got " + describe(item.kind()));
      return {};
    }
    result.emplace_back(item.items()[0].integer(), item.items()[1].integer());
  }
  return result;
}

} // namespace ingot::nnef
