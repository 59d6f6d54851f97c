// Every element-wise operation prints and parses.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

sym.symbol @N {min = 1 : i64}

// CHECK-LABEL: @unary
// CHECK-SAME: %[[X:.+]]: tensor<?x3xf32
func.func @unary(%x: tensor<?x3xf32, #sym.shape<N, 3>>) {
  // CHECK-NEXT: nn.abs %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %0 = nn.abs %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.neg %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %1 = nn.neg %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sign %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %2 = nn.sign %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.exp %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %3 = nn.exp %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.log %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %4 = nn.log %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sqrt %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %5 = nn.sqrt %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.rsqrt %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %6 = nn.rsqrt %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.reciprocal %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %7 = nn.reciprocal %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.floor %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %8 = nn.floor %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.ceil %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %9 = nn.ceil %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.round %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %10 = nn.round %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.round_half_away %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %11 = nn.round_half_away %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sin %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %12 = nn.sin %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.cos %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %13 = nn.cos %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.tan %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %14 = nn.tan %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.asin %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %15 = nn.asin %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.acos %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %16 = nn.acos %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.atan %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %17 = nn.atan %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sinh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %18 = nn.sinh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.cosh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %19 = nn.cosh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.tanh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %20 = nn.tanh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.asinh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %21 = nn.asinh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.acosh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %22 = nn.acosh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.atanh %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %23 = nn.atanh %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.erf %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %24 = nn.erf %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sigmoid %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %25 = nn.sigmoid %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.relu %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %26 = nn.relu %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.silu %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %27 = nn.silu %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.mish %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %28 = nn.mish %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.softplus %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %29 = nn.softplus %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.softsign %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %30 = nn.softsign %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.hard_swish %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %31 = nn.hard_swish %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.gelu %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %32 = nn.gelu %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  return
}

// CHECK-LABEL: @unary_with_attributes
// CHECK-SAME: %[[X:.+]]: tensor
func.func @unary_with_attributes(%x: tensor<2x3xf32>) {
  // CHECK-NEXT: nn.gelu %[[X]] {approximate = true} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = nn.gelu %x {approximate = true} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.leaky_relu %[[X]] {alpha = 1.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nn.leaky_relu %x {alpha = 1.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.thresholded_relu %[[X]] {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = nn.thresholded_relu %x {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.elu %[[X]] {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = nn.elu %x {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.celu %[[X]] {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = nn.celu %x {alpha = 1.000000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.selu %[[X]] {alpha = 1.670000e+00 : f64, gamma = 1.050000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = nn.selu %x {alpha = 1.670000e+00 : f64, gamma = 1.050000e+00 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.hard_sigmoid %[[X]] {alpha = 2.000000e-01 : f64, beta = 5.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = nn.hard_sigmoid %x {alpha = 2.000000e-01 : f64, beta = 5.000000e-01 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: @other_types
// CHECK-SAME: %[[B:.+]]: tensor<4xi1>, %[[I:.+]]: tensor<4xui8>, %[[X:.+]]: tensor<*xf32>
func.func @other_types(%b: tensor<4xi1>, %i: tensor<4xui8>, %x: tensor<*xf32>) {
  // CHECK-NEXT: nn.not %[[B]] : (tensor<4xi1>) -> tensor<4xi1>
  %0 = nn.not %b : (tensor<4xi1>) -> tensor<4xi1>
  // CHECK-NEXT: nn.bitwise_not %[[I]] : (tensor<4xui8>) -> tensor<4xui8>
  %1 = nn.bitwise_not %i : (tensor<4xui8>) -> tensor<4xui8>
  // CHECK-NEXT: nn.is_nan %[[X]] : (tensor<*xf32>) -> tensor<*xi1>
  %2 = nn.is_nan %x : (tensor<*xf32>) -> tensor<*xi1>
  // CHECK-NEXT: nn.is_inf %[[X]] : (tensor<*xf32>) -> tensor<*xi1>
  %3 = nn.is_inf %x : (tensor<*xf32>) -> tensor<*xi1>
  // CHECK-NEXT: nn.cast %[[I]] : (tensor<4xui8>) -> tensor<4xf16>
  %4 = nn.cast %i : (tensor<4xui8>) -> tensor<4xf16>
  return
}

// CHECK-LABEL: @binary
// CHECK-SAME: %[[X:.+]]: tensor<?x3xf32, #sym.shape<N, 3>>, %[[Y:.+]]: tensor<3xf32>
func.func @binary(%x: tensor<?x3xf32, #sym.shape<N, 3>>, %y: tensor<3xf32>) {
  // CHECK-NEXT: nn.add %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %0 = nn.add %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.sub %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %1 = nn.sub %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.mul %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %2 = nn.mul %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.div %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %3 = nn.div %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.mod %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %4 = nn.mod %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.pow %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %5 = nn.pow %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.max %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %6 = nn.max %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.min %[[X]], %[[Y]] : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %7 = nn.min %x, %y : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  // CHECK-NEXT: nn.mod %[[X]], %[[Y]] {truncated = true} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  %8 = nn.mod %x, %y {truncated = true} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  return
}

// CHECK-LABEL: @logical
// CHECK-SAME: %[[X:.+]]: tensor<2x1xi1>, %[[Y:.+]]: tensor<3xi1>
func.func @logical(%x: tensor<2x1xi1>, %y: tensor<3xi1>) {
  // CHECK-NEXT: nn.and %[[X]], %[[Y]] : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  %0 = nn.and %x, %y : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.or %[[X]], %[[Y]] : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  %1 = nn.or %x, %y : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.xor %[[X]], %[[Y]] : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  %2 = nn.xor %x, %y : (tensor<2x1xi1>, tensor<3xi1>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: @bitwise
// CHECK-SAME: %[[X:.+]]: tensor<2x3xi32>, %[[Y:.+]]: tensor<i32>
func.func @bitwise(%x: tensor<2x3xi32>, %y: tensor<i32>) {
  // CHECK-NEXT: nn.bitwise_and %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %0 = nn.bitwise_and %x, %y : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nn.bitwise_or %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %1 = nn.bitwise_or %x, %y : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nn.bitwise_xor %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %2 = nn.bitwise_xor %x, %y : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nn.shift_left %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %3 = nn.shift_left %x, %y : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nn.shift_right %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %4 = nn.shift_right %x, %y : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  return
}

// CHECK-LABEL: @compare
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>, %[[Y:.+]]: tensor<3xf32>
func.func @compare(%x: tensor<2x3xf32>, %y: tensor<3xf32>) {
  // CHECK-NEXT: nn.equal %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %0 = nn.equal %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.less %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %1 = nn.less %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.less_equal %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %2 = nn.less_equal %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.greater %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %3 = nn.greater %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nn.greater_equal %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %4 = nn.greater_equal %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: @choose
// CHECK-SAME: %[[C:.+]]: tensor<2xi1>, %[[X:.+]]: tensor<2xf32>, %[[Y:.+]]: tensor<f32>
func.func @choose(%c: tensor<2xi1>, %x: tensor<2xf32>, %y: tensor<f32>) {
  // CHECK-NEXT: nn.select %[[C]], %[[X]], %[[Y]] : (tensor<2xi1>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %0 = nn.select %c, %x, %y : (tensor<2xi1>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  // CHECK-NEXT: nn.clamp %[[X]] low %[[Y]] high %[[Y]] : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>
  %1 = nn.clamp %x low %y high %y : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>
  // CHECK-NEXT: nn.clamp %[[X]] high %[[Y]] : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %2 = nn.clamp %x high %y : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  // CHECK-NEXT: nn.clamp %[[X]] : (tensor<2xf32>) -> tensor<2xf32>
  %3 = nn.clamp %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}
