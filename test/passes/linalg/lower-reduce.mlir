// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @mean
// CHECK: %[[FACTOR:.*]] = arith.constant 2.500000e-01 : f32
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]}
// CHECK: arith.addf
// CHECK: arith.mulf %{{.*}}, %[[FACTOR]]
// CHECK: tensor.expand_shape {{.*}} : tensor<2xf32> into tensor<2x1xf32>
func.func @mean(%x: tensor<2x4xf32>) -> tensor<2x1xf32> {
  %y = nn.reduce mean %x {axes = array<i64: -1>, keep_dims = true} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}

// -----

// CHECK-LABEL: func.func @unsigned_max
// CHECK: %[[START:.*]] = arith.constant 0 : i8
// CHECK: linalg.fill ins(%[[START]]
// CHECK: arith.maxui
func.func @unsigned_max(%x: tensor<2x4xui8>) -> tensor<2xui8> {
  %y = nn.reduce max %x {axes = array<i64: 1>} : (tensor<2x4xui8>) -> tensor<2xui8>
  return %y : tensor<2xui8>
}

// -----

// Infinite maxima are not subtracted.
// CHECK-LABEL: func.func @log_sum_exp
// CHECK: arith.maximumf
// CHECK: math.absf
// CHECK: math.exp
// CHECK: math.log
func.func @log_sum_exp(%x: tensor<2x4xf32>) -> tensor<2xf32> {
  %y = nn.reduce log_sum_exp %x {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

// The extremum, then the first position that has it: no nest has two results.
// CHECK-LABEL: func.func @arg_max
// CHECK: arith.maximumf
// CHECK: linalg.index 1
// CHECK: arith.minsi
func.func @arg_max(%x: tensor<2x4xf32>) -> tensor<2xi64> {
  %y = nn.arg_reduce max %x {axis = 1 : i64} : (tensor<2x4xf32>) -> tensor<2xi64>
  return %y : tensor<2xi64>
}

// -----

// CHECK-LABEL: func.func @softmax
// CHECK: arith.maximumf
// CHECK: arith.subf
// CHECK: math.exp
// CHECK: arith.addf
// CHECK: arith.divf
func.func @softmax(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = nn.softmax %x {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

// A count that depends on the call divides.
// CHECK-LABEL: func.func @dynamic_mean
// CHECK-DAG: sym.size #sym.expr<N>
// CHECK: arith.sitofp
// CHECK: arith.divf
sym.symbol @N {min = 1 : i64}
func.func @dynamic_mean(%x: tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<4xf32> {
  %y = nn.reduce mean %x {axes = array<i64: 0>} : (tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
