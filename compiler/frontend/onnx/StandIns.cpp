// Stand-ins for the values of refused nodes; see StandIns.h. Import step. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/StandIns.h"

#include "compiler/frontend/onnx/Graph.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

static constexpr StringLiteral unknownName = "unknown";

/// The element type of a value whose type is not known: no operation takes it.
static Type unknownElement(MLIRContext *context) {
  return OpaqueType::get(StringAttr::get(context, "onnx"), unknownName);
}

bool StandIns::isUnknown(Value value) {
  auto opaque = value ? dyn_cast<OpaqueType>(cast<TensorType>(value.getType()).getElementType()) : OpaqueType();
  return opaque && opaque.getTypeData() == unknownName;
}

Value StandIns::make(StringRef name, Scope &scope, Location location) {
  MLIRContext *context = location.getContext();
  const ::onnx::TypeProto *declared = scope.declared.lookup(name);
  Type element = declared ? elementType(context, declared->tensor_type().elem_type()) : Type();
  Type type = element ? Type(declaredType(scope.declared, name, element)) : Type();
  if (!type)
    return arguments->addArgument(UnrankedTensorType::get(unknownElement(context)), location);
  BlockArgument argument = arguments->addArgument(type, location);
  names.emplace_back(argument, name.str());
  return argument;
}

void StandIns::bindOutputs(const ::onnx::NodeProto &proto, Scope &scope, Location location, Block *block,
                           Operation *last) {
  llvm::SmallPtrSet<Operation *, 8> made;
  while (!block->empty() && &block->back() != last) {
    Operation *op = &block->back();
    made.insert(op);
    op->dropAllReferences();
    op->moveBefore(&refused, refused.end());
  }
  for (const std::string &name : proto.output()) {
    if (name.empty() || scope.initializers.contains(name))
      continue;
    Value &value = scope.values[name];
    if (!value || made.contains(value.getDefiningOp()))
      value = make(name, scope, location);
  }
}

void StandIns::finish(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  function.setType(FunctionType::get(context, arguments->getArgumentTypes(), function.getResultTypes()));
  for (const auto &[argument, name] : names)
    function.setArgAttr(argument.getArgNumber(), "ingot.name", StringAttr::get(context, name));
  BitVector unknown(arguments->getNumArguments());
  for (BlockArgument argument : arguments->getArguments())
    unknown[argument.getArgNumber()] = isUnknown(argument);
  (void)function.eraseArguments(unknown);
}

} // namespace ingot::onnx
