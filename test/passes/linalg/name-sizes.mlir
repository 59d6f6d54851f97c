// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --ingot-fuse-elementwise --canonicalize --cse | FileCheck %s

// The second operand takes the shape of the contraction's result, whose sizes are named, not asked for.
// CHECK-LABEL: func.func @sizes
// CHECK-NOT: tensor.dim
// CHECK-NOT: affine.apply
// CHECK: tensor.expand_shape %arg2
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]}
// CHECK: arith.addf
// CHECK: tensor.collapse_shape
// CHECK: return
sym.symbol @H {min = 1 : i64}
func.func @sizes(%x: tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>, %w: tensor<3x4x2x2xf32>, %y: tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>) -> tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>> {
  %c = nn.conv_transpose %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>} : (tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>, tensor<3x4x2x2xf32>) -> tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>
  %z = nn.add %c, %y : (tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>, tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>) -> tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>
  return %z : tensor<1x4x?x10xf32, #sym.shape<1, 4, 2*H, 10>>
}
