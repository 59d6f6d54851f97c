// The operations that most code of the compiler reads: one header, Nn.h. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_CORE
#define INGOT_NN_CORE
include "NnElementwise.td"
include "NnContraction.td"
include "NnConv.td"
include "NnReduce.td"
include "NnMove.td"
#endif
