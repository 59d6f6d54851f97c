// The import from end to end: open the container, parse, check that every operation is known, expand, build.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Import.h"

#include "compiler/frontend/nnef/Importer.h"
#include "compiler/frontend/nnef/language/Evaluator.h"
#include "compiler/frontend/nnef/language/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace ingot::nnef {

/// A C identifier from the model's file name: `a/my-net.nnef.tgz` gives `my_net`.
static std::string moduleName(llvm::StringRef path) {
  llvm::StringRef stem = llvm::sys::path::filename(path.rtrim('/'));
  for (llvm::StringRef extension : {".gz", ".tgz", ".tar", ".nnef"})
    stem.consume_back(extension);
  std::string name;
  for (char c : stem)
    name += llvm::isAlnum(c) ? c : '_';
  return name.empty() || llvm::isDigit(name.front()) ? "m" + name : name;
}

/// The text file `name` of the model, nothing if there is none.
static llvm::Expected<std::optional<SourceText>> readText(const Container &container, llvm::StringRef name) {
  llvm::Expected<std::optional<FileBytes>> file = container.file(name);
  if (!file)
    return file.takeError();
  if (!*file)
    return std::nullopt;
  if ((*file)->bytes.size() > SourceText::maximumBytes)
    return llvm::createStringError(name + llvm::Twine(": text of ") + llvm::Twine((*file)->bytes.size()) +
                                   " bytes is larger than the limit of " + llvm::Twine(SourceText::maximumBytes));
  return SourceText(name.str(), (*file)->bytes, (*file)->owner);
}

static llvm::Expected<QuantTable> readQuantization(const Container &container) {
  llvm::Expected<std::optional<SourceText>> text = readText(container, "graph.quant");
  if (!text)
    return text.takeError();
  if (!*text)
    return QuantTable();
  return readQuantFile(std::move(**text));
}

static llvm::Expected<std::unique_ptr<Document>> readGraph(const Container &container) {
  llvm::Expected<std::optional<SourceText>> text = readText(container, "graph.nnef");
  if (!text)
    return text.takeError();
  if (!*text)
    return llvm::createStringError("'" + container.path() + "' has no file 'graph.nnef'");
  return parseDocument(std::move(**text));
}

static llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> build(mlir::MLIRContext &context, const Container &container,
                                                               const Document &document, const QuantTable &quant,
                                                               const SizeBounds &bounds) {
  llvm::Expected<Library> library = Library::load();
  if (!library)
    return library.takeError();
  Importer importer(context, document, container, quant, bounds);
  Evaluator evaluator(document, *library, importer);
  if (llvm::Error error = evaluator.checkOperations())
    return std::move(error);
  if (llvm::Error error = importer.begin(moduleName(container.path())))
    return std::move(error);
  if (llvm::Error error =
          importer.addAssertions([&](const Expression &condition) { return evaluator.evaluateAlone(condition); }))
    return std::move(error);
  llvm::Expected<std::vector<Value>> outputs = evaluator.evaluateGraph();
  if (!outputs)
    return outputs.takeError();
  return importer.finish(*outputs);
}

llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importNnef(mlir::MLIRContext &context, llvm::StringRef path,
                                                             const SizeBounds &bounds) {
  llvm::Expected<Container> container = Container::open(path);
  if (!container)
    return container.takeError();
  return importNnef(context, *container, bounds);
}

llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importNnef(mlir::MLIRContext &context, const Container &container,
                                                             const SizeBounds &bounds) {
  llvm::Expected<std::unique_ptr<Document>> document = readGraph(container);
  if (!document)
    return document.takeError();
  llvm::Expected<QuantTable> quant = readQuantization(container);
  if (!quant)
    return quant.takeError();
  return build(context, container, **document, *quant, bounds);
}

} // namespace ingot::nnef
