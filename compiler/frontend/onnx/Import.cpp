// Builds the module: symbols of named sizes, the function's inputs and outputs, and the graph's nodes between
// them. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Import.h"

#include "compiler/frontend/onnx/Graph.h"
#include "compiler/frontend/onnx/sequence/Sequence.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

class ModuleBuilder {
public:
  ModuleBuilder(MLIRContext &context, Model model, PartialImport *partial)
      : context(context), model(std::move(model)), functions(*this->model.proto), partial(partial) {}

  OwningOpRef<ModuleOp> build();

private:
  const ::onnx::GraphProto &graph() const { return model.proto->graph(); }
  Location fileLocation() { return FileLineColLoc::get(&context, model.fileName(), 0, 0); }
  /// The type of a graph input; null with a diagnostic.
  Type inputType(const ::onnx::ValueInfoProto &input, Location location);
  sym::ExprAttr inputSize(const ::onnx::TensorShapeProto::Dimension &dim);
  LogicalResult addInputs(GraphImporter &importer, Scope &scope);
  LogicalResult addOutputs(GraphImporter &importer, Scope &scope);
  void addSymbols(ModuleOp module);
  LogicalResult refuseUnknown(GraphImporter &importer);
  void warnOfNewOpset();

  MLIRContext &context;
  Model model;
  FunctionLibrary functions;
  PartialImport *partial;
  func::FuncOp function;
  llvm::SetVector<StringRef> symbols;
};

/// A size that the model gives, a named one, or null for one without a name. Some writers give -1 or "?" for
/// that.
sym::ExprAttr ModuleBuilder::inputSize(const ::onnx::TensorShapeProto::Dimension &dim) {
  if (dim.has_dim_value() && dim.dim_value() >= 0)
    return sym::constant(&context, dim.dim_value());
  StringRef name = dim.dim_param();
  if (name.empty() || name == sym::unnamed)
    return {};
  symbols.insert(name);
  return sym::symbol(&context, name);
}

Type ModuleBuilder::inputType(const ::onnx::ValueInfoProto &input, Location location) {
  auto error = [&]() { return emitError(location) << "input '" << input.name() << "': "; };
  if (!input.type().has_tensor_type())
    return error() << "expected a tensor; sequences, optionals and maps are not supported", Type();
  const ::onnx::TypeProto::Tensor &tensor = input.type().tensor_type();
  Type element = elementType(&context, tensor.elem_type());
  if (!element)
    return error() << "element type " << dataTypeName(tensor.elem_type()) << " is not supported", Type();
  if (!tensor.has_shape())
    return error() << "expected a shape; give the model's input a rank, with '?' for unknown sizes", Type();
  if (tensor.shape().dim_size() > maximumRank)
    return error() << "expected a rank of at most " << maximumRank << ", got " << tensor.shape().dim_size(), Type();
  SmallVector<sym::ExprAttr> dims;
  int64_t elements = 1;
  for (const ::onnx::TensorShapeProto::Dimension &dim : tensor.shape().dim()) {
    if (dim.has_dim_value() && dim.dim_value() > 0) {
      std::optional<int64_t> product = checkedMul(elements, dim.dim_value());
      if (!product || *product > maximumElements)
        return error() << "size " << dim.dim_value() << " is out of range", Type();
      elements = *product;
    }
    dims.push_back(inputSize(dim));
  }
  return sym::tensorTypeOf(dims, element);
}

LogicalResult ModuleBuilder::addInputs(GraphImporter &importer, Scope &scope) {
  unsigned position = 0;
  for (const ::onnx::ValueInfoProto &input : graph().input()) {
    if (scope.initializers.contains(input.name()))
      continue;
    Location location = importer.locate(input.name(), 0);
    Type type = inputType(input, location);
    if (!type && !partial)
      return failure();
    if (!type) {
      scope.values[input.name()] = importer.standIns().make(input.name(), scope, location);
      continue;
    }
    if (!scope.values.try_emplace(input.name(), function.getBody().front().addArgument(type, location)).second)
      return importer.fail(location, "input '" + input.name() + "' is given twice");
  }
  Block &body = function.getBody().front();
  function.setFunctionType(FunctionType::get(&context, body.getArgumentTypes(), {}));
  for (const ::onnx::ValueInfoProto &input : graph().input())
    if (!scope.initializers.contains(input.name()))
      function.setArgAttr(position++, "ingot.name", StringAttr::get(&context, input.name()));
  return success();
}

LogicalResult ModuleBuilder::addOutputs(GraphImporter &importer, Scope &scope) {
  SmallVector<StringRef> names;
  for (const ::onnx::ValueInfoProto &output : graph().output())
    names.push_back(output.name());
  if (names.empty())
    return importer.fail(fileLocation(), "the graph has no outputs");
  if (partial)
    erase_if(names, [&](StringRef name) { return failed(importer.findOutputs(name, scope)); });
  FailureOr<SmallVector<Value>> outputs = importer.findOutputs(names, scope);
  if (failed(outputs))
    return failure();
  for (auto [name, value] : zip(names, *outputs))
    if (isSequence(value))
      return importer.fail(fileLocation(), "output '" + name + "' is a sequence; give the model tensors as outputs");
  func::ReturnOp::create(importer.builder(), fileLocation(), *outputs);
  SmallVector<Type> types(ValueRange(*outputs).getTypes());
  TypeRange inputs = function.getBody().front().getArgumentTypes();
  function.setType(FunctionType::get(&context, inputs, types));
  for (auto [index, name] : enumerate(names))
    function.setResultAttr(index, "ingot.name", StringAttr::get(&context, name));
  return success();
}

void ModuleBuilder::addSymbols(ModuleOp module) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  for (StringRef name : symbols)
    sym::SymbolOp::create(builder, fileLocation(), builder.getStringAttr(name), builder.getI64IntegerAttr(1),
                          IntegerAttr(), sym::ExprAttr());
}

void ModuleBuilder::warnOfNewOpset() {
  auto opset = model.opsets.find("");
  if (opset != model.opsets.end() && opset->second > newestOpset)
    emitWarning(fileLocation()) << "the model uses opset " << opset->second << "; ingot knows opsets up to "
                                << newestOpset << " and reads the operations as of that one";
}

/// All operations that nothing can import: in one sentence, or each in its own where the import goes on.
LogicalResult ModuleBuilder::refuseUnknown(GraphImporter &importer) {
  if (!functions.duplicate().empty())
    return importer.fail(fileLocation(), "function '" + functions.duplicate() + "' is defined twice");
  std::vector<std::string> unknown = unknownOperations(model, functions);
  if (unknown.empty())
    return success();
  if (!partial)
    return importer.fail(fileLocation(), "model uses " + Twine(unknown.size()) + " operation" +
                                             (unknown.size() == 1 ? "" : "s") +
                                             " that ingot does not support: " + join(unknown, "; "));
  for (const std::string &operation : unknown)
    (void)importer.fail(fileLocation(), "ingot does not support operation " + operation +
                                            "; use others in its place, or give the model a function for it");
  return failure();
}

OwningOpRef<ModuleOp> ModuleBuilder::build() {
  std::string name = model.identifier();
  OwningOpRef<ModuleOp> module = ModuleOp::create(fileLocation(), name);
  OpBuilder builder = OpBuilder::atBlockBegin(module->getBody());
  (*module)->setAttr("ingot.stage", builder.getStringAttr("import"));
  function = func::FuncOp::create(builder, fileLocation(), name, builder.getFunctionType({}, {}));
  GraphImporter importer(function.addEntryBlock(), model, functions, partial);
  warnOfNewOpset();
  if (failed(refuseUnknown(importer)) && !partial)
    return nullptr;
  Scope scope;
  scope.opsets = &model.opsets;
  if (failed(importer.addInitializers(graph(), scope)) || failed(addInputs(importer, scope)) ||
      failed(importer.importNodes(graph().node(), scope)) || failed(addOutputs(importer, scope)))
    return nullptr;
  eraseSequences(function.getBody().front());
  if (partial)
    importer.standIns().finish(function);
  addSymbols(*module);
  if (failed(verify(*module)))
    return nullptr;
  return module;
}

} // namespace

Expected<OwningOpRef<ModuleOp>> importOnnx(MLIRContext &context, StringRef path, PartialImport *partial) {
  context.loadDialect<func::FuncDialect, nn::NnDialect, sym::SymDialect>();
  auto fail = [&](const Twine &problem) { return createStringError("cannot import '" + path + "'" + problem); };
  Expected<Model> model = loadModel(path);
  if (!model)
    return fail(": " + toString(model.takeError()));
  OwningOpRef<ModuleOp> module = ModuleBuilder(context, std::move(*model), partial).build();
  if (!module)
    return fail("");
  return module;
}

} // namespace ingot::onnx
