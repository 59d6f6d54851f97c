// Operations on integers that stand for real numbers. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#define GET_OP_CLASSES
#include "dialects/nn/NnQuantize.h.inc"
