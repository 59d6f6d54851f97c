// Operations that sample a tensor at computed points print and parse, in operand form and in core form.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @gathers
// CHECK-SAME: %[[X:.+]]: tensor<2x5x3xf32>, %[[I:.+]]: tensor<2x5x2xi64>
func.func @gathers(%x: tensor<2x5x3xf32>, %i: tensor<2x5x2xi64>) {
  // CHECK-NEXT: nn.gather_elements %[[X]], %[[I]] {axis = 2 : i64} : (tensor<2x5x3xf32>, tensor<2x5x2xi64>) -> tensor<2x5x2xf32>
  %0 = nn.gather_elements %x, %i {axis = 2 : i64} : (tensor<2x5x3xf32>, tensor<2x5x2xi64>) -> tensor<2x5x2xf32>
  // CHECK-NEXT: nn.gather_nd %[[X]], %[[I]] : (tensor<2x5x3xf32>, tensor<2x5x2xi64>) -> tensor<*xf32>
  %1 = nn.gather_nd %x, %i : (tensor<2x5x3xf32>, tensor<2x5x2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.gather_nd %[[X]], %[[I]] {batch_dims = 1 : i64}
  %2 = nn.gather_nd %x, %i {batch_dims = 1 : i64} : (tensor<2x5x3xf32>, tensor<2x5x2xi64>) -> tensor<2x5xf32>
  return
}

// CHECK-LABEL: @points
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8x8xf32>, %[[G:.+]]: tensor<1x4x5x2xf32>, %[[R:.+]]: tensor<9x4xf32>, %[[B:.+]]: tensor<9xi64>
func.func @points(%x: tensor<1x3x8x8xf32>, %g: tensor<1x4x5x2xf32>, %r: tensor<9x4xf32>, %b: tensor<9xi64>) {
  // CHECK-NEXT: nn.grid_sample %[[X]], %[[G]] {mode = #nn.resize_mode<linear>}
  %0 = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>} : (tensor<1x3x8x8xf32>, tensor<1x4x5x2xf32>) -> tensor<1x3x4x5xf32>
  // CHECK-NEXT: nn.grid_sample %[[X]], %[[G]] {align_corners = true, in_elements = true, mode = #nn.resize_mode<cubic>, padding = #nn.pad_mode<edge>}
  %1 = nn.grid_sample %x, %g {mode = #nn.resize_mode<cubic>, padding = #nn.pad_mode<edge>, align_corners = true, in_elements = true}
      : (tensor<1x3x8x8xf32>, tensor<1x4x5x2xf32>) -> tensor<*xf32>
  // CHECK-NEXT: nn.roi_align %[[X]], %[[R]], %[[B]] {height = 7 : i64, maximum = true, samples = 2 : i64, scale = 2.500000e-01 : f64, width = 6 : i64}
  %2 = nn.roi_align %x, %r, %b {height = 7 : i64, width = 6 : i64, samples = 2 : i64, scale = 0.25 : f64, maximum = true}
      : (tensor<1x3x8x8xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<9x3x7x6xf32>
  return
}

// CHECK-LABEL: @parts
// CHECK-SAME: %[[X:.+]]: tensor<3x3x8xf32>
func.func @parts(%x: tensor<3x3x8xf32>) {
  // CHECK-NEXT: nn.diagonal %[[X]] {first = 0 : i64, second = 1 : i64} : (tensor<3x3x8xf32>) -> tensor<3x8xf32>
  %0 = nn.diagonal %x {first = 0 : i64, second = 1 : i64} : (tensor<3x3x8xf32>) -> tensor<3x8xf32>
  // CHECK-NEXT: nn.frame %[[X]] {axis = 2 : i64, length = 4 : i64, step = 2 : i64} : (tensor<3x3x8xf32>) -> tensor<3x3x3x4xf32>
  %1 = nn.frame %x {axis = 2 : i64, length = 4 : i64, step = 2 : i64} : (tensor<3x3x8xf32>) -> tensor<3x3x3x4xf32>
  // CHECK-NEXT: nn.bitcast %[[X]] : (tensor<3x3x8xf32>) -> tensor<3x3x8xi32>
  %2 = nn.bitcast %x : (tensor<3x3x8xf32>) -> tensor<3x3x8xi32>
  return
}

// CHECK-LABEL: @transforms
// CHECK-SAME: %[[X:.+]]: tensor<1x8x1xf32>, %[[L:.+]]: tensor<i64>
func.func @transforms(%x: tensor<1x8x1xf32>, %l: tensor<i64>) {
  // CHECK-NEXT: nn.dft %[[X]] length %[[L]] {axis = 1 : i64, inverse = true} : (tensor<1x8x1xf32>, tensor<i64>) -> tensor<*xf32>
  %0 = nn.dft %x length %l {axis = 1 : i64, inverse = true} : (tensor<1x8x1xf32>, tensor<i64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.dft %[[X]] {axis = 1 : i64, onesided = true, size = [#sym.expr<8>]} : (tensor<1x8x1xf32>) -> tensor<1x5x2xf32>
  %1 = nn.dft %x {axis = 1 : i64, onesided = true, size = [#sym.expr<8>]} : (tensor<1x8x1xf32>) -> tensor<1x5x2xf32>
  return
}

// CHECK-LABEL: @resize
// CHECK-SAME: %[[X:.+]]: tensor<1x1x4x4xf32>, %[[S:.+]]: tensor<2xi64>, %[[R:.+]]: tensor<4xf32>
func.func @resize(%x: tensor<1x1x4x4xf32>, %s: tensor<2xi64>, %r: tensor<4xf32>) {
  // CHECK-NEXT: nn.resize %[[X]] sizes %[[S]] roi %[[R]] {axes = array<i64: 2, 3>, coordinate_mode = #nn.coordinate_mode<tf_crop_and_resize>,
  // CHECK-SAME: extrapolation_value = 1.000000e+00 : f64, mode = #nn.resize_mode<linear>, nearest_mode = #nn.nearest_mode<floor>}
  %0 = nn.resize %x sizes %s roi %r {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<tf_crop_and_resize>,
                                     nearest_mode = #nn.nearest_mode<floor>, extrapolation_value = 1.0 : f64, axes = array<i64: 2, 3>}
      : (tensor<1x1x4x4xf32>, tensor<2xi64>, tensor<4xf32>) -> tensor<*xf32>
  // CHECK-NEXT: nn.resize %[[X]] sizes %[[S]] {antialias = true, axes = array<i64: 2, 3>, coordinate_mode = #nn.coordinate_mode<half_pixel>,
  // CHECK-SAME: exclude_outside = true, mode = #nn.resize_mode<cubic>, nearest_mode = #nn.nearest_mode<floor>, policy = #nn.aspect_policy<not_larger>}
  %1 = nn.resize %x sizes %s {mode = #nn.resize_mode<cubic>, coordinate_mode = #nn.coordinate_mode<half_pixel>, antialias = true,
                              nearest_mode = #nn.nearest_mode<floor>, exclude_outside = true, axes = array<i64: 2, 3>,
                              policy = #nn.aspect_policy<not_larger>}
      : (tensor<1x1x4x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}
