/* The runtime's core, which includes a header of the compiler's libraries.
   SPDX-License-Identifier: Apache-2.0 */
#include "llvm/ADT/StringRef.h"
