// Reading and writing .zip archives, the container of .npz files: stored and deflated members, Zip64.
// Under TensorFile. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Tensor.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace ingot::tool {

struct ZipMember {
  std::string name;
  Bytes bytes;
};

enum class ZipMethod { Stored, Deflated };

/// All members of the archive in `bytes`, checked against their sizes and CRCs. Throws InputError on anything
/// malformed; never allocates more than the compressed bytes could hold.
std::vector<ZipMember> parseZip(llvm::StringRef bytes);

/// The archive of `members`. The same members give the same bytes: every date is 1980-01-01.
std::string printZip(const std::vector<ZipMember> &members, ZipMethod method);

} // namespace ingot::tool
