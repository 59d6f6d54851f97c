// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @relu
// CHECK: arith.maximumf
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu
// CHECK: %[[N:.*]] = arith.negf %[[X:.*]] : f32
// CHECK: %[[E:.*]] = math.exp %[[N]]
// CHECK: %[[D:.*]] = arith.addf %[[E]]
// CHECK: %[[S:.*]] = arith.divf %{{.*}}, %[[D]]
// CHECK: arith.mulf %[[X]], %[[S]]
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.silu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu
// CHECK: math.erf
// CHECK: math.tanh
func.func @gelu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.gelu %x : (tensor<4xf32>) -> tensor<4xf32>
  %z = nn.gelu %y {approximate = true} : (tensor<4xf32>) -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// Large elements do not overflow.
// CHECK-LABEL: func.func @softplus
// CHECK: math.absf
// CHECK: arith.negf
// CHECK: math.exp
// CHECK: math.log1p
func.func @softplus(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.softplus %x : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu
// CHECK: arith.minimumf
// CHECK: math.exp
// CHECK: arith.select
func.func @elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.elu %x {alpha = 1.3 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
