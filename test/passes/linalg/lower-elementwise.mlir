// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// Axes of size 1 are collapsed away, so that maps stay projected permutations.
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[MIDDLE:.*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func.func @broadcast
// CHECK: %[[C:.*]] = tensor.collapse_shape %arg1 {{\[\[}}0, 1]] : tensor<3x1xf32> into tensor<3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[ID]], #[[MIDDLE]], #[[ID]]], {{.*}} ins(%arg0, %[[C]]
// CHECK: arith.subf
func.func @broadcast(%x: tensor<2x3x4xf32>, %c: tensor<3x1xf32>) -> tensor<2x3x4xf32> {
  %y = nn.sub %x, %c : (tensor<2x3x4xf32>, tensor<3x1xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

// One value for all elements is written into the body.
// CHECK-LABEL: func.func @splat
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<4xf32>)
// CHECK: arith.mulf %{{.*}}, %cst
func.func @splat(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = nn.constant dense<2.0> : tensor<4xf32>
  %y = nn.mul %x, %c : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @unsigned
// CHECK-SAME: tensor<4xi8> {ingot.unsigned, sym.shape = #sym.shape<4>}
// CHECK: arith.maxui
// CHECK: arith.uitofp
func.func @unsigned(%x: tensor<4xui8>, %y: tensor<4xui8>) -> tensor<4xf32> {
  %m = nn.max %x, %y : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  %f = nn.cast %m : (tensor<4xui8>) -> tensor<4xf32>
  return %f : tensor<4xf32>
}

// -----

// No divisor traps.
// CHECK-LABEL: func.func @divide
// CHECK: arith.cmpi eq
// CHECK: arith.divsi
// CHECK: arith.select
func.func @divide(%x: tensor<4xi32>, %y: tensor<4xi32>) -> tensor<4xi32> {
  %z = nn.div %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %z : tensor<4xi32>
}

// -----

// CHECK-LABEL: func.func @power
// CHECK-NOT: math.powf
// CHECK: arith.mulf
// CHECK: math.sqrt
// CHECK: math.powf
func.func @power(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %two = nn.constant dense<2.0> : tensor<f32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %odd = nn.constant dense<1.7> : tensor<f32>
  %a = nn.pow %x, %two : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %b = nn.pow %x, %half : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %c = nn.pow %x, %odd : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %a, %b, %c : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @select
// CHECK: arith.select
func.func @select(%c: tensor<2x1xi1>, %x: tensor<2x3xf32>, %y: tensor<f32>) -> tensor<2x3xf32> {
  %z = nn.select %c, %x, %y : (tensor<2x1xi1>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}
