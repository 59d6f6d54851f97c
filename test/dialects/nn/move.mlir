// Operations that move, make and count elements print and parse, in operand form and in core form.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

sym.symbol @N {min = 1 : i64}

// CHECK-LABEL: @make
// CHECK-SAME: %[[S:.+]]: tensor<2xi64>, %[[I:.+]]: tensor<i64>
func.func @make(%shape: tensor<2xi64>, %i: tensor<i64>) {
  // CHECK-NEXT: nn.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  %0 = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK-NEXT: nn.sizes [#sym.expr<N>, #sym.expr<3>] : tensor<2xi64>
  %1 = nn.sizes [#sym.expr<N>, #sym.expr<3>] : tensor<2xi64>
  // CHECK-NEXT: nn.sizes [#sym.expr<N + 1>] : tensor<i64>
  %2 = nn.sizes [#sym.expr<N + 1>] : tensor<i64>
  // CHECK-NEXT: nn.range %[[I]], %[[I]], %[[I]] : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<?xi64>
  %3 = nn.range %i, %i, %i : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<?xi64>
  // CHECK-NEXT: nn.fill {value = 1.000000e+00 : f32} : () -> tensor<2x3xf32>
  %4 = nn.fill {value = 1.0 : f32} : () -> tensor<2x3xf32>
  // CHECK-NEXT: nn.fill to %[[S]] {value = 7 : i32} : (tensor<2xi64>) -> tensor<*xi32>
  %5 = nn.fill to %shape {value = 7 : i32} : (tensor<2xi64>) -> tensor<*xi32>
  return
}

// CHECK-LABEL: @reshapes
// CHECK-SAME: %[[X:.+]]: tensor<1x2x6xf32>, %[[S:.+]]: tensor<2xi64>
func.func @reshapes(%x: tensor<1x2x6xf32>, %shape: tensor<2xi64>) {
  // CHECK-NEXT: nn.reshape %[[X]] : (tensor<1x2x6xf32>) -> tensor<3x4xf32>
  %0 = nn.reshape %x : (tensor<1x2x6xf32>) -> tensor<3x4xf32>
  // CHECK-NEXT: nn.reshape %[[X]] to %[[S]] {allow_zero = true} : (tensor<1x2x6xf32>, tensor<2xi64>) -> tensor<*xf32>
  %1 = nn.reshape %x to %shape {allow_zero = true} : (tensor<1x2x6xf32>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.squeeze %[[X]] {axes = array<i64: 0>} : (tensor<1x2x6xf32>) -> tensor<2x6xf32>
  %2 = nn.squeeze %x {axes = array<i64: 0>} : (tensor<1x2x6xf32>) -> tensor<2x6xf32>
  // CHECK-NEXT: nn.unsqueeze %[[X]] {axes = array<i64: -1>} : (tensor<1x2x6xf32>) -> tensor<1x2x6x1xf32>
  %3 = nn.unsqueeze %x {axes = array<i64: -1>} : (tensor<1x2x6xf32>) -> tensor<1x2x6x1xf32>
  // CHECK-NEXT: nn.flatten %[[X]] {axis = 2 : i64} : (tensor<1x2x6xf32>) -> tensor<2x6xf32>
  %4 = nn.flatten %x {axis = 2 : i64} : (tensor<1x2x6xf32>) -> tensor<2x6xf32>
  // CHECK-NEXT: nn.transpose %[[X]] {permutation = array<i64: 2, 0, 1>} : (tensor<1x2x6xf32>) -> tensor<6x1x2xf32>
  %5 = nn.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<1x2x6xf32>) -> tensor<6x1x2xf32>
  // CHECK-NEXT: nn.transpose %[[X]] {permutation = array<i64>} : (tensor<1x2x6xf32>) -> tensor<*xf32>
  %6 = nn.transpose %x {permutation = array<i64>} : (tensor<1x2x6xf32>) -> tensor<*xf32>
  return
}

// CHECK-LABEL: @parts
// CHECK-SAME: %[[X:.+]]: tensor<4x6xf32>, %[[V:.+]]: tensor<2xi64>
func.func @parts(%x: tensor<4x6xf32>, %v: tensor<2xi64>) {
  // CHECK-NEXT: nn.slice %[[X]] {offsets = [#sym.expr<0>, #sym.expr<1>], steps_attr = array<i64: 1, 2>}
  // CHECK-SAME: : (tensor<4x6xf32>) -> tensor<4x3xf32>
  %0 = nn.slice %x {offsets = [#sym.expr<0>, #sym.expr<1>], steps_attr = array<i64: 1, 2>}
      : (tensor<4x6xf32>) -> tensor<4x3xf32>
  // CHECK-NEXT: nn.slice %[[X]] from %[[V]] to %[[V]] : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  %1 = nn.slice %x from %v to %v : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.slice %[[X]] from %[[V]] to %[[V]] axes %[[V]] steps %[[V]]
  %2 = nn.slice %x from %v to %v axes %v steps %v
      : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.split %[[X]] {axis = 0 : i64} : (tensor<4x6xf32>) -> (tensor<2x6xf32>, tensor<2x6xf32>)
  %3, %4 = nn.split %x {axis = 0 : i64} : (tensor<4x6xf32>) -> (tensor<2x6xf32>, tensor<2x6xf32>)
  // CHECK-NEXT: nn.split %[[X]] {axis = 1 : i64, sizes_attr = array<i64: 5, 1>}
  %5, %6 = nn.split %x {axis = 1 : i64, sizes_attr = array<i64: 5, 1>}
      : (tensor<4x6xf32>) -> (tensor<4x5xf32>, tensor<4x1xf32>)
  // CHECK-NEXT: nn.split %[[X]] sizes %[[V]] {axis = 1 : i64}
  %7, %8 = nn.split %x sizes %v {axis = 1 : i64} : (tensor<4x6xf32>, tensor<2xi64>) -> (tensor<*xf32>, tensor<*xf32>)
  // CHECK-NEXT: nn.gather %[[X]], %[[V]] {axis = 0 : i64} : (tensor<4x6xf32>, tensor<2xi64>) -> tensor<2x6xf32>
  %9 = nn.gather %x, %v {axis = 0 : i64} : (tensor<4x6xf32>, tensor<2xi64>) -> tensor<2x6xf32>
  return
}

// CHECK-LABEL: @extend
// CHECK-SAME: %[[X:.+]]: tensor<1x3xf32>, %[[P:.+]]: tensor<4xi64>, %[[R:.+]]: tensor<2xi64>, %[[V:.+]]: tensor<f32>
func.func @extend(%x: tensor<1x3xf32>, %pads: tensor<4xi64>, %repeats: tensor<2xi64>, %value: tensor<f32>) {
  // CHECK-NEXT: nn.concat %[[X]], %[[X]] {axis = 0 : i64} : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %0 = nn.concat %x, %x {axis = 0 : i64} : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.pad %[[X]] value %[[V]] {high = [#sym.expr<0>, #sym.expr<2>], low = [#sym.expr<1>, #sym.expr<N>]}
  %1 = nn.pad %x value %value {high = [#sym.expr<0>, #sym.expr<2>], low = [#sym.expr<1>, #sym.expr<N>]}
      : (tensor<1x3xf32>, tensor<f32>) -> tensor<2x?xf32, #sym.shape<2, N + 5>>
  // CHECK-NEXT: nn.pad %[[X]] by %[[P]] axes %[[R]] {mode = #nn.pad_mode<reflect>}
  %2 = nn.pad %x by %pads axes %repeats {mode = #nn.pad_mode<reflect>}
      : (tensor<1x3xf32>, tensor<4xi64>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.broadcast %[[X]] : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %3 = nn.broadcast %x : (tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.broadcast %[[X]] to %[[R]] : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  %4 = nn.broadcast %x to %repeats : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.tile %[[X]] : (tensor<1x3xf32>) -> tensor<4x3xf32>
  %5 = nn.tile %x : (tensor<1x3xf32>) -> tensor<4x3xf32>
  // CHECK-NEXT: nn.tile %[[X]] by %[[R]] : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  %6 = nn.tile %x by %repeats : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}

// CHECK-LABEL: @numbers
// CHECK-SAME: %[[X:.+]]: tensor<2x3x4xf32>
func.func @numbers(%x: tensor<2x3x4xf32>) {
  // CHECK-NEXT: nn.shape %[[X]] : (tensor<2x3x4xf32>) -> tensor<3xi64>
  %0 = nn.shape %x : (tensor<2x3x4xf32>) -> tensor<3xi64>
  // CHECK-NEXT: nn.shape %[[X]] {end = -1 : i64, start = 1 : i64} : (tensor<2x3x4xf32>) -> tensor<1xi64>
  %1 = nn.shape %x {end = -1 : i64, start = 1 : i64} : (tensor<2x3x4xf32>) -> tensor<1xi64>
  // CHECK-NEXT: nn.size %[[X]] : (tensor<2x3x4xf32>) -> tensor<i64>
  %2 = nn.size %x : (tensor<2x3x4xf32>) -> tensor<i64>
  return
}

// CHECK-LABEL: @resample
// CHECK-SAME: %[[X:.+]]: tensor<1x4x2x2xf32>, %[[S:.+]]: tensor<4xf32>, %[[I:.+]]: tensor<4xi64>
func.func @resample(%x: tensor<1x4x2x2xf32>, %scales: tensor<4xf32>, %sizes: tensor<4xi64>) {
  // CHECK-NEXT: nn.resize %[[X]] {coordinate_mode = #nn.coordinate_mode<asymmetric>, mode = #nn.resize_mode<nearest>,
  // CHECK-SAME: nearest_mode = #nn.nearest_mode<floor>,
  // CHECK-SAME: scales_attr = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>}
  %0 = nn.resize %x {coordinate_mode = #nn.coordinate_mode<asymmetric>, mode = #nn.resize_mode<nearest>,
                     nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0, 2.0>}
      : (tensor<1x4x2x2xf32>) -> tensor<1x4x4x4xf32>
  // CHECK-NEXT: nn.resize %[[X]] scales %[[S]] {coordinate_mode = #nn.coordinate_mode<half_pixel>,
  // CHECK-SAME: cubic_coefficient = -5.000000e-01 : f64, mode = #nn.resize_mode<cubic>,
  %1 = nn.resize %x scales %scales {coordinate_mode = #nn.coordinate_mode<half_pixel>, cubic_coefficient = -0.5 : f64,
                                    mode = #nn.resize_mode<cubic>, nearest_mode = #nn.nearest_mode<round_prefer_floor>}
      : (tensor<1x4x2x2xf32>, tensor<4xf32>) -> tensor<*xf32>
  // CHECK-NEXT: nn.resize %[[X]] sizes %[[I]] {coordinate_mode = #nn.coordinate_mode<align_corners>,
  // CHECK-SAME: mode = #nn.resize_mode<linear>, nearest_mode = #nn.nearest_mode<ceil>}
  %2 = nn.resize %x sizes %sizes {coordinate_mode = #nn.coordinate_mode<align_corners>, mode = #nn.resize_mode<linear>,
                                  nearest_mode = #nn.nearest_mode<ceil>}
      : (tensor<1x4x2x2xf32>, tensor<4xi64>) -> tensor<*xf32>
  // CHECK-NEXT: nn.depth_to_space %[[X]] {block = 2 : i64, column_row = true} : (tensor<1x4x2x2xf32>) -> tensor<1x1x4x4xf32>
  %3 = nn.depth_to_space %x {block = 2 : i64, column_row = true} : (tensor<1x4x2x2xf32>) -> tensor<1x1x4x4xf32>
  // CHECK-NEXT: nn.space_to_depth %[[X]] {block = 2 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x16x1x1xf32>
  %4 = nn.space_to_depth %x {block = 2 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x16x1x1xf32>
  return
}
