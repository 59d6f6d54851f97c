// Verifiers and builders of NnData.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnData.cpp.inc"
