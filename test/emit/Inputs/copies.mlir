// A model whose kernel copies, moves and fills memory of sizes that only the call knows.
module @copies attributes {ingot.stage = "lower", ingot.interface = {name = "copies"}} {
  llvm.func @copies(%to: !llvm.ptr, %from: !llvm.ptr, %bytes: i64, %kind: i32) -> i32 {
    %zero = llvm.mlir.constant(0 : i32) : i32
    %one = llvm.mlir.constant(1 : i32) : i32
    %two = llvm.mlir.constant(2 : i32) : i32
    %fill = llvm.mlir.constant(-91 : i8) : i8
    %is_copy = llvm.icmp "eq" %kind, %zero : i32
    llvm.cond_br %is_copy, ^copy, ^other
  ^copy:
    "llvm.intr.memcpy"(%to, %from, %bytes) <{isVolatile = false}> : (!llvm.ptr, !llvm.ptr, i64) -> ()
    llvm.return %zero : i32
  ^other:
    %is_move = llvm.icmp "eq" %kind, %one : i32
    llvm.cond_br %is_move, ^move, ^fill
  ^move:
    "llvm.intr.memmove"(%to, %from, %bytes) <{isVolatile = false}> : (!llvm.ptr, !llvm.ptr, i64) -> ()
    llvm.return %one : i32
  ^fill:
    "llvm.intr.memset"(%to, %fill, %bytes) <{isVolatile = false}> : (!llvm.ptr, i8, i64) -> ()
    llvm.return %two : i32
  }
}
