// Operations that sample a tensor at computed points. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#define GET_OP_CLASSES
#include "dialects/nn/NnSample.h.inc"
