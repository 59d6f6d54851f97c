// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @gather_elements_c1(%x: tensor<5x3xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{expected indices of rank 2, got 'tensor<2xi64>'}}
  %0 = nn.gather_elements %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @gather_elements_c2(%x: tensor<5x3xf32>, %i: tensor<2x3xi64>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got 2}}
  %0 = nn.gather_elements %x, %i {axis = 2 : i64} : (tensor<5x3xf32>, tensor<2x3xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @gather_elements_c3(%x: tensor<5x3xf32>, %i: tensor<2x3xi64>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f16'}}
  %0 = nn.gather_elements %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2x3xi64>) -> tensor<*xf16>
  return
}

// -----

func.func @gather_nd_c1(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>) {
  // expected-error @+1 {{expected 'batch_dims' >= 0 and less than the ranks, got 2}}
  %0 = nn.gather_nd %x, %i {batch_dims = 2 : i64} : (tensor<5x3xf32>, tensor<2x1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @gather_nd_c2(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i8'}}
  %0 = nn.gather_nd %x, %i : (tensor<5x3xf32>, tensor<2x1xi64>) -> tensor<*xi8>
  return
}

// -----

func.func @grid_sample_c1(%x: tensor<1x3x8xf32>, %g: tensor<1x4x5x2xf32>) {
  // expected-error @+1 {{expected a grid of rank 3, got 'tensor<1x4x5x2xf32>'}}
  %0 = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>} : (tensor<1x3x8xf32>, tensor<1x4x5x2xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @grid_sample_c2(%x: tensor<1x3x8xf32>, %g: tensor<1x4x1xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>} : (tensor<1x3x8xf32>, tensor<1x4x1xf32>) -> tensor<*xf64>
  return
}

// -----

func.func @grid_sample_c3(%x: tensor<1x3x8xf32>, %g: tensor<1x4x1xf32>) {
  // expected-error @+1 {{expected padding constant, edge or reflect, got wrap}}
  %0 = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>, padding = #nn.pad_mode<wrap>}
      : (tensor<1x3x8xf32>, tensor<1x4x1xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @roi_align_c1(%x: tensor<1x3x8xf32>, %r: tensor<9x4xf32>, %b: tensor<9xi64>) {
  // expected-error @+1 {{expected an operand of rank 4, got 'tensor<1x3x8xf32>'}}
  %0 = nn.roi_align %x, %r, %b {height = 1 : i64, width = 1 : i64, samples = 2 : i64, scale = 1.0 : f64}
      : (tensor<1x3x8xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @roi_align_c2(%x: tensor<1x3x8x8xf32>, %r: tensor<9x4xf32>, %b: tensor<9xi64>) {
  // expected-error @+1 {{expected sizes >= 1 and samples >= 0, got 1, 1 and -1}}
  %0 = nn.roi_align %x, %r, %b {height = 1 : i64, width = 1 : i64, samples = -1 : i64, scale = 1.0 : f64}
      : (tensor<1x3x8x8xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @roi_align_c3(%x: tensor<1x3x8x8xf32>, %r: tensor<9x4xf64>, %b: tensor<9xi64>) {
  // expected-error @+1 {{expected boxes of element type 'f32', got 'f64'}}
  %0 = nn.roi_align %x, %r, %b {height = 1 : i64, width = 1 : i64, samples = 1 : i64, scale = 1.0 : f64}
      : (tensor<1x3x8x8xf32>, tensor<9x4xf64>, tensor<9xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @diagonal_c1(%x: tensor<3x3xf32>) {
  // expected-error @+1 {{expected distinct axes}}
  %0 = nn.diagonal %x {first = 1 : i64, second = -1 : i64} : (tensor<3x3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @diagonal_c2(%x: tensor<3x3xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.diagonal %x {first = 0 : i64, second = 1 : i64} : (tensor<3x3xf32>) -> tensor<3xf64>
  return
}

// -----

func.func @bitcast_c1(%x: tensor<3xf32>) {
  // expected-error @+1 {{expected element types with equally many bits, got 'f32' and 'f16'}}
  %0 = nn.bitcast %x : (tensor<3xf32>) -> tensor<3xf16>
  return
}

// -----

func.func @bitcast_c2(%x: tensor<3xf32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<3xf32>', got 'tensor<4xi32>'}}
  %0 = nn.bitcast %x : (tensor<3xf32>) -> tensor<4xi32>
  return
}

// -----

func.func @frame_c1(%x: tensor<8xf32>) {
  // expected-error @+1 {{expected an axis in [-1, 0], got 1}}
  %0 = nn.frame %x {axis = 1 : i64, length = 4 : i64, step = 2 : i64} : (tensor<8xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @frame_c2(%x: tensor<8xf32>) {
  // expected-error @+1 {{expected 'length' and 'step' >= 1, got 4 and 0}}
  %0 = nn.frame %x {axis = 0 : i64, length = 4 : i64, step = 0 : i64} : (tensor<8xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @frame_c3(%x: tensor<8xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'i32'}}
  %0 = nn.frame %x {axis = 0 : i64, length = 4 : i64, step = 2 : i64} : (tensor<8xf32>) -> tensor<*xi32>
  return
}

// -----

func.func @dft_c1(%x: tensor<1x8x1xf32>) {
  // expected-error @+1 {{expected an axis before the last, got 2}}
  %0 = nn.dft %x {axis = 2 : i64} : (tensor<1x8x1xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @dft_c2(%x: tensor<1x8x1xf32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.dft %x {axis = 1 : i64} : (tensor<1x8x1xf32>) -> tensor<*xf64>
  return
}

// -----

func.func @dft_c3(%x: tensor<1x8x1xf32>) {
  // expected-error @+1 {{expected one entry in 'size', got 2}}
  %0 = nn.dft %x {axis = 1 : i64, size = [#sym.expr<8>, #sym.expr<8>]} : (tensor<1x8x1xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @resize_c2(%x: tensor<1x2xf32>) {
  // expected-error @+1 {{expected 'roi' with mode tf_crop_and_resize, and only with it}}
  %0 = nn.resize %x {coordinate_mode = #nn.coordinate_mode<tf_crop_and_resize>, mode = #nn.resize_mode<nearest>,
                     nearest_mode = #nn.nearest_mode<floor>} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return
}
