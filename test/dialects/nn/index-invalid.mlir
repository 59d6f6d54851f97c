// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @scatter_c1(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf64>) {
  // expected-error @+1 {{expected updates of element type 'f32', got 'f64'}}
  %0 = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf64>) -> tensor<5x3xf32>
  return
}

// -----

func.func @scatter_c2(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>) {
  // expected-error @+1 {{expected elements to be combined by sum, prod, max or min, got mean}}
  %0 = nn.scatter_nd %x at %i put %u by mean : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @scatter_nd_c3(%x: tensor<5x3xf32>, %i: tensor<2x3xi64>, %u: tensor<2xf32>) {
  // expected-error @+1 {{expected indices that name at most 2 axes, got 3}}
  %0 = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x3xi64>, tensor<2xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @scatter_nd_c4(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2xf32>) {
  // expected-error @+1 {{expected updates of rank 2, got 'tensor<2xf32>'}}
  %0 = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @scatter_elements_c3(%x: tensor<5x3xf32>, %i: tensor<2x3xi64>, %u: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got 2}}
  %0 = nn.scatter_elements %x at %i put %u {axis = 2 : i64} : (tensor<5x3xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @scatter_elements_c4(%x: tensor<5x3xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) {
  // expected-error @+1 {{expected indices of rank 2, got 'tensor<2xi64>'}}
  %0 = nn.scatter_elements %x at %i put %u {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<5x3xf32>
  return
}

// -----

func.func @tensor_scatter_c1(%x: tensor<2x8x4xf32>, %u: tensor<2x1x4xi32>) {
  // expected-error @+1 {{expected updates of element type 'f32', got 'i32'}}
  %0 = nn.tensor_scatter %x put %u {axis = 1 : i64} : (tensor<2x8x4xf32>, tensor<2x1x4xi32>) -> tensor<2x8x4xf32>
  return
}

// -----

func.func @tensor_scatter_c2(%x: tensor<2x8x4xf32>, %u: tensor<2x1x4xf32>) {
  // expected-error @+1 {{expected an axis behind the batch, axis 0}}
  %0 = nn.tensor_scatter %x put %u {axis = -3 : i64} : (tensor<2x8x4xf32>, tensor<2x1x4xf32>) -> tensor<2x8x4xf32>
  return
}

// -----

func.func @tensor_scatter_c3(%x: tensor<2x8x4xf32>, %u: tensor<2x4xf32>) {
  // expected-error @+1 {{expected updates of rank 3, got 'tensor<2x4xf32>'}}
  %0 = nn.tensor_scatter %x put %u {axis = 1 : i64} : (tensor<2x8x4xf32>, tensor<2x4xf32>) -> tensor<2x8x4xf32>
  return
}

// -----

func.func @tensor_scatter_c4(%x: tensor<2x8x4xf32>, %u: tensor<2x1x4xf32>, %s: tensor<i64>) {
  // expected-error @+1 {{expected starts of rank 1, got 'tensor<i64>'}}
  %0 = nn.tensor_scatter %x put %u from %s {axis = 1 : i64} : (tensor<2x8x4xf32>, tensor<2x1x4xf32>, tensor<i64>) -> tensor<2x8x4xf32>
  return
}

// -----

func.func @cumulate_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected kind sum or prod, got max}}
  %0 = nn.cumulate %x by max {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @cumulate_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of the shape of 'tensor<2x3xf32>', got 'tensor<3x2xf32>'}}
  %0 = nn.cumulate %x by sum {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @cumulate_c3(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got 2}}
  %0 = nn.cumulate %x by sum {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @top_k_c1(%x: tensor<2x9xf32>) {
  // expected-error @+1 {{expected values of element type 'f32', got 'f64'}}
  %0, %1 = nn.top_k %x {axis = 1 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf64>, tensor<2x3xi64>)
  return
}

// -----

func.func @top_k_c2(%x: tensor<2x9xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got -3}}
  %0, %1 = nn.top_k %x {axis = -3 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  return
}

// -----

func.func @top_k_c3(%x: tensor<2x9xf32>) {
  // expected-error @+1 {{op result #1 must be tensor of integers}}
  %0, %1 = nn.top_k %x {axis = 1 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return
}

// -----

func.func @reverse_sequence_c1(%x: tensor<4x2xf32>, %n: tensor<2xi64>) {
  // expected-error @+1 {{expected a result of the shape of 'tensor<4x2xf32>', got 'tensor<2x4xf32>'}}
  %0 = nn.reverse_sequence %x, %n {batch_axis = 1 : i64, time_axis = 0 : i64} : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @reverse_sequence_c2(%x: tensor<4x2xf32>, %n: tensor<2xi64>) {
  // expected-error @+1 {{expected distinct axes}}
  %0 = nn.reverse_sequence %x, %n {batch_axis = 1 : i64, time_axis = -1 : i64} : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<4x2xf32>
  return
}

// -----

func.func @reverse_sequence_c3(%x: tensor<4x2xf32>, %n: tensor<i64>) {
  // expected-error @+1 {{expected lengths of rank 1, got 'tensor<i64>'}}
  %0 = nn.reverse_sequence %x, %n {batch_axis = 1 : i64, time_axis = 0 : i64} : (tensor<4x2xf32>, tensor<i64>) -> tensor<4x2xf32>
  return
}

// -----

func.func @window_index_c1(%x: tensor<1x3x8xf32>, %y: tensor<1x3x4xf32>) {
  // expected-error @+1 {{expected window sizes >= 1, got 0}}
  %0 = nn.max_pool_indices %x to %y {window = array<i64: 0>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<1x3x4xf32>) -> tensor<1x3x4xi64>
  return
}

// -----

func.func @max_pool_indices_c2(%x: tensor<1x3x8xf32>, %y: tensor<3x4xf32>) {
  // expected-error @+1 {{expected a second operand of rank 3, got 'tensor<3x4xf32>'}}
  %0 = nn.max_pool_indices %x to %y {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<3x4xf32>) -> tensor<3x4xi64>
  return
}

// -----

func.func @max_unpool_c2(%x: tensor<1x3x4xf32>, %i: tensor<1x3x4xi64>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i64'}}
  %0 = nn.max_unpool %x at %i {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x4xf32>, tensor<1x3x4xi64>) -> tensor<1x3x8xi64>
  return
}

// -----

func.func @max_unpool_c3(%x: tensor<3x4xf32>, %i: tensor<3x4xi64>) {
  // expected-error @+1 {{expected an input of rank 3, got 'tensor<3x4xf32>'}}
  %0 = nn.max_unpool %x at %i {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<3x4xf32>, tensor<3x4xi64>) -> tensor<3x8xf32>
  return
}

// -----

func.func @col2im_c1(%x: tensor<1x5x5xf32>) {
  // expected-error @+1 {{expected}}
  %0 = nn.col2im %x {window = array<i64: 1, 5>, strides = array<i64: 1, 0>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf32>
  return
}

// -----

func.func @col2im_c2(%x: tensor<1x5x5xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.col2im %x {window = array<i64: 1, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf64>
  return
}

// -----

func.func @col2im_c3(%x: tensor<5x5xf32>) {
  // expected-error @+1 {{expected an input of rank 3, got 'tensor<5x5xf32>'}}
  %0 = nn.col2im %x {window = array<i64: 1, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<5x5xf32>) -> tensor<1x1x5x5xf32>
  return
}

// -----

func.func @col2im_c4(%x: tensor<1x5x5xf32>) {
  // expected-error @+1 {{expected 2 window sizes, got 1}}
  %0 = nn.col2im %x {window = array<i64: 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf32>
  return
}

// -----

func.func @det_c1(%x: tensor<4x3x3xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.det %x : (tensor<4x3x3xf32>) -> tensor<4xf64>
  return
}

// -----

func.func @det_c2(%x: tensor<3xf32>) {
  // expected-error @+1 {{expected an input of rank >= 2, got 'tensor<3xf32>'}}
  %0 = nn.det %x : (tensor<3xf32>) -> tensor<f32>
  return
}
