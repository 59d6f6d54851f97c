// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --ingot-fold-constants --canonicalize --split-input-file | FileCheck %s

// What the lowerings compute: constant inputs, and results that ONNX's reference semantics give.
// CHECK-LABEL: func.func @conv
// CHECK: dense<{{\[\[}}{{\[\[}}6.800000e+01, 7.400000e+01, 3.200000e+01], [1.250000e+02, 1.290000e+02, 4.300000e+01]], {{\[\[}}2.260000e+02, 2.640000e+02, 1.340000e+02], [7.310000e+02, 7.990000e+02, 3.930000e+02]]]]> : tensor<1x2x2x3xf32>
func.func @conv() -> tensor<1x2x2x3xf32> {
  %a0 = nn.constant dense<[[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]], [[9.0, 10.0, 11.0], [12.0, 13.0, 14.0], [15.0, 16.0, 17.0]]]]> : tensor<1x2x3x3xf32>
  %a1 = nn.constant dense<[[[[-3.0, -2.0], [-1.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]]], [[[5.0, 6.0], [7.0, 8.0]], [[9.0, 10.0], [11.0, 12.0]]]]> : tensor<2x2x2x2xf32>
  %a2 = nn.constant dense<[1.0, -1.0]> : tensor<2xf32>
  %y = nn.conv %a0, %a1 bias %a2 {strides = array<i64: 2, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 1>} : (tensor<1x2x3x3xf32>, tensor<2x2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x3xf32>
  return %y : tensor<1x2x2x3xf32>
}

// -----

// CHECK-LABEL: func.func @depthwise
// CHECK: dense<{{\[\[}}{{\[\[}}1.100000e+01, 1.300000e+01], [1.700000e+01, 1.900000e+01]], {{\[\[}}2.050000e+02, 2.230000e+02], [2.590000e+02, 2.770000e+02]]]]> : tensor<1x2x2x2xf32>
func.func @depthwise() -> tensor<1x2x2x2xf32> {
  %a0 = nn.constant dense<[[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]], [[9.0, 10.0, 11.0], [12.0, 13.0, 14.0], [15.0, 16.0, 17.0]]]]> : tensor<1x2x3x3xf32>
  %a1 = nn.constant dense<[[[[-1.0, 0.0], [1.0, 2.0]]], [[[3.0, 4.0], [5.0, 6.0]]]]> : tensor<2x1x2x2xf32>
  %y = nn.conv %a0, %a1 {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64} : (tensor<1x2x3x3xf32>, tensor<2x1x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @conv_transpose
// CHECK: dense<{{\[\[}}[0.000000e+00, -2.000000e+00, -1.000000e+00, -4.000000e+00, -2.000000e+00], [0.000000e+00, 1.000000e+00, 2.000000e+00, 5.000000e+00, 4.000000e+00]]]> : tensor<1x2x5xf32>
func.func @conv_transpose() -> tensor<1x2x5xf32> {
  %a0 = nn.constant dense<[[[0.0, 1.0, 2.0]]]> : tensor<1x1x3xf32>
  %a1 = nn.constant dense<[[[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]]]> : tensor<1x2x3xf32>
  %y = nn.conv_transpose %a0, %a1 {strides = array<i64: 2>, dilations = array<i64: 1>, pads = array<i64: 1, 1>} : (tensor<1x1x3xf32>, tensor<1x2x3xf32>) -> tensor<1x2x5xf32>
  return %y : tensor<1x2x5xf32>
}

// -----

// CHECK-LABEL: func.func @max_pool
// CHECK: dense<{{\[\[}}[-0.000000e+00, -1.000000e+00, -3.000000e+00]]]> : tensor<1x1x3xf32>
func.func @max_pool() -> tensor<1x1x3xf32> {
  %a0 = nn.constant dense<[[[-0.0, -1.0, -2.0, -3.0, -4.0]]]> : tensor<1x1x5xf32>
  %y = nn.max_pool %a0 {window = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, pads = array<i64: 1, 1>} : (tensor<1x1x5xf32>) -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// -----

// CHECK-LABEL: func.func @avg_pool
// CHECK: dense<{{\[\[}}[0.000000e+00, 1.500000e+00, 3.500000e+00]]]> : tensor<1x1x3xf32>
func.func @avg_pool() -> tensor<1x1x3xf32> {
  %a0 = nn.constant dense<[[[0.0, 1.0, 2.0, 3.0, 4.0]]]> : tensor<1x1x5xf32>
  %y = nn.avg_pool %a0 {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>, pads = array<i64: 1, 0>} : (tensor<1x1x5xf32>) -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// -----

// CHECK-LABEL: func.func @avg_pool_with_padding
// CHECK: dense<{{\[\[}}[0.000000e+00, 1.500000e+00, 3.500000e+00]]]> : tensor<1x1x3xf32>
func.func @avg_pool_with_padding() -> tensor<1x1x3xf32> {
  %a0 = nn.constant dense<[[[0.0, 1.0, 2.0, 3.0, 4.0]]]> : tensor<1x1x5xf32>
  %y = nn.avg_pool %a0 {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>, pads = array<i64: 1, 0>, count_include_pad = true} : (tensor<1x1x5xf32>) -> tensor<1x1x3xf32>
  return %y : tensor<1x1x3xf32>
}

// -----

// CHECK-LABEL: func.func @softmax
// CHECK: dense<5.000000e-01> : tensor<2x2xf32>
func.func @softmax() -> tensor<2x2xf32> {
  %a0 = nn.constant dense<[[1.0, 1.0], [-3.0, -3.0]]> : tensor<2x2xf32>
  %y = nn.softmax %a0 {axes = array<i64: 1>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: func.func @arg_max_last
// CHECK: dense<[2, 1]> : tensor<2xi64>
func.func @arg_max_last() -> tensor<2xi64> {
  %a0 = nn.constant dense<[[1.0, 5.0, 5.0], [3.0, 3.0, 2.0]]> : tensor<2x3xf32>
  %y = nn.arg_reduce max %a0 {axis = 1 : i64, select_last = true} : (tensor<2x3xf32>) -> tensor<2xi64>
  return %y : tensor<2xi64>
}

// -----

// CHECK-LABEL: func.func @linear
// CHECK: dense<{{\[\[}}[0.000000e+00, 1.000000e+00, 3.000000e+00, 5.000000e+00, 7.000000e+00, 8.000000e+00]]]> : tensor<1x1x6xf32>
func.func @linear() -> tensor<1x1x6xf32> {
  %a0 = nn.constant dense<[[[0.0, 4.0, 8.0]]]> : tensor<1x1x3xf32>
  %y = nn.resize %a0 {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>, nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0>} : (tensor<1x1x3xf32>) -> tensor<1x1x6xf32>
  return %y : tensor<1x1x6xf32>
}

// -----

// CHECK-LABEL: func.func @nearest
// CHECK: dense<{{\[\[}}[0.000000e+00, 0.000000e+00, 4.000000e+00, 4.000000e+00, 8.000000e+00]]]> : tensor<1x1x5xf32>
func.func @nearest() -> tensor<1x1x5xf32> {
  %a0 = nn.constant dense<[[[0.0, 4.0, 8.0]]]> : tensor<1x1x3xf32>
  %y = nn.resize %a0 {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<asymmetric>, nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 1.6666666666666667>} : (tensor<1x1x3xf32>) -> tensor<1x1x5xf32>
  return %y : tensor<1x1x5xf32>
}

// -----

// CHECK-LABEL: func.func @gather
// CHECK: dense<{{\[\[}}4.000000e+00, 5.000000e+00], [0.000000e+00, 1.000000e+00], [4.000000e+00, 5.000000e+00]]> : tensor<3x2xf32>
func.func @gather() -> tensor<3x2xf32> {
  %a0 = nn.constant dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf32>
  %a1 = nn.constant dense<[-1, 0, 9]> : tensor<3xi64>
  %y = nn.gather %a0, %a1 {axis = 0 : i64} : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @reflect
// CHECK: dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 2.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00, 2.000000e+00, 3.000000e+00, 2.000000e+00, 1.000000e+00]> : tensor<11xf32>
func.func @reflect() -> tensor<11xf32> {
  %a0 = nn.constant dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>
  %y = nn.pad %a0 {mode = #nn.pad_mode<reflect>, low = [#sym.expr<5>], high = [#sym.expr<2>]} : (tensor<4xf32>) -> tensor<11xf32>
  return %y : tensor<11xf32>
}

// -----

// CHECK-LABEL: func.func @divide
// CHECK: dense<[-3, -3, -7, -7]> : tensor<4xi32>
func.func @divide() -> tensor<4xi32> {
  %a0 = nn.constant dense<[-7, 7, -7, 7]> : tensor<4xi32>
  %a1 = nn.constant dense<[2, -2, 0, -1]> : tensor<4xi32>
  %y = nn.div %a0, %a1  : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %y : tensor<4xi32>
}

// -----

// CHECK-LABEL: func.func @modulo
// CHECK: dense<[1, -1, 0, 0]> : tensor<4xi32>
func.func @modulo() -> tensor<4xi32> {
  %a0 = nn.constant dense<[-7, 7, -7, 7]> : tensor<4xi32>
  %a1 = nn.constant dense<[2, -2, 0, -1]> : tensor<4xi32>
  %y = nn.mod %a0, %a1  : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %y : tensor<4xi32>
}

// -----

// CHECK-LABEL: func.func @slice
// CHECK: dense<{{\[\[}}4.000000e+00, 5.000000e+00], [1.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
func.func @slice() -> tensor<2x2xf32> {
  %a0 = nn.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]> : tensor<2x3xf32>
  %y = nn.slice %a0 {offsets = [#sym.expr<1>, #sym.expr<1>], steps_attr = array<i64: -1, 1>} : (tensor<2x3xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: func.func @tile
// CHECK: dense<{{\[\[}}0.000000e+00, 1.000000e+00, 2.000000e+00, 0.000000e+00, 1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00, 5.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00]]> : tensor<2x6xf32>
func.func @tile() -> tensor<2x6xf32> {
  %a0 = nn.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]> : tensor<2x3xf32>
  %y = nn.tile %a0  : (tensor<2x3xf32>) -> tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}
