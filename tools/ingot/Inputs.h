// Where the inputs of a run come from: .npz and .npy files, or random numbers. Checks them against the model.
// From the command line to the session. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "tools/ingot/Tensor.h"

#include "ingot/abi.h"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ingot::tool {

struct InputFlags {
  /// `in.npz`, `name=file.npy`, or a lone `file.npy` for a model of one input.
  std::vector<std::string> files;
  uint64_t seed = 0;
  bool random = false;

  void addTo(CLI::App &app);
};

/// The arrays of all files, under the names of inputs. Throws InputError.
NamedTensors readInputs(const ingot_model &model, const std::vector<std::string> &files);

/// The model's inputs in its order, out of `given`. Names of outputs, and of inputs that became constants, are passed
/// over, as a file may hold all of them. Throws InputError, listing what the model wants, where one is missing,
/// unknown, or of another type or rank.
std::vector<Tensor> selectInputs(const ingot_model &model, const NamedTensors &given,
                                 const std::map<std::string, ConstantInput> &constants);

/// Random inputs: floats from [-1, 1), other numbers and bools 0 or 1, which every model accepts as an index.
/// Sizes come from `dims`, else they are the smallest that the model takes, but at least 1. The same seed
/// gives the same.
std::vector<Tensor> randomInputs(const ingot_model &model, const std::map<std::string, DimBounds> &dims,
                                 uint64_t seed);

/// What the flags ask for.
std::vector<Tensor> gatherInputs(const ingot_model &model, const InputFlags &flags, const Options &options);

} // namespace ingot::tool
