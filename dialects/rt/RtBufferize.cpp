// How rt.launch becomes an operation on memrefs in one-shot bufferization.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace ingot::rt;

namespace {
/// Inputs are read, outputs are overwritten completely (or read as well, with `update`) and alias the results.
struct LaunchBufferization : BufferizableOpInterface::ExternalModel<LaunchBufferization, LaunchOp> {
  static bool isOutput(LaunchOp op, OpOperand &operand) {
    unsigned first = op.getOutputs().getBeginOperandIndex(), number = operand.getOperandNumber();
    return number >= first && number < first + op.getOutputs().size();
  }
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const AnalysisState &) const {
    auto launch = cast<LaunchOp>(op);
    return launch.getUpdate() || !isOutput(launch, operand);
  }
  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return isOutput(cast<LaunchOp>(op), operand);
  }
  AliasingValueList getAliasingValues(Operation *op, OpOperand &operand, const AnalysisState &) const {
    auto launch = cast<LaunchOp>(op);
    if (!isOutput(launch, operand) || launch.getResults().empty())
      return {};
    unsigned index = operand.getOperandNumber() - launch.getOutputs().getBeginOperandIndex();
    return {{launch.getResults()[index], BufferRelation::Equivalent}};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto launch = cast<LaunchOp>(op);
    SmallVector<Value> inputs, outputs;
    for (auto [from, to] :
         {std::pair(OperandRange(launch.getInputs()), &inputs), std::pair(OperandRange(launch.getOutputs()), &outputs)})
      for (Value operand : from) {
        if (!isa<TensorType>(operand.getType())) { // a scalar
          to->push_back(operand);
          continue;
        }
        FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
        if (failed(buffer))
          return failure();
        to->push_back(*buffer);
      }
    LaunchOp::create(rewriter, launch.getLoc(), TypeRange{}, launch.getCalleeAttr(), inputs, outputs, launch.getCount(),
                     launch.getParallelAttr(), launch.getUpdateAttr());
    replaceOpWithBufferizedValues(rewriter, op, ArrayRef(outputs).take_front(launch.getNumResults()));
    return success();
  }
};
} // namespace

// `rt.launch @k(...)` needs no OpBuilder state of its own, so attaching the model is all there is to do.
void ingot::rt::registerBufferizableOpInterfaceExternalModels(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, RtDialect *) { LaunchOp::attachInterface<LaunchBufferization>(*context); });
}
