// Recurrent cells over a sequence. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#define GET_OP_CLASSES
#include "dialects/nn/NnRecurrent.h.inc"
