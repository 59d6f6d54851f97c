// RUN: ingot-opt %s --ingot-verify-simplify --split-input-file --verify-diagnostics

func.func @sugar(%x: tensor<2xf32>, %a: tensor<f32>) -> tensor<2xf32> {
  // expected-error@+1 {{'nn.clamp' op breaks the contract of stage 'simplify': this operation may not be left}}
  %0 = nn.clamp %x low %a : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @operand_form(%x: tensor<2x6xf32>, %s: tensor<2xi64>) -> tensor<3x4xf32> {
  // expected-error@+1 {{breaks the contract of stage 'simplify': expected the core form, found operand 'shape'}}
  %0 = nn.reshape %x to %s : (tensor<2x6xf32>, tensor<2xi64>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

func.func @auto_pad(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  // expected-error@+1 {{breaks the contract of stage 'simplify': expected explicit paddings, found 'auto_pad'}}
  %0 = nn.max_pool %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, auto_pad = #nn.auto_pad<same_upper>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// -----

func.func @reduction(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{breaks the contract of stage 'simplify': expected sum, max, min, prod, any or all, found 'l2'}}
  %0 = nn.reduce l2 %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @unranked(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{breaks the contract of stage 'simplify': result type 'tensor<*xf32>' has no rank}}
  %0 = nn.relu %x : (tensor<2xf32>) -> tensor<*xf32>
  %1 = nn.relu %0 : (tensor<*xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// -----

func.func @foreign(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'arith.addf' op breaks the contract of stage 'simplify': this operation may not be left}}
  %0 = arith.addf %x, %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @core(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %0 = nn.softmax %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nn.reduce sum %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}
