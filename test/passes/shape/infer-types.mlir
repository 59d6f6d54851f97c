// Types follow from the operands, and operations come into core form.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file | FileCheck %s

// CHECK-LABEL: @window
// CHECK: nn.conv {{.*}} -> tensor<?x16x?x?xf32, #sym.shape<N, 16, floordiv(H + 1, 2), floordiv(W + 1, 2)>>
// CHECK: nn.max_pool {{.*}} -> tensor<?x16x?x?xf32, #sym.shape<N, 16, floordiv(H + 1, 4), floordiv(W + 1, 4)>>
sym.symbol @N {min = 1 : i64}
sym.symbol @H {min = 32 : i64}
sym.symbol @W {min = 32 : i64}
func.func @window(%x: tensor<?x3x?x?xf32, #sym.shape<N, 3, H, W>>, %w: tensor<16x3x3x3xf32>) -> tensor<*xf32> {
  %y = nn.conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
    : (tensor<?x3x?x?xf32, #sym.shape<N, 3, H, W>>, tensor<16x3x3x3xf32>) -> tensor<*xf32>
  %z = nn.max_pool %y {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>}
    : (tensor<*xf32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

// CHECK-LABEL: @auto_pad
// CHECK: nn.conv {{.*}}pads = array<i64: 0, 0, 1, 1>{{.*}} -> tensor<1x4x4x4xf32>
// CHECK-NOT: auto_pad
// CHECK: nn.avg_pool {{.*}}pads = array<i64: 0, 0, 0, 0>{{.*}} -> tensor<1x4x2x2xf32>
func.func @auto_pad(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<*xf32> {
  %y = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 2, 2>, auto_pad = #nn.auto_pad<same_upper>}
    : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<*xf32>
  %z = nn.avg_pool %y {window = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
    auto_pad = #nn.auto_pad<valid>} : (tensor<*xf32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

// With a stride over an unknown size the padding differs from call to call: it becomes an nn.pad.
// CHECK-LABEL: @same_symbolic
// CHECK: nn.pad {{.*}} {high = [#sym.expr<0>, #sym.expr<0>, #sym.expr<{{.+}}>], low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<{{.+}}>]}
// CHECK: nn.conv {{.*}} {dilations = array<i64: 1>, pads = array<i64: 0, 0>, strides = array<i64: 2>}
// CHECK-SAME: -> tensor<1x4x?xf32, #sym.shape<1, 4, floordiv(T + 1, 2)>>
sym.symbol @T {min = 1 : i64}
func.func @same_symbolic(%x: tensor<1x3x?xf32, #sym.shape<1, 3, T>>, %w: tensor<4x3x3xf32>) -> tensor<*xf32> {
  %y = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 2>, auto_pad = #nn.auto_pad<same_upper>}
    : (tensor<1x3x?xf32, #sym.shape<1, 3, T>>, tensor<4x3x3xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// ceil_mode: the last window may not start in the end padding.
// CHECK-LABEL: @ceil
// CHECK: nn.max_pool {{.*}} -> tensor<1x1x3xf32>
// CHECK: nn.max_pool {{.*}} -> tensor<1x1x3xf32>
func.func @ceil(%x: tensor<1x1x6xf32>, %y: tensor<1x1x5xf32>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  %a = nn.max_pool %x {window = array<i64: 1>, strides = array<i64: 2>, dilations = array<i64: 1>, ceil_mode = true,
    pads = array<i64: 0, 1>} : (tensor<1x1x6xf32>) -> tensor<*xf32>
  %b = nn.max_pool %y {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>, ceil_mode = true}
    : (tensor<1x1x5xf32>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @transposed
// CHECK: nn.conv_transpose {{.*}} -> tensor<1x4x?xf32, #sym.shape<1, 4, 2*T>>
// CHECK: nn.conv_transpose {{.*}}output_padding = array<i64: 0>{{.*}}pads = array<i64: 1, 0>{{.*}} -> tensor<1x4x9xf32>
sym.symbol @T {min = 1 : i64}
func.func @transposed(%x: tensor<1x3x?xf32, #sym.shape<1, 3, T>>, %y: tensor<1x3x5xf32>, %w: tensor<3x4x2xf32>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  %a = nn.conv_transpose %x, %w {dilations = array<i64: 1>, strides = array<i64: 2>}
    : (tensor<1x3x?xf32, #sym.shape<1, 3, T>>, tensor<3x4x2xf32>) -> tensor<*xf32>
  %b = nn.conv_transpose %y, %w {dilations = array<i64: 1>, strides = array<i64: 2>, output_shape = array<i64: 9>}
    : (tensor<1x3x5xf32>, tensor<3x4x2xf32>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @contraction
// CHECK: nn.matmul {{.*}} -> tensor<7x?x5xf32, #sym.shape<7, S, 5>>
// CHECK: nn.matmul {{.*}} -> tensor<7xf32>
sym.symbol @S {min = 1 : i64}
func.func @contraction(%a: tensor<7x?x3xf32, #sym.shape<7, S, 3>>, %b: tensor<5x3xf32>, %v: tensor<3xf32>,
                       %c: tensor<7x3x1xf32>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  %x = nn.matmul %a, %b {transpose_b = true}
    : (tensor<7x?x3xf32, #sym.shape<7, S, 3>>, tensor<5x3xf32>) -> tensor<*xf32>
  %y = nn.reshape %c : (tensor<7x3x1xf32>) -> tensor<7x3xf32>
  %z = nn.matmul %y, %v : (tensor<7x3xf32>, tensor<3xf32>) -> tensor<*xf32>
  return %x, %z : tensor<*xf32>, tensor<*xf32>
}

// -----

// Slices: clamped positions, negative positions, steps; offsets are those of the first element.
// CHECK-LABEL: @slices
// CHECK: {offsets = [#sym.expr<1>], steps_attr = array<i64: 2>} : (tensor<10xf32>) -> tensor<4xf32>
// CHECK: {offsets = [#sym.expr<9>], steps_attr = array<i64: -1>} : (tensor<10xf32>) -> tensor<10xf32>
// CHECK: {offsets = [#sym.expr<S - 1>], steps_attr = array<i64: 1>}
// CHECK-SAME: -> tensor<1xf32>
// CHECK: {offsets = [#sym.expr<0>], steps_attr = array<i64: 1>}
// CHECK-SAME: -> tensor<?xf32, #sym.shape<min(3, S)>>
sym.symbol @S {min = 1 : i64}
func.func @slices(%x: tensor<10xf32>, %y: tensor<?xf32, #sym.shape<S>>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %c0 = nn.constant dense<0> : tensor<1xi64>
  %c1 = nn.constant dense<1> : tensor<1xi64>
  %c2 = nn.constant dense<2> : tensor<1xi64>
  %c3 = nn.constant dense<3> : tensor<1xi64>
  %m1 = nn.constant dense<-1> : tensor<1xi64>
  %m2 = nn.constant dense<-2> : tensor<1xi64>
  %far = nn.constant dense<9223372036854775807> : tensor<1xi64>
  %near = nn.constant dense<-9223372036854775808> : tensor<1xi64>
  %a = nn.slice %x from %c1 to %m1 steps %c2 : (tensor<10xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  %b = nn.slice %x from %far to %near steps %m1 : (tensor<10xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  %c = nn.slice %y from %m1 to %far : (tensor<?xf32, #sym.shape<S>>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  %d = nn.slice %y from %c0 to %c3 axes %c0 : (tensor<?xf32, #sym.shape<S>>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %a, %b, %c, %d : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Splits: equal parts, a smaller last part, symbolic parts become slices.
// CHECK-LABEL: @splits
// CHECK: nn.split {{.*}} -> (tensor<3xf32>, tensor<3xf32>, tensor<1xf32>)
// CHECK: nn.split {{.*}}sizes_attr = array<i64: 2, 5>{{.*}} -> (tensor<2xf32>, tensor<5xf32>)
// CHECK: nn.slice {{.*}}offsets = [#sym.expr<0>]{{.*}} -> tensor<?xf32, #sym.shape<S>>
// CHECK: nn.slice {{.*}}offsets = [#sym.expr<S>]{{.*}} -> tensor<?xf32, #sym.shape<S + 1>>
sym.symbol @S {min = 1 : i64}
func.func @splits(%x: tensor<7xf32>, %y: tensor<?xf32, #sym.shape<2*S + 1>>, %z: tensor<?xf32, #sym.shape<S>>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %a:3 = nn.split %x {axis = 0 : i64} : (tensor<7xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  %sizes = nn.constant dense<[2, 5]> : tensor<2xi64>
  %b:2 = nn.split %x sizes %sizes {axis = -1 : i64} : (tensor<7xf32>, tensor<2xi64>) -> (tensor<*xf32>, tensor<*xf32>)
  %s = nn.shape %z : (tensor<?xf32, #sym.shape<S>>) -> tensor<1xi64>
  %one = nn.constant dense<1> : tensor<1xi64>
  %t = nn.add %s, %one : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
  %st = nn.concat %s, %t {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %c:2 = nn.split %y sizes %st {axis = 0 : i64}
    : (tensor<?xf32, #sym.shape<2*S + 1>>, tensor<2xi64>) -> (tensor<*xf32>, tensor<*xf32>)
  return %a#0, %b#0, %c#0, %c#1 : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @moves
// CHECK: nn.transpose {{.*}}permutation = array<i64: 2, 1, 0>{{.*}} -> tensor<4x3x?xf32, #sym.shape<4, 3, N>>
// CHECK: nn.concat {{.*}} -> tensor<?x3x4xf32, #sym.shape<M + N, 3, 4>>
// CHECK: nn.tile {{.*}} -> tensor<?x3x8xf32, #sym.shape<N, 3, 8>>
// CHECK: nn.gather {{.*}} -> tensor<?x2x5x4xf32, #sym.shape<N, 2, 5, 4>>
// CHECK: nn.depth_to_space {{.*}} -> tensor<1x2x6x10xf32>
// CHECK: nn.space_to_depth {{.*}} -> tensor<1x8x3x5xf32>
sym.symbol @N {min = 1 : i64}
sym.symbol @M {min = 1 : i64}
func.func @moves(%x: tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, %y: tensor<?x3x4xf32, #sym.shape<M, 3, 4>>,
                 %i: tensor<2x5xi64>, %d: tensor<1x8x3x5xf32>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %a = nn.transpose %x {permutation = array<i64>} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>) -> tensor<*xf32>
  %b = nn.concat %x, %y {axis = 0 : i64} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, tensor<?x3x4xf32, #sym.shape<M, 3, 4>>) -> tensor<*xf32>
  %r = nn.constant dense<[1, 1, 2]> : tensor<3xi64>
  %c = nn.tile %x by %r : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, tensor<3xi64>) -> tensor<*xf32>
  %g = nn.gather %x, %i {axis = -2 : i64} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, tensor<2x5xi64>) -> tensor<*xf32>
  %e = nn.depth_to_space %d {block = 2 : i64} : (tensor<1x8x3x5xf32>) -> tensor<*xf32>
  %f = nn.space_to_depth %e {block = 2 : i64} : (tensor<*xf32>) -> tensor<*xf32>
  return %a, %b, %c, %g, %e, %f : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @reductions
// CHECK: nn.reduce sum {{.*}}axes = array<i64: 1>{{.*}} -> tensor<?x1x4xf32, #sym.shape<N, 1, 4>>
// CHECK: nn.reduce max {{.*}}axes = array<i64: 0, 1, 2>{{.*}} -> tensor<f32>
// CHECK: nn.arg_reduce max {{.*}} -> tensor<?x3xi64, #sym.shape<N, 3>>
// CHECK: nn.softmax {{.*}} -> tensor<?x3x4xf32, #sym.shape<N, 3, 4>>
// CHECK: nn.batch_norm {{.*}} -> tensor<?x3x4xf32, #sym.shape<N, 3, 4>>
// CHECK: nn.layer_norm {{.*}} -> tensor<?x3x4xf32, #sym.shape<N, 3, 4>>
sym.symbol @N {min = 1 : i64}
func.func @reductions(%x: tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, %v: tensor<3xf32>, %w: tensor<4xf32>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %a = nn.reduce sum %x {axes = array<i64: -2>, keep_dims = true} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>) -> tensor<*xf32>
  %b = nn.reduce max %x {axes = array<i64>} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>) -> tensor<*xf32>
  %c = nn.arg_reduce max %x {axis = -1 : i64} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>) -> tensor<*xi64>
  %d = nn.softmax %x {axes = array<i64: -1>} : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>) -> tensor<*xf32>
  %e = nn.batch_norm %d, %v, %v, %v, %v {epsilon = 1.0e-5 : f64} : (tensor<*xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<*xf32>
  %f = nn.layer_norm %e scale %w {axis = -1 : i64, epsilon = 1.0e-5 : f64} : (tensor<*xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %a, %b, %c, %d, %e, %f : tensor<*xf32>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Resampling: factors and sizes give each other.
// CHECK-LABEL: @resize
// CHECK: nn.resize {{.*}}scales_attr = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 2.000000e+00>
// CHECK-SAME: -> tensor<1x3x?x10xf32, #sym.shape<1, 3, 2*H, 10>>
// CHECK: nn.resize {{.*}}scales_attr = array<f64: 1.000000e+00, 1.000000e+00, 2.000000e+00, 1.600000e+00>
// CHECK-SAME: -> tensor<1x3x?x8xf32, #sym.shape<1, 3, 2*H, 8>>
sym.symbol @H {min = 1 : i64}
func.func @resize(%x: tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  %scales = nn.constant dense<[1.0, 1.0, 2.0, 2.0]> : tensor<4xf32>
  %a = nn.resize %x scales %scales {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<asymmetric>,
    nearest_mode = #nn.nearest_mode<floor>} : (tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>, tensor<4xf32>) -> tensor<*xf32>
  %s = nn.shape %x {start = 2 : i64, end = 3 : i64} : (tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>) -> tensor<1xi64>
  %two = nn.constant dense<2> : tensor<1xi64>
  %h = nn.mul %s, %two : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
  %w = nn.constant dense<8> : tensor<1xi64>
  %sizes = nn.concat %h, %w {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %b = nn.resize %x sizes %sizes {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>,
    nearest_mode = #nn.nearest_mode<floor>, axes = array<i64: 2, 3>} : (tensor<1x3x?x5xf32, #sym.shape<1, 3, H, 5>>, tensor<2xi64>) -> tensor<*xf32>
  return %a, %b : tensor<*xf32>, tensor<*xf32>
}

// -----

// Reshape: 0 copies, -1 is what remains, squeeze and flatten become reshape.
// CHECK-LABEL: @reshapes
// CHECK: nn.reshape {{.*}} -> tensor<?x2x12xf32, #sym.shape<N, 2, 12>>
// CHECK: nn.reshape {{.*}} -> tensor<?x24xf32, #sym.shape<N, 24>>
// CHECK-NOT: nn.flatten
// CHECK: nn.reshape {{.*}} -> tensor<?x24xf32, #sym.shape<N, 24>>
// CHECK-NOT: nn.squeeze
sym.symbol @N {min = 1 : i64}
func.func @reshapes(%x: tensor<?x1x4x6xf32, #sym.shape<N, 1, 4, 6>>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %s = nn.constant dense<[0, 2, -1]> : tensor<3xi64>
  %a = nn.reshape %x to %s : (tensor<?x1x4x6xf32, #sym.shape<N, 1, 4, 6>>, tensor<3xi64>) -> tensor<*xf32>
  %b = nn.flatten %x {axis = 1 : i64} : (tensor<?x1x4x6xf32, #sym.shape<N, 1, 4, 6>>) -> tensor<*xf32>
  %t = nn.constant dense<[-1, 1, 24]> : tensor<3xi64>
  %c = nn.reshape %x to %t : (tensor<?x1x4x6xf32, #sym.shape<N, 1, 4, 6>>, tensor<3xi64>) -> tensor<*xf32>
  %d = nn.squeeze %c {axes = array<i64: 1>} : (tensor<*xf32>) -> tensor<*xf32>
  return %a, %b, %d : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// A symbol that is fixed at 1 broadcasts as 1 does.

sym.symbol @S {max = 1 : i64, min = 1 : i64}

// CHECK-LABEL: @fixed_at_one
func.func @fixed_at_one(%x: tensor<?x3xf32, #sym.shape<S, 3>>, %y: tensor<5x3xf32>) -> tensor<*xf32> {
  // CHECK: nn.add {{.*}} -> tensor<5x3xf32>
  %z = nn.add %x, %y : (tensor<?x3xf32, #sym.shape<S, 3>>, tensor<5x3xf32>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}
