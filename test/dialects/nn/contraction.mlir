// Matrix products print and parse.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @matmul
// CHECK-SAME: %[[A:.+]]: tensor<7x2x3xf32>, %[[B:.+]]: tensor<5x3xf32>, %[[V:.+]]: tensor<3xf32>, %[[U:.+]]: tensor<*xf32>
func.func @matmul(%a: tensor<7x2x3xf32>, %b: tensor<5x3xf32>, %v: tensor<3xf32>, %u: tensor<*xf32>) {
  // CHECK-NEXT: nn.matmul %[[A]], %[[B]] {transpose_b = true} : (tensor<7x2x3xf32>, tensor<5x3xf32>) -> tensor<7x2x5xf32>
  %0 = nn.matmul %a, %b {transpose_b = true} : (tensor<7x2x3xf32>, tensor<5x3xf32>) -> tensor<7x2x5xf32>
  // CHECK-NEXT: nn.matmul %[[B]], %[[U]] {transpose_a = true, transpose_b = true}
  %1 = nn.matmul %b, %u {transpose_a = true, transpose_b = true} : (tensor<5x3xf32>, tensor<*xf32>) -> tensor<*xf32>
  // A vector on either side has no axis to swap.
  // CHECK-NEXT: nn.matmul %[[A]], %[[V]] : (tensor<7x2x3xf32>, tensor<3xf32>) -> tensor<7x2xf32>
  %2 = nn.matmul %a, %v : (tensor<7x2x3xf32>, tensor<3xf32>) -> tensor<7x2xf32>
  // CHECK-NEXT: nn.matmul %[[U]], %[[B]] : (tensor<*xf32>, tensor<5x3xf32>) -> tensor<*xf32>
  %3 = nn.matmul %u, %b : (tensor<*xf32>, tensor<5x3xf32>) -> tensor<*xf32>
  return
}
