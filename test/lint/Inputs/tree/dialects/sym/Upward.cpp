// A dialect that includes upward, which the layers do not allow.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/Nn.h"
#include "passes/Contract.h"
