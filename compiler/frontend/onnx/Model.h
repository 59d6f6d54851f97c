// An ONNX file in memory: the parsed message and what it says about versions. First step of the importer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Limits.h"
#include "compiler/frontend/onnx/Proto.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace ingot::onnx {

/// Opset per domain; the default domain is "".
using Opsets = llvm::StringMap<int64_t>;

/// A parsed model. Constants share `proto`, so that weights are not copied.
struct Model {
  std::shared_ptr<const ::onnx::ModelProto> proto;
  std::string path;
  Opsets opsets;

  /// The file's name without directories.
  llvm::StringRef fileName() const;
  /// A C identifier made of the file's name without its extension.
  std::string identifier() const;
};

/// "ai.onnx" is another name of the default domain.
llvm::StringRef canonicalDomain(llvm::StringRef domain);

/// Reads `path`. The error says why the file is no model that ingot can import.
llvm::Expected<Model> loadModel(llvm::StringRef path);

/// The opsets that a model or a function imports. The error names a version of the default domain out of
/// range.
llvm::Expected<Opsets>
readOpsets(const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto> &imports);

} // namespace ingot::onnx
