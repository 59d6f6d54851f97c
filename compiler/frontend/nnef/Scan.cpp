// Import function of tract_core_scan: a fragment of the model becomes the body of nn.loop.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "dialects/nn/NnControl.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

namespace {
/// A tensor that each iteration reads `chunk` elements of, backwards where that is negative.
struct Scanned {
  std::string name;
  mlir::Value tensor;
  int64_t axis = 0, chunk = 1;
};

struct Output {
  std::string name;
  bool isLast = false;
  int64_t axis = 0, chunk = 1;
};

struct ScanForm {
  const Fragment *body = nullptr;
  std::vector<Scanned> scanned;
  std::vector<std::pair<std::string, Value>> whole;
  std::vector<std::string> states, nextStates;
  llvm::SmallVector<mlir::Value> initial;
  std::vector<Output> outputs;
  int64_t skip = 0;
  /// The number of iterations.
  ExprAttr trip;
};
} // namespace

/// Names as identifiers: tract's writer replaces other characters in fragments, but not in strings.
static std::string identifier(llvm::StringRef name) {
  std::string result = name.str();
  for (char &c : result)
    if (!llvm::isAlnum(c))
      c = '_';
  return result;
}

/// The items of one entry of an argument; empty, with an error, where their number or kind is another.
static llvm::ArrayRef<Value> fieldsOf(Call &call, llvm::StringRef parameter, const Value &entry, size_t count) {
  if (entry.isSequence() && entry.items().size() == count && entry.items().front().isString())
    return entry.items();
  call.fail("expected entries of " + llvm::Twine(count) + " items in argument '" + parameter +
            "', the first of them a name");
  return {};
}

static int64_t integerOf(Call &call, const Value &value, llvm::StringRef what) {
  if (value.isInteger())
    return value.integer();
  call.fail("expected a number as the " + what + " of an entry, got " + describe(value.kind()));
  return 0;
}

static void readScanned(Importer &importer, Call &call, ScanForm &form) {
  for (const Value &entry : call.items("scan")) {
    llvm::ArrayRef<Value> fields = fieldsOf(call, "scan", entry, 4);
    if (call.failed())
      return;
    Scanned scanned{identifier(fields[0].string()), importer.materialize(call, fields[1]),
                    integerOf(call, fields[2], "axis"), integerOf(call, fields[3], "chunk")};
    if (call.failed())
      return;
    scanned.axis = importer.axis(call, scanned.axis, Importer::rankOf(scanned.tensor));
    if (scanned.chunk == 0 || scanned.chunk < -INT32_MAX || scanned.chunk > INT32_MAX)
      call.fail("expected chunks of one element or more, got 0");
    if (call.failed())
      return;
    ExprAttr size = Importer::sizesOf(scanned.tensor)[scanned.axis];
    ExprAttr trip = sym::exactDiv(size, importer.number(std::abs(scanned.chunk)));
    if (!trip || (form.trip && trip != form.trip)) {
      call.fail("expected inputs of equally many whole chunks, got " + llvm::Twine(size.str()) +
                " elements in chunks of " + llvm::Twine(std::abs(scanned.chunk)));
      return;
    }
    form.trip = trip;
    form.scanned.push_back(std::move(scanned));
  }
}

static void readOutputs(Call &call, ScanForm &form) {
  for (const Value &entry : call.items("output")) {
    llvm::ArrayRef<Value> fields = fieldsOf(call, "output", entry, 4);
    if (call.failed())
      return;
    std::string kind = fields[1].isString() ? fields[1].string() : std::string();
    Output output{identifier(fields[0].string()), kind == "last", integerOf(call, fields[2], "axis"),
                  integerOf(call, fields[3], "chunk")};
    if (!call.failed() && kind != "last" && kind != "full")
      call.fail("expected an output that is 'full' or 'last', got '" + kind + "'");
    form.outputs.push_back(std::move(output));
  }
}

static ScanForm readForm(Importer &importer, Call &call) {
  ScanForm form;
  std::string body = call.string("body");
  form.skip = call.integer("skip");
  if (call.failed())
    return form;
  form.body = call.findFragment(body);
  if (!form.body) {
    call.fail("the model has no fragment '" + body + "' for its body");
    return form;
  }
  readScanned(importer, call, form);
  for (const Value &entry : call.items("full"))
    if (llvm::ArrayRef<Value> fields = fieldsOf(call, "full", entry, 2); !fields.empty())
      form.whole.emplace_back(identifier(fields[0].string()), fields[1]);
  for (const Value &entry : call.items("state")) {
    llvm::ArrayRef<Value> fields = fieldsOf(call, "state", entry, 3);
    if (call.failed())
      return form;
    if (!fields[2].isString()) {
      call.fail("expected a state whose third item names a result of the body");
      return form;
    }
    form.states.push_back(identifier(fields[0].string()));
    form.initial.push_back(importer.materialize(call, fields[1]));
    form.nextStates.push_back(identifier(fields[2].string()));
  }
  readOutputs(call, form);
  if (!call.failed() && !form.trip)
    call.fail("expected at least one scanned input, which says how many iterations there are");
  return form;
}

/// Moves the iterations of a scanned input to the front: [iterations, ..., chunk, ...].
static mlir::Value splitChunks(Importer &importer, Call &call, const Scanned &scanned, ExprAttr trip) {
  Sizes sizes = Importer::sizesOf(scanned.tensor);
  sizes[scanned.axis] = importer.number(std::abs(scanned.chunk));
  sizes.insert(sizes.begin() + scanned.axis, trip);
  mlir::Value split = importer.reshape(call, scanned.tensor, sizes);
  if (scanned.axis == 0)
    return split;
  llvm::SmallVector<int64_t> order = {scanned.axis};
  for (int64_t axis = 0; axis < static_cast<int64_t>(sizes.size()); ++axis)
    if (axis != scanned.axis)
      order.push_back(axis);
  return importer.transpose(call, split, order);
}

/// The chunk that an iteration reads.
static mlir::Value chunkAt(Importer &importer, Call &call, mlir::Value chunks, mlir::Value iteration,
                           const ScanForm &form, bool isBackward) {
  if (isBackward)
    iteration = importer.like<nn::SubOp>(call, importer.scalar(call, sym::add(form.trip, -1)), iteration);
  return importer.like<nn::GatherOp>(call, chunks, iteration, uint64_t(0));
}

/// What the parameters of the body are in one iteration, in their order.
static std::vector<Value> argumentsOf(Call &call, const ScanForm &form, llvm::StringMap<Value> &known) {
  for (const auto &[name, value] : form.whole)
    known[name] = value;
  std::vector<Value> values;
  for (const Parameter &parameter : form.body->parameters) {
    auto found = known.find(identifier(parameter.name));
    if (found == known.end()) {
      call.fail("nothing gives parameter '" + parameter.name + "' of its body '" + form.body->name + "'");
      return {};
    }
    values.push_back(found->second);
  }
  return values;
}

/// Builds the body at the insertion point; gives its results by name.
static llvm::StringMap<Value> buildBody(Importer &importer, Call &call, const ScanForm &form,
                                        llvm::ArrayRef<mlir::Value> chunks, mlir::Block &block) {
  llvm::StringMap<Value> known, results;
  for (auto [scanned, tensor] : llvm::zip(form.scanned, chunks))
    known[scanned.name] = wrap(chunkAt(importer, call, tensor, block.getArgument(0), form, scanned.chunk < 0));
  for (auto [name, argument] : llvm::zip(form.states, block.getArguments().drop_front()))
    known[name] = wrap(argument);
  std::vector<Value> arguments = argumentsOf(call, form, known);
  if (call.failed())
    return {};
  Value result = call.expand(*form.body, std::move(arguments));
  if (result.isNone()) {
    call.fail("its body cannot be built");
    return {};
  }
  if (form.body->results.size() == 1) {
    results[identifier(form.body->results.front().name)] = result;
    return results;
  }
  for (auto [declared, value] : llvm::zip(form.body->results, result.items()))
    results[identifier(declared.name)] = value;
  return results;
}

static mlir::Value resultNamed(Importer &importer, Call &call, const llvm::StringMap<Value> &results,
                               llvm::StringRef name, mlir::Type element = {}) {
  auto found = results.find(name);
  if (call.failed() || found != results.end())
    return call.failed() ? mlir::Value() : importer.materialize(call, found->second, element);
  call.fail("its body has no result '" + name + "'");
  return {};
}

/// The collected values of all iterations as the output wants them.
static mlir::Value arrange(Importer &importer, Call &call, mlir::Value collected, const Output &output,
                           const ScanForm &form) {
  if (call.failed())
    return {};
  ExprAttr first = importer.number(form.skip);
  if (output.isLast) {
    mlir::Value last = importer.slice(call, collected, 0, sym::add(form.trip, -1), form.trip);
    Sizes sizes = Importer::sizesOf(collected);
    return importer.reshape(call, last, llvm::ArrayRef(sizes).drop_front());
  }
  if (form.skip > 0)
    collected = importer.slice(call, collected, 0, first, form.trip);
  if (output.chunk < 0) {
    auto one = [&](int64_t value) { return importer.vector(call, llvm::ArrayRef<int64_t>{value}); };
    collected = importer.like<nn::SliceOp>(call, collected, one(-1), one(INT64_MIN), one(0), one(-1), mlir::ArrayAttr(),
                                           mlir::DenseI64ArrayAttr());
  }
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(collected);
  int64_t axis = importer.axis(call, output.axis, static_cast<int64_t>(sizes.size()) - 1);
  if (call.failed())
    return {};
  llvm::SmallVector<int64_t> order;
  for (int64_t each = 1; each < static_cast<int64_t>(sizes.size()); ++each)
    order.push_back(each);
  order.insert(order.begin() + axis, 0);
  if (axis != 0)
    collected = importer.transpose(call, collected, order);
  ExprAttr merged = sym::mul(sizes.front(), sizes[axis + 1]);
  sizes.erase(sizes.begin());
  sizes[axis] = merged;
  return importer.reshape(call, collected, sizes);
}

/// The outputs of the finished loop: last values of states are carried, everything else is collected.
static Value finish(Importer &importer, Call &call, const ScanForm &form, llvm::ArrayRef<mlir::Value> results) {
  std::vector<Value> values;
  size_t collected = form.states.size();
  for (const Output &output : form.outputs) {
    auto state = llvm::find(form.nextStates, output.name);
    if (output.isLast && state != form.nextStates.end())
      values.push_back(wrap(results[static_cast<size_t>(state - form.nextStates.begin())]));
    else
      values.push_back(wrap(arrange(importer, call, results[collected++], output, form)));
  }
  if (call.failed())
    return {};
  return values.size() == 1 ? values.front() : Value::ofTuple(std::move(values));
}

/// States begin with their initial value in every run: what a session of tract would carry over must be an input and
/// an output.
Value importScan(Importer &importer, Call &call) {
  ScanForm form = readForm(importer, call);
  if (call.failed())
    return {};
  if (form.outputs.empty())
    return call.fail("expected at least one output");
  llvm::SmallVector<mlir::Value> chunks;
  for (const Scanned &scanned : form.scanned)
    chunks.push_back(splitChunks(importer, call, scanned, form.trip));
  mlir::Value trip = importer.scalar(call, form.trip);
  if (call.failed())
    return {};
  mlir::OpBuilder &builder = importer.builder();
  mlir::Location location = importer.locationOf(call);
  mlir::Region region;
  mlir::Block &block = region.emplaceBlock();
  block.addArgument(mlir::RankedTensorType::get({}, builder.getI64Type()), location);
  for (mlir::Value value : form.initial)
    block.addArgument(value.getType(), location);

  mlir::OpBuilder::InsertPoint place = builder.saveInsertionPoint();
  builder.setInsertionPointToEnd(&block);
  llvm::StringMap<Value> results = buildBody(importer, call, form, chunks, block);
  llvm::SmallVector<mlir::Value> yielded;
  for (auto [name, initial] : llvm::zip(form.nextStates, form.initial))
    yielded.push_back(resultNamed(importer, call, results, name, Importer::elementOf(initial)));
  for (const Output &output : form.outputs)
    if (!output.isLast || !llvm::is_contained(form.nextStates, output.name))
      yielded.push_back(resultNamed(importer, call, results, output.name));
  if (!call.failed())
    nn::YieldOp::create(builder, location, yielded);
  builder.restoreInsertionPoint(place);
  if (call.failed())
    return {};
  llvm::SmallVector<mlir::Type> types;
  for (mlir::Value value : yielded)
    types.push_back(mlir::UnrankedTensorType::get(Importer::elementOf(value)));
  auto loop = nn::LoopOp::create(builder, location, types, trip, mlir::Value(), form.initial);
  loop.getBody().takeBody(region);
  llvm::SmallVector<mlir::Value> loopResults = importer.infer(call, loop);
  return loopResults.empty() ? Value() : finish(importer, call, form, loopResults);
}

} // namespace ingot::nnef
