// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @constants
// CHECK-DAG: arith.constant dense<[1, -56]> : tensor<2xi8>
// CHECK-DAG: arith.constant dense_resource<weights> : tensor<2xi16>
func.func @constants() -> (tensor<2xui8>, tensor<2xui16>) {
  %a = nn.constant dense<[1, 200]> : tensor<2xui8>
  %b = nn.constant dense_resource<weights> : tensor<2xui16>
  return %a, %b : tensor<2xui8>, tensor<2xui16>
}
{-# dialect_resources: { builtin: { weights: "0x0200000001000200" } } #-}

// -----

// CHECK-LABEL: func.func @sizes
// CHECK: %[[N:.*]] = sym.size #sym.expr<N>
// CHECK: %[[I:.*]] = arith.index_cast %[[N]] : index to i64
// CHECK: tensor.from_elements %[[I]], %c3_i64
sym.symbol @N {min = 1 : i64}
func.func @sizes(%x: tensor<?xf32, #sym.shape<N>>) -> tensor<2xi64> {
  %s = nn.sizes [#sym.expr<N>, #sym.expr<3>] : tensor<2xi64>
  return %s : tensor<2xi64>
}

// -----

// CHECK-LABEL: func.func @range
// CHECK: linalg.index 0
// CHECK: arith.muli
// CHECK: arith.addi
func.func @range(%a: tensor<i64>, %b: tensor<i64>, %c: tensor<i64>) -> tensor<4xi64> {
  %y = nn.range %a, %b, %c : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<4xi64>
  return %y : tensor<4xi64>
}

// -----

// CHECK-LABEL: func.func @fill
// CHECK: linalg.fill ins(%cst : f32) outs(%{{.*}} : tensor<2x3xf32>)
func.func @fill() -> tensor<2x3xf32> {
  %y = nn.fill {value = 1.5 : f32} : () -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
