// What a compilation is asked to do: one plain value, filled by tools/, read by compiler/ and never by a
// pass. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ingot {

/// The forms an artefact can take; chosen by the extension of the output path.
enum class ArtifactKind { SharedObject, Object, Archive, Mlir, LlvmIr, Assembly };

/// Bounds that a user gives to one named dimension: `--dim S=1..512`, or `--dim N=1` (both ends equal).
struct DimBounds {
  int64_t minimum = 1;
  int64_t maximum = INT64_MAX;
};

/// The value of an input that becomes a constant: `--constant axes=0,-1`, or an array.
struct ConstantInput {
  /// Numbers as the user wrote them, where no array is given.
  std::vector<std::string> numbers;
  /// Of an array: its element type in NumPy's words ("int64"; empty: there is none), sizes and bytes, row-major.
  std::string dtype;
  std::vector<int64_t> dims;
  std::vector<uint8_t> bytes;
};

struct Options {
  /// Path of an ONNX file, an NNEF directory, .tar or .tgz, or an .mlir file of any stage.
  std::string inputPath;
  /// Path of the artefact; its extension gives the kind. Empty: `<model name>.so`.
  std::string outputPath;
  /// C identifier that prefixes every exported symbol. Empty: derived from the input's file name.
  std::string modelName;
  /// A preset (`host`, `x86-64-v2`, `x86-64-v3`, `x86-64-v4`); see Target.h.
  std::string target = "host";
  /// Bounds per symbol name.
  std::map<std::string, DimBounds> dims;
  /// Inputs that become constants, by name.
  std::map<std::string, ConstantInput> constants;
  /// Stop after this stage of Stages.def and write its IR (the output must be .mlir). Empty: run all.
  std::string stopAfter;
  /// Directory that receives one `NN-stage.mlir` after each stage. Empty: none.
  std::string dumpDirectory;
  /// Full-match regular expression of remark categories to report (`ingot-tile`, `.*`). Empty: none.
  std::string remarks;
  /// 0 to 3: the LLVM optimisation level of the object code.
  unsigned optimizationLevel = 3;
  /// Report the time of each step on the progress callback.
  bool timing = false;
};

} // namespace ingot
