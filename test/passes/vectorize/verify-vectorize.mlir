// RUN: ingot-opt %s --ingot-verify-vectorize -split-input-file -verify-diagnostics

// A kernel of loops, and a function that launches it: nothing to report.

func.func private @kernel(%to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  return %to : tensor<4xf32>
}
func.func @model(%to: tensor<4xf32>) -> tensor<4xf32> {
  %n = arith.constant 1 : index
  %r = rt.launch @kernel() to (%to) count %n : () to (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func private @kernel(%to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %zero = arith.constant 0.0 : f32
  // expected-error @+1 {{'linalg.fill' is left after the vectorize stage}}
  %r = linalg.fill ins(%zero : f32) outs(%to : tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// expected-error @+1 {{kernel 'partless' lacks its part bounds as last arguments}}
func.func private @partless(%to: tensor<4xf32>) -> tensor<4xf32> attributes {rt.kernel} {
  return %to : tensor<4xf32>
}
