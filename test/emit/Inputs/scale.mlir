// A model as the lower stage leaves it: table, entry point and interface, with nothing of a network in it.
// The table is not complete: these tests look at symbols, sections and text, they do not run it.
module @scale attributes {ingot.stage = "lower", ingot.interface = {
    name = "scale",
    inputs = [{name = "x", dtype = "f32", dims = ["S", "64"]}],
    outputs = [{name = "y \"scaled\"", dtype = "f32", dims = ["4", "64"]}],
    symbols = [{name = "S", minimum = 1 : i64}, {name = "T", minimum = 1 : i64, maximum = 10 : i64}],
    arena_bytes = "256*T + 64", weights_bytes = 256 : i64}} {
  llvm.mlir.global internal constant @weights(dense<2.0> : tensor<64xf32>) {addr_space = 0 : i32, alignment = 64 : i64} : !llvm.array<64 x f32>
  llvm.mlir.global external constant @table() {addr_space = 0 : i32, alignment = 8 : i64} : !llvm.struct<(ptr, ptr)> {
    %none = llvm.mlir.undef : !llvm.struct<(ptr, ptr)>
    %entry = llvm.mlir.addressof @kernel : !llvm.ptr
    %weights = llvm.mlir.addressof @weights : !llvm.ptr
    %first = llvm.insertvalue %entry, %none[0] : !llvm.struct<(ptr, ptr)>
    %both = llvm.insertvalue %weights, %first[1] : !llvm.struct<(ptr, ptr)>
    llvm.return %both : !llvm.struct<(ptr, ptr)>
  }
  // Multiply and add on one native vector: fused where the target can.
  llvm.func @kernel(%x: !llvm.ptr, %y: !llvm.ptr, %bytes: i64) -> i32 {
    %zero = llvm.mlir.constant(0 : i32) : i32
    %a = llvm.load %x {alignment = 4 : i64} : !llvm.ptr -> vector<8xf32>
    %b = llvm.load %y {alignment = 4 : i64} : !llvm.ptr -> vector<8xf32>
    %product = llvm.fmul %a, %a : vector<8xf32>
    %sum = llvm.fadd %product, %b : vector<8xf32>
    llvm.store %sum, %y {alignment = 4 : i64} : vector<8xf32>, !llvm.ptr
    llvm.return %zero : i32
  }
  llvm.func @scale() -> !llvm.ptr {
    %table = llvm.mlir.addressof @table : !llvm.ptr
    llvm.return %table : !llvm.ptr
  }
}
