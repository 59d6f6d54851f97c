// How main.cpp and the subcommands meet: each adds its options to the command line and gives the function
// that runs it. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ingot::tool {

/// A subcommand: the parsed part of the command line, and what to do when it was given. Returns the exit
/// code.
struct Command {
  CLI::App *app;
  std::function<int()> run;
};

Command addCompile(CLI::App &tool);
Command addRun(CLI::App &tool);
Command addCompare(CLI::App &tool);
Command addDump(CLI::App &tool);
Command addInspect(CLI::App &tool);
Command addBench(CLI::App &tool);

constexpr int exitOk = 0, exitInputError = 1, exitUsageError = 2;

} // namespace ingot::tool
