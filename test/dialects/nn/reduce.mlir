// Reductions and normalisations print and parse.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @reduce
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>, %[[B:.+]]: tensor<2x3xi1>
func.func @reduce(%x: tensor<2x3xf32>, %b: tensor<2x3xi1>) {
  // CHECK-NEXT: nn.reduce sum %[[X]] {axes = array<i64>} : (tensor<2x3xf32>) -> tensor<f32>
  %0 = nn.reduce sum %x {axes = array<i64>} : (tensor<2x3xf32>) -> tensor<f32>
  // CHECK-NEXT: nn.reduce mean %[[X]] {axes = array<i64: -1>, keep_dims = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %1 = nn.reduce mean %x {axes = array<i64: -1>, keep_dims = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  // CHECK-NEXT: nn.reduce max
  %2 = nn.reduce max %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce min
  %3 = nn.reduce min %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce prod
  %4 = nn.reduce prod %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce l1
  %5 = nn.reduce l1 %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce l2
  %6 = nn.reduce l2 %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce log_sum
  %7 = nn.reduce log_sum %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce log_sum_exp
  %8 = nn.reduce log_sum_exp %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce sum_square
  %9 = nn.reduce sum_square %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: nn.reduce any %[[B]]
  %10 = nn.reduce any %b {axes = array<i64: 0>} : (tensor<2x3xi1>) -> tensor<3xi1>
  // CHECK-NEXT: nn.reduce all %[[B]]
  %11 = nn.reduce all %b {axes = array<i64: 0>} : (tensor<2x3xi1>) -> tensor<3xi1>
  return
}

// CHECK-LABEL: @arg_reduce
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>
func.func @arg_reduce(%x: tensor<2x3xf32>) {
  // CHECK-NEXT: nn.arg_reduce max %[[X]] {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2xi64>
  %0 = nn.arg_reduce max %x {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2xi64>
  // CHECK-NEXT: nn.arg_reduce min %[[X]] {axis = 0 : i64, keep_dims = true, select_last = true}
  %1 = nn.arg_reduce min %x {axis = 0 : i64, keep_dims = true, select_last = true}
      : (tensor<2x3xf32>) -> tensor<1x3xi64>
  return
}

// CHECK-LABEL: @softmax
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>
func.func @softmax(%x: tensor<2x3xf32>) {
  // CHECK-NEXT: nn.softmax %[[X]] {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = nn.softmax %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.log_softmax %[[X]] {axes = array<i64: 0, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nn.log_softmax %x {axes = array<i64: 0, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: @norms
// CHECK-SAME: %[[X:.+]]: tensor<1x4x2xf32>, %[[V:.+]]: tensor<4xf32>, %[[S:.+]]: tensor<2xf32>
func.func @norms(%x: tensor<1x4x2xf32>, %v: tensor<4xf32>, %s: tensor<2xf32>) {
  // CHECK-NEXT: nn.batch_norm %[[X]], %[[V]], %[[V]], %[[V]], %[[V]] {epsilon = 1.000000e-05 : f64}
  %0 = nn.batch_norm %x, %v, %v, %v, %v {epsilon = 1.0e-5 : f64}
      : (tensor<1x4x2xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x2xf32>
  // CHECK-NEXT: nn.layer_norm %[[X]] scale %[[S]] bias %[[S]] {axis = -1 : i64, epsilon = 1.000000e-05 : f64}
  %1 = nn.layer_norm %x scale %s bias %s {axis = -1 : i64, epsilon = 1.0e-5 : f64}
      : (tensor<1x4x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  // CHECK-NEXT: nn.layer_norm %[[X]] scale %[[S]] {axis = 2 : i64, epsilon = 1.000000e-05 : f64, root_mean_square = true}
  %2 = nn.layer_norm %x scale %s {axis = 2 : i64, epsilon = 1.0e-5 : f64, root_mean_square = true}
      : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  // CHECK-NEXT: nn.layer_norm %[[X]] {axis = 1 : i64, epsilon = 1.000000e-05 : f64}
  %3 = nn.layer_norm %x {axis = 1 : i64, epsilon = 1.0e-5 : f64} : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  // CHECK-NEXT: nn.group_norm %[[X]], %[[V]], %[[V]] {epsilon = 1.000000e-05 : f64, groups = 2 : i64}
  %4 = nn.group_norm %x, %v, %v {epsilon = 1.0e-5 : f64, groups = 2 : i64}
      : (tensor<1x4x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x2xf32>
  return
}
