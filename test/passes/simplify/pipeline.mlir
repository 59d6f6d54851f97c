// RUN: ingot-opt %s --ingot-stage-simplify | FileCheck %s

// A convolution with batch norm and the activation that exporters spell out: one convolution, one activation.
// CHECK-LABEL: func.func @block
// CHECK: nn.conv {{.*}} bias {{.*}}layout = #nn.layout<channels_last>
// CHECK-NEXT: nn.silu
// CHECK-NOT: nn.batch_norm
func.func @block(%x: tensor<1x3x8x8xf32>) -> tensor<1x4x8x8xf32> {
  %w = nn.constant dense<1.0> : tensor<4x3x1x1xf32>
  %s = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32>
  %1 = nn.batch_norm %0, %s, %s, %s, %s {epsilon = 1.0e-5 : f64} : (tensor<1x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  %2 = nn.sigmoid %1 : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  %3 = nn.mul %1, %2 : (tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return %3 : tensor<1x4x8x8xf32>
}
