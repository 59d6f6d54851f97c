// RUN: ingot-opt %s --ingot-stage-buffers | FileCheck %s

// The whole stage: the intermediate result is in the arena, the constant in the blob, the last kernel writes the output.

// CHECK:       ingot.arena = #sym.expr<256>
// CHECK-SAME:  ingot.interface = {arena_bytes = "256", inputs = [{dims = ["64"], dtype = "f32", name = "x"}]
// CHECK-SAME:  ingot.stage = "buffers"
// CHECK-SAME:  ingot.weights = dense_resource<ingot_weights>
// CHECK-LABEL: func.func private @kernel(%{{.*}}: memref<64xf32>, %{{.*}}: memref<64xf32>, %{{.*}}: memref<64xf32>, %{{.*}}: index, %{{.*}}: index) attributes {rt.kernel}
// CHECK-NOT:     memref.copy
// CHECK-LABEL: func.func @model()
// CHECK-DAG:     %[[X:.*]] = rt.input 0 : memref<64xf32>
// CHECK-DAG:     %[[Y:.*]] = rt.output 0 : memref<64xf32>
// CHECK-DAG:     %[[W:.*]] = rt.weights 0 : memref<64xf32>
// CHECK-DAG:     %[[T:.*]] = rt.slice %{{.*}} : memref<64xf32>
// CHECK:         rt.launch @kernel(%[[X]], %[[W]]) to(%[[T]])
// CHECK:         rt.launch @kernel(%[[T]], %[[W]]) to(%[[Y]])
module attributes {ingot.stage = "vectorize"} {
  func.func private @kernel(%x: tensor<64xf32>, %w: tensor<64xf32>, %to: tensor<64xf32>, %begin: index, %end: index) -> tensor<64xf32> attributes {rt.kernel} {
    %c1 = arith.constant 1 : index
    %r = scf.for %i = %begin to %end step %c1 iter_args(%t = %to) -> tensor<64xf32> {
      %a = tensor.extract %x[%i] : tensor<64xf32>
      %b = tensor.extract %w[%i] : tensor<64xf32>
      %s = arith.addf %a, %b : f32
      %next = tensor.insert %s into %t[%i] : tensor<64xf32>
      scf.yield %next : tensor<64xf32>
    }
    return %r : tensor<64xf32>
  }
  func.func @model(%x: tensor<64xf32> {ingot.name = "x"}) -> (tensor<64xf32> {ingot.name = "y"}) {
    %n = arith.constant 64 : index
    %w = arith.constant dense<2.0> : tensor<64xf32>
    %e = tensor.empty() : tensor<64xf32>
    %t = rt.launch @kernel(%x, %w) to (%e) count %n : (tensor<64xf32>, tensor<64xf32>) to (tensor<64xf32>) -> tensor<64xf32>
    %f = tensor.empty() : tensor<64xf32>
    %r = rt.launch @kernel(%t, %w) to (%f) count %n : (tensor<64xf32>, tensor<64xf32>) to (tensor<64xf32>) -> tensor<64xf32>
    return %r : tensor<64xf32>
  }
}
