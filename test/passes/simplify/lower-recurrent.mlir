// Recurrent cells: one product for the inputs of all steps, then a step, or a loop of them.
// RUN: ingot-opt %s --ingot-lower-sugar --split-input-file | FileCheck %s

// The gates are i, o, F, c: a step needs no loop, and every gate is read in place.
// CHECK-LABEL: func.func @lstm_step
// CHECK-DAG: %[[ZERO:.*]] = nn.constant dense<0> : tensor<i64>
// CHECK-DAG: %[[ONE:.*]] = nn.constant dense<1> : tensor<i64>
// CHECK-DAG: %[[TWO:.*]] = nn.constant dense<2> : tensor<i64>
// CHECK-DAG: %[[THREE:.*]] = nn.constant dense<3> : tensor<i64>
// CHECK-DAG: %[[R:.*]] = nn.reshape %arg2 : (tensor<1x16x4xf32>) -> tensor<16x4xf32>
// CHECK: %[[W:.*]] = nn.reshape %arg1 : (tensor<1x16x3xf32>) -> tensor<16x3xf32>
// CHECK: %[[PRODUCT:.*]] = nn.matmul %arg0, %[[W]] {transpose_b = true} : (tensor<1x2x3xf32>, tensor<16x3xf32>) -> tensor<1x2x16xf32>
// CHECK: %[[BIAS:.*]] = nn.add %{{.*}}, %{{.*}} : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
// CHECK: %[[INPUTS:.*]] = nn.add %[[PRODUCT]], %[[BIAS]]
// CHECK: %[[H:.*]] = nn.gather %arg4, %[[ZERO]] {axis = 0 : i64}
// CHECK: %[[C:.*]] = nn.gather %arg5, %[[ZERO]] {axis = 0 : i64}
// CHECK: %[[X:.*]] = nn.reshape %{{.*}} -> tensor<2x4x4xf32>
// CHECK: %[[STATES:.*]] = nn.matmul %[[H]], %[[R]] {transpose_b = true} : (tensor<2x4xf32>, tensor<16x4xf32>) -> tensor<2x16xf32>
// CHECK: %[[S:.*]] = nn.reshape %[[STATES]] : (tensor<2x16xf32>) -> tensor<2x4x4xf32>
// CHECK: %[[XI:.*]] = nn.gather %[[X]], %[[ZERO]] {axis = 1 : i64}
// CHECK: %[[SI:.*]] = nn.gather %[[S]], %[[ZERO]] {axis = 1 : i64}
// CHECK: %[[SUM:.*]] = nn.add %[[XI]], %[[SI]]
// CHECK: %[[I:.*]] = nn.sigmoid %[[SUM]]
// CHECK: nn.gather %[[X]], %[[TWO]] {axis = 1 : i64}
// CHECK: %[[F:.*]] = nn.sigmoid
// CHECK: nn.gather %[[X]], %[[THREE]] {axis = 1 : i64}
// CHECK: %[[G:.*]] = nn.tanh
// CHECK: %[[KEPT:.*]] = nn.mul %[[F]], %[[C]]
// CHECK: %[[NEW:.*]] = nn.mul %[[I]], %[[G]]
// CHECK: %[[NEXT:.*]] = nn.add %[[KEPT]], %[[NEW]]
// CHECK: nn.gather %[[X]], %[[ONE]] {axis = 1 : i64}
// CHECK: %[[O:.*]] = nn.sigmoid
// CHECK: %[[T:.*]] = nn.tanh %[[NEXT]]
// CHECK: nn.mul %[[O]], %[[T]]
// CHECK-NOT: nn.loop
func.func @lstm_step(%x: tensor<1x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>, %b: tensor<1x32xf32>,
                     %h0: tensor<1x2x4xf32>, %c0: tensor<1x2x4xf32>)
    -> (tensor<1x1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>) {
  %y, %h, %c = nn.lstm %x, %w, %r bias %b initial_h %h0 initial_c %c0 {reverse = array<i1: false>,
      activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<1x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>, tensor<1x32xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>)
    -> (tensor<1x1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>)
  return %y, %h, %c : tensor<1x1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>
}

// -----

// Both directions run in one loop, the second one from the last step on; gates are computed in f32; lengths freeze the
// state and clear the result.
// CHECK-LABEL: func.func @gru_both
// CHECK-DAG: %[[NULL:.*]] = nn.constant dense<0.000000e+00> : tensor<f16>
// CHECK-DAG: %[[LIMIT:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-DAG: %[[LEAST:.*]] = nn.constant dense<-3.000000e+00> : tensor<f32>
// CHECK: %[[INPUTS:.*]] = nn.matmul %arg0, %{{.*}} {transpose_b = true}{{.*}} -> tensor<?x?x24xf16, #sym.shape<S, B, 24>>
// CHECK: %[[GATES:.*]] = nn.reshape %[[INPUTS]] {{.*}} -> tensor<?x?x6x4xf16, #sym.shape<S, B, 6, 4>>
// CHECK: %[[COUNT:.*]] = nn.sizes [#sym.expr<S>] : tensor<i64>
// CHECK: %[[LAST:.*]] = nn.sub %[[COUNT]]
// CHECK: %[[LOOP:.*]]:4 = nn.loop trip %[[COUNT]] carry(%{{.*}}, %{{.*}})
// CHECK-NEXT: ^bb0(%[[TURN:.*]]: tensor<i64>, %[[H0:.*]]: tensor<?x4xf16, {{.*}}>, %[[H1:.*]]: tensor<?x4xf16, {{.*}}>):
// CHECK-NEXT: nn.gather %[[GATES]], %[[TURN]] {axis = 0 : i64}
// CHECK: nn.cast %[[H0]] {{.*}} -> tensor<?x4xf32
// CHECK: %[[LOW:.*]] = nn.min %{{.*}}, %[[LIMIT]]
// CHECK: nn.max %[[LOW]], %[[LEAST]]
// CHECK: nn.sigmoid
// CHECK: nn.greater
// CHECK-NEXT: %[[RESULT0:.*]] = nn.select %[[VALID:.*]], %[[NEXT:.*]], %[[NULL]]
// CHECK-NEXT: %[[STATE0:.*]] = nn.select %[[VALID]], %[[NEXT]], %[[H0]]
// CHECK: %[[BACK:.*]] = nn.sub %[[LAST]], %[[TURN]]
// CHECK-NEXT: nn.gather %[[GATES]], %[[BACK]] {axis = 0 : i64}
// CHECK: nn.tanh
// CHECK: %[[RESULT1:.*]] = nn.select %{{.*}}, %[[NULL]]
// CHECK-NEXT: %[[STATE1:.*]] = nn.select %{{.*}}, %[[H1]]
// CHECK-NEXT: nn.yield %[[STATE0]], %[[STATE1]], %[[RESULT0]], %[[RESULT1]]
// CHECK: nn.slice %[[LOOP]]#3 {offsets = [#sym.expr<S - 1>, #sym.expr<0>, #sym.expr<0>], steps_attr = array<i64: -1, 1, 1>}
// CHECK: nn.concat %{{.*}} {axis = 1 : i64}
sym.symbol @S {min = 1 : i64}
sym.symbol @B {min = 1 : i64}
func.func @gru_both(%x: tensor<?x?x3xf16, #sym.shape<S, B, 3>>, %w: tensor<2x12x3xf16>, %r: tensor<2x12x4xf16>,
                    %l: tensor<?xi32, #sym.shape<B>>) -> tensor<?x2x?x4xf16, #sym.shape<S, 2, B, 4>> {
  %y, %h = nn.gru %x, %w, %r lengths %l {reverse = array<i1: false, true>, clip = 3.0 : f64,
      activations = ["sigmoid", "tanh", "sigmoid", "scaled_tanh"], alphas = array<f64: 0.0, 0.0, 0.0, 2.0>,
      betas = array<f64: 0.0, 0.0, 0.0, 0.5>}
    : (tensor<?x?x3xf16, #sym.shape<S, B, 3>>, tensor<2x12x3xf16>, tensor<2x12x4xf16>, tensor<?xi32, #sym.shape<B>>)
    -> (tensor<?x2x?x4xf16, #sym.shape<S, 2, B, 4>>, tensor<2x?x4xf16, #sym.shape<2, B, 4>>)
  return %y : tensor<?x2x?x4xf16, #sym.shape<S, 2, B, 4>>
}
