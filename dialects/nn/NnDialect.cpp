// Registration of the nn dialect, and what it does as a whole. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/Nn.h"

#include "dialects/nn/NnControl.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnIndex.h"
#include "dialects/nn/NnQuantize.h"
#include "dialects/nn/NnRecurrent.h"
#include "dialects/nn/NnSample.h"
#include "dialects/nn/NnSyntax.h"
#include "dialects/nn/NnVerify.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ingot::nn;

#include "dialects/nn/NnDialect.cpp.inc"
#include "dialects/nn/NnEnums.cpp.inc"
#include "dialects/nn/NnInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/nn/NnAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/nn/NnOps.cpp.inc"

void NnDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/nn/NnAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnControl.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnRecurrent.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnIndex.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnSample.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnQuantize.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/nn/NnData.cpp.inc"
      >();
}

Operation *NnDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}
