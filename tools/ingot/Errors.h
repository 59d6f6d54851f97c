// The two failures of a command line tool, as exceptions that main.cpp turns into exit codes 1 and 2. Used by
// tools/. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/Support/Error.h"

#include <stdexcept>
#include <string>
#include <utility>

namespace ingot::tool {

/// What the user gave (a file, a tensor, a model) is wrong: exit code 1. An empty message was reported
/// already.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line itself is wrong: exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The value inside, or an InputError with the message of the error inside.
template <typename T>
T take(llvm::Expected<T> value) {
  if (!value)
    throw InputError(llvm::toString(value.takeError()));
  return std::move(*value);
}

} // namespace ingot::tool
