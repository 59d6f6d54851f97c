// Finds all operations of a model that cannot be imported, before anything is built. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Graph.h"
#include "compiler/frontend/onnx/OpTable.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace ingot::onnx {
namespace {

/// How many nodes of one operation the message names.
constexpr size_t maximumNamed = 3;

/// Why there will be no import function for an operation; empty where it is merely missing.
StringRef reasonAgainst(StringRef domain, StringRef name) {
  if (domain.contains("training"))
    return "ingot compiles inference only";
  return llvm::StringSwitch<StringRef>(name)
      .Cases({"Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"},
             "its results are random; make them an input of the model")
      .Cases({"RegexFullMatch", "StringConcat", "StringNormalizer", "StringSplit", "TfIdfVectorizer"},
             "it reads strings; give the model numbers")
      .Case("ImageDecoder", "give the model the decoded image")
      .Default("");
}

class UnknownFinder {
public:
  explicit UnknownFinder(const FunctionLibrary &functions) : functions(functions) {}

  void visit(const Nodes &nodes, const Opsets &opsets) {
    for (const ::onnx::NodeProto &node : nodes) {
      visitNode(node, opsets);
      for (const ::onnx::AttributeProto &attribute : node.attribute())
        if (attribute.has_g())
          visit(attribute.g().node(), opsets);
    }
  }

  std::vector<std::string> operations() const {
    std::vector<std::string> texts;
    for (const auto &[operation, nodes] : unknown) {
      ArrayRef<std::string> names = nodes;
      std::string text = operation + (names.size() == 1 ? " at node " : " at nodes ");
      text += join(names.take_front(maximumNamed), ", ");
      if (names.size() > maximumNamed)
        text += " and " + std::to_string(names.size() - maximumNamed) + " more";
      texts.push_back(std::move(text));
    }
    return texts;
  }

private:
  void visitNode(const ::onnx::NodeProto &node, const Opsets &opsets) {
    StringRef domain = canonicalDomain(node.domain());
    auto opset = opsets.find(domain);
    int64_t version = opset == opsets.end() ? 0 : opset->second;
    if (findOp(domain, node.op_type(), version))
      return;
    if (const ::onnx::FunctionProto *function = functions.find(node)) {
      if (visited.insert(function).second)
        pending.push_back(function);
      return;
    }
    if (opset != opsets.end() && hasSchemaFunction(node, version))
      return;
    StringRef name = !node.name().empty() || !node.output_size() ? StringRef(node.name()) : StringRef(node.output(0));
    unknown[describe(node, domain, version)].push_back(("'" + name + "'").str());
  }

  static std::string describe(const ::onnx::NodeProto &node, StringRef domain, int64_t version) {
    std::string text = node.op_type() + " (";
    if (!domain.empty())
      text += "domain " + domain.str() + ", ";
    text += version ? "opset " + std::to_string(version) : "no opset imported";
    std::string known = domain.empty() ? knownOpsets(node.op_type()) : "";
    StringRef against = reasonAgainst(domain, node.op_type());
    if (!known.empty())
      text += "; supported from " + known;
    return text + (against.empty() ? ")" : "; " + against.str() + ")");
  }

public:
  /// Functions that are called and whose bodies are not visited yet.
  SmallVector<const ::onnx::FunctionProto *> pending;

private:
  const FunctionLibrary &functions;
  DenseSet<const ::onnx::FunctionProto *> visited;
  MapVector<std::string, std::vector<std::string>, std::map<std::string, unsigned>> unknown;
};

} // namespace

std::vector<std::string> unknownOperations(const Model &model, const FunctionLibrary &functions) {
  UnknownFinder finder(functions);
  finder.visit(model.proto->graph().node(), model.opsets);
  while (!finder.pending.empty()) {
    const ::onnx::FunctionProto *function = finder.pending.pop_back_val();
    Expected<Opsets> opsets = readOpsets(function->opset_import());
    if (opsets)
      finder.visit(function->node(), opsets->empty() ? model.opsets : *opsets);
    else
      consumeError(opsets.takeError()); // reported where the function is called
  }
  return finder.operations();
}

} // namespace ingot::onnx
