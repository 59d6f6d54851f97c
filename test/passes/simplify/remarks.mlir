// RUN: ingot-opt %s --ingot-stage-simplify --remarks-filter=ingot-simplify 2>&1 | FileCheck %s

// Every decision is told, and what was missed.
// CHECK-DAG: [Passed] FuseAffine | Category:ingot-simplify | Remark="scaled the weights of the convolution before it"
// CHECK-DAG: [Passed] ChooseLayout | Category:ingot-simplify | Remark="put channels last"
// CHECK-DAG: [Passed] ChooseLayout | Category:ingot-simplify | Remark="moved a transpose behind it"
// CHECK-DAG: [Missed] ChooseLayout | {{.*}}a transpose of data is left
func.func @block(%x: tensor<1x3x8x8xf32>) -> tensor<1x4x8x8xf32> {
  %w = nn.constant dense<1.0> : tensor<4x3x1x1xf32>
  %s = nn.constant dense<2.0> : tensor<4x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32>
  %1 = nn.mul %0, %s : (tensor<1x4x8x8xf32>, tensor<4x1x1xf32>) -> tensor<1x4x8x8xf32>
  %2 = nn.relu %1 : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return %2 : tensor<1x4x8x8xf32>
}
