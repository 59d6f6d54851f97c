// The command for people: parses the command line, runs one subcommand, turns failures into exit codes.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Terminal.h"

#include "ingot/ingot.h"

#include <CLI/CLI.hpp>

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <cctype>
#include <iostream>

using namespace ingot::tool;

namespace {

/// `ingot compile`, for the hint under a usage error: the deepest part of the command line that was
/// understood.
std::string commandName(const CLI::App &tool) {
  std::string name = "ingot";
  for (const CLI::App *parsed : tool.get_subcommands())
    name += " " + parsed->get_name();
  return name;
}

int usageError(const CLI::App &tool, const std::string &message) {
  // The parser's sentences begin with a capital letter; names of options and arguments stay as they are.
  std::string text = message;
  if (text.size() > 1 && (std::islower(text[1]) || text[1] == ' '))
    text[0] = static_cast<char>(std::tolower(text[0]));
  printError(text);
  llvm::errs() << "see '" << commandName(tool) << " --help'\n";
  return exitUsageError;
}

int runCommand(const CLI::App &tool, const std::vector<Command> &commands) {
  for (const Command &command : commands)
    if (command.app->parsed())
      return command.run();
  return usageError(tool, "a subcommand is required: compile, run, compare, dump, inspect or bench");
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM initialized(argc, argv);
  CLI::App tool("Ingot compiles neural networks ahead of time to small artefacts of machine code.", "ingot");
  tool.set_version_flag("--version", "ingot " INGOT_VERSION_STRING " (LLVM " LLVM_VERSION_STRING ")");
  tool.require_subcommand(0, 1);
  tool.get_formatter()->column_width(26);
  tool.footer("Examples:\n"
              "  ingot compile model.onnx -o model.so\n"
              "  ingot run model.so --inputs in.npz -o out.npz\n"
              "  ingot COMMAND --help");
  std::vector<Command> commands = {addCompile(tool), addRun(tool),     addCompare(tool),
                                   addDump(tool),    addInspect(tool), addBench(tool)};
  try {
    tool.parse(argc, argv);
    return runCommand(tool, commands);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return tool.exit(error, std::cout, std::cerr); // --help, --version
    return usageError(tool, error.what());
  } catch (const UsageError &error) {
    return usageError(tool, error.what());
  } catch (const InputError &error) {
    if (*error.what())
      printError(error.what());
    return exitInputError;
  } catch (const std::bad_alloc &) {
    printError("out of memory");
    return exitInputError;
  }
}
