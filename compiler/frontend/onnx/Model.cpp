// Maps and parses an ONNX file, and checks the versions. First step of the importer.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Model.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <climits>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

using namespace llvm;

namespace ingot::onnx {

StringRef Model::fileName() const { return sys::path::filename(path); }

std::string Model::identifier() const {
  std::string name;
  for (char c : sys::path::stem(path))
    name += isAlnum(c) ? c : '_';
  return name.empty() || isDigit(name.front()) ? "m" + name : name;
}

StringRef canonicalDomain(StringRef domain) { return domain == "ai.onnx" ? StringRef() : domain; }

Expected<Opsets> readOpsets(const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto> &imports) {
  Opsets opsets;
  for (const ::onnx::OperatorSetIdProto &import : imports)
    opsets[canonicalDomain(import.domain())] = import.version();
  auto standard = opsets.find("");
  if (standard != opsets.end() && standard->second < oldestOpset)
    return createStringError("expected an opset of at least " + Twine(oldestOpset) + ", got " +
                             Twine(standard->second) + "; convert the model with onnx.version_converter");
  return opsets;
}

/// Parses bytes that are as long as protobuf allows. Protobuf bounds the nesting of messages to 100 itself.
static Expected<std::shared_ptr<::onnx::ModelProto>> parseModel(StringRef bytes) {
  if (bytes.size() > INT_MAX)
    return createStringError("the file has " + Twine(bytes.size()) +
                             " bytes, protobuf allows 2147483647; save the weights as external data");
  google::protobuf::LogSilencer silencer;
  google::protobuf::io::ArrayInputStream array(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream stream(&array);
  stream.SetTotalBytesLimit(INT_MAX);
  auto proto = std::make_shared<::onnx::ModelProto>();
  if (!proto->ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage())
    return createStringError("the file is truncated or is not an ONNX model");
  if (!proto->has_graph())
    return createStringError("the file is not an ONNX model: it has no graph");
  return proto;
}

Expected<Model> loadModel(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createStringError("cannot read the file: " + buffer.getError().message());
  Expected<std::shared_ptr<::onnx::ModelProto>> proto = parseModel((*buffer)->getBuffer());
  if (!proto)
    return proto.takeError();
  Expected<Opsets> opsets = readOpsets((*proto)->opset_import());
  if (!opsets)
    return opsets.takeError();
  if (opsets->empty())
    return createStringError("the model imports no opset; expected one from " + Twine(oldestOpset) + " to " +
                             Twine(newestOpset));
  return Model{std::move(*proto), path.str(), std::move(*opsets)};
}

} // namespace ingot::onnx
