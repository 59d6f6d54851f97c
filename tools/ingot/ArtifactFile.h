// Looks into an artefact as a file: its sections, and the model table in it, on any machine that can map it.
// Under `ingot inspect`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingot/abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ingot::tool {

struct Section {
  std::string name;
  uint64_t bytes;
};

/// What an object file or shared object says without being loaded.
struct ArtifactFile {
  std::string format; // "elf64-x86-64"
  bool isShared = false;
  std::vector<Section> sections;    // those that take part in a process, in file order
  std::vector<std::string> exports; // functions that others can call
};

/// Reads a shared object, or an object that the compiler wrote. Throws InputError.
ArtifactFile readArtifact(const std::string &path);

/// The table of the model in an artefact, mapped as long as this lives. Unlike Model it takes artefacts for
/// machines with more CPU features than this one, which can be looked at but not run.
class MappedTable {
public:
  /// `path` must be a shared object or object that readArtifact gave `file` for. Throws InputError.
  MappedTable(const std::string &path, const ArtifactFile &file);
  ~MappedTable();
  MappedTable(const MappedTable &) = delete;
  MappedTable &operator=(const MappedTable &) = delete;

  const ingot_model &table() const { return *model; }
  /// This machine has the CPU features that the model needs.
  bool runsHere() const { return runnable; }

private:
  void *handle = nullptr;
  const ingot_model *model = nullptr;
  bool runnable = false;
};

} // namespace ingot::tool
