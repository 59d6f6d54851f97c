// Sizes of operations that read at computed positions.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-LABEL: @gathers
// CHECK: nn.gather_elements {{.*}} {axis = 1 : i64} {{.*}} -> tensor<?x2xf32, #sym.shape<N, 2>>
// CHECK: nn.gather_nd {{.*}} -> tensor<?x4xf32, #sym.shape<N, 4>>
// CHECK: nn.gather_nd {{.*}} -> tensor<?x3xf32, #sym.shape<N, 3>>
sym.symbol @N {min = 1 : i64}
func.func @gathers(%x: tensor<?x3xf32, #sym.shape<N, 3>>, %i: tensor<?x2xi64, #sym.shape<N, 2>>,
                   %j: tensor<?x4x1xi64, #sym.shape<N, 4, 1>>, %k: tensor<?x1xi64, #sym.shape<N, 1>>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %a = nn.gather_elements %x, %i {axis = -1 : i64}
      : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x2xi64, #sym.shape<N, 2>>) -> tensor<*xf32>
  %b = nn.gather_nd %x, %j {batch_dims = 1 : i64}
      : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x4x1xi64, #sym.shape<N, 4, 1>>) -> tensor<*xf32>
  %c = nn.gather_nd %x, %k : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x1xi64, #sym.shape<N, 1>>) -> tensor<*xf32>
  return %a, %b, %c : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @longer_indices(%x: tensor<2x3xf32>, %i: tensor<4x3xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{expected dim 0 of the indices, 4, not to be greater than that of the input, 2}}
  %a = nn.gather_elements %x, %i {axis = 1 : i64} : (tensor<2x3xf32>, tensor<4x3xi64>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

func.func @long_tuples(%x: tensor<2x3xf32>, %i: tensor<4x3xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{expected indices whose last dim is a constant of at most 2, got 3}}
  %a = nn.gather_nd %x, %i : (tensor<2x3xf32>, tensor<4x3xi64>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

// CHECK-LABEL: @points
// CHECK: nn.grid_sample {{.*}} -> tensor<?x3x4x?xf32, #sym.shape<N, 3, 4, W>>
// CHECK: nn.roi_align {{.*}} -> tensor<?x3x7x6xf32, #sym.shape<R, 3, 7, 6>>
sym.symbol @N {min = 1 : i64}
sym.symbol @W {min = 1 : i64}
sym.symbol @R {min = 1 : i64}
func.func @points(%x: tensor<?x3x8x8xf32, #sym.shape<N, 3, 8, 8>>, %g: tensor<?x4x?x2xf32, #sym.shape<N, 4, W, 2>>,
                  %r: tensor<?x4xf32, #sym.shape<R, 4>>, %b: tensor<?xi64, #sym.shape<R>>) -> (tensor<*xf32>, tensor<*xf32>) {
  %a = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>}
      : (tensor<?x3x8x8xf32, #sym.shape<N, 3, 8, 8>>, tensor<?x4x?x2xf32, #sym.shape<N, 4, W, 2>>) -> tensor<*xf32>
  %c = nn.roi_align %x, %r, %b {height = 7 : i64, width = 6 : i64, samples = 2 : i64, scale = 1.0 : f64}
      : (tensor<?x3x8x8xf32, #sym.shape<N, 3, 8, 8>>, tensor<?x4xf32, #sym.shape<R, 4>>, tensor<?xi64, #sym.shape<R>>) -> tensor<*xf32>
  return %a, %c : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @coordinates(%x: tensor<1x3x8x8xf32>, %g: tensor<1x4x4x3xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{the coordinates of the grid}}
  %a = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>} : (tensor<1x3x8x8xf32>, tensor<1x4x4x3xf32>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}

// -----

// CHECK-LABEL: @signal
// CHECK: nn.frame {{.*}} {axis = 1 : i64, length = 16 : i64, step = 4 : i64} {{.*}} #sym.shape<1, floordiv(L, 4) - 3, 16, 1>>
// CHECK: nn.dft {{.*}} onesided = true, size = [#sym.expr<16>]} {{.*}} -> tensor<1x?x9x2xf32, #sym.shape<1, floordiv(L, 4) - 3, 9, 2>>
// CHECK: nn.dft {{.*}} inverse = true, onesided = true, size = [#sym.expr<20>]} {{.*}} -> tensor<1x20x1xf32>
sym.symbol @L {min = 16 : i64}
func.func @signal(%x: tensor<1x?x1xf32, #sym.shape<1, L, 1>>, %s: tensor<1x11x2xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %f = nn.frame %x {axis = -2 : i64, length = 16 : i64, step = 4 : i64} : (tensor<1x?x1xf32, #sym.shape<1, L, 1>>) -> tensor<*xf32>
  %a = nn.dft %f {axis = 2 : i64, onesided = true} : (tensor<*xf32>) -> tensor<*xf32>
  %b = nn.dft %s {axis = 1 : i64, onesided = true, inverse = true} : (tensor<1x11x2xf32>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @short_signal(%x: tensor<1x8x1xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{expected dim 1, 8, to hold a frame of 16}}
  %f = nn.frame %x {axis = 1 : i64, length = 16 : i64, step = 4 : i64} : (tensor<1x8x1xf32>) -> tensor<*xf32>
  return %f : tensor<*xf32>
}

// -----

// Sizes whose ratio differs from call to call: 0 in the list of factors. A policy makes all factors the same.
// CHECK-LABEL: @resize
// CHECK: nn.resize {{.*}} scales_attr = array<f64: 1.000000e+00, 1.000000e+00, 0.000000e+00, 2.000000e+00>}
// CHECK-SAME: -> tensor<1x1x?x6xf32, #sym.shape<1, 1, M, 6>>
// CHECK: nn.resize {{.*}} scales_attr = array<f64: 1.000000e+00, 1.000000e+00, 3.000000e+00, 3.000000e+00>}
// CHECK-SAME: -> tensor<1x1x6x12xf32>
sym.symbol @N {min = 1 : i64}
sym.symbol @M {min = 1 : i64}
func.func @resize(%x: tensor<1x1x?x3xf32, #sym.shape<1, 1, N, 3>>, %y: tensor<?xf32, #sym.shape<M>>, %z: tensor<1x1x2x4xf32>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  %m = nn.shape %y : (tensor<?xf32, #sym.shape<M>>) -> tensor<*xi64>
  %six = nn.constant dense<6> : tensor<1xi64>
  %sizes = nn.concat %m, %six {axis = 0 : i64} : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %a = nn.resize %x sizes %sizes {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>,
                                  nearest_mode = #nn.nearest_mode<floor>, axes = array<i64: 2, 3>}
      : (tensor<1x1x?x3xf32, #sym.shape<1, 1, N, 3>>, tensor<*xi64>) -> tensor<*xf32>
  %wanted = nn.constant dense<[6, 30]> : tensor<2xi64>
  %b = nn.resize %z sizes %wanted {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>,
                                   nearest_mode = #nn.nearest_mode<floor>, axes = array<i64: 2, 3>, policy = #nn.aspect_policy<not_larger>}
      : (tensor<1x1x2x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

// A mean over windows whose padding depends on the size: sums over the input and over ones, both padded.
// CHECK-LABEL: @same_mean
// CHECK: %[[ONES:.*]] = nn.fill {value = 1.000000e+00 : f32} : () -> tensor<1x1x?xf32, #sym.shape<1, 1, N>>
// CHECK: nn.avg_pool {{.*}}count_include_pad = true, {{.*}}sum = true
// CHECK: nn.avg_pool {{.*}}count_include_pad = true, {{.*}}sum = true
// CHECK: nn.div
sym.symbol @N {min = 1 : i64}
func.func @same_mean(%x: tensor<1x3x?xf32, #sym.shape<1, 3, N>>) -> tensor<*xf32> {
  %a = nn.avg_pool %x {window = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, auto_pad = #nn.auto_pad<same_upper>}
      : (tensor<1x3x?xf32, #sym.shape<1, 3, N>>) -> tensor<*xf32>
  return %a : tensor<*xf32>
}
