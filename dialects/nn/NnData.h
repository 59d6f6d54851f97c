// Operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#define GET_OP_CLASSES
#include "dialects/nn/NnData.h.inc"
