// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// Negative indices count from the end, others are limited.
// CHECK-LABEL: func.func @gather
// CHECK: %[[I:.*]] = arith.index_cast
// CHECK: arith.cmpi slt, %[[I]]
// CHECK: arith.maxsi
// CHECK: %[[P:.*]] = arith.minsi
// CHECK: tensor.extract %arg0[%[[P]], %{{.*}}] : tensor<5x3xf32>
func.func @gather(%x: tensor<5x3xf32>, %i: tensor<2xi64>) -> tensor<2x3xf32> {
  %y = nn.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// One known index is in the map.
// CHECK-DAG: #[[IN:.*]] = affine_map<(d0) -> (4, d0)>
// CHECK-LABEL: func.func @row
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
func.func @row(%x: tensor<5x3xf32>) -> tensor<3xf32> {
  %i = nn.constant dense<-1> : tensor<i64>
  %y = nn.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<i64>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// Even steps are a slice.
// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1) -> (-d0 + 4, d1)>
// CHECK-LABEL: func.func @steps
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
func.func @steps(%x: tensor<5x3xf32>) -> tensor<3x3xf32> {
  %i = nn.constant dense<[4, 3, 2]> : tensor<3xi64>
  %y = nn.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<3xi64>) -> tensor<3x3xf32>
  return %y : tensor<3x3xf32>
}
