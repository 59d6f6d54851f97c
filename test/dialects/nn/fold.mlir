// What canonicalisation does with nn operations.
// RUN: ingot-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @cast_to_the_same_type
// CHECK-SAME: %[[X:.+]]: tensor<2xf32>
func.func @cast_to_the_same_type(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nn.cast %x : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: @cast_to_another_type
func.func @cast_to_another_type(%x: tensor<2xf32>) -> tensor<2xi32> {
  // CHECK-NEXT: nn.cast
  %0 = nn.cast %x : (tensor<2xf32>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// CHECK-LABEL: @merge_transposes
// CHECK-SAME: %[[X:.+]]: tensor<2x3x4xf32>
func.func @merge_transposes(%x: tensor<2x3x4xf32>) -> tensor<4x3x2xf32> {
  // Axis i of the result is axis inner[outer[i]] of the input.
  // CHECK-NEXT: %[[Y:.+]] = nn.transpose %[[X]] {permutation = array<i64: 2, 1, 0>}
  // CHECK-NEXT: return %[[Y]]
  %0 = nn.transpose %x {permutation = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %1 = nn.transpose %0 {permutation = array<i64: 1, 0, 2>} : (tensor<3x4x2xf32>) -> tensor<4x3x2xf32>
  return %1 : tensor<4x3x2xf32>
}

// CHECK-LABEL: @transposes_that_cancel
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>
func.func @transposes_that_cancel(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nn.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = nn.transpose %0 {permutation = array<i64: 1, 0>} : (tensor<3x2xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// An empty permutation reverses axes whose number may be unknown: nothing is merged.
// CHECK-LABEL: @reversing_transposes
func.func @reversing_transposes(%x: tensor<*xf32>) -> tensor<*xf32> {
  // CHECK-COUNT-2: nn.transpose
  %0 = nn.transpose %x {permutation = array<i64>} : (tensor<*xf32>) -> tensor<*xf32>
  %1 = nn.transpose %0 {permutation = array<i64>} : (tensor<*xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// Equal constants become one, an unused operation goes.
// CHECK-LABEL: @constants
func.func @constants() -> (tensor<2xf32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[C:.+]] = nn.constant dense<1.000000e+00> : tensor<2xf32>
  // CHECK-NEXT: return %[[C]], %[[C]]
  %0 = nn.constant dense<1.0> : tensor<2xf32>
  %1 = nn.constant dense<1.0> : tensor<2xf32>
  %2 = nn.exp %0 : (tensor<2xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}
