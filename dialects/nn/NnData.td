// Operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_DATA
#define INGOT_NN_DATA
include "NnBase.td"

#endif
