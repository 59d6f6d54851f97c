// RUN: ingot-opt %s --ingot-fuse-affine --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @scale_and_shift
// CHECK-SAME: %[[X:.*]]: tensor<1x3x8x8xf32>
// CHECK-DAG: %[[W:.*]] = nn.constant dense<1.000000e+00> : tensor<4x3x1x1xf32>
// CHECK-DAG: %[[B:.*]] = nn.constant dense<2.000000e+00> : tensor<4xf32>
// CHECK-DAG: %[[S:.*]] = nn.constant dense<3.000000e+00> : tensor<4x1x1xf32>
// CHECK-DAG: %[[T:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK: %[[SV:.*]] = nn.reshape %[[S]] : (tensor<4x1x1xf32>) -> tensor<4xf32>
// CHECK: %[[SW:.*]] = nn.reshape %[[SV]] : (tensor<4xf32>) -> tensor<4x1x1x1xf32>
// CHECK: %[[WS:.*]] = nn.mul %[[W]], %[[SW]]
// CHECK: %[[BS:.*]] = nn.mul %[[B]], %[[SV]]
// CHECK: %[[TV:.*]] = nn.broadcast %{{.*}} -> tensor<4xf32>
// CHECK: %[[BT:.*]] = nn.add %[[BS]], %[[TV]]
// CHECK: %[[Y:.*]] = nn.conv %[[X]], %[[WS]] bias %[[BT]]
// CHECK-NEXT: return %[[Y]]
func.func @scale_and_shift(%x: tensor<1x3x8x8xf32>) -> tensor<1x4x8x8xf32> {
  %w = nn.constant dense<1.0> : tensor<4x3x1x1xf32>
  %b = nn.constant dense<2.0> : tensor<4xf32>
  %s = nn.constant dense<3.0> : tensor<4x1x1xf32>
  %t = nn.constant dense<5.0> : tensor<f32>
  %0 = nn.conv %x, %w bias %b {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>, tensor<4xf32>) -> tensor<1x4x8x8xf32>
  %1 = nn.mul %0, %s : (tensor<1x4x8x8xf32>, tensor<4x1x1xf32>) -> tensor<1x4x8x8xf32>
  %2 = nn.add %t, %1 : (tensor<f32>, tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return %2 : tensor<1x4x8x8xf32>
}

// -----

// CHECK-LABEL: func.func @subtract
// CHECK: %[[N:.*]] = nn.neg
// CHECK: nn.conv %{{.*}}, %{{.*}} bias %[[N]]
// CHECK-NOT: nn.sub
func.func @subtract(%x: tensor<1x3x8xf32>) -> tensor<1x2x8xf32> {
  %w = nn.constant dense<1.0> : tensor<2x3x1xf32>
  %s = nn.constant dense<[[[3.0], [4.0]]]> : tensor<1x2x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<2x3x1xf32>) -> tensor<1x2x8xf32>
  %1 = nn.sub %0, %s : (tensor<1x2x8xf32>, tensor<1x2x1xf32>) -> tensor<1x2x8xf32>
  return %1 : tensor<1x2x8xf32>
}

// -----

// Channel m of group g is weights[g's channels, m % 2].
// CHECK-LABEL: func.func @grouped_transpose
// CHECK: %[[W:.*]] = nn.reshape %{{.*}} : (tensor<6x2x3x3xf32>) -> tensor<2x3x2x3x3xf32>
// CHECK: %[[S:.*]] = nn.reshape %{{.*}} : (tensor<4xf32>) -> tensor<2x1x2x1x1xf32>
// CHECK: %[[P:.*]] = nn.mul %[[W]], %[[S]]
// CHECK: nn.reshape %[[P]] : (tensor<2x3x2x3x3xf32>) -> tensor<6x2x3x3xf32>
func.func @grouped_transpose(%x: tensor<1x6x4x4xf32>) -> tensor<1x4x6x6xf32> {
  %w = nn.constant dense<1.0> : tensor<6x2x3x3xf32>
  %s = nn.constant dense<[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]> : tensor<4x1x1xf32>
  %0 = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>, group = 2 : i64} : (tensor<1x6x4x4xf32>, tensor<6x2x3x3xf32>) -> tensor<1x4x6x6xf32>
  %1 = nn.mul %0, %s : (tensor<1x4x6x6xf32>, tensor<4x1x1xf32>) -> tensor<1x4x6x6xf32>
  return %1 : tensor<1x4x6x6xf32>
}

// -----

// CHECK-LABEL: func.func @matmul
// CHECK: %[[W:.*]] = nn.mul %{{.*}}, %{{.*}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
// CHECK: nn.matmul %{{.*}}, %[[W]]
// CHECK-NOT: nn.mul
func.func @matmul(%x: tensor<5x3xf32>) -> tensor<5x2xf32> {
  %w = nn.constant dense<1.0> : tensor<3x2xf32>
  %s = nn.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = nn.matmul %x, %w : (tensor<5x3xf32>, tensor<3x2xf32>) -> tensor<5x2xf32>
  %1 = nn.mul %0, %s : (tensor<5x2xf32>, tensor<2xf32>) -> tensor<5x2xf32>
  return %1 : tensor<5x2xf32>
}

// -----

// The convolution has another user, or the factor varies along another axis, or the weights are not constant.
// CHECK-LABEL: func.func @unchanged
// CHECK: %[[C:.*]] = nn.conv
// CHECK: nn.mul %[[C]]
// CHECK: %[[D:.*]] = nn.conv
// CHECK: nn.mul %[[D]]
// CHECK: %[[E:.*]] = nn.conv
// CHECK: nn.mul %[[E]]
func.func @unchanged(%x: tensor<1x3x8xf32>, %v: tensor<2x3x1xf32>) -> (tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>) {
  %w = nn.constant dense<1.0> : tensor<2x3x1xf32>
  %s = nn.constant dense<[[3.0], [4.0]]> : tensor<2x1xf32>
  %t = nn.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<2x3x1xf32>) -> tensor<1x2x8xf32>
  %1 = nn.mul %0, %s : (tensor<1x2x8xf32>, tensor<2x1xf32>) -> tensor<1x2x8xf32>
  %2 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<2x3x1xf32>) -> tensor<1x2x8xf32>
  %3 = nn.mul %2, %t : (tensor<1x2x8xf32>, tensor<8xf32>) -> tensor<1x2x8xf32>
  %4 = nn.conv %x, %v {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<2x3x1xf32>) -> tensor<1x2x8xf32>
  %5 = nn.mul %4, %s : (tensor<1x2x8xf32>, tensor<2x1xf32>) -> tensor<1x2x8xf32>
  return %0, %1, %3, %5 : tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>, tensor<1x2x8xf32>
}
