// The C header that goes with an object file or an archive. Last step of emission for `-o m.o` and `-o m.a`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/emit/Interface.h"

#include <string>

namespace ingot {

/// The text of `NAME.h`: the prototype, and sizes as constants, so that firmware can declare static arrays. A
/// size that depends on symbols is a comment with its formula.
std::string headerText(const ModelInterface &interface);

} // namespace ingot
