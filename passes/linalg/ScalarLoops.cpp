// Kernels of loops, branches and single elements. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/ScalarLoops.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ingot {

//===- values
//---------------------------------------------------------------------------------------------------===//

Value ScalarLoops::size(sym::ExprAttr expr) {
  if (expr.isConstant())
    return index(expr.getValue());
  OpBuilder::InsertionGuard guard(*builder);
  builder->restoreInsertionPoint(outside);
  return sym::SizeOp::create(*builder, loc, builder->getIndexType(), expr);
}

Variable ScalarLoops::variable(Value start) {
  values.push_back(start);
  return Variable(values.size() - 1);
}

Variable ScalarLoops::scratch(DimsRef dims, Type element) {
  OpBuilder::InsertionGuard guard(*builder);
  builder->restoreInsertionPoint(outside);
  SmallVector<OpFoldResult> sizes = llvm::map_to_vector(dims, [&](sym::ExprAttr dim) -> OpFoldResult {
    if (dim.isConstant())
      return builder->getIndexAttr(dim.getValue());
    return sym::SizeOp::create(*builder, loc, builder->getIndexType(), dim).getResult();
  });
  return variable(tensor::EmptyOp::create(*builder, loc, sizes, storageOf(element)));
}

//===- elements
//-------------------------------------------------------------------------------------------------===//

Value ScalarLoops::read(Value tensor, ValueRange position) {
  return tensor::ExtractOp::create(*builder, loc, tensor, position);
}

void ScalarLoops::write(Variable tensor, ValueRange position, Value element) {
  set(tensor, tensor::InsertOp::create(*builder, loc, element, get(tensor), position));
}

Value ScalarLoops::readIndex(const Tensor &tensor, ValueRange position) {
  return scalars(tensor.isUnsigned()).toIndex(read(tensor, position));
}

Value ScalarLoops::fromStart(Value position, Value size) {
  ScalarBuilder at = scalars();
  Value isNegative = at.compare(Comparison::Less, position, at.index(0));
  return at.select(isNegative, at.add(position, size), position);
}

Value ScalarLoops::isWithin(Value position, Value size) {
  return arith::CmpIOp::create(*builder, loc, arith::CmpIPredicate::ult, position, size);
}

//===- control
//--------------------------------------------------------------------------------------------------===//

ScalarLoops::Values ScalarLoops::block(OpBuilder &inner, ValueRange arguments, Step body) {
  OpBuilder *saved = std::exchange(builder, &inner);
  size_t count = arguments.size();
  values.assign(arguments.begin(), arguments.end());
  body();
  values.resize(count); // variables of the block end with it
  builder = saved;
  return values;
}

void ScalarLoops::loop(Value from, Value to, At body, bool isRun) {
  Values before = values;
  auto created = scf::ForOp::create(
      *builder, loc, from, to, index(1), before, [&](OpBuilder &inner, Location, Value position, ValueRange arguments) {
        scf::YieldOp::create(inner, loc, block(inner, arguments, [&] { body(position); }));
      });
  if (isRun)
    created->setAttr(rt::runAttrName, builder->getUnitAttr());
  values = created.getResults();
}

void ScalarLoops::loop(Value from, Value to, At body) { loop(from, to, body, /*isRun=*/false); }
void ScalarLoops::run(Value from, Value to, At body) { loop(from, to, body, /*isRun=*/true); }

void ScalarLoops::loop(DimsRef sizes, AtAll body) {
  Values limits = llvm::map_to_vector(sizes, [&](sym::ExprAttr expr) { return size(expr); }), positions;
  nest(limits, positions, body);
}

void ScalarLoops::nest(ArrayRef<Value> limits, Values &positions, AtAll body) {
  if (positions.size() == limits.size())
    return body(positions);
  loop(limits[positions.size()], [&](Value position) {
    positions.push_back(position);
    nest(limits, positions, body);
    positions.pop_back();
  });
}

void ScalarLoops::branch(Value condition, Step onTrue, Step onFalse) {
  Values before = values;
  auto write = [&](Step body) {
    return [&, body](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, block(inner, before, body)); };
  };
  auto created = scf::IfOp::create(*builder, loc, condition, write(onTrue), write(onFalse));
  values = created.getResults();
}

void ScalarLoops::repeat(llvm::function_ref<Value()> condition, Step body) {
  Values before = values;
  auto created = scf::WhileOp::create(
      *builder, loc, ValueRange(before).getTypes(), before,
      [&](OpBuilder &inner, Location, ValueRange arguments) {
        Value holds;
        Values after = block(inner, arguments, [&] { holds = condition(); });
        scf::ConditionOp::create(inner, loc, holds, after);
      },
      [&](OpBuilder &inner, Location, ValueRange arguments) {
        scf::YieldOp::create(inner, loc, block(inner, arguments, body));
      });
  values = created.getResults();
}

//===- kernels
//--------------------------------------------------------------------------------------------------===//

SmallVector<Tensor> scalarKernel(TensorBuilder &tensors, StringRef kind, ArrayRef<Tensor> starts,
                                 llvm::function_ref<void(ScalarLoops &, ArrayRef<Variable>)> body) {
  OpBuilder &builder = tensors.operations();
  Location loc = tensors.location();
  SmallVector<Type> types = llvm::map_to_vector(starts, [](const Tensor &start) { return start.value.getType(); });
  auto root = scf::ExecuteRegionOp::create(builder, loc, types);
  root.setNoInline(true);
  root->setAttr(rt::kernelKindAttrName, builder.getStringAttr(kind));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(root);
  ScalarLoops loops(tensors, builder.saveInsertionPoint());
  builder.createBlock(&root.getRegion());
  SmallVector<Variable> results =
      llvm::map_to_vector(starts, [&](const Tensor &start) { return loops.variable(start.value); });
  body(loops, results);
  scf::YieldOp::create(builder, loc,
                       llvm::map_to_vector(results, [&](Variable variable) { return loops.get(variable); }));
  SmallVector<Tensor> made;
  for (auto [start, value] : llvm::zip_equal(starts, root.getResults()))
    made.push_back({value, start.dims, start.element});
  return made;
}

Tensor emptyTensor(TensorBuilder &tensors, DimsRef dims, Type element) {
  return {tensors.empty(dims, element), Dims(dims), element};
}

} // namespace ingot
