// Everything of the rt dialect: the one file that tblgen reads. SPDX-License-Identifier: Apache-2.0
include "RtDialect.td"
include "RtOps.td"
