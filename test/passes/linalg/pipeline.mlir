// RUN: ingot-opt %s --ingot-stage-linalg | FileCheck %s

// A layer of a network in the form that the next stage takes: padding, contraction, one nest for what follows.
// CHECK: ingot.stage = "linalg"
// CHECK-LABEL: func.func @layer
// CHECK-SAME: tensor<?x8x8x3xf32> {sym.shape = #sym.shape<N, 8, 8, 3>}
// CHECK: tensor.pad
// CHECK: linalg.fill
// CHECK: linalg.generic {{.*}} "reduction", "reduction", "reduction"]}
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
// CHECK: arith.addf
// CHECK: arith.maximumf
// CHECK-NOT: linalg.generic
// CHECK: return
module @layer {
  sym.symbol @N {min = 1 : i64}
  func.func @layer(%x: tensor<?x8x8x3xf32, #sym.shape<N, 8, 8, 3>>, %w: tensor<3x3x3x16xf32>, %b: tensor<16xf32>) -> tensor<?x8x8x16xf32, #sym.shape<N, 8, 8, 16>> {
    %c = nn.conv %x, %w bias %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, layout = #nn.layout<channels_last>} : (tensor<?x8x8x3xf32, #sym.shape<N, 8, 8, 3>>, tensor<3x3x3x16xf32>, tensor<16xf32>) -> tensor<?x8x8x16xf32, #sym.shape<N, 8, 8, 16>>
    %r = nn.relu %c : (tensor<?x8x8x16xf32, #sym.shape<N, 8, 8, 16>>) -> tensor<?x8x8x16xf32, #sym.shape<N, 8, 8, 16>>
    return %r : tensor<?x8x8x16xf32, #sym.shape<N, 8, 8, 16>>
  }
}
