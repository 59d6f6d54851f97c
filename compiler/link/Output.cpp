// Temporary files and their renaming. Used for every file that a compilation leaves behind.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/link/Output.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot {

Output::~Output() {
  for (File &file : files)
    consumeError(file.temporary.discard());
}

Expected<std::string> Output::reserve(StringRef path, bool executable) {
  sys::fs::file_status status;
  if (!sys::fs::status(path, status) && status.type() != sys::fs::file_type::regular_file)
    return createStringError("output '%s' exists and is not a regular file", path.str().c_str());
  unsigned mode = sys::fs::all_read | sys::fs::all_write;
  if (executable)
    mode |= sys::fs::all_exe;
  Expected<sys::fs::TempFile> temporary = sys::fs::TempFile::create(path + ".%%%%%%%%.tmp", mode);
  if (!temporary)
    return createStringError("output '%s': %s", path.str().c_str(), toString(temporary.takeError()).c_str());
  files.push_back({path.str(), std::move(*temporary)});
  return files.back().temporary.TmpName;
}

Error Output::write(StringRef path, StringRef bytes) {
  Expected<std::string> temporary = reserve(path);
  if (!temporary)
    return temporary.takeError();
  raw_fd_ostream os(files.back().temporary.FD, /*shouldClose=*/false);
  os << bytes;
  os.flush();
  if (!os.has_error())
    return Error::success();
  std::error_code code = os.error();
  os.clear_error();
  return createStringError("output '%s': %s", path.str().c_str(), code.message().c_str());
}

Expected<std::vector<std::string>> Output::commit() {
  std::vector<std::string> paths;
  for (File &file : files) {
    if (Error error = file.temporary.keep(file.path))
      return createStringError("output '%s': %s", file.path.c_str(), toString(std::move(error)).c_str());
    paths.push_back(file.path);
  }
  files.clear();
  return paths;
}

} // namespace ingot
