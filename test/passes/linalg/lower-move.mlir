// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// Axes with equal products are regrouped on their own.
// CHECK-LABEL: func.func @reshape
// CHECK: %[[C:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2]] : tensor<5x2x6xf32> into tensor<5x12xf32>
// CHECK: tensor.expand_shape %[[C]] {{\[\[}}0], [1, 2]] output_shape [5, 3, 4] : tensor<5x12xf32> into tensor<5x3x4xf32>
func.func @reshape(%x: tensor<5x2x6xf32>) -> tensor<5x3x4xf32> {
  %y = nn.reshape %x : (tensor<5x2x6xf32>) -> tensor<5x3x4xf32>
  return %y : tensor<5x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @reshape_dynamic
// CHECK: tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<?x?x8xf32> into tensor<?x8xf32>
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [%{{.*}}, 2, 4] : tensor<?x8xf32> into tensor<?x2x4xf32>
sym.symbol @N {min = 1 : i64}
sym.symbol @S {min = 1 : i64}
func.func @reshape_dynamic(%x: tensor<?x?x8xf32, #sym.shape<N, S, 8>>) -> tensor<?x2x4xf32, #sym.shape<N * S, 2, 4>> {
  %y = nn.reshape %x : (tensor<?x?x8xf32, #sym.shape<N, S, 8>>) -> tensor<?x2x4xf32, #sym.shape<N * S, 2, 4>>
  return %y : tensor<?x2x4xf32, #sym.shape<N * S, 2, 4>>
}

// -----

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1) -> (d0 + 1, d1 * -2 + 5)>
// CHECK-LABEL: func.func @slice
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
func.func @slice(%x: tensor<4x6xf32>) -> tensor<3x3xf32> {
  %y = nn.slice %x {offsets = [#sym.expr<1>, #sym.expr<5>], steps_attr = array<i64: 1, -2>} : (tensor<4x6xf32>) -> tensor<3x3xf32>
  return %y : tensor<3x3xf32>
}

// -----

// A map cannot say that an axis is cut at its end.
// CHECK-LABEL: func.func @slice_start
// CHECK: tensor.extract_slice %arg0[0, 0] [2, 6] [1, 1]
// CHECK-NOT: linalg.generic
func.func @slice_start(%x: tensor<4x6xf32>) -> tensor<2x6xf32> {
  %y = nn.slice %x {offsets = [#sym.expr<0>, #sym.expr<0>], steps_attr = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}

// -----

// CHECK-LABEL: func.func @slice_dynamic
// CHECK: %[[O:.*]] = sym.size #sym.expr<S - 1>
// CHECK: tensor.extract_slice %arg0[%[[O]], 0] [1, 4] [1, 1]
sym.symbol @S {min = 1 : i64}
func.func @slice_dynamic(%x: tensor<?x4xf32, #sym.shape<S, 4>>) -> tensor<1x4xf32> {
  %y = nn.slice %x {offsets = [#sym.expr<S - 1>, #sym.expr<0>], steps_attr = array<i64: 1, 1>} : (tensor<?x4xf32, #sym.shape<S, 4>>) -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

// CHECK-LABEL: func.func @split
// CHECK: tensor.extract_slice %arg0[0, 0] [1, 2] [1, 1]
// CHECK: linalg.generic
func.func @split(%x: tensor<4x2xf32>) -> (tensor<1x2xf32>, tensor<3x2xf32>) {
  %a, %b = nn.split %x {axis = 0 : i64} : (tensor<4x2xf32>) -> (tensor<1x2xf32>, tensor<3x2xf32>)
  return %a, %b : tensor<1x2xf32>, tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @concat
// CHECK: %[[E:.*]] = tensor.empty(
// CHECK: %[[A:.*]] = tensor.insert_slice %arg0 into %[[E]][0, 0] [%{{.*}}, 3] [1, 1]
// CHECK: tensor.insert_slice %arg1 into %[[A]][%{{.*}}, 0] [2, 3] [1, 1]
sym.symbol @S {min = 1 : i64}
func.func @concat(%x: tensor<?x3xf32, #sym.shape<S, 3>>, %y: tensor<2x3xf32>) -> tensor<?x3xf32, #sym.shape<S + 2, 3>> {
  %z = nn.concat %x, %y {axis = 0 : i64} : (tensor<?x3xf32, #sym.shape<S, 3>>, tensor<2x3xf32>) -> tensor<?x3xf32, #sym.shape<S + 2, 3>>
  return %z : tensor<?x3xf32, #sym.shape<S + 2, 3>>
}

// -----

// Negative paddings cut.
// CHECK-LABEL: func.func @pad
// CHECK: %[[C:.*]] = tensor.extract_slice %arg0[0, 1] [4, 5] [1, 1]
// CHECK: tensor.pad %[[C]] low[2, 0] high[0, 1]
func.func @pad(%x: tensor<4x6xf32>) -> tensor<6x6xf32> {
  %y = nn.pad %x {low = [#sym.expr<2>, #sym.expr<-1>], high = [#sym.expr<0>, #sym.expr<1>]} : (tensor<4x6xf32>) -> tensor<6x6xf32>
  return %y : tensor<6x6xf32>
}

// -----

// CHECK-LABEL: func.func @reflect
// CHECK: linalg.index 0
// CHECK-NOT: arith.rem
// CHECK: tensor.extract %arg0
func.func @reflect(%x: tensor<4xf32>) -> tensor<7xf32> {
  %y = nn.pad %x {mode = #nn.pad_mode<reflect>, low = [#sym.expr<2>], high = [#sym.expr<1>]} : (tensor<4xf32>) -> tensor<7xf32>
  return %y : tensor<7xf32>
}

// -----

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func.func @tile
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]] : tensor<2x2x3xf32> into tensor<4x3xf32>
func.func @tile(%x: tensor<2x3xf32>) -> tensor<4x3xf32> {
  %y = nn.tile %x : (tensor<2x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
// CHECK-LABEL: func.func @transpose
// CHECK: linalg.generic {indexing_maps = [#[[IN]]
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %y = nn.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  return %y : tensor<4x2x3xf32>
}

// -----

// CHECK-LABEL: func.func @depth_to_space
// CHECK: tensor.expand_shape %arg0 {{.*}} into tensor<1x2x2x1x2x3xf32>
// CHECK: linalg.generic
// CHECK: tensor.collapse_shape {{.*}} into tensor<1x1x4x6xf32>
func.func @depth_to_space(%x: tensor<1x4x2x3xf32>) -> tensor<1x1x4x6xf32> {
  %y = nn.depth_to_space %x {block = 2 : i64} : (tensor<1x4x2x3xf32>) -> tensor<1x1x4x6xf32>
  return %y : tensor<1x1x4x6xf32>
}
