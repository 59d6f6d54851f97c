// Names and extensions of results. Called first by the driver. SPDX-License-Identifier: Apache-2.0
#include "compiler/Artifact.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ingot {
namespace {

constexpr StringLiteral inputExtensions[] = {".onnx", ".mlir", ".tgz", ".tar.gz", ".tar", ".nnef"};

/// Names that C or C++ keeps for itself, or that a model may need for its own memory functions.
constexpr StringLiteral reservedNames[] = {
    "alignas", "alignof",   "and",     "asm",       "auto",     "bool",    "break",    "case",
    "catch",   "char",      "class",   "const",     "continue", "default", "delete",   "do",
    "double",  "else",      "enum",    "export",    "extern",   "false",   "float",    "for",
    "friend",  "goto",      "if",      "inline",    "int",      "long",    "main",     "memcpy",
    "memmove", "memset",    "mutable", "namespace", "new",      "not",     "operator", "or",
    "private", "protected", "public",  "register",  "return",   "short",   "signed",   "sizeof",
    "static",  "struct",    "switch",  "template",  "this",     "throw",   "true",     "try",
    "typedef", "typeid",    "union",   "unsigned",  "using",    "virtual", "void",     "volatile",
    "while",   "xor"};

bool isIdentifier(StringRef name) {
  return !name.empty() && !isDigit(name.front()) &&
         all_of(name, [](char c) { return isAlnum(c) || c == '_'; });
}

bool isReserved(StringRef name) { return is_contained(reservedNames, name) || name.starts_with("ingot_"); }

} // namespace

Expected<ArtifactKind> artifactKind(StringRef path) {
  StringRef extension = sys::path::extension(path);
  if (extension == ".so")
    return ArtifactKind::SharedObject;
  if (extension == ".o")
    return ArtifactKind::Object;
  if (extension == ".a")
    return ArtifactKind::Archive;
  if (extension == ".mlir")
    return ArtifactKind::Mlir;
  if (extension == ".ll")
    return ArtifactKind::LlvmIr;
  if (extension == ".s")
    return ArtifactKind::Assembly;
  return createStringError("output '%s': unknown extension; expected .so, .o, .a, .mlir, .ll or .s",
                           path.str().c_str());
}

std::string deriveModelName(StringRef inputPath) {
  StringRef stem = sys::path::filename(inputPath.rtrim('/'));
  for (bool found = true; found;) {
    found = false;
    for (StringRef extension : inputExtensions)
      found |= stem.size() > extension.size() && stem.consume_back(extension);
  }
  std::string name;
  for (char c : stem)
    name += isAlnum(c) ? c : '_';
  if (!isIdentifier(name) || isReserved(name))
    name = "model_" + name;
  return name;
}

Error checkModelName(StringRef name) {
  if (!isIdentifier(name))
    return createStringError("model name '%s': expected a C identifier (letters, digits, '_')",
                             name.str().c_str());
  if (isReserved(name))
    return createStringError("model name '%s' is reserved; choose another", name.str().c_str());
  return Error::success();
}

Expected<Artifact> planArtifact(const Options &options, StringRef modelName) {
  if (Error error = checkModelName(modelName))
    return error;
  Artifact artifact;
  artifact.path = options.outputPath;
  if (artifact.path.empty())
    artifact.path = modelName.str() + (options.stopAfter.empty() ? ".so" : ".mlir");
  Expected<ArtifactKind> kind = artifactKind(artifact.path);
  if (!kind)
    return kind.takeError();
  artifact.kind = *kind;
  if (!options.stopAfter.empty() && artifact.kind != ArtifactKind::Mlir)
    return createStringError(
        "output '%s': stopping after stage '%s' writes MLIR, expected the extension .mlir",
        artifact.path.c_str(), options.stopAfter.c_str());
  StringRef folder = sys::path::parent_path(artifact.path);
  if (!folder.empty() && !sys::fs::is_directory(folder))
    return createStringError("output '%s': the directory '%s' does not exist", artifact.path.c_str(),
                             folder.str().c_str());
  return artifact;
}

} // namespace ingot
