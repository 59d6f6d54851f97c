// Walks the nodes of a graph in order: resolves names, calls the import function of each node, checks what it
// made. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/data/Declared.h"
#include "compiler/frontend/onnx/Functions.h"
#include "compiler/frontend/onnx/Node.h"
#include "compiler/frontend/onnx/StandIns.h"
#include "compiler/frontend/onnx/Tensor.h"
#include "llvm/ADT/StringSet.h"

namespace ingot::onnx {

using Nodes = google::protobuf::RepeatedPtrField<::onnx::NodeProto>;

/// The names of one graph or function body. A subgraph sees the names of its parent, a function body does
/// not.
struct Scope {
  Scope *parent = nullptr;
  const Opsets *opsets = nullptr;
  /// Attributes that `ref_attr_name` refers to; null outside function bodies.
  const AttributeMap *formals = nullptr;
  /// The nodes of this graph, for messages about their order.
  const Nodes *nodes = nullptr;
  /// Put before node names: the path of calls and branches.
  std::string prefix = {};
  /// Where nodes are located instead of their own index; for function bodies.
  std::optional<int64_t> line = {};
  llvm::StringMap<mlir::Value> values = {};
  llvm::StringMap<const ::onnx::TensorProto *> initializers = {};
  /// What the graph says of the types of its values.
  DeclaredTypes declared = {};
  /// Formal inputs of a function that its caller leaves out.
  llvm::StringSet<> absent = {};
};

/// Deepest chain of function calls, and the most nodes that they may expand to.
inline constexpr unsigned maximumCallDepth = 64;
inline constexpr int64_t maximumNodes = 4'000'000;

/// Imports nodes into one block. Errors go to the context's diagnostics handler, once.
class GraphImporter {
public:
  /// Constants of initializers are built in front of `body`'s other operations, so that every region sees
  /// them.
  /// With `partial`, the import goes on after errors.
  GraphImporter(mlir::Block *body, const Model &model, const FunctionLibrary &functions, PartialImport *partial);

  /// Makes the initializers of `graph` known in `scope`; constants are built when they are first used.
  llvm::LogicalResult addInitializers(const ::onnx::GraphProto &graph, Scope &scope);
  llvm::LogicalResult importNodes(const Nodes &nodes, Scope &scope);
  /// The value of a name: a null value where no scope has it.
  mlir::FailureOr<mlir::Value> find(llvm::StringRef name, Scope &scope);
  /// The values of a graph's or function's outputs.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> findOutputs(llvm::ArrayRef<llvm::StringRef> names, Scope &scope);

  /// Emits an error. Always failure.
  llvm::LogicalResult fail(mlir::Location location, const llvm::Twine &message);
  mlir::OpBuilder &builder() { return nodeBuilder; }
  StandIns &standIns() { return stands; }
  Ranks &knownRanks() { return ranks; }
  /// A name and a line of the model file.
  mlir::Location locate(llvm::StringRef name, int64_t line);

private:
  llvm::LogicalResult importNode(const ::onnx::NodeProto &proto, int64_t index, Scope &scope);
  llvm::LogicalResult importCall(const ::onnx::NodeProto &proto, const ::onnx::FunctionProto &function,
                                 const AttributeDefaults &defaults, Node &node, Scope &scope, llvm::StringRef name,
                                 int64_t line);
  llvm::LogicalResult importBody(const ::onnx::FunctionProto &function, Node &node, Scope &body);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> importSubgraph(const ::onnx::AttributeProto &attribute,
                                                                 mlir::Block *block, llvm::ArrayRef<mlir::Value> inputs,
                                                                 Scope &scope, llvm::StringRef name);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> resolveInputs(const ::onnx::NodeProto &proto, Scope &scope,
                                                                mlir::Location location, llvm::StringRef label);
  llvm::LogicalResult bindOutputs(const ::onnx::NodeProto &proto, Node &node, Scope &scope, llvm::StringRef label);
  llvm::LogicalResult runImporter(Node &node, const ::onnx::NodeProto &proto, Scope &scope, llvm::StringRef name,
                                  int64_t line);

  const Model &model;
  const FunctionLibrary &functions;
  TensorSource tensors;
  Ranks ranks;
  StandIns stands;
  mlir::OpBuilder nodeBuilder, constantBuilder;
  llvm::SmallVector<const void *> calls;
  int64_t nodesImported = 0;
};

/// The operations of a graph that nothing can import, each with its nodes: `Foo (opset 17) at nodes 'a', 'y'`.
std::vector<std::string> unknownOperations(const Model &model, const FunctionLibrary &functions);

} // namespace ingot::onnx
