// Operations that choose or repeat. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_CONTROL
#define INGOT_NN_CONTROL
include "NnBase.td"

#endif
