// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 * 2 + d4, d2 * 2 + d5, d3)>
// CHECK-LABEL: func.func @max
// CHECK: %[[LOWEST:.*]] = arith.constant 0xFF800000 : f32
// CHECK: tensor.pad %arg0 low[0, 1, 1, 0] high[0, 0, 0, 0]
// CHECK: tensor.yield %[[LOWEST]]
// CHECK: %[[WINDOW:.*]] = tensor.empty() : tensor<3x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%{{.*}}, %[[WINDOW]]
// CHECK: arith.maximumf
func.func @max(%x: tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32> {
  %y = nn.max_pool %x {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>, layout = #nn.layout<channels_last>} : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32>
  return %y : tensor<1x4x4x3xf32>
}

// -----

// Full windows have one factor.
// CHECK-LABEL: func.func @mean
// CHECK: %[[QUARTER:.*]] = arith.constant 2.500000e-01 : f32
// CHECK: linalg.generic
// CHECK: linalg.generic
// CHECK: arith.mulf %{{.*}}, %[[QUARTER]]
func.func @mean(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  %y = nn.avg_pool %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  return %y : tensor<1x3x4x4xf32>
}

// -----

// Windows at the edge hold fewer elements.
// CHECK-LABEL: func.func @mean_at_edge
// CHECK: arith.constant dense<[5.000000e-01, 0.333333343, 5.000000e-01]> : tensor<3xf32>
func.func @mean_at_edge(%x: tensor<1x1x3xf32>) -> tensor<1x1x3xf32> {
  %y = nn.avg_pool %x {window = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>, pads = array<i64: 1, 1>} : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// -----

// Rounding up needs more padding at the end than declared.
// CHECK-LABEL: func.func @ceil
// CHECK: tensor.pad %arg0 low[0, 0, 0] high[0, 0, 1]
func.func @ceil(%x: tensor<1x1x7xf32>) -> tensor<1x1x4xf32> {
  %y = nn.max_pool %x {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>, ceil_mode = true} : (tensor<1x1x7xf32>) -> tensor<1x1x4xf32>
  return %y : tensor<1x1x4xf32>
}

// -----

// CHECK-LABEL: func.func @dynamic_mean
// CHECK: %[[H:.*]] = sym.size #sym.expr<H>
// CHECK: linalg.index 2
// CHECK: arith.divf
sym.symbol @H {min = 1 : i64}
func.func @dynamic_mean(%x: tensor<1x1x?xf32, #sym.shape<1, 1, H>>) -> tensor<1x1x?xf32, #sym.shape<1, 1, H>> {
  %y = nn.avg_pool %x {window = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>, pads = array<i64: 1, 1>} : (tensor<1x1x?xf32, #sym.shape<1, 1, H>>) -> tensor<1x1x?xf32, #sym.shape<1, 1, H>>
  return %y : tensor<1x1x?xf32, #sym.shape<1, 1, H>>
}
