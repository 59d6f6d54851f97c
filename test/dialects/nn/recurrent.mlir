// Recurrent cells print and parse.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @lstm
// CHECK: nn.lstm %{{.*}}, %{{.*}}, %{{.*}} {activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.000000e+00, 0.000000e+00, 0.000000e+00>
// CHECK-SAME: reverse = array<i1: false>}
// CHECK: nn.lstm %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} lengths %{{.*}} initial_h %{{.*}} initial_c %{{.*}} peepholes %{{.*}} {
// CHECK-SAME: clip = 5.000000e-01 : f64, input_forget = true, reverse = array<i1: true>}
func.func @lstm(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %b: tensor<1x16xf32>, %l: tensor<2xi32>,
                %s: tensor<1x2x2xf32>, %p: tensor<1x6xf32>) {
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"],
      alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<7x1x2x2xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf32>)
  %y1, %h1, %c1 = nn.lstm %x, %w, %r bias %b lengths %l initial_h %s initial_c %s peepholes %p {reverse = array<i1: true>,
      activations = ["relu", "softsign", "softplus"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>,
      clip = 0.5 : f64, input_forget = true}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<1x16xf32>, tensor<2xi32>, tensor<1x2x2xf32>,
       tensor<1x2x2xf32>, tensor<1x6xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// CHECK-LABEL: @gru
// CHECK: nn.gru %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} initial_h %{{.*}} {activations = ["hard_sigmoid", "elu", "sigmoid", "affine"]
// CHECK-SAME: alphas = array<f64: 2.000000e-01, 1.000000e+00, 0.000000e+00, 2.000000e+00>
// CHECK-SAME: linear_before_reset = true, reverse = array<i1: false, true>}
func.func @gru(%x: tensor<7x2x3xf32>, %w: tensor<2x6x3xf32>, %r: tensor<2x6x2xf32>, %b: tensor<2x12xf32>, %s: tensor<2x2x2xf32>) {
  %y, %h = nn.gru %x, %w, %r bias %b initial_h %s {reverse = array<i1: false, true>, linear_before_reset = true,
      activations = ["hard_sigmoid", "elu", "sigmoid", "affine"], alphas = array<f64: 0.2, 1.0, 0.0, 2.0>,
      betas = array<f64: 0.5, 0.0, 0.0, 1.0>}
    : (tensor<7x2x3xf32>, tensor<2x6x3xf32>, tensor<2x6x2xf32>, tensor<2x12xf32>, tensor<2x2x2xf32>)
    -> (tensor<7x2x2x2xf32>, tensor<2x2x2xf32>)
  return
}

// CHECK-LABEL: @rnn
// CHECK: nn.rnn %{{.*}}, %{{.*}}, %{{.*}} lengths %{{.*}} {activations = ["leaky_relu"]
func.func @rnn(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>, %l: tensor<2xi32>) {
  %y, %h = nn.rnn %x, %w, %r lengths %l {reverse = array<i1: true>, activations = ["leaky_relu"], alphas = array<f64: 0.1>,
      betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>, tensor<2xi32>) -> (tensor<7x1x2x2xf32>, tensor<1x2x2xf32>)
  return
}
