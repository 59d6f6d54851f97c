// Operations that sample a tensor at computed points. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_SAMPLE
#define INGOT_NN_SAMPLE
include "NnBase.td"

#endif
