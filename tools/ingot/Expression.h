// Reads the size programs of a model table: prints them as formulas and lists the symbols they use.
// Between abi.h and people. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingot/abi.h"

#include <optional>
#include <string>

namespace ingot::tool {

/// The program as text: `64 * N + 128`, `ceildiv(S, 4) <= 512`. Nothing when it is malformed.
std::optional<std::string> expressionText(const ingot_model &model, ingot_expr program);

/// The value of a program that uses no symbol. Nothing for other programs.
std::optional<int64_t> constantValue(ingot_expr program);

} // namespace ingot::tool
