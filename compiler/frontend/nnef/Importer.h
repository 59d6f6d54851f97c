// The Builder that makes nn operations, and what the import functions of OpTable.def build with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Container.h"
#include "compiler/frontend/nnef/Import.h"
#include "compiler/frontend/nnef/language/Builder.h"
#include "compiler/frontend/nnef/language/QuantFile.h"
#include "dialects/nn/Nn.h"
#include "dialects/nn/ShapeContext.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringSet.h"

#include <optional>

namespace ingot::nnef {

class Importer final : public Builder {
public:
  Importer(mlir::MLIRContext &context, const Document &document, const Container &container, const QuantTable &quant,
           const SizeBounds &bounds);
  ~Importer() override;

  /// Creates the module with its symbols and an empty function named `name`.
  llvm::Error begin(llvm::StringRef name);
  /// Adds the model's promises about its sizes; `evaluate` gives the value of a condition.
  llvm::Error addAssertions(llvm::function_ref<llvm::Expected<Value>(const Expression &)> evaluate);
  /// Returns `outputs` from the function, and gives the finished module.
  llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> finish(llvm::ArrayRef<Value> outputs);

  // Builder.
  bool supports(llvm::StringRef operation) const override;
  std::string remedy(llvm::StringRef operation) const override;
  Value build(Call &call) override;
  Value symbol(llvm::StringRef name, Position position, bool mayDeclare) override;
  Value sizeOperator(BinaryOperator op, const Value &left, const Value &right) override;
  Value shapeOf(const Value &tensor) override;
  Value elements(const Value &value) override { return value.isTensor() ? resolve(value) : value; }
  Value assigned(llvm::StringRef name, const Value &value, Position position, std::string &error) override;
  void warn(Position position, const llvm::Twine &message) override;

  /// Bounds that a hostile text runs into before the machine does.
  static constexpr size_t maximumRank = 32;
  static constexpr uint64_t maximumOperations = uint64_t(1) << 20;

  // For import functions. After `call.fail` every function gives null values and builds nothing.

  mlir::OpBuilder &builder() { return opBuilder; }
  nn::ShapeContext &shapes() { return *shapeContext; }
  const Document &model() const { return document; }
  const Container &files() const { return container; }
  const QuantTable &quantization() const { return quant; }
  mlir::Location locationOf(const Call &call) const { return locationOf(call.name(), call.position); }
  mlir::Location locationOf(llvm::StringRef name, Position position) const;

  /// Creates an operation with one result of this element type; its shape is inferred at once.
  template <typename OpType, typename... Arguments>
  mlir::Value create(Call &call, mlir::Type element, Arguments &&...arguments) {
    if (call.failed())
      return {};
    mlir::Type type = mlir::UnrankedTensorType::get(element);
    return settle(call, OpType::create(opBuilder, locationOf(call), type, std::forward<Arguments>(arguments)...));
  }
  /// The same with the element type of the first operand.
  template <typename OpType, typename... Arguments>
  mlir::Value like(Call &call, mlir::Value operand, Arguments &&...arguments) {
    if (call.failed())
      return {};
    return create<OpType>(call, elementOf(operand), operand, std::forward<Arguments>(arguments)...);
  }

  /// Creates an operation with several results of these element types; no values after an error.
  template <typename OpType, typename... Arguments>
  llvm::SmallVector<mlir::Value> createAll(Call &call, llvm::ArrayRef<mlir::Type> elements, Arguments &&...arguments) {
    if (call.failed())
      return {};
    llvm::SmallVector<mlir::Type> types;
    for (mlir::Type element : elements)
      types.push_back(mlir::UnrankedTensorType::get(element));
    return infer(call, OpType::create(opBuilder, locationOf(call), types, std::forward<Arguments>(arguments)...));
  }
  /// Checks an operation and infers its shapes. Gives its results, or what the shape rule has put in their place; no
  /// values after an error.
  llvm::SmallVector<mlir::Value> infer(Call &call, mlir::Operation *op);

  static mlir::Type elementOf(mlir::Value value) {
    return mlir::cast<mlir::ShapedType>(value.getType()).getElementType();
  }
  static int64_t rankOf(mlir::Value value) { return mlir::cast<mlir::ShapedType>(value.getType()).getRank(); }
  /// The sizes of a tensor; all are known, as the shape of every operation is inferred when it is made.
  static nn::Sizes sizesOf(mlir::Value value);
  static Value wrap(mlir::Value value) { return value ? Value::ofTensor(value.getAsOpaquePointer()) : Value(); }
  static mlir::Value unwrap(const Value &value) { return mlir::Value::getFromOpaquePointer(value.tensor()); }

  // Operands (Operands.cpp).

  /// The tensor that a value means. Literals take `element`, or their own type when it is null.
  mlir::Value materialize(Call &call, const Value &value, mlir::Type element = {});
  /// The tensor of one argument; a tensor is converted to `element` unless that is null.
  mlir::Value tensor(Call &call, llvm::StringRef parameter, mlir::Type element = {});
  /// The same, converted to f32 if it does not hold floating-point values.
  mlir::Value floatTensor(Call &call, llvm::StringRef parameter);
  /// Several values as tensors of one element type; literals adapt to tensors.
  llvm::SmallVector<mlir::Value> unify(Call &call, llvm::ArrayRef<Value> values);
  /// The arguments, unified, with axes of size 1 appended until the ranks agree (NNEF aligns leading axes).
  llvm::SmallVector<mlir::Value> aligned(Call &call, llvm::ArrayRef<llvm::StringRef> parameters);
  void align(Call &call, llvm::MutableArrayRef<mlir::Value> values);
  mlir::Value cast(Call &call, mlir::Value value, mlir::Type element);
  mlir::Value addConstant(Call &call, mlir::ElementsAttr value);
  mlir::Value constant(Call &call, mlir::RankedTensorType type, llvm::ArrayRef<char> bytes);
  mlir::Value splat(Call &call, llvm::ArrayRef<int64_t> shape, mlir::Type element, double value);
  mlir::Value vector(Call &call, llvm::ArrayRef<int64_t> elements);
  mlir::Value vector(Call &call, llvm::ArrayRef<nn::ExprAttr> elements);
  mlir::Value scalar(Call &call, nn::ExprAttr value);
  /// The expressions of an argument that lists sizes.
  nn::Sizes exprs(Call &call, llvm::StringRef parameter);
  nn::ExprAttr expr(Call &call, const Value &value);
  /// Fails where one of the sizes is null because it does not fit 64 bits.
  bool areSizes(Call &call, llvm::ArrayRef<nn::ExprAttr> elements);
  /// Reshapes; constants are reshaped in place of an operation.
  mlir::Value reshape(Call &call, mlir::Value value, llvm::ArrayRef<nn::ExprAttr> sizes);
  mlir::Value unsqueeze(Call &call, mlir::Value value, llvm::ArrayRef<int64_t> axes);
  mlir::Value transpose(Call &call, mlir::Value value, llvm::ArrayRef<int64_t> permutation);
  /// `[begin, end)` along one axis.
  mlir::Value slice(Call &call, mlir::Value value, int64_t axis, nn::ExprAttr begin, nn::ExprAttr end);
  mlir::Value concat(Call &call, llvm::ArrayRef<mlir::Value> values, int64_t axis);
  nn::ExprAttr number(int64_t value) { return shapes().constant(value); }
  /// `axis` counted from the front; fails where it is outside the rank.
  int64_t axis(Call &call, int64_t axis, int64_t rank);

  // Graph inputs (Variables.cpp).
  mlir::Value addInput(Call &call, mlir::RankedTensorType type);

private:
  mlir::Value settle(Call &call, mlir::Operation *op);
  void resolveArguments(Call &call);
  Value resolve(const Value &value);
  std::vector<std::string> implicitSymbols() const;
  void declareSymbols();
  void boundSymbol(const Expression &condition);
  mlir::Value stack(Call &call, llvm::ArrayRef<Value> items, mlir::Type element);
  llvm::Error orderInputs();
  llvm::Error dropUnboundSymbols();

  mlir::MLIRContext &context;
  const Document &document;
  const Container &container;
  const QuantTable &quant;
  const SizeBounds &bounds;
  mlir::OpBuilder opBuilder;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  std::optional<nn::ShapeContext> shapeContext;
  llvm::StringMap<mlir::Value> inputs;
  llvm::StringSet<> symbols;
  /// The quantization that a tensor's values went through.
  llvm::DenseMap<mlir::Value, const Quantization *> grids;
  /// Keeps errors of verifiers and shape rules from the context's handler: they become errors with a
  /// position.
  std::optional<mlir::ScopedDiagnosticHandler> diagnostics;
  std::string lastDiagnostic;
  uint64_t operations = 0;
};

/// Imports one operation. Reports errors through `call.fail`.
using ImportFunction = Value (*)(Importer &importer, Call &call);

/// The import function of an operation, null if there is none.
ImportFunction findImportFunction(llvm::StringRef operation);

/// Why an operation is refused and what to do instead; empty where the table does not say.
llvm::StringRef refusalOf(llvm::StringRef operation);

} // namespace ingot::nnef
