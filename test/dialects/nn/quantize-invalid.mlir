// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @quantize_c1(%x: tensor<2xf32>, %s: tensor<f16>) {
  // expected-error @+1 {{expected a scale of element type 'f32', got 'f16'}}
  %0 = nn.quantize %x scale %s : (tensor<2xf32>, tensor<f16>) -> tensor<2xi8>
  return
}

// -----

func.func @quantize_c2(%x: tensor<2xf32>, %s: tensor<f32>) {
  // expected-error @+1 {{expected a result of integers of 8 to 32 bits, got 'i64'}}
  %0 = nn.quantize %x scale %s : (tensor<2xf32>, tensor<f32>) -> tensor<2xi64>
  return
}

// -----

func.func @quantize_c2_zero(%x: tensor<2xf32>, %s: tensor<f32>, %z: tensor<i8>) {
  // expected-error @+1 {{expected a zero point of element type 'ui8', got 'i8'}}
  %0 = nn.quantize %x scale %s zero %z : (tensor<2xf32>, tensor<f32>, tensor<i8>) -> tensor<2xui8>
  return
}

// -----

func.func @quantize_c3(%x: tensor<2xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected 'axis' beside 'block_size'}}
  %0 = nn.quantize %x scale %s {block_size = 2 : i64} : (tensor<2xf32>, tensor<1xf32>) -> tensor<2xi8>
  return
}

// -----

func.func @quantize_c4(%x: tensor<2xf32>, %s: tensor<f32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2xf32>', got 'tensor<3xi8>'}}
  %0 = nn.quantize %x scale %s : (tensor<2xf32>, tensor<f32>) -> tensor<3xi8>
  return
}

// -----

func.func @dequantize_c1(%x: tensor<2xi64>, %s: tensor<f32>) {
  // expected-error @+1 {{expected an input of integers of 8 to 32 bits, got 'i64'}}
  %0 = nn.dequantize %x scale %s : (tensor<2xi64>, tensor<f32>) -> tensor<2xf32>
  return
}

// -----

func.func @dequantize_c2(%x: tensor<2xi8>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected 'block_size' >= 0, got -1}}
  %0 = nn.dequantize %x scale %s {axis = 0 : i64, block_size = -1 : i64} : (tensor<2xi8>, tensor<1xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @dequantize_c3(%x: tensor<2xi8>, %s: tensor<f32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2xi8>', got 'tensor<3xf32>'}}
  %0 = nn.dequantize %x scale %s : (tensor<2xi8>, tensor<f32>) -> tensor<3xf32>
  return
}

// -----

func.func @requantize_c1(%x: tensor<2xi32>, %f: tensor<f64>) {
  // expected-error @+1 {{expected a factor of f32, got 'f64'}}
  %0 = nn.requantize %x factor %f : (tensor<2xi32>, tensor<f64>) -> tensor<2xi8>
  return
}

// -----

func.func @requantize_c2(%x: tensor<2xi32>, %f: tensor<f32>) {
  // expected-error @+1 {{expected a result of integers of 8 to 16 bits, got 'i32'}}
  %0 = nn.requantize %x factor %f : (tensor<2xi32>, tensor<f32>) -> tensor<2xi32>
  return
}

// -----

func.func @requantize_c3(%x: tensor<2xi32>, %f: tensor<f32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2xi32>', got 'tensor<2x1xi8>'}}
  %0 = nn.requantize %x factor %f : (tensor<2xi32>, tensor<f32>) -> tensor<2x1xi8>
  return
}

// -----

func.func @matmul_integer_c1(%a: tensor<2x3xi32>, %b: tensor<3x4xi8>) {
  // expected-error @+1 {{expected operands of integers of 8 to 16 bits, got 'i32'}}
  %0 = nn.matmul_integer %a, %b : (tensor<2x3xi32>, tensor<3x4xi8>) -> tensor<2x4xi32>
  return
}

// -----

func.func @matmul_integer_c2(%a: tensor<2x3xi8>, %b: tensor<3x4xi8>) {
  // expected-error @+1 {{expected a result of i32, got 'i64'}}
  %0 = nn.matmul_integer %a, %b : (tensor<2x3xi8>, tensor<3x4xi8>) -> tensor<2x4xi64>
  return
}

// -----

func.func @conv_integer_c1(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1xi8>, %z: tensor<ui8>) {
  // expected-error @+1 {{expected a zero point of element type 'i8', got 'ui8'}}
  %0 = nn.conv_integer %x, %w weights_zero %z {dilations = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1xi8>, tensor<ui8>) -> tensor<1x3x4xi32>
  return
}

// -----

func.func @conv_integer_c2(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1xi8>) {
  // expected-error @+1 {{expected a result of i32, got 'i8'}}
  %0 = nn.conv_integer %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1xi8>) -> tensor<1x3x4xi8>
  return
}

// -----

func.func @conv_integer_c3(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1x1xi8>) {
  // expected-error @+1 {{expected operands with 1 spatial axes, at least one, got 'tensor<3x2x1x1xi8>'}}
  %0 = nn.conv_integer %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1x1xi8>) -> tensor<1x3x4xi32>
  return
}

// -----

func.func @conv_integer_c3_pads(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1xi8>) {
  // expected-error @+1 {{expected 2 pads or none, got 1}}
  %0 = nn.conv_integer %x, %w {dilations = array<i64: 1>, pads = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1xi8>) -> tensor<1x3x4xi32>
  return
}

// -----

func.func @conv_integer_c4(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1xi8>) {
  // expected-error @+1 {{expected 4 input channels}}
  %0 = nn.conv_integer %x, %w {dilations = array<i64: 1>, group = 2 : i64, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1xi8>) -> tensor<1x3x4xi32>
  return
}
