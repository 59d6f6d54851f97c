// Sizes of recurrent cells; what the operands share must agree.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-LABEL: @lstm
// CHECK: nn.lstm
// CHECK-SAME: -> (tensor<?x2x?x4xf32, #sym.shape<S, 2, B, 4>>, tensor<2x?x4xf32, #sym.shape<2, B, 4>>, tensor<2x?x4xf32, #sym.shape<2, B, 4>>)
sym.symbol @S {min = 1 : i64}
sym.symbol @B {min = 1 : i64}
func.func @lstm(%x: tensor<?x?x3xf32, #sym.shape<S, B, 3>>, %w: tensor<2x16x3xf32>, %r: tensor<2x16x4xf32>,
                %p: tensor<2x12xf32>) -> tensor<*xf32> {
  %y, %h, %c = nn.lstm %x, %w, %r peepholes %p {reverse = array<i1: false, true>,
      activations = ["sigmoid", "tanh", "tanh", "sigmoid", "tanh", "tanh"],
      alphas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>}
    : (tensor<?x?x3xf32, #sym.shape<S, B, 3>>, tensor<2x16x3xf32>, tensor<2x16x4xf32>, tensor<2x12xf32>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return %y : tensor<*xf32>
}

// -----

// CHECK-LABEL: @gru
// CHECK: nn.gru
// CHECK-SAME: -> (tensor<7x1x2x4xf32>, tensor<1x2x4xf32>)
func.func @gru(%x: tensor<7x2x3xf32>, %w: tensor<1x12x3xf32>, %r: tensor<1x12x4xf32>, %l: tensor<2xi32>) -> tensor<*xf32> {
  %y, %h = nn.gru %x, %w, %r lengths %l {reverse = array<i1: true>, activations = ["sigmoid", "tanh"],
      alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x12x3xf32>, tensor<1x12x4xf32>, tensor<2xi32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %h : tensor<*xf32>
}

// -----

func.func @rnn_inputs(%x: tensor<7x2x5xf32>, %w: tensor<1x4x3xf32>, %r: tensor<1x4x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{dim 2 of the weights}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>,
      betas = array<f64: 0.0>}
    : (tensor<7x2x5xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %h : tensor<*xf32>
}

// -----

func.func @gru_gates(%x: tensor<7x2x3xf32>, %w: tensor<1x12x3xf32>, %r: tensor<1x10x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{dim 1 of the recurrence}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: true>, activations = ["sigmoid", "tanh"],
      alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x12x3xf32>, tensor<1x10x4xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %h : tensor<*xf32>
}
