// What an import that goes on after errors leaves out. Between the front ends and `ingot compile --check`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ingot {

/// Given to an import, makes it go on after an error: what a refused node would have given is an input of the module
/// where its type is declared; nodes that depend on one of unknown type are left out.
struct PartialImport {
  /// Nodes that were not looked at, because they depend on a refused one.
  int64_t skipped = 0;
};

} // namespace ingot
