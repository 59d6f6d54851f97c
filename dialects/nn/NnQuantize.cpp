// Verifiers and builders of NnQuantize.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnQuantize.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnQuantize.cpp.inc"
