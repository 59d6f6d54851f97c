// Reading and writing tensors as NumPy's .npy (versions 1 to 3) and .npz files. Used by run, compare and
// bench. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Tensor.h"
#include "tools/ingot/ZipFile.h"

#include "llvm/ADT/StringRef.h"

#include <string>

namespace ingot::tool {

/// The tensor in the bytes of an .npy file. Fortran order becomes row-major. `<V2` is read as bfloat16, the
/// way NumPy stores that type. Throws InputError, which does not name the file, on anything malformed or
/// unsupported.
Tensor parseNpy(llvm::StringRef bytes);

/// The bytes of an .npy file, version 1.0.
Bytes printNpy(const Tensor &tensor);

/// Reads an .npy file. Errors start with the path.
Tensor readNpy(const std::string &path);

/// Reads all arrays of an .npz file. Errors start with the path and name the array.
NamedTensors readNpz(const std::string &path);

/// Writes an .npz file: to a temporary file first, so that a file of that name is always whole.
void writeNpz(const std::string &path, const NamedTensors &tensors, ZipMethod method = ZipMethod::Stored);

} // namespace ingot::tool
