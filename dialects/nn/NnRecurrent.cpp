// Verifiers and builders of NnRecurrent.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnRecurrent.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnRecurrent.cpp.inc"
