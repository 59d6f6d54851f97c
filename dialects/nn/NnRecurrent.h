// Recurrent cells over a sequence. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#include <optional>

namespace ingot::nn {

/// The functions that a recurrent cell applies to its gates.
enum class Activation {
  Relu,
  Tanh,
  Sigmoid,
  Affine,
  LeakyRelu,
  ThresholdedRelu,
  ScaledTanh,
  HardSigmoid,
  Elu,
  Softsign,
  Softplus
};

/// The activation of a name as the attribute `activations` has it, or nothing.
std::optional<Activation> parseActivation(llvm::StringRef name);

} // namespace ingot::nn

#define GET_OP_CLASSES
#include "dialects/nn/NnRecurrent.h.inc"
