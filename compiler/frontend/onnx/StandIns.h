// Values that stand for those of refused nodes, so that an import can go on and find the next error. Import step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/Partial.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace onnx {
class NodeProto;
} // namespace onnx

namespace ingot::onnx {

struct Scope;

/// A stand-in is an argument of the function. Its type is what the graph declares for the value; where it declares
/// none, no node can read it, and those that would are left out.
class StandIns {
public:
  /// Without `partial`, the first error ends the import, and nothing here is called.
  StandIns(mlir::Block *arguments, PartialImport *partial) : arguments(arguments), partial(partial) {}

  bool enabled() const { return partial != nullptr; }
  /// True for a value whose type is not known.
  static bool isUnknown(mlir::Value value);

  /// Gives the outputs of a refused or skipped node values in `scope`, and takes away the operations behind `last` in
  /// `block`, which were made for it.
  void bindOutputs(const ::onnx::NodeProto &proto, Scope &scope, mlir::Location location, mlir::Block *block,
                   mlir::Operation *last);
  /// A stand-in for the value of that name.
  mlir::Value make(llvm::StringRef name, Scope &scope, mlir::Location location);
  void countSkipped() { ++partial->skipped; }

  /// Erases the arguments of unknown type; the others become inputs with a name.
  void finish(mlir::func::FuncOp function);

private:
  mlir::Block *arguments;
  PartialImport *partial;
  /// The operations that were taken away: what is known of values is found by their address, so none is used twice.
  mlir::Block refused;
  llvm::SmallVector<std::pair<mlir::BlockArgument, std::string>> names;
};

} // namespace ingot::onnx
