// Probes the first bytes of an input and calls the reader of its format. First step of the driver.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Frontend.h"

#include "compiler/frontend/nnef/Import.h"
#include "compiler/frontend/onnx/Import.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ingot {
namespace {

constexpr StringLiteral expectedInput =
    "expected an ONNX file, an NNEF directory, .tar or .tgz, or an .mlir file of any stage";

/// Bytes that tell the format: one tar header.
constexpr uint64_t probedBytes = 512;

Error inputError(StringRef path, const Twine &problem) {
  return createStringError("input '%s': %s", path.str().c_str(), problem.str().c_str());
}

/// A tar header holds the sum of its own bytes, with the sum's field read as spaces; true for the old format
/// without the word "ustar" as well.
bool looksLikeTar(StringRef head) {
  if (head.size() < probedBytes)
    return false;
  StringRef field = head.substr(148, 8);
  uint64_t expected = 0, sum = 0;
  if (field.take_until([](char c) { return c == '\0' || c == ' '; }).getAsInteger(8, expected))
    return false;
  for (size_t index = 0; index < probedBytes; ++index)
    sum += index >= 148 && index < 156 ? ' ' : static_cast<unsigned char>(head[index]);
  return sum == expected;
}

/// The file is one protobuf message. Its first field must be one of ModelProto with the wire type that it has
/// there: ir_version 1, producer_name 2, producer_version 3, domain 4, model_version 5, doc_string 6, graph
/// 7, opset_import 8, metadata_props 14, training_info 20, functions 25.
bool looksLikeOnnx(StringRef head) {
  uint64_t key = 0;
  size_t at = 0;
  for (unsigned shift = 0; at < head.size() && shift < 21; shift += 7) {
    unsigned char byte = head[at++];
    key |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      break;
  }
  switch (key >> 3) {
  case 1:
  case 5:
    return (key & 7) == 0;
  case 2:
  case 3:
  case 4:
  case 6:
  case 7:
  case 8:
  case 14:
  case 20:
  case 25:
    return (key & 7) == 2;
  default:
    return false;
  }
}

} // namespace

Expected<InputFormat> probeInput(StringRef path) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return inputError(path, code.message() + "; " + expectedInput);
  if (status.type() == sys::fs::file_type::directory_file) {
    SmallString<128> graph = path;
    sys::path::append(graph, "graph.nnef");
    if (sys::fs::exists(graph))
      return InputFormat::Nnef;
    return inputError(path, "the directory has no 'graph.nnef'; " + expectedInput);
  }
  if (status.type() != sys::fs::file_type::regular_file)
    return inputError(path, "not a regular file; " + expectedInput);
  if (status.getSize() == 0)
    return inputError(path, "the file is empty; " + expectedInput);
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFileSlice(path, std::min(status.getSize(), probedBytes), 0);
  if (!buffer)
    return inputError(path, buffer.getError().message());
  StringRef head = (*buffer)->getBuffer();
  if (head.starts_with("\x1f\x8b") || looksLikeTar(head))
    return InputFormat::Nnef;
  if (head.starts_with("ML\xefR") || sys::path::extension(path) == ".mlir")
    return InputFormat::Mlir;
  if (looksLikeOnnx(head) || sys::path::extension(path) == ".onnx")
    return InputFormat::Onnx;
  return inputError(path, "unknown format; " + expectedInput);
}

Expected<mlir::OwningOpRef<mlir::ModuleOp>> importModel(mlir::MLIRContext &context, StringRef path,
                                                        const SizeBounds &bounds, PartialImport *partial) {
  Expected<InputFormat> format = probeInput(path);
  if (!format)
    return format.takeError();
  if (*format == InputFormat::Onnx)
    return onnx::importOnnx(context, path, partial);
  if (*format == InputFormat::Nnef)
    return nnef::importNnef(context, path, bounds);
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::parseSourceFile<mlir::ModuleOp>(path, &context);
  if (!module)
    return inputError(path, "not a valid MLIR module");
  return module;
}

} // namespace ingot
