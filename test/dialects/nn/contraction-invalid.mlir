// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @matmul_c1(%a: tensor<2x3xf32>, %b: tensor<3x4xf64>) {
  // expected-error @+1 {{expected operands of one element type, or of integers of at most 16 bits with a result of i32, got 'f32', 'f64' and 'f32'}}
  %0 = nn.matmul %a, %b : (tensor<2x3xf32>, tensor<3x4xf64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @matmul_c1_narrow(%a: tensor<2x3xui8>, %b: tensor<3x4xi8>) {
  // expected-error @+1 {{got 'ui8', 'i8' and 'ui8'}}
  %0 = nn.matmul %a, %b : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xui8>
  return
}

// -----

func.func @matmul_c2(%a: tensor<f32>, %b: tensor<3x4xf32>) {
  // expected-error @+1 {{expected operands of rank >= 1, got 'tensor<f32>'}}
  %0 = nn.matmul %a, %b : (tensor<f32>, tensor<3x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @matmul_c3(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>) {
  // expected-error @+1 {{expected inner sizes that agree, got 3 and 4}}
  %0 = nn.matmul %a, %b {transpose_b = true} : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x3xf32>
  return
}
