// Parts of the text of operations, see NnSyntax.h. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSyntax.h"

using namespace mlir;

namespace ingot::nn {

ParseResult parseReduceKind(OpAsmParser &parser, ReduceKindAttr &kind) {
  FailureOr<ReduceKind> value = FieldParser<ReduceKind>::parse(parser);
  if (failed(value))
    return failure();
  kind = ReduceKindAttr::get(parser.getContext(), *value);
  return success();
}

void printReduceKind(OpAsmPrinter &printer, Operation *, ReduceKindAttr kind) {
  printer << stringifyReduceKind(kind.getValue());
}

} // namespace ingot::nn
