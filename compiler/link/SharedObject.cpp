// Hands the object to lld through an anonymous file, so that nothing but the result touches the disk.
// Used for `-o m.so`. SPDX-License-Identifier: Apache-2.0
#include "compiler/link/SharedObject.h"

#include "lld/Common/Driver.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace ingot {
namespace {

/// A file that lives in memory and is reached by a path while this object lives.
class MemoryFile {
public:
  MemoryFile() : descriptor(memfd_create("ingot", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor >= 0)
      close(descriptor);
  }
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile &operator=(const MemoryFile &) = delete;

  bool write(StringRef bytes) {
    if (descriptor < 0)
      return false;
    raw_fd_ostream os(descriptor, /*shouldClose=*/false);
    os << bytes;
    os.flush();
    bool failed = os.has_error();
    os.clear_error();
    return !failed;
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }

private:
  int descriptor;
};

} // namespace

Error linkSharedObject(StringRef object, StringRef modelName, StringRef outputPath) {
  MemoryFile input;
  if (!input.write(object))
    return createStringError("model '%s': no memory for the object file that is to be linked",
                             modelName.str().c_str());
  std::vector<std::string> words = {"ld.lld",
                                    "-shared",
                                    "-soname=" + modelName.str() + ".so",
                                    "--no-undefined",
                                    "-Bsymbolic",
                                    "--gc-sections",
                                    "--strip-all",
                                    "--build-id=none",
                                    "--hash-style=gnu",
                                    "--threads=1",
                                    "-z",
                                    "noexecstack",
                                    "-z",
                                    "relro",
                                    "-z",
                                    "now",
                                    "-o",
                                    outputPath.str(),
                                    input.path()};
  std::vector<const char *> arguments;
  for (const std::string &word : words)
    arguments.push_back(word.c_str());
  std::string messages;
  raw_string_ostream os(messages);
  lld::Result result = lld::lldMain(arguments, os, os, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return createStringError("model '%s': linking failed: %s", modelName.str().c_str(), messages.c_str());
  return Error::success();
}

} // namespace ingot
