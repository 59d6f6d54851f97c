// One ONNX node as the import functions see it: inputs as values, typed attributes, builders, errors with
// context. No protobuf here, so that import functions compile without it. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Ranks.h"
#include "dialects/nn/Nn.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

namespace onnx {
class AttributeProto;
class NodeProto;
} // namespace onnx

namespace ingot::onnx {

struct TensorSource;

/// The attributes that a function was called with, by the name that its body refers to.
using AttributeMap = llvm::StringMap<const ::onnx::AttributeProto *>;

/// What surrounds a node: where to build, what is known, and how its subgraphs are imported.
struct NodeContext {
  mlir::OpBuilder &builder;
  Ranks &ranks;
  TensorSource &tensors;
  /// Attributes that `ref_attr_name` refers to; null outside function bodies.
  const AttributeMap *formals;
  /// Imports a subgraph attribute into a block and gives its outputs; a null block is the node's own place.
  llvm::function_ref<mlir::FailureOr<llvm::SmallVector<mlir::Value>>(
      const ::onnx::AttributeProto &, mlir::Block *block, llvm::ArrayRef<mlir::Value> inputs)>
      importSubgraph;
};

/// Errors are sticky: accessors that find a wrong attribute record the first error and return a default, and
/// the importer gives up after the import function has returned.
class Node {
public:
  Node(NodeContext &context, const ::onnx::NodeProto &proto, int64_t opset, mlir::Location location,
       llvm::SmallVector<mlir::Value> inputs);

  /// Type of the operation, as "Conv".
  llvm::StringRef op() const;
  /// Version of the operation's domain that the model uses.
  int64_t opset() const { return version; }
  mlir::Location location() const { return where; }
  mlir::MLIRContext *mlirContext() const { return context.builder.getContext(); }

  size_t numInputs() const { return inputValues.size(); }
  /// An input that the table requires; never null.
  mlir::Value input(size_t index) const { return inputValues[index]; }
  /// An input that may be absent: null then.
  mlir::Value optional(size_t index) const {
    return index < inputValues.size() ? inputValues[index] : mlir::Value();
  }
  llvm::ArrayRef<mlir::Value> inputs() const { return inputValues; }

  /// True where the node names output `index`.
  bool wants(size_t index) const;
  size_t numOutputs() const;
  void result(size_t index, mlir::Value value);
  llvm::ArrayRef<mlir::Value> results() const { return resultValues; }

  bool has(llvm::StringRef attribute) const;
  int64_t integer(llvm::StringRef attribute, int64_t otherwise);
  double real(llvm::StringRef attribute, double otherwise);
  llvm::StringRef string(llvm::StringRef attribute, llvm::StringRef otherwise);
  /// Empty where the attribute is absent.
  llvm::SmallVector<int64_t> integers(llvm::StringRef attribute);
  llvm::SmallVector<double> reals(llvm::StringRef attribute);
  llvm::SmallVector<llvm::StringRef> strings(llvm::StringRef attribute);
  /// Null where the attribute is absent.
  mlir::ElementsAttr tensor(llvm::StringRef attribute);
  /// Records an error where the attribute is absent.
  void require(llvm::StringRef attribute);
  /// The element type of a data type attribute or input number; null with an error where ingot has none.
  mlir::Type dataType(int64_t number);
  /// Imports a subgraph attribute without inputs in place.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> subgraph(llvm::StringRef attribute);
  /// Imports a subgraph attribute at the end of a block, with these values for its inputs.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  subgraph(llvm::StringRef attribute, mlir::Block &block, llvm::ArrayRef<mlir::Value> inputs);
  /// The ranks that the inputs of a subgraph attribute declare; empty with an error where there is no such
  /// attribute or an input is no tensor.
  llvm::SmallVector<std::optional<int64_t>> subgraphInputRanks(llvm::StringRef attribute);

  std::optional<int64_t> rank(mlir::Value value) const { return context.ranks.rank(value); }
  /// Tells the rank of a value that no operation of this node makes.
  void setRank(mlir::Value value, std::optional<int64_t> rank) { context.ranks.setRank(value, rank); }
  std::optional<int64_t> length(mlir::Value vector) const { return context.ranks.length(vector); }

  /// Creates an operation with one result of the element type and a shape that the shape stage finds.
  template <typename OpType, typename... Arguments>
  mlir::Value create(mlir::Type element, Arguments &&...arguments) {
    auto type = mlir::UnrankedTensorType::get(element);
    auto created =
        OpType::create(context.builder, where, mlir::Type(type), std::forward<Arguments>(arguments)...);
    return record(created)->getResult(0);
  }
  /// The same with the element type of the first operand.
  template <typename OpType, typename... Arguments>
  mlir::Value like(mlir::Value operand, Arguments &&...arguments) {
    return create<OpType>(elementOf(operand), operand, std::forward<Arguments>(arguments)...);
  }
  /// Tells the importer of an operation made by other means.
  mlir::Operation *record(mlir::Operation *created);
  mlir::OpBuilder &builder() { return context.builder; }

  mlir::Value constant(mlir::ElementsAttr elements);
  /// A vector of 64-bit integers.
  mlir::Value vector(llvm::ArrayRef<int64_t> elements);
  /// A scalar of the element type, which must be a number type.
  mlir::Value scalar(mlir::Type element, double value);
  /// The attribute that holds `value` as `element`.
  static mlir::TypedAttr number(mlir::Type element, double value);

  static mlir::Type elementOf(mlir::Value value) {
    return mlir::cast<mlir::TensorType>(value.getType()).getElementType();
  }
  mlir::Type boolean() { return context.builder.getI1Type(); }
  mlir::Type int64() { return context.builder.getI64Type(); }
  mlir::Type float32() { return context.builder.getF32Type(); }

  /// Records what is wrong with the node, unless something was before. Always failure.
  llvm::LogicalResult fail(const llvm::Twine &problem);
  bool failed() const { return !firstError.empty(); }
  llvm::StringRef error() const { return firstError; }
  /// The operations made for this node.
  llvm::ArrayRef<mlir::Operation *> created() const { return operations; }

private:
  const ::onnx::AttributeProto *find(llvm::StringRef attribute) const;
  const ::onnx::AttributeProto *find(llvm::StringRef attribute, int type, llvm::StringRef expected);

  NodeContext &context;
  const ::onnx::NodeProto &proto;
  int64_t version;
  mlir::Location where;
  llvm::SmallVector<mlir::Value> inputValues, resultValues;
  llvm::SmallVector<mlir::Operation *> operations;
  std::string firstError;
};

} // namespace ingot::onnx
