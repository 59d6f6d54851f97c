// The cost table of nn operations. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Flops.h"

#include "dialects/nn/Nn.h"

#include "llvm/ADT/TypeSwitch.h"

namespace ingot::tool {
namespace {

using sym::ExprAttr;

// Maximum, subtraction, exponential, sum, division.
constexpr int64_t softmaxFlops = 5;
// Sum for the mean, subtraction, multiply-add for the variance, multiplication; scale and bias come on top.
constexpr int64_t normFlops = 5;
// Folded to one scale and one shift.
constexpr int64_t batchNormFlops = 2;

/// The sizes of a value, or nothing while it is unranked. A single size may still be null.
std::optional<llvm::SmallVector<ExprAttr>> sizesOf(mlir::Value value) {
  if (auto type = mlir::dyn_cast<mlir::RankedTensorType>(value.getType()))
    return sym::dimsOf(type);
  return std::nullopt;
}

ExprAttr elements(mlir::Value value) {
  auto sizes = sizesOf(value);
  return sizes ? sym::product(value.getContext(), *sizes) : ExprAttr();
}

/// The product of all sizes but that of `axis`, which may count from the end.
ExprAttr elementsBut(mlir::Value value, int64_t axis) {
  auto sizes = sizesOf(value);
  if (!sizes || sizes->empty())
    return {};
  sizes->erase(sizes->begin() + (axis < 0 ? axis + static_cast<int64_t>(sizes->size()) : axis));
  return sym::product(value.getContext(), *sizes);
}

int64_t elementBytes(mlir::Type type) {
  mlir::Type element = mlir::cast<mlir::ShapedType>(type).getElementType();
  return element.isIntOrFloat() ? (element.getIntOrFloatBitWidth() + 7) / 8 : 0;
}

ExprAttr bytesOf(mlir::Value value) {
  if (!mlir::isa<mlir::ShapedType>(value.getType()))
    return sym::constant(value.getContext(), 0);
  return sym::mul(elements(value), elementBytes(value.getType()));
}

ExprAttr zero(mlir::Operation *op) { return sym::constant(op->getContext(), 0); }

/// Results that get a bias: one addition each.
ExprAttr biasFlops(mlir::Value bias, mlir::Value result) {
  return bias ? elements(result) : sym::constant(result.getContext(), 0);
}

ExprAttr convFlops(nn::ConvOp conv) {
  int64_t outputAxis = conv.getLayout() == nn::Layout::ChannelsFirst ? 0 : -1;
  ExprAttr products = sym::mul(elements(conv.getResult()), elementsBut(conv.getWeights(), outputAxis));
  return sym::add(sym::mul(products, 2), biasFlops(conv.getBias(), conv.getResult()));
}

ExprAttr convTransposeFlops(nn::ConvTransposeOp conv) {
  ExprAttr products = sym::mul(elements(conv.getInput()), elementsBut(conv.getWeights(), 0));
  return sym::add(sym::mul(products, 2), biasFlops(conv.getBias(), conv.getResult()));
}

ExprAttr matmulFlops(nn::MatmulOp matmul) {
  auto left = sizesOf(matmul.getLhs());
  if (!left || left->empty())
    return {};
  bool inner = matmul.getTransposeA() && left->size() >= 2;
  ExprAttr depth = (*left)[left->size() - (inner ? 2 : 1)];
  return sym::mul(sym::mul(elements(matmul.getResult()), depth), 2);
}

template <typename PoolOp>
ExprAttr poolFlops(PoolOp pool) {
  int64_t window = 1;
  for (int64_t size : pool.getWindow())
    window *= size;
  return sym::mul(elements(pool.getResult()), window);
}

ExprAttr flopsOf(mlir::Operation *op) {
  auto perElement = [](mlir::Value value, int64_t count) { return sym::mul(elements(value), count); };
  return llvm::TypeSwitch<mlir::Operation *, ExprAttr>(op)
      .Case([](nn::ConvOp conv) { return convFlops(conv); })
      .Case([](nn::ConvTransposeOp conv) { return convTransposeFlops(conv); })
      .Case([](nn::MatmulOp matmul) { return matmulFlops(matmul); })
      .Case<nn::MaxPoolOp, nn::AvgPoolOp>([](auto pool) { return poolFlops(pool); })
      .Case<nn::ReduceOp, nn::ArgReduceOp>([](auto reduce) { return elements(reduce.getInput()); })
      .Case<nn::SoftmaxOp, nn::LogSoftmaxOp>(
          [&](auto softmax) { return perElement(softmax.getResult(), softmaxFlops); })
      .Case([&](nn::BatchNormOp norm) { return perElement(norm.getResult(), batchNormFlops); })
      .Case([&](nn::LayerNormOp norm) {
        return perElement(norm.getResult(), normFlops + (norm.getScale() ? 1 : 0) + (norm.getBias() ? 1 : 0));
      })
      .Case([&](nn::GroupNormOp norm) { return perElement(norm.getResult(), normFlops + 2); })
      .Default([](mlir::Operation *other) {
        bool elementwise = other->hasTrait<nn::Elementwise>() && other->getNumResults() == 1;
        return elementwise ? elements(other->getResult(0)) : zero(other);
      });
}

ExprAttr movedBytes(mlir::Operation *op) {
  ExprAttr bytes = zero(op);
  if (mlir::isa<nn::ReshapeOp, nn::SqueezeOp, nn::UnsqueezeOp, nn::FlattenOp>(op))
    return bytes;
  for (mlir::Value operand : op->getOperands())
    bytes = sym::add(bytes, bytesOf(operand));
  for (mlir::Value result : op->getResults())
    bytes = sym::add(bytes, bytesOf(result));
  return bytes;
}

bool isCounted(mlir::Operation *op) {
  return op->getName().getDialectNamespace() == "nn" && !mlir::isa<nn::ConstantOp>(op) &&
         !op->hasTrait<mlir::OpTrait::IsTerminator>();
}

std::optional<int64_t> total(const std::vector<CountedOp> &ops, ExprAttr OpCost::*side,
                             const llvm::StringMap<int64_t> &symbols) {
  int64_t sum = 0;
  for (const CountedOp &counted : ops) {
    ExprAttr cost = counted.cost.*side;
    std::optional<int64_t> value = cost ? sym::evaluate(cost, symbols) : std::nullopt;
    if (!value || __builtin_add_overflow(sum, *value, &sum))
      return std::nullopt;
  }
  return sum;
}

} // namespace

std::vector<CountedOp> countOps(mlir::ModuleOp module) {
  std::vector<CountedOp> ops;
  module.walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *op) {
    if (isCounted(op))
      ops.push_back({op, {flopsOf(op), movedBytes(op)}});
  });
  return ops;
}

int64_t constantBytes(mlir::ModuleOp module) {
  int64_t bytes = 0;
  module.walk([&](nn::ConstantOp constant) {
    auto type = mlir::cast<mlir::ShapedType>(constant.getType());
    if (type.hasStaticShape())
      bytes += type.getNumElements() * elementBytes(type);
  });
  return bytes;
}

std::optional<int64_t> totalFlops(const std::vector<CountedOp> &ops,
                                  const llvm::StringMap<int64_t> &symbols) {
  return total(ops, &OpCost::flops, symbols);
}

std::optional<int64_t> totalBytes(const std::vector<CountedOp> &ops,
                                  const llvm::StringMap<int64_t> &symbols) {
  return total(ops, &OpCost::bytes, symbols);
}

sym::ExprAttr totalFlopsFormula(const std::vector<CountedOp> &ops, mlir::MLIRContext *context) {
  llvm::SmallVector<ExprAttr> terms;
  for (const CountedOp &counted : ops) {
    if (!counted.cost.flops)
      return {};
    terms.push_back(counted.cost.flops);
  }
  return sym::sum(context, terms);
}

} // namespace ingot::tool
