// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @conv_c1(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3xf32>) {
  // expected-error @+1 {{expected input and weights of equal rank, got 'tensor<1x4x8x8xf32>' and 'tensor<8x4x3xf32>'}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c1_rank(%x: tensor<1x4xf32>, %w: tensor<8x4xf32>) {
  // expected-error @+1 {{expected operands of rank >= 3, got 'tensor<1x4xf32>'}}
  %0 = nn.conv %x, %w {dilations = array<i64>, strides = array<i64>}
      : (tensor<1x4xf32>, tensor<8x4xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @conv_c2(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{expected 2 strides, got 1}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c2_dilations(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{expected dilations >= 1, got 0}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 0>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c2_pads(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{expected 4 pads or none, got 2}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c3(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{expected 8 input channels (weights 'tensor<8x4x3x3xf32>', 2 groups), got 4}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, group = 2 : i64, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c3_outputs(%x: tensor<1x4x8x8xf32>, %w: tensor<7x2x3x3xf32>) {
  // expected-error @+1 {{expected output channels to be a multiple of 2 groups, got 7}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, group = 2 : i64, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<7x2x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c3_group(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) {
  // expected-error @+1 {{expected a group count >= 1, got 0}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, group = 0 : i64, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c4(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{expected a bias of 8 elements, got 'tensor<4xf32>'}}
  %0 = nn.conv %x, %w bias %b {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>, tensor<4xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_transpose_c1(%x: tensor<1x4x8x8xf32>, %w: tensor<4x8x3xf32>) {
  // expected-error @+1 {{expected input and weights of equal rank}}
  %0 = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<4x8x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_transpose_c2(%x: tensor<1x4x8x8xf32>, %w: tensor<4x8x3x3xf32>) {
  // expected-error @+1 {{expected strides >= 1, got -1}}
  %0 = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, -1>}
      : (tensor<1x4x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_transpose_c3(%x: tensor<1x4x8x8xf32>, %w: tensor<6x8x3x3xf32>) {
  // expected-error @+1 {{expected 6 input channels, a multiple of 1 groups, got 4}}
  %0 = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<6x8x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_transpose_c3_group(%x: tensor<1x4x8x8xf32>, %w: tensor<4x8x3x3xf32>) {
  // expected-error @+1 {{expected a group count >= 1, got 0}}
  %0 = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, group = 0 : i64, strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<4x8x3x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @conv_c5(%x: tensor<1x2x4xi8>, %w: tensor<3x2x1xi32>) {
  // expected-error @+1 {{expected operands of one element type, or of integers of at most 16 bits with a result of i32, got 'i8', 'i32' and 'i32'}}
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>}
      : (tensor<1x2x4xi8>, tensor<3x2x1xi32>) -> tensor<1x3x4xi32>
  return
}

// -----

func.func @pool_c1(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{expected an input of rank >= 3, got 'tensor<4x8xf32>'}}
  %0 = nn.max_pool %x {dilations = array<i64>, strides = array<i64>, window = array<i64>}
      : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @pool_c2(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{expected 2 window sizes, got 1}}
  %0 = nn.avg_pool %x {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>, window = array<i64: 2>}
      : (tensor<1x4x8x8xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @pool_c2_size(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{expected window sizes >= 1, got 0}}
  %0 = nn.max_pool %x {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>, window = array<i64: 2, 0>}
      : (tensor<1x4x8x8xf32>) -> tensor<*xf32>
  return
}
