// The types that a graph declares for its values; see Declared.h. Import step. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/data/Declared.h"

#include "compiler/frontend/onnx/Limits.h"
#include "compiler/frontend/onnx/Proto.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnIndex.h"
#include "dialects/nn/NnSample.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

void collectDeclared(const ::onnx::GraphProto &graph, DeclaredTypes &types) {
  for (const auto *list : {&graph.value_info(), &graph.output()})
    for (const ::onnx::ValueInfoProto &info : *list)
      if (info.type().has_tensor_type() && info.type().tensor_type().has_shape())
        types[info.name()] = &info.type();
}

RankedTensorType declaredType(const DeclaredTypes &types, StringRef name, Type element) {
  const ::onnx::TypeProto *type = types.lookup(name);
  if (!type || type->tensor_type().shape().dim_size() > maximumRank)
    return {};
  MLIRContext *context = element.getContext();
  SmallVector<sym::ExprAttr> dims;
  for (const ::onnx::TensorShapeProto::Dimension &dim : type->tensor_type().shape().dim()) {
    if (dim.has_dim_value() && dim.dim_value() >= 0)
      dims.push_back(sym::constant(context, dim.dim_value()));
    else if (!dim.dim_param().empty() && dim.dim_param() != sym::unnamed)
      dims.push_back(sym::symbol(context, dim.dim_param()));
    else
      dims.push_back({});
  }
  return sym::tensorTypeOf(dims, element);
}

/// The operand that says sizes, or axes, or positions; null where an operation has none.
static Value sizesOperand(Operation *op) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<nn::ReshapeOp, nn::BroadcastOp, nn::FillOp>([](auto op) { return op.getShape(); })
      .Case([](nn::TileOp op) { return op.getRepeats(); })
      .Case([](nn::SplitOp op) { return op.getSizes(); })
      .Case([](nn::PadOp op) { return op.getPads(); })
      .Case([](nn::SliceOp op) { return op.getStarts(); })
      .Case([](nn::RangeOp op) { return op.getLimit(); })
      .Case([](nn::TopKOp op) { return op.getCount(); })
      .Case([](nn::MaxUnpoolOp op) { return op.getShape(); })
      .Case([](nn::Col2ImOp op) { return op.getImage(); })
      .Case([](nn::ResizeOp op) { return op.getScales() ? op.getScales() : op.getSizes(); })
      .Case<nn::ReduceAtOp, nn::SqueezeAtOp, nn::UnsqueezeAtOp>([](auto op) { return op.getAxes(); })
      .Default([](Operation *) { return Value(); });
}

/// The one operand that gives the shape of an element-wise result, all others being single numbers; null where there is
/// none.
static Value shapeGiver(Operation *op, const Ranks &ranks) {
  if (!op->hasTrait<nn::Elementwise>())
    return {};
  Value giver;
  for (Value operand : op->getOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    bool isNumber = type && type.hasStaticShape() && type.getNumElements() == 1 && type.getRank() < 2;
    if (operand == giver || isNumber || ranks.rank(operand) == 0)
      continue;
    if (giver)
      return {};
    giver = operand;
  }
  return giver;
}

void declareResult(Value value, RankedTensorType type, const Ranks &ranks) {
  auto result = dyn_cast<OpResult>(value);
  for (unsigned step = 0; result && type && !sizesOperand(result.getOwner()) && step < 16; ++step)
    result = dyn_cast_or_null<OpResult>(shapeGiver(result.getOwner(), ranks));
  Value sizes = result && type ? sizesOperand(result.getOwner()) : Value();
  if (!sizes || isa_and_nonnull<nn::ConstantOp>(sizes.getDefiningOp()))
    return;
  Operation *op = result.getOwner();
  if (op->hasAttr(nn::declaredAttrName) && op->getNumResults() == 1)
    return;
  Type element = Node::elementOf(result);
  SmallVector<Attribute> types;
  if (auto before = op->getAttrOfType<ArrayAttr>(nn::declaredAttrName))
    types.assign(before.begin(), before.end());
  else
    for (Type each : op->getResultTypes())
      types.push_back(TypeAttr::get(each));
  types[result.getResultNumber()] = TypeAttr::get(sym::tensorTypeOf(sym::dimsOf(type), element));
  op->setAttr(nn::declaredAttrName, ArrayAttr::get(op->getContext(), types));
}

/// An axis attribute, or what stands for it.
static int64_t axisOf(const ::onnx::NodeProto &proto, int64_t otherwise) {
  for (const ::onnx::AttributeProto &attribute : proto.attribute())
    if (attribute.name() == "axis" && attribute.ref_attr_name().empty())
      return attribute.i();
  return otherwise;
}

/// The sizes [N, C, spatial...] of an AffineGrid whose result is declared as [N, spatial..., coordinates].
static Value expectGridSizes(OpBuilder &builder, Location location, Value sizes, RankedTensorType declared) {
  Type element = Node::elementOf(sizes);
  int64_t count = declared.getRank();
  SmallVector<Value> parts;
  for (int64_t place = 0; place != count; ++place) {
    auto index = DenseElementsAttr::get(RankedTensorType::get({1}, builder.getI64Type()), ArrayRef<int64_t>(place));
    Value position = nn::ConstantOp::create(builder, location, ElementsAttr(index));
    Value part = nn::GatherOp::create(builder, location, RankedTensorType::get({1}, element), sizes, position,
                                      builder.getI64IntegerAttr(0));
    if (place >= 2 && !declared.isDynamicDim(place - 1))
      part = nn::ExpectSizeOp::create(builder, location, part.getType(), part,
                                      sym::constant(builder.getContext(), declared.getDimSize(place - 1)));
    parts.push_back(part);
  }
  return nn::ConcatOp::create(builder, location, RankedTensorType::get({count}, element), parts,
                              builder.getI64IntegerAttr(0));
}

void expectSizes(const ::onnx::NodeProto &proto, const DeclaredTypes &types, OpBuilder &builder, Location location,
                 SmallVectorImpl<Value> &inputs) {
  StringRef op = proto.op_type();
  bool isWindow = op == "HannWindow" || op == "HammingWindow" || op == "BlackmanWindow";
  size_t operand = isWindow ? 0 : 1;
  if (!isWindow && op != "OneHot" && op != "TopK" && op != "AffineGrid")
    return;
  if (operand >= inputs.size() || !inputs[operand] || proto.output().empty())
    return;
  Value value = inputs[operand];
  Type element = Node::elementOf(value);
  RankedTensorType type = declaredType(types, proto.output(0), element);
  if (!type || isa_and_nonnull<nn::ConstantOp>(value.getDefiningOp()))
    return;
  if (op == "AffineGrid") {
    inputs[operand] = expectGridSizes(builder, location, value, type);
    return;
  }
  int64_t axis = isWindow ? 0 : axisOf(proto, -1);
  axis += axis < 0 ? type.getRank() : 0;
  if (axis >= 0 && axis < type.getRank() && !type.isDynamicDim(axis))
    inputs[operand] = nn::ExpectSizeOp::create(builder, location, value.getType(), value,
                                               sym::constant(builder.getContext(), type.getDimSize(axis)));
}

} // namespace ingot::onnx
