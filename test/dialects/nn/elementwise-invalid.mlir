// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @unary_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.abs %x : (tensor<2xf32>) -> tensor<2xf64>
  return
}

// -----

func.func @unary_c2(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2xf32>', got 'tensor<3xf32>'}}
  %0 = nn.exp %x : (tensor<2xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @unary_of_floats(%x: tensor<2xi32>) {
  // expected-error @+1 {{operand #0 must be tensor of floating-point values, but got 'tensor<2xi32>'}}
  %0 = nn.exp %x : (tensor<2xi32>) -> tensor<2xi32>
  return
}

// -----

func.func @unary_of_booleans(%x: tensor<2xi32>) {
  // expected-error @+1 {{operand #0 must be tensor of booleans, but got 'tensor<2xi32>'}}
  %0 = nn.not %x : (tensor<2xi32>) -> tensor<2xi32>
  return
}

// -----

func.func @test_c1(%x: tensor<2xi32>) {
  // expected-error @+1 {{operand #0 must be tensor of floating-point values, but got 'tensor<2xi32>'}}
  %0 = nn.is_nan %x : (tensor<2xi32>) -> tensor<2xi1>
  return
}

// -----

func.func @test_c1_result(%x: tensor<2xf32>) {
  // expected-error @+1 {{result #0 must be tensor of booleans, but got 'tensor<2xf32>'}}
  %0 = nn.is_inf %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @binary_c1(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+1 {{expected operands of element type 'f32', got 'i32'}}
  %0 = nn.add %x, %y : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xf32>
  return
}

// -----

func.func @binary_c1_result(%x: tensor<2xf32>, %y: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.mul %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf64>
  return
}

// -----

func.func @binary_c2(%x: tensor<2xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{expected shapes that broadcast, got 'tensor<2xf32>' and 'tensor<3xf32>'}}
  %0 = nn.add %x, %y : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @compare_c1(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+1 {{expected operands of element type 'f32', got 'i32'}}
  %0 = nn.less %x, %y : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xi1>
  return
}

// -----

func.func @compare_c2(%x: tensor<2x2xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{expected shapes that broadcast, got 'tensor<2x2xf32>' and 'tensor<3xf32>'}}
  %0 = nn.equal %x, %y : (tensor<2x2xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  return
}

// -----

func.func @pow_c1(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.pow %x, %y : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xi32>
  return
}

// -----

func.func @select_c1(%c: tensor<2xi1>, %x: tensor<2xf32>, %y: tensor<2xf64>) {
  // expected-error @+1 {{expected element type 'f32', got 'f64'}}
  %0 = nn.select %c, %x, %y : (tensor<2xi1>, tensor<2xf32>, tensor<2xf64>) -> tensor<2xf32>
  return
}

// -----

func.func @clamp_c1(%x: tensor<2xf32>, %low: tensor<i32>) {
  // expected-error @+1 {{expected limits of element type 'f32', got 'i32'}}
  %0 = nn.clamp %x low %low : (tensor<2xf32>, tensor<i32>) -> tensor<2xf32>
  return
}

// -----

func.func @clamp_c1_result(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f16'}}
  %0 = nn.clamp %x : (tensor<2xf32>) -> tensor<2xf16>
  return
}

// -----

func.func @cast_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2xf32>', got 'tensor<3xi32>'}}
  %0 = nn.cast %x : (tensor<2xf32>) -> tensor<3xi32>
  return
}
