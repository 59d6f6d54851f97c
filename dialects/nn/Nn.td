// Everything of the nn dialect: the one file that tblgen reads. SPDX-License-Identifier: Apache-2.0
include "NnDialect.td"
include "NnEnums.td"
include "NnInterfaces.td"
include "NnElementwise.td"
include "NnContraction.td"
include "NnConv.td"
include "NnReduce.td"
include "NnMove.td"
