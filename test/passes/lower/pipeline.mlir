// RUN: ingot-opt %s --ingot-stage-lower | FileCheck %s

// The whole stage: only the llvm dialect is left, one function is public, its name is the model's.

// CHECK:       module {{.*}}ingot.stage = "lower"
// CHECK-NOT:   ingot.weights
// CHECK-LABEL: llvm.func internal @kernel(
// CHECK-LABEL: llvm.func internal @scale_run(%{{.*}}: !llvm.ptr) -> i32
// CHECK:         llvm.call @kernel(
// CHECK-LABEL: llvm.func @scale() -> !llvm.ptr
// CHECK-NOT:   {{memref|scf|arith|vector|func}}.{{[a-z]}}
module attributes {ingot.stage = "buffers", ingot.interface = {name = "scale", inputs = [{name = "x", dtype = "f32", dims = ["N"]}], outputs = [{name = "y", dtype = "f32", dims = ["N"]}],
    states = [], arena_bytes = "0", state_bytes = "0", weights_bytes = 0 : i64}} {
  sym.symbol @N {min = 1 : i64}
  func.func private @kernel(%x: memref<?xf32>, %to: memref<?xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    %c1 = arith.constant 1 : index
    scf.for %i = %begin to %end step %c1 {
      %v = memref.load %x[%i] : memref<?xf32>
      memref.store %v, %to[%i] : memref<?xf32>
    }
    return
  }
  func.func @model() {
    %n = sym.size #sym.expr<N> : index
    %x = rt.input 0 sizes(%n) : memref<?xf32>
    %y = rt.output 0 sizes(%n) : memref<?xf32>
    rt.launch @kernel(%x) to (%y) count %n : (memref<?xf32>) to (memref<?xf32>)
    return
  }
}
