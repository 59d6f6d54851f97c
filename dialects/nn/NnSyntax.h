// Parts of the text of operations that several .td files name as `custom<...>`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

namespace ingot::nn {

/// The word alone, as in `nn.reduce sum %x`.
mlir::ParseResult parseReduceKind(mlir::OpAsmParser &parser, ReduceKindAttr &kind);
void printReduceKind(mlir::OpAsmPrinter &printer, mlir::Operation *op, ReduceKindAttr kind);

} // namespace ingot::nn
