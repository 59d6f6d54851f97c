// The .npy header parser and printer, and .npz on top of ZipFile. Part of the tool's support library.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/TensorFile.h"

#include "tools/ingot/Errors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <set>

namespace ingot::tool {
namespace {

constexpr char npyMagic[] = "\x93NUMPY";
constexpr size_t npyMagicBytes = 6;
// NumPy aligns the data to this.
constexpr size_t npyAlignment = 64;

struct DescriptorRow {
  llvm::StringRef descriptor; // without the byte order
  ingot_dtype dtype;
};
constexpr DescriptorRow descriptorRows[] = {
    {"b1", INGOT_DTYPE_BOOL}, {"i1", INGOT_DTYPE_I8},  {"i2", INGOT_DTYPE_I16},  {"i4", INGOT_DTYPE_I32},
    {"i8", INGOT_DTYPE_I64},  {"u1", INGOT_DTYPE_U8},  {"u2", INGOT_DTYPE_U16},  {"u4", INGOT_DTYPE_U32},
    {"u8", INGOT_DTYPE_U64},  {"f2", INGOT_DTYPE_F16}, {"V2", INGOT_DTYPE_BF16}, {"f4", INGOT_DTYPE_F32},
    {"f8", INGOT_DTYPE_F64},
};

/// The start of hostile text, fit for a terminal.
std::string printable(llvm::StringRef text) {
  std::string shown;
  for (char c : text.take_front(20))
    shown += llvm::isPrint(c) ? c : '?';
  return shown;
}

ingot_dtype parseDescriptor(llvm::StringRef text) {
  llvm::StringRef kind = text;
  bool bigEndian = kind.consume_front(">");
  if (!bigEndian && !kind.consume_front("<") && !kind.consume_front("|") && !kind.consume_front("="))
    kind = text;
  for (const DescriptorRow &row : descriptorRows)
    if (row.descriptor == kind) {
      if (bigEndian && elementBytes(row.dtype) > 1)
        throw InputError("big-endian elements ('" + printable(text) +
                         "') are not supported, save with astype('<" + kind.str() + "')");
      return row.dtype;
    }
  throw InputError("element type '" + printable(text) +
                   "' is not supported, expected bool, (u)int8 to 64, or float16 to 64");
}

struct NpyHeader {
  std::string descriptor;
  bool fortranOrder = false;
  std::vector<int64_t> dims;
};

/// Parses the Python dictionary of an .npy header: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4),
/// }`.
class HeaderParser {
public:
  explicit HeaderParser(llvm::StringRef text) : rest(text) {}

  NpyHeader parse() {
    NpyHeader header;
    std::set<std::string> seen;
    expect("{");
    while (!accept("}")) {
      std::string key = string();
      expect(":");
      if (!seen.insert(key).second)
        fail("key '" + key + "' given once");
      value(key, header);
      if (!accept(",") && !peek("}"))
        fail("',' or '}'");
    }
    if (!rest.trim().empty())
      fail("the end of the header");
    for (const char *key : {"descr", "fortran_order", "shape"})
      if (!seen.count(key))
        throw InputError(std::string("malformed .npy header: key '") + key + "' is missing");
    return header;
  }

private:
  void value(llvm::StringRef key, NpyHeader &header) {
    if (key == "descr") {
      if (peek("["))
        throw InputError("record arrays are not supported, save each field as an array of its own");
      header.descriptor = string();
    } else if (key == "fortran_order") {
      header.fortranOrder = accept("True");
      if (!header.fortranOrder)
        expect("False");
    } else if (key == "shape") {
      header.dims = tuple();
    } else {
      fail("key 'descr', 'fortran_order' or 'shape'");
    }
  }

  std::string string() {
    rest = rest.ltrim();
    if (!peek("'") && !peek("\""))
      fail("a string");
    size_t end = rest.find(rest.front(), 1);
    if (end == llvm::StringRef::npos)
      fail("the end of a string");
    std::string text = rest.slice(1, end).str();
    rest = rest.drop_front(end + 1);
    return text;
  }

  std::vector<int64_t> tuple() {
    std::vector<int64_t> values;
    expect("(");
    while (!accept(")")) {
      int64_t value = 0;
      rest = rest.ltrim();
      if (rest.consumeInteger(10, value) || value < 0)
        fail("a size of at least 0");
      values.push_back(value);
      if (!accept(",") && !peek(")"))
        fail("',' or ')'");
    }
    return values;
  }

  bool peek(llvm::StringRef token) {
    rest = rest.ltrim();
    return rest.starts_with(token);
  }
  bool accept(llvm::StringRef token) { return peek(token) && rest.consume_front(token); }
  void expect(llvm::StringRef token) {
    if (!accept(token))
      fail("'" + token.str() + "'");
  }
  [[noreturn]] void fail(const std::string &expected) {
    throw InputError("malformed .npy header: expected " + expected + ", found '" + printable(rest) + "'");
  }

  llvm::StringRef rest;
};

/// Row-major bytes from column-major ones: walks the target in order and steps through the source with
/// strides.
Bytes fromFortranOrder(llvm::StringRef data, const std::vector<int64_t> &dims, size_t element) {
  Bytes bytes(data.size());
  std::vector<size_t> strides(dims.size()), position(dims.size());
  size_t stride = element, source = 0;
  for (size_t axis = 0; axis < dims.size(); ++axis) {
    strides[axis] = stride;
    stride *= static_cast<size_t>(dims[axis]);
  }
  for (size_t target = 0; target < bytes.size(); target += element) {
    std::memcpy(bytes.data() + target, data.data() + source, element);
    for (size_t axis = dims.size(); axis-- > 0;) {
      source += strides[axis];
      if (++position[axis] < static_cast<size_t>(dims[axis]))
        break;
      source -= strides[axis] * position[axis];
      position[axis] = 0;
    }
  }
  return bytes;
}

/// Every byte of a bool must be 0 or 1 before compiled code reads it.
void normalizeBools(Tensor &tensor) {
  if (tensor.dtype == INGOT_DTYPE_BOOL)
    for (uint8_t &byte : tensor.bytes)
      byte = byte != 0;
}

std::unique_ptr<llvm::MemoryBuffer> openFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    throw InputError("cannot read '" + path + "': " + buffer.getError().message());
  return std::move(*buffer);
}

std::string descriptorOf(ingot_dtype dtype) {
  for (const DescriptorRow &row : descriptorRows)
    if (row.dtype == dtype)
      return (elementBytes(dtype) == 1 ? "|" : "<") + row.descriptor.str();
  return "|V1";
}

} // namespace

Tensor parseNpy(llvm::StringRef bytes) {
  if (!bytes.starts_with(llvm::StringRef(npyMagic, npyMagicBytes)))
    throw InputError("not an .npy file: it does not start with \\x93NUMPY");
  if (bytes.size() < npyMagicBytes + 4)
    throw InputError("the .npy header is cut off");
  unsigned version = static_cast<uint8_t>(bytes[npyMagicBytes]);
  if (version < 1 || version > 3)
    throw InputError(".npy version " + std::to_string(version) + " is not supported, expected 1, 2 or 3");
  // Version 1 has a header size of two bytes, later ones of four.
  size_t sizeBytes = version == 1 ? 2 : 4, start = npyMagicBytes + 2 + sizeBytes;
  if (bytes.size() < start)
    throw InputError("the .npy header is cut off");
  const char *sizeField = bytes.data() + npyMagicBytes + 2;
  size_t headerSize =
      version == 1 ? llvm::support::endian::read16le(sizeField) : llvm::support::endian::read32le(sizeField);
  if (headerSize > bytes.size() - start)
    throw InputError("the .npy header is cut off: it needs " + std::to_string(headerSize) +
                     " bytes, there are " + std::to_string(bytes.size() - start));
  NpyHeader header = HeaderParser(bytes.substr(start, headerSize)).parse();

  Tensor tensor{parseDescriptor(header.descriptor), header.dims, {}};
  llvm::StringRef data = bytes.drop_front(start + headerSize);
  std::optional<size_t> count = elementCount(tensor.dtype, tensor.dims);
  size_t element = elementBytes(tensor.dtype);
  if (!count || *count != data.size() / element || data.size() % element)
    throw InputError("the shape " + dimsText(tensor.dims) + " of " + std::string(dtypeName(tensor.dtype)) +
                     (count ? " needs " + std::to_string(*count * element) + " bytes" : " is too large") +
                     ", the file has " + std::to_string(data.size()));
  if (header.fortranOrder && tensor.dims.size() > 1)
    tensor.bytes = fromFortranOrder(data, tensor.dims, element);
  else
    tensor.bytes.assign(data.bytes_begin(), data.bytes_end());
  normalizeBools(tensor);
  return tensor;
}

Bytes printNpy(const Tensor &tensor) {
  std::string header = "{'descr': '" + descriptorOf(tensor.dtype) + "', 'fortran_order': False, 'shape': (";
  for (int64_t size : tensor.dims)
    header += std::to_string(size) + (tensor.dims.size() == 1 ? "," : ", ");
  if (tensor.dims.size() > 1)
    header.resize(header.size() - 2);
  header += "), }";
  // The line end is part of the header, and the data starts at a multiple of the alignment.
  size_t start = npyMagicBytes + 4;
  header.append(llvm::alignTo(start + header.size() + 1, npyAlignment) - (start + header.size() + 1), ' ');
  header += '\n';
  std::string text(npyMagic, npyMagicBytes);
  text += {1, 0, static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  text += header;
  Bytes bytes(text.begin(), text.end());
  bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  return bytes;
}

Tensor readNpy(const std::string &path) {
  std::unique_ptr<llvm::MemoryBuffer> file = openFile(path);
  try {
    return parseNpy(file->getBuffer());
  } catch (const InputError &error) {
    throw InputError("'" + path + "': " + error.what());
  }
}

NamedTensors readNpz(const std::string &path) {
  std::unique_ptr<llvm::MemoryBuffer> file = openFile(path);
  NamedTensors tensors;
  std::string where = "'" + path + "': ";
  try {
    for (ZipMember &member : parseZip(file->getBuffer())) {
      llvm::StringRef name = member.name;
      if (!name.consume_back(".npy"))
        throw InputError("member '" + member.name + "' is not an .npy file");
      where = "'" + path + "', array '" + name.str() + "': ";
      if (findTensor(tensors, name))
        throw InputError("there are two arrays of this name");
      const char *data = reinterpret_cast<const char *>(member.bytes.data());
      tensors.emplace_back(name.str(), parseNpy({data, member.bytes.size()}));
      member.bytes = {};
    }
  } catch (const InputError &error) {
    throw InputError(where + error.what());
  }
  return tensors;
}

void writeNpz(const std::string &path, const NamedTensors &tensors, ZipMethod method) {
  std::vector<ZipMember> members;
  for (const auto &[name, tensor] : tensors)
    members.push_back({name + ".npy", printNpy(tensor)});
  std::string archive = printZip(members, method);
  llvm::Error error = llvm::writeToOutput(path, [&](llvm::raw_ostream &out) {
    out << archive;
    return llvm::Error::success();
  });
  if (error)
    throw InputError("cannot write '" + path + "': " + llvm::toString(std::move(error)));
}

} // namespace ingot::tool
