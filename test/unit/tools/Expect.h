// Shared by the unit tests of the tool: expects an InputError and looks at its words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Errors.h"

#include "gtest/gtest.h"

#include <string>

/// Calls `action`, which must throw an InputError whose message contains `words`.
template <typename Action>
void expectInputError(Action action, const std::string &words) {
  try {
    action();
  } catch (const ingot::tool::InputError &error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos)
        << "the message was: " << error.what();
    return;
  }
  ADD_FAILURE() << "no error, expected one with: " << words;
}
