// Measures the steps of one compilation and reports each to whoever waits. Passed through the whole driver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Compiler.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace ingot {

/// The time of each step so far, in order.
class Steps {
public:
  explicit Steps(Progress progress) : progress(progress) {}

  /// Runs `work`, records its time under `name`, and returns what it returns.
  template <typename Work>
  auto run(llvm::StringRef name, Work &&work) {
    Recorder recorder{*this, name.str(), std::chrono::steady_clock::now()};
    return work();
  }

  /// Reports a part of a step, without recording it.
  void report(llvm::StringRef name, double seconds) {
    if (progress)
      progress(name, seconds);
  }

  std::vector<std::pair<std::string, double>> takeSeconds() { return std::move(seconds); }

private:
  struct Recorder {
    Steps &steps;
    std::string name;
    std::chrono::steady_clock::time_point start;
    ~Recorder() {
      double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      steps.seconds.emplace_back(name, elapsed);
      steps.report(name, elapsed);
    }
  };

  Progress progress;
  std::vector<std::pair<std::string, double>> seconds;
};

} // namespace ingot
