// Opens artefacts through the runtime's hosted part. A model file becomes a shared object in a private
// temporary folder, which is gone as soon as the object is mapped. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Model.h"

#include "tools/ingot/Errors.h"
#include "tools/ingot/Expression.h"
#include "tools/ingot/ModelFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <utility>

namespace ingot::tool {
namespace {

/// An artefact's dimensions are fixed: a name that it does not have is a mistake.
void checkDims(const ingot_model &model, const std::map<std::string, DimBounds> &dims) {
  std::vector<std::string> names;
  for (uint32_t index = 0; index < model.symbol_count; ++index)
    names.push_back(model.symbols[index].name);
  for (const auto &entry : dims)
    if (!llvm::is_contained(names, entry.first))
      throw InputError("--dim " + entry.first + ": the artefact has no such dimension" +
                       (names.empty() ? "" : "; it has " + llvm::join(names, ", ")));
}

} // namespace

bool isSharedObject(const std::string &path) {
  llvm::file_magic magic;
  return !llvm::sys::fs::is_directory(path) && !llvm::identify_magic(path, magic) &&
         magic == llvm::file_magic::elf_shared_object;
}

void RuntimeError::check(ingot_status status) const {
  if (status != INGOT_OK)
    throw InputError(*text ? text : ingot_status_text(status));
}

Model::Model(Model &&other) noexcept
    : library(std::exchange(other.library, {})), weightsFile(std::exchange(other.weightsFile, {})),
      compiled(other.compiled) {}

Model::~Model() {
  if (weightsFile.data)
    ingot_file_unmap(&weightsFile);
  if (library.handle)
    ingot_library_close(&library);
}

void Model::load(const std::string &path) {
  // dlopen searches the system's folders for a name without a slash.
  std::string exact = llvm::sys::path::has_parent_path(path) ? path : "./" + path;
  RuntimeError error;
  error.check(ingot_library_open(exact.c_str(), nullptr, &library, error.slot()));
  if (table().weights || table().weights_bytes == 0)
    return;
  llvm::SmallString<128> weightsPath(exact);
  llvm::sys::path::replace_extension(weightsPath, "weights");
  requireFile(weightsPath.str().str());
  error.check(ingot_file_map(weightsPath.c_str(), &weightsFile, error.slot()));
  error.check(ingot_check_weights(&table(), weightsFile.data, weightsFile.bytes, error.slot()));
}

Model Model::open(const Options &options) {
  requireFile(options.inputPath);
  Model model;
  if (isSharedObject(options.inputPath)) {
    model.load(options.inputPath);
    checkDims(model.table(), options.dims);
    return model;
  }
  llvm::SmallString<128> folder;
  if (std::error_code error = llvm::sys::fs::createUniqueDirectory("ingot", folder))
    throw InputError("cannot make a temporary folder: " + error.message());
  llvm::scope_exit removeFolder([&] { llvm::sys::fs::remove_directories(folder); });
  Options temporary = options;
  temporary.outputPath = (folder + "/model.so").str();
  compileModel(temporary);
  model.load(temporary.outputPath);
  model.compiled = true;
  return model;
}

std::string tensorTypeText(const ingot_model &model, const ingot_tensor_info &tensor) {
  std::string text = std::string(dtypeName(static_cast<ingot_dtype>(tensor.dtype))) + " [";
  for (uint32_t axis = 0; axis < tensor.rank; ++axis)
    text += (axis ? ", " : "") + expressionText(model, tensor.dims[axis]).value_or("?");
  return text + "]";
}

std::string inputsText(const ingot_model &model) {
  std::string text;
  for (uint32_t index = 0; index < model.input_count; ++index)
    text += std::string(index ? "\n" : "") + "  input '" + model.inputs[index].name +
            "': " + tensorTypeText(model, model.inputs[index]);
  return text.empty() ? "  no inputs" : text;
}

} // namespace ingot::tool
