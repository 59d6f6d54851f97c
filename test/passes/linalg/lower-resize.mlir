// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2 floordiv 2, d3 floordiv 2)>
// CHECK-LABEL: func.func @repeat
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
func.func @repeat(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32> {
  %y = nn.resize %x {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<half_pixel>, nearest_mode = #nn.nearest_mode<round_prefer_floor>, scales_attr = array<f64: 1.0, 1.0, 2.0, 2.0>} : (tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
  return %y : tensor<1x1x4x4xf32>
}

// -----

// Positions that no map says are a table.
// CHECK-LABEL: func.func @nearest
// CHECK: %[[T:.*]] = arith.constant dense<[0, 0, 1, 2, 2]> : tensor<5xi32>
// CHECK: linalg.generic {{.*}} ins(%[[T]] : tensor<5xi32>)
// CHECK: tensor.extract %arg0
func.func @nearest(%x: tensor<1x1x3xf32>) -> tensor<1x1x5xf32> {
  %y = nn.resize %x {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<half_pixel>, nearest_mode = #nn.nearest_mode<round_prefer_floor>, scales_attr = array<f64: 1.0, 1.0, 1.6666666666666667>} : (tensor<1x1x3xf32>) -> tensor<1x1x5xf32>
  return %y : tensor<1x1x5xf32>
}

// -----

// CHECK-LABEL: func.func @linear
// CHECK-DAG: arith.constant dense<[-1, 0, 0, 1]> : tensor<4xi32>
// CHECK-DAG: arith.constant dense<[2.500000e-01, 7.500000e-01, 2.500000e-01, 7.500000e-01]> : tensor<4xf32>
// CHECK: tensor.extract %arg0
// CHECK: tensor.extract %arg0
func.func @linear(%x: tensor<1x1x2xf32>) -> tensor<1x1x4xf32> {
  %y = nn.resize %x {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>, nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0>} : (tensor<1x1x2xf32>) -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

// -----

// Unknown sizes: the coordinate is computed.
// CHECK-LABEL: func.func @dynamic
// CHECK: math.floor
// CHECK: tensor.extract %arg0
sym.symbol @W {min = 1 : i64}
func.func @dynamic(%x: tensor<1x1x?xf32, #sym.shape<1, 1, W>>) -> tensor<1x1x?xf32, #sym.shape<1, 1, 2*W>> {
  %y = nn.resize %x {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<asymmetric>, nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0>} : (tensor<1x1x?xf32, #sym.shape<1, 1, W>>) -> tensor<1x1x?xf32, #sym.shape<1, 1, 2*W>>
  return %y : tensor<1x1x?xf32, #sym.shape<1, 1, 2*W>>
}
