// Operations that read or write elements at positions that a tensor gives. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_INDEX
#define INGOT_NN_INDEX
include "NnBase.td"

#endif
