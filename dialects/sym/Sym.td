// The one file that tblgen reads for the sym dialect.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_DIALECTS_SYM_SYM
#define INGOT_DIALECTS_SYM_SYM

include "dialects/sym/SymDialect.td"
include "dialects/sym/SymAttrs.td"
include "dialects/sym/SymOps.td"

#endif // INGOT_DIALECTS_SYM_SYM
