// RUN: ingot-opt %s --ingot-stage-tile | FileCheck %s

// The whole stage: two equal layers are one kernel, launched twice, with packed weights and a fused activation.

// CHECK:       module {{.*}}ingot.stage = "tile"
// CHECK-LABEL: func.func private @layers_kernel_0_contraction(
// CHECK-SAME:    %{{.*}}: tensor<6x16xf32>, %{{.*}}: tensor<1x16x16xf32>, %{{.*}}: tensor<6x16xf32>, %{{.*}}: index, %{{.*}}: index) -> tensor<6x16xf32> attributes {rt.kernel}
// CHECK:         linalg.generic {{.*}}rt.tile = #rt.tile<vector = 1, lanes = 8, vectors = 2, row = 0, rows = 6,
// CHECK:         linalg.generic
// CHECK:           arith.maximumf
// CHECK-NOT:   func.func private
// CHECK-LABEL: func.func @layers(
// CHECK-COUNT-2: rt.launch @layers_kernel_0_contraction
// CHECK-NOT:     rt.launch
#a = affine_map<(i, j, k) -> (i, k)>
#b = affine_map<(i, j, k) -> (k, j)>
#c = affine_map<(i, j, k) -> (i, j)>
#id = affine_map<(i, j) -> (i, j)>
module attributes {ingot.stage = "linalg"} {
  func.func @layers(%x: tensor<6x16xf32>) -> tensor<6x16xf32> {
    %zero = arith.constant 0.0 : f32
    %w = arith.constant dense<2.0> : tensor<16x16xf32>
    %e = tensor.empty() : tensor<6x16xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6x16xf32>) -> tensor<6x16xf32>
    %s = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<6x16xf32>, tensor<16x16xf32>) outs(%f : tensor<6x16xf32>) {
    ^bb0(%l: f32, %r: f32, %o: f32):
      %p = arith.mulf %l, %r : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    } -> tensor<6x16xf32>
    %h = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%s : tensor<6x16xf32>) outs(%e : tensor<6x16xf32>) {
    ^bb0(%l: f32, %o: f32):
      %p = arith.maximumf %l, %zero : f32
      linalg.yield %p : f32
    } -> tensor<6x16xf32>
    %t = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%h, %w : tensor<6x16xf32>, tensor<16x16xf32>) outs(%f : tensor<6x16xf32>) {
    ^bb0(%l: f32, %r: f32, %o: f32):
      %p = arith.mulf %l, %r : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    } -> tensor<6x16xf32>
    %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%t : tensor<6x16xf32>) outs(%e : tensor<6x16xf32>) {
    ^bb0(%l: f32, %o: f32):
      %p = arith.maximumf %l, %zero : f32
      linalg.yield %p : f32
    } -> tensor<6x16xf32>
    return %y : tensor<6x16xf32>
  }
}
