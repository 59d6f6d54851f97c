// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @constant_c1() {
  // expected-error @+1 {{failed to verify that all of {value, result} have same type}}
  %0 = "nn.constant"() <{value = dense<1.0> : tensor<2xf32>}> : () -> tensor<3xf32>
  return
}

// -----

func.func @reshape_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.reshape %x : (tensor<2xf32>) -> tensor<2xi32>
  return
}

// -----

func.func @reshape_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected 6 elements, got 5}}
  %0 = nn.reshape %x : (tensor<2x3xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @reshape_c3(%x: tensor<2xf32>, %s: tensor<i64>) {
  // expected-error @+1 {{expected a shape of rank 1, got 'tensor<i64>'}}
  %0 = nn.reshape %x to %s : (tensor<2xf32>, tensor<i64>) -> tensor<*xf32>
  return
}

// -----

func.func @shape_sugar_c1(%x: tensor<1x2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.squeeze %x {axes = array<i64: 0>} : (tensor<1x2xf32>) -> tensor<2xf64>
  return
}

// -----

func.func @shape_sugar_c1_unsqueeze(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.unsqueeze %x {axes = array<i64: 0>} : (tensor<2xf32>) -> tensor<1x2xf64>
  return
}

// -----

func.func @shape_sugar_c1_flatten(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.flatten %x {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf64>
  return
}

// -----

func.func @transpose_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 0 to 1, got 0, 0}}
  %0 = nn.transpose %x {permutation = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @transpose_c1_rank(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 2 axes, got 3}}
  %0 = nn.transpose %x {permutation = array<i64: 0, 2, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_c1(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.slice %x {offsets = [#sym.expr<0>], steps_attr = array<i64: 1>} : (tensor<4xf32>) -> tensor<2xf64>
  return
}

// -----

func.func @slice_c2(%x: tensor<4x6xf32>) {
  // expected-error @+1 {{expected 2 offsets and steps, got 1 and 1}}
  %0 = nn.slice %x {offsets = [#sym.expr<0>], steps_attr = array<i64: 1>} : (tensor<4x6xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @slice_c2_zero(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected steps that are not 0}}
  %0 = nn.slice %x {offsets = [#sym.expr<0>], steps_attr = array<i64: 0>} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_c2_half(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected both 'offsets' and 'steps_attr', or neither}}
  %0 = nn.slice %x {offsets = [#sym.expr<0>]} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_c2_none(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected 'offsets' and 'steps_attr', or operands 'from' and 'to'}}
  %0 = nn.slice %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @split_c1(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected an axis in [-1, 0], got 1}}
  %0, %1 = nn.split %x {axis = 1 : i64} : (tensor<4xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return
}

// -----

func.func @split_c2(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected 1 sizes, one for each result, got 2}}
  %0 = nn.split %x {axis = 0 : i64, sizes_attr = array<i64: 1, 3>} : (tensor<4xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @concat_c1() {
  // expected-error @+1 {{expected at least one input}}
  %0 = nn.concat {axis = 0 : i64} : () -> tensor<2xf32>
  return
}

// -----

func.func @concat_c2(%x: tensor<2xf32>, %y: tensor<2xi32>) {
  // expected-error @+1 {{expected inputs of element type 'f32', got 'i32'}}
  %0 = nn.concat %x, %y {axis = 0 : i64} : (tensor<2xf32>, tensor<2xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @concat_c2_rank(%x: tensor<2xf32>, %y: tensor<2x1xf32>) {
  // expected-error @+1 {{expected inputs of one rank, got 'tensor<2xf32>' and 'tensor<2x1xf32>'}}
  %0 = nn.concat %x, %y {axis = 0 : i64} : (tensor<2xf32>, tensor<2x1xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @concat_c3(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected an axis in [-1, 0], got 1}}
  %0 = nn.concat %x, %x {axis = 1 : i64} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_c1(%x: tensor<4xf32>, %v: tensor<i32>) {
  // expected-error @+1 {{expected a value of element type 'f32', got 'i32'}}
  %0 = nn.pad %x value %v {high = [#sym.expr<0>], low = [#sym.expr<1>]}
      : (tensor<4xf32>, tensor<i32>) -> tensor<5xf32>
  return
}

// -----

func.func @pad_c1_result(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.pad %x {high = [#sym.expr<0>], low = [#sym.expr<1>]} : (tensor<4xf32>) -> tensor<5xi32>
  return
}

// -----

func.func @pad_c2(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected 'low' and 'high', or the operand 'by'}}
  %0 = nn.pad %x {low = [#sym.expr<1>]} : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @pad_c2_rank(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected 1 paddings on each side, got 0}}
  %0 = nn.pad %x {high = [], low = []} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @broadcast_c1(%x: tensor<1xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.broadcast %x : (tensor<1xf32>) -> tensor<2xi32>
  return
}

// -----

func.func @tile_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of rank 1, got 'tensor<2x2xf32>'}}
  %0 = nn.tile %x : (tensor<2xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @tile_c1_element(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.tile %x : (tensor<2xf32>) -> tensor<4xi32>
  return
}

// -----

func.func @gather_c1(%x: tensor<2xf32>, %i: tensor<i64>) {
  // expected-error @+1 {{expected an axis in [-1, 0], got 1}}
  %0 = nn.gather %x, %i {axis = 1 : i64} : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @gather_c2(%x: tensor<2xf32>, %i: tensor<i64>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i64'}}
  %0 = nn.gather %x, %i {axis = 0 : i64} : (tensor<2xf32>, tensor<i64>) -> tensor<i64>
  return
}

// -----

func.func @shape_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{result #0 must be tensor of integers, but got 'tensor<1xf32>'}}
  %0 = nn.shape %x : (tensor<2xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @size_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{result #0 must be tensor of integers, but got 'tensor<f32>'}}
  %0 = nn.size %x : (tensor<2xf32>) -> tensor<f32>
  return
}

// -----

func.func @sizes_c1() {
  // expected-error @+1 {{expected a scalar or vector of 2 elements, got 'tensor<3xi64>'}}
  %0 = nn.sizes [#sym.expr<1>, #sym.expr<2>] : tensor<3xi64>
  return
}

// -----

func.func @range_c1(%a: tensor<i64>, %b: tensor<i32>) {
  // expected-error @+1 {{expected operands of element type 'i64', got 'i32'}}
  %0 = nn.range %a, %a, %b : (tensor<i64>, tensor<i64>, tensor<i32>) -> tensor<?xi64>
  return
}

// -----

func.func @fill_c1() {
  // expected-error @+1 {{expected a value of type 'f64', got 'f32'}}
  %0 = nn.fill {value = 1.0 : f32} : () -> tensor<2xf64>
  return
}

// -----

func.func @resize_c1(%x: tensor<1x2xf32>) {
  // expected-error @+1 {{expected a result of rank 2, got 'tensor<4xf32>'}}
  %0 = nn.resize %x {coordinate_mode = #nn.coordinate_mode<asymmetric>, mode = #nn.resize_mode<nearest>,
                     nearest_mode = #nn.nearest_mode<floor>}
      : (tensor<1x2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @space_depth_c1(%x: tensor<4x2x2xf32>) {
  // expected-error @+1 {{expected an input of rank 4, got 'tensor<4x2x2xf32>'}}
  %0 = nn.depth_to_space %x {block = 2 : i64} : (tensor<4x2x2xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @space_depth_c2(%x: tensor<1x1x4x4xf32>) {
  // expected-error @+1 {{expected a block >= 1, got 0}}
  %0 = nn.space_to_depth %x {block = 0 : i64} : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @space_depth_c3(%x: tensor<1x1x4x4xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.space_to_depth %x {block = 2 : i64} : (tensor<1x1x4x4xf32>) -> tensor<1x4x2x2xf64>
  return
}
