// Recurrent cells over a sequence. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_RECURRENT
#define INGOT_NN_RECURRENT
include "NnBase.td"

#endif
