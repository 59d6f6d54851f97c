// What an NNEF expression evaluates to: a literal, an array or tuple of values, a size, or a tensor of the
// graph. Used by the Evaluator and by whoever builds the graph. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ingot::nnef {

class Value {
public:
  enum class Kind : uint8_t { None, Integer, Scalar, Logical, String, Array, Tuple, Size, Tensor };

  Value() = default;
  static Value ofInteger(int64_t value) { return Value(value); }
  static Value ofScalar(double value) { return Value(value); }
  static Value ofLogical(bool value) { return Value(value); }
  static Value ofString(std::string value) { return Value(std::move(value)); }
  static Value ofArray(std::vector<Value> items);
  static Value ofTuple(std::vector<Value> items);
  /// An integer that is known only symbolically. The handle belongs to the Builder.
  static Value ofSize(const void *handle) { return Value(SizeHandle{handle}); }
  /// A tensor of the graph under construction. The handle belongs to the Builder.
  static Value ofTensor(void *handle) { return Value(TensorHandle{handle}); }

  Kind kind() const;
  bool isNone() const { return kind() == Kind::None; }
  bool isInteger() const { return kind() == Kind::Integer; }
  bool isScalar() const { return kind() == Kind::Scalar; }
  bool isLogical() const { return kind() == Kind::Logical; }
  bool isString() const { return kind() == Kind::String; }
  bool isArray() const { return kind() == Kind::Array; }
  bool isTuple() const { return kind() == Kind::Tuple; }
  bool isSize() const { return kind() == Kind::Size; }
  bool isTensor() const { return kind() == Kind::Tensor; }
  /// An integer or a scalar.
  bool isNumber() const { return isInteger() || isScalar(); }
  /// An array or a tuple.
  bool isSequence() const { return isArray() || isTuple(); }

  int64_t integer() const { return std::get<int64_t>(data); }
  double scalar() const { return std::get<double>(data); }
  bool logical() const { return std::get<bool>(data); }
  const std::string &string() const { return std::get<std::string>(data); }
  /// The value of an integer or a scalar.
  double number() const { return isInteger() ? static_cast<double>(integer()) : scalar(); }
  /// The items of an array or a tuple.
  llvm::ArrayRef<Value> items() const;
  const void *size() const { return std::get<SizeHandle>(data).pointer; }
  void *tensor() const { return std::get<TensorHandle>(data).pointer; }

  /// True if a tensor is part of it at any depth.
  bool containsTensor() const;
  /// Literals of equal kind and value, sequences item by item; sizes and tensors by handle.
  friend bool operator==(const Value &left, const Value &right);

private:
  struct ArrayItems {
    std::shared_ptr<const std::vector<Value>> items;
  };
  struct TupleItems {
    std::shared_ptr<const std::vector<Value>> items;
  };
  struct SizeHandle {
    const void *pointer;
  };
  struct TensorHandle {
    void *pointer;
  };
  template <typename T>
  explicit Value(T value) : data(std::move(value)) {}

  std::variant<std::monostate, int64_t, double, bool, std::string, ArrayItems, TupleItems, SizeHandle,
               TensorHandle>
      data;
};

/// For errors: `an integer`, `a tensor`.
llvm::StringRef describe(Value::Kind kind);

} // namespace ingot::nnef
