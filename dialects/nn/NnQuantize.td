// Operations on integers that stand for real numbers. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_QUANTIZE
#define INGOT_NN_QUANTIZE
include "NnBase.td"

#endif
