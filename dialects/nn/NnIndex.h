// Operations that read or write elements at positions that a tensor gives. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#define GET_OP_CLASSES
#include "dialects/nn/NnIndex.h.inc"
