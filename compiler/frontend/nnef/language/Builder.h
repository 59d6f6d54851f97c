// The interface between the Evaluator, which expands an NNEF graph, and what receives its primitive
// operations. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Ast.h"
#include "compiler/frontend/nnef/language/Value.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>
#include <vector>

namespace ingot::nnef {

/// One primitive operation with its arguments bound to the declared parameters, defaults filled in. The typed
/// getters report a missing or ill-typed argument once, through `fail`; check `failed()` before the values
/// are used.
class Call {
public:
  Call(const Fragment &declaration, Position position) : declaration(&declaration), position(position) {}

  llvm::StringRef operation() const { return declaration->name; }
  llvm::StringRef name() const { return resultNames.front(); }

  /// The bound value of a parameter, null if the declaration has none of this name.
  const Value *find(llvm::StringRef parameter) const;

  int64_t integer(llvm::StringRef parameter);
  double scalar(llvm::StringRef parameter);
  bool logical(llvm::StringRef parameter);
  std::string string(llvm::StringRef parameter);
  /// An array or tuple of integers; a lone integer counts as an array of one.
  llvm::SmallVector<int64_t> integers(llvm::StringRef parameter);
  /// `[(before, after), ...]`; inner arrays count as pairs.
  llvm::SmallVector<std::pair<int64_t, int64_t>> pairs(llvm::StringRef parameter);
  /// The items of an array or tuple.
  llvm::ArrayRef<Value> items(llvm::StringRef parameter);

  /// Records the first error: `operation 'conv': message` at the call's position. Returns an empty value.
  Value fail(const llvm::Twine &message);
  bool failed() const { return failure.has_value(); }

  const Fragment *declaration;
  Position position;
  /// One for each parameter of the declaration.
  std::vector<Value> values;
  /// `scalar` of `external<scalar>(...)`, or the declared default; empty if neither is given.
  std::string typeArgument;
  /// The identifiers that receive the results, with the path of enclosing fragments. At least one.
  std::vector<std::string> resultNames;
  /// The call stands in the graph itself, not in a fragment.
  bool isTopLevel = false;
  std::optional<std::string> failure;
  /// The definition of a fragment that an argument names, null if there is none with a body.
  llvm::function_ref<const Fragment *(llvm::StringRef name)> findFragment;
  /// Builds the body of a fragment with these arguments. Gives its result, a Tuple for several; an empty value
  /// after an error, which is recorded already.
  llvm::function_ref<Value(const Fragment &fragment, std::vector<Value> values)> expand;

private:
  const Value *expect(llvm::StringRef parameter, Value::Kind kind);
};

class Builder {
public:
  virtual ~Builder() = default;

  /// Whether `build` knows the operation. Others are expanded by their standard definition, or are an error.
  virtual bool supports(llvm::StringRef operation) const = 0;

  /// Why an operation is not supported and what to do instead; empty where there is nothing to say.
  virtual std::string remedy(llvm::StringRef operation) const { return {}; }

  /// Adds an operation. Gives the result, a Tuple for several results. Reports errors through `call.fail`.
  virtual Value build(Call &call) = 0;

  /// The value of an identifier that nothing assigns: a declared symbol. With `mayDeclare` it becomes one.
  virtual Value symbol(llvm::StringRef name, Position position, bool mayDeclare) = 0;

  /// `left op right` where at least one side is a size, the other an integer or a size. Null value: not
  /// expressible.
  virtual Value sizeOperator(BinaryOperator op, const Value &left, const Value &right) = 0;

  /// The sizes of a tensor as an array of integers and sizes. Null value: not known at compile time.
  virtual Value shapeOf(const Value &tensor) = 0;

  /// A tensor whose elements are known at compile time as an array of them; anything else as it is.
  virtual Value elements(const Value &value) { return value; }

  /// What an identifier of the graph becomes when `value` is assigned to it. Null value, with an error: nothing.
  virtual Value assigned(llvm::StringRef name, const Value &value, Position position, std::string &error) {
    return value;
  }

  virtual void warn(Position position, const llvm::Twine &message) = 0;
};

} // namespace ingot::nnef
