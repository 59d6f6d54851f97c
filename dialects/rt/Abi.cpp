// The structs of runtime/include/ingot/abi.h as LLVM types. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Abi.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ingot::rt {

Abi::Abi(MLIRContext *context, unsigned indexBits) {
  Builder builder(context);
  pointer = LLVM::LLVMPointerType::get(context);
  index = builder.getIntegerType(indexBits);
  Type p = pointer, i32 = builder.getI32Type(), i64 = builder.getI64Type();
  auto make = [&](ArrayRef<Type> fields) { return LLVM::LLVMStructType::getLiteral(context, fields); };
  // inputs outputs states symbols arena weights parallel_for pool
  call = make({p, p, p, p, p, p, p, p});
  // name dims rank dtype
  tensor = make({p, p, i32, i32});
  // tensor initial role axis
  state = make({tensor, p, i32, i32});
  // name minimum maximum solve_scale solve_offset input axis bound
  symbol = make({p, i64, i64, i64, i64, i32, i32, p});
  // condition message
  guard = make({p, p});
  // magic version name target cpu_features, six counts, inputs outputs states symbols guards checks arena_bytes
  // weights_bytes weights weights_hash run
  model = make({i32, i32, p, p, i64, i32, i32, i32, i32, i32, i32, p, p, p, p, p, p, p, i64, p, i64, p});
}

} // namespace ingot::rt
