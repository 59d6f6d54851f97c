// Access to and comparison of Values. See Value.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Value.h"

#include "llvm/ADT/STLExtras.h"

namespace ingot::nnef {

Value Value::ofArray(std::vector<Value> items) {
  return Value(ArrayItems{std::make_shared<const std::vector<Value>>(std::move(items))});
}

Value Value::ofTuple(std::vector<Value> items) {
  return Value(TupleItems{std::make_shared<const std::vector<Value>>(std::move(items))});
}

Value::Kind Value::kind() const { return static_cast<Kind>(data.index()); }

llvm::ArrayRef<Value> Value::items() const {
  return isArray() ? *std::get<ArrayItems>(data).items : *std::get<TupleItems>(data).items;
}

bool Value::containsTensor() const {
  return isTensor() ||
         (isSequence() && llvm::any_of(items(), [](const Value &item) { return item.containsTensor(); }));
}

bool operator==(const Value &left, const Value &right) {
  if (left.isNumber() && right.isNumber())
    return left.number() == right.number();
  if (left.kind() != right.kind())
    return false;
  switch (left.kind()) {
  case Value::Kind::None:
  case Value::Kind::Integer:
  case Value::Kind::Scalar:
    return true;
  case Value::Kind::Logical:
    return left.logical() == right.logical();
  case Value::Kind::String:
    return left.string() == right.string();
  case Value::Kind::Array:
  case Value::Kind::Tuple:
    return llvm::equal(left.items(), right.items());
  case Value::Kind::Size:
    return left.size() == right.size();
  case Value::Kind::Tensor:
    return left.tensor() == right.tensor();
  }
  return false;
}

llvm::StringRef describe(Value::Kind kind) {
  static constexpr llvm::StringLiteral names[] = {"nothing",   "an integer", "a scalar",
                                                  "a logical", "a string",   "an array",
                                                  "a tuple",   "a size",     "a tensor"};
  return names[static_cast<size_t>(kind)];
}

} // namespace ingot::nnef
