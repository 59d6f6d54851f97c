// RUN: ingot-opt %s --ingot-choose-layout --split-input-file | FileCheck %s

// One transpose at the input, one at the output, none between.
// CHECK-LABEL: func.func @residual
// CHECK-SAME: %[[X:.*]]: tensor<1x8x9x9xf32>
// CHECK: %[[XL:.*]] = nn.transpose %[[X]] {permutation = array<i64: 0, 2, 3, 1>}
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 2, 3, 1, 0>} : (tensor<8x8x3x3xf32>) -> tensor<3x3x8x8xf32>
// CHECK: %[[C:.*]] = nn.conv %[[XL]], {{.*}}layout = #nn.layout<channels_last>{{.*}} -> tensor<1x9x9x8xf32>
// CHECK-NOT: nn.transpose
// CHECK: %[[R:.*]] = nn.relu %[[C]] : (tensor<1x9x9x8xf32>)
// CHECK: %[[D:.*]] = nn.conv %[[R]], {{.*}}layout = #nn.layout<channels_last>
// CHECK: %[[S:.*]] = nn.add %[[C]], %[[D]] : (tensor<1x9x9x8xf32>, tensor<1x9x9x8xf32>)
// CHECK: %[[P:.*]] = nn.max_pool %[[S]] {{.*}}layout = #nn.layout<channels_last>
// CHECK: %[[B:.*]] = nn.add %[[P]], %{{.*}} : (tensor<1x8x8x8xf32>, tensor<1x1x1x8xf32>)
// CHECK: %[[Y:.*]] = nn.transpose %[[B]] {permutation = array<i64: 0, 3, 1, 2>}
// CHECK: return %[[Y]]
func.func @residual(%x: tensor<1x8x9x9xf32>) -> tensor<1x8x8x8xf32> {
  %w = nn.constant dense<1.0> : tensor<8x8x3x3xf32>
  %c = nn.constant dense<2.0> : tensor<8x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x8x9x9xf32>, tensor<8x8x3x3xf32>) -> tensor<1x8x9x9xf32>
  %1 = nn.relu %0 : (tensor<1x8x9x9xf32>) -> tensor<1x8x9x9xf32>
  %2 = nn.conv %1, %w {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x8x9x9xf32>, tensor<8x8x3x3xf32>) -> tensor<1x8x9x9xf32>
  %3 = nn.add %0, %2 : (tensor<1x8x9x9xf32>, tensor<1x8x9x9xf32>) -> tensor<1x8x9x9xf32>
  %4 = nn.max_pool %3 {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x8x9x9xf32>) -> tensor<1x8x8x8xf32>
  %5 = nn.add %4, %c : (tensor<1x8x8x8xf32>, tensor<8x1x1xf32>) -> tensor<1x8x8x8xf32>
  return %5 : tensor<1x8x8x8xf32>
}

// -----

// The heads of a detector: its own transposes cancel those of the convolutions.
// CHECK-LABEL: func.func @heads
// CHECK: nn.transpose %arg0
// CHECK: nn.conv
// CHECK-NOT: nn.transpose
// CHECK: %[[A:.*]] = nn.reshape %{{.*}} : (tensor<1x4x4x6xf32>) -> tensor<1x48x2xf32>
// CHECK-NOT: nn.transpose
// CHECK: nn.concat %[[A]], %{{.*}} {axis = 1 : i64}
// CHECK: nn.softmax
// CHECK-NEXT: return
func.func @heads(%x: tensor<1x3x4x4xf32>) -> tensor<1x96x2xf32> {
  %w = nn.constant dense<1.0> : tensor<6x3x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x4xf32>, tensor<6x3x1x1xf32>) -> tensor<1x6x4x4xf32>
  %1 = nn.transpose %0 {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x6x4x4xf32>) -> tensor<1x4x4x6xf32>
  %2 = nn.reshape %1 : (tensor<1x4x4x6xf32>) -> tensor<1x48x2xf32>
  %3 = nn.relu %0 : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4xf32>
  %4 = nn.transpose %3 {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x6x4x4xf32>) -> tensor<1x4x4x6xf32>
  %5 = nn.reshape %4 : (tensor<1x4x4x6xf32>) -> tensor<1x48x2xf32>
  %6 = nn.concat %2, %5 {axis = 1 : i64} : (tensor<1x48x2xf32>, tensor<1x48x2xf32>) -> tensor<1x96x2xf32>
  %7 = nn.softmax %6 {axes = array<i64: 2>} : (tensor<1x96x2xf32>) -> tensor<1x96x2xf32>
  return %7 : tensor<1x96x2xf32>
}

// -----

sym.symbol @N {min = 1 : i64}
// Every kind of operation on the way, with a named batch and the axes renamed.
// CHECK-LABEL: func.func @many
// CHECK: nn.conv
// CHECK-NOT: nn.transpose
// CHECK: nn.concat %{{.*}} {axis = 3 : i64} : {{.*}} -> tensor<?x4x4x8xf32, #sym.shape<N, 4, 4, 8>>
// CHECK: nn.pad %{{.*}} {high = [#sym.expr<0>, #sym.expr<1>, #sym.expr<0>, #sym.expr<0>], low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>, #sym.expr<0>]}
// CHECK: nn.slice %{{.*}} {offsets = [#sym.expr<0>, #sym.expr<0>, #sym.expr<0>, #sym.expr<2>], steps_attr = array<i64: 1, 1, 1, 3>} : {{.*}} -> tensor<?x5x5x2xf32, #sym.shape<N, 5, 5, 2>>
// CHECK: nn.resize %{{.*}}scales_attr = array<f64: 1.000000e+00, 2.000000e+00, 3.000000e+00, 1.000000e+00>
// CHECK: nn.softmax %{{.*}} {axes = array<i64: 3>}
// CHECK: nn.reduce sum %{{.*}} {axes = array<i64: 1, 2>}
// CHECK-NEXT: return
func.func @many(%x: tensor<?x4x4x4xf32, #sym.shape<N, 4, 4, 4>>) -> tensor<?x2xf32, #sym.shape<N, 2>> {
  %w = nn.constant dense<1.0> : tensor<4x4x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<?x4x4x4xf32, #sym.shape<N, 4, 4, 4>>, tensor<4x4x1x1xf32>) -> tensor<?x4x4x4xf32, #sym.shape<N, 4, 4, 4>>
  %1 = nn.concat %0, %0 {axis = 1 : i64} : (tensor<?x4x4x4xf32, #sym.shape<N, 4, 4, 4>>, tensor<?x4x4x4xf32, #sym.shape<N, 4, 4, 4>>) -> tensor<?x8x4x4xf32, #sym.shape<N, 8, 4, 4>>
  %2 = nn.pad %1 {low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<0>, #sym.expr<1>], high = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>, #sym.expr<0>]} : (tensor<?x8x4x4xf32, #sym.shape<N, 8, 4, 4>>) -> tensor<?x8x5x5xf32, #sym.shape<N, 8, 5, 5>>
  %3 = nn.slice %2 {offsets = [#sym.expr<0>, #sym.expr<2>, #sym.expr<0>, #sym.expr<0>], steps_attr = array<i64: 1, 3, 1, 1>} : (tensor<?x8x5x5xf32, #sym.shape<N, 8, 5, 5>>) -> tensor<?x2x5x5xf32, #sym.shape<N, 2, 5, 5>>
  %4 = nn.resize %3 {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<asymmetric>, nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0, 3.0>} : (tensor<?x2x5x5xf32, #sym.shape<N, 2, 5, 5>>) -> tensor<?x2x10x15xf32, #sym.shape<N, 2, 10, 15>>
  %5 = nn.softmax %4 {axes = array<i64: 1>} : (tensor<?x2x10x15xf32, #sym.shape<N, 2, 10, 15>>) -> tensor<?x2x10x15xf32, #sym.shape<N, 2, 10, 15>>
  %6 = nn.reduce sum %5 {axes = array<i64: 2, 3>} : (tensor<?x2x10x15xf32, #sym.shape<N, 2, 10, 15>>) -> tensor<?x2xf32, #sym.shape<N, 2>>
  return %6 : tensor<?x2xf32, #sym.shape<N, 2>>
}

// -----

// A reshape that merges the spatial axes keeps them together; the model's transpose cancels behind it.
// CHECK-LABEL: func.func @merge_spatial
// CHECK: %[[C:.*]] = nn.conv
// CHECK-NEXT: %[[R:.*]] = nn.reshape %[[C]] : (tensor<1x4x5x7xf32>) -> tensor<1x20x7xf32>
// CHECK-NEXT: return %[[R]]
func.func @merge_spatial(%x: tensor<1x3x4x5xf32>) -> tensor<1x20x7xf32> {
  %w = nn.constant dense<1.0> : tensor<7x3x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<7x3x1x1xf32>) -> tensor<1x7x4x5xf32>
  %1 = nn.reshape %0 : (tensor<1x7x4x5xf32>) -> tensor<1x7x20xf32>
  %2 = nn.transpose %1 {permutation = array<i64: 0, 2, 1>} : (tensor<1x7x20xf32>) -> tensor<1x20x7xf32>
  return %2 : tensor<1x20x7xf32>
}

// -----

// A reshape that merges channels with space needs the transpose before it.
// CHECK-LABEL: func.func @flatten
// CHECK: %[[C:.*]] = nn.conv
// CHECK: %[[T:.*]] = nn.transpose %[[C]] {permutation = array<i64: 0, 3, 1, 2>}
// CHECK: nn.reshape %[[T]] : (tensor<1x7x4x5xf32>) -> tensor<1x140xf32>
func.func @flatten(%x: tensor<1x3x4x5xf32>) -> tensor<1x140xf32> {
  %w = nn.constant dense<1.0> : tensor<7x3x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<7x3x1x1xf32>) -> tensor<1x7x4x5xf32>
  %1 = nn.reshape %0 : (tensor<1x7x4x5xf32>) -> tensor<1x140xf32>
  return %1 : tensor<1x140xf32>
}

// -----

// Axes of size 1 move for free: one input channel, one output pixel, a scale per channel.
// CHECK-LABEL: func.func @unit_axes
// CHECK-SAME: %[[X:.*]]: tensor<1x1x4x4xf32>
// CHECK: %[[XL:.*]] = nn.reshape %[[X]] : (tensor<1x1x4x4xf32>) -> tensor<1x4x4x1xf32>
// CHECK: %[[C:.*]] = nn.conv %[[XL]]
// CHECK: %[[R:.*]] = nn.reduce sum %[[C]] {axes = array<i64: 1, 2>, keep_dims = true} : (tensor<1x4x4x2xf32>) -> tensor<1x1x1x2xf32>
// CHECK: %[[M:.*]] = nn.mul %[[C]], %[[R]] : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>)
// CHECK: %[[S:.*]] = nn.reduce sum %[[M]] {axes = array<i64: 1, 2>, keep_dims = true}
// CHECK: nn.reshape %[[S]] : (tensor<1x1x1x2xf32>) -> tensor<1x2x1x1xf32>
func.func @unit_axes(%x: tensor<1x1x4x4xf32>) -> tensor<1x2x1x1xf32> {
  %w = nn.constant dense<1.0> : tensor<2x1x1x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x4x4xf32>
  %1 = nn.reduce sum %0 {axes = array<i64: 2, 3>, keep_dims = true} : (tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32>
  %2 = nn.mul %0, %1 : (tensor<1x2x4x4xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x4x4xf32>
  %3 = nn.reduce sum %2 {axes = array<i64: 2, 3>, keep_dims = true} : (tensor<1x2x4x4xf32>) -> tensor<1x2x1x1xf32>
  return %3 : tensor<1x2x1x1xf32>
}

// -----

// Depthwise and one-dimensional.
// CHECK-LABEL: func.func @depthwise
// CHECK: nn.transpose %arg0 {permutation = array<i64: 0, 2, 1>}
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 2, 1, 0>} : (tensor<4x1x3xf32>) -> tensor<3x1x4xf32>
// CHECK: nn.conv %{{.*}}group = 4 : i64, layout = #nn.layout<channels_last>
func.func @depthwise(%x: tensor<1x4x9xf32>) -> tensor<1x4x7xf32> {
  %w = nn.constant dense<1.0> : tensor<4x1x3xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>, group = 4 : i64} : (tensor<1x4x9xf32>, tensor<4x1x3xf32>) -> tensor<1x4x7xf32>
  return %0 : tensor<1x4x7xf32>
}

// -----

// One operand comes with channels first: its transpose replaces two.
// CHECK-LABEL: func.func @hoist
// CHECK: %[[C:.*]] = nn.conv
// CHECK: %[[Y:.*]] = nn.transpose %arg1 {permutation = array<i64: 0, 2, 3, 1>}
// CHECK: %[[J:.*]] = nn.concat %[[C]], %[[Y]] {axis = 3 : i64}
// CHECK: nn.conv %[[J]]
func.func @hoist(%x: tensor<1x3x4x5xf32>, %y: tensor<1x2x4x5xf32>) -> tensor<1x5x5xf32> {
  %w = nn.constant dense<1.0> : tensor<3x3x1x1xf32>
  %v = nn.constant dense<1.0> : tensor<5x5x4x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<3x3x1x1xf32>) -> tensor<1x3x4x5xf32>
  %1 = nn.concat %0, %y {axis = 1 : i64} : (tensor<1x3x4x5xf32>, tensor<1x2x4x5xf32>) -> tensor<1x5x4x5xf32>
  %2 = nn.conv %1, %v {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x5x4x5xf32>, tensor<5x5x4x1xf32>) -> tensor<1x5x1x5xf32>
  %3 = nn.reduce max %2 {axes = array<i64: 2>} : (tensor<1x5x1x5xf32>) -> tensor<1x5x5xf32>
  return %3 : tensor<1x5x5xf32>
}

// -----

// Several groups of several channels, transposed convolutions and pools of an input stay as they are.
// CHECK-LABEL: func.func @unchanged
// CHECK-NOT: channels_last
// CHECK-NOT: nn.transpose
func.func @unchanged(%x: tensor<1x4x9xf32>) -> (tensor<1x4x9xf32>, tensor<1x4x9xf32>, tensor<1x4x7xf32>) {
  %w = nn.constant dense<1.0> : tensor<4x2x1xf32>
  %v = nn.constant dense<1.0> : tensor<4x4x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>, group = 2 : i64} : (tensor<1x4x9xf32>, tensor<4x2x1xf32>) -> tensor<1x4x9xf32>
  %1 = nn.conv_transpose %x, %v {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x4x9xf32>, tensor<4x4x1xf32>) -> tensor<1x4x9xf32>
  %2 = nn.avg_pool %x {window = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>} : (tensor<1x4x9xf32>) -> tensor<1x4x7xf32>
  return %0, %1, %2 : tensor<1x4x9xf32>, tensor<1x4x9xf32>, tensor<1x4x7xf32>
}

// -----

// A matrix product takes a swap of the last two axes itself.
// CHECK-LABEL: func.func @into_matmul
// CHECK-NEXT: nn.matmul %arg0, %arg1 {transpose_b = true}
func.func @into_matmul(%q: tensor<2x5x3xf32>, %k: tensor<2x4x3xf32>) -> tensor<2x5x4xf32> {
  %0 = nn.transpose %k {permutation = array<i64: 0, 2, 1>} : (tensor<2x4x3xf32>) -> tensor<2x3x4xf32>
  %1 = nn.matmul %q, %0 : (tensor<2x5x3xf32>, tensor<2x3x4xf32>) -> tensor<2x5x4xf32>
  return %1 : tensor<2x5x4xf32>
}

// -----

// The end of a network: the rows of the weights are reordered instead of the activations.
// CHECK-LABEL: func.func @flatten_into_weights
// CHECK: %[[C:.*]] = nn.conv
// CHECK: %[[S:.*]] = nn.reshape %{{.*}} : (tensor<140x2xf32>) -> tensor<7x4x5x2xf32>
// CHECK: %[[T:.*]] = nn.transpose %[[S]] {permutation = array<i64: 1, 2, 0, 3>} : (tensor<7x4x5x2xf32>) -> tensor<4x5x7x2xf32>
// CHECK: %[[W:.*]] = nn.reshape %[[T]] : (tensor<4x5x7x2xf32>) -> tensor<140x2xf32>
// CHECK: %[[F:.*]] = nn.reshape %[[C]] : (tensor<1x4x5x7xf32>) -> tensor<1x140xf32>
// CHECK: nn.matmul %[[F]], %[[W]]
func.func @flatten_into_weights(%x: tensor<1x3x4x5xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<1.0> : tensor<7x3x1x1xf32>
  %m = nn.constant dense<1.0> : tensor<140x2xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<7x3x1x1xf32>) -> tensor<1x7x4x5xf32>
  %1 = nn.reshape %0 : (tensor<1x7x4x5xf32>) -> tensor<1x140xf32>
  %2 = nn.matmul %1, %m : (tensor<1x140xf32>, tensor<140x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// -----

// CHECK-LABEL: func.func @flatten_into_transposed_weights
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 0, 2, 3, 1>} : (tensor<2x7x4x5xf32>) -> tensor<2x4x5x7xf32>
// CHECK: nn.matmul %{{.*}}, %{{.*}} {transpose_b = true} : (tensor<1x140xf32>, tensor<2x140xf32>)
func.func @flatten_into_transposed_weights(%x: tensor<1x3x4x5xf32>) -> tensor<1x2xf32> {
  %w = nn.constant dense<1.0> : tensor<7x3x1x1xf32>
  %m = nn.constant dense<1.0> : tensor<2x140xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<7x3x1x1xf32>) -> tensor<1x7x4x5xf32>
  %1 = nn.reshape %0 : (tensor<1x7x4x5xf32>) -> tensor<1x140xf32>
  %2 = nn.matmul %1, %m {transpose_b = true} : (tensor<1x140xf32>, tensor<2x140xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// -----

// A value of rank 0 has no axes to move.
// CHECK-LABEL: func.func @rank_zero
// CHECK: %[[S:.*]] = nn.reduce max %{{.*}} {axes = array<i64: 0, 1, 2>} : (tensor<2x4x3xf32>) -> tensor<f32>
// CHECK-NEXT: nn.add %[[S]], %[[S]] : (tensor<f32>, tensor<f32>) -> tensor<f32>
func.func @rank_zero(%x: tensor<2x3x4xf32>) -> tensor<f32> {
  %w = nn.constant dense<1.0> : tensor<3x3x1xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<2x3x4xf32>, tensor<3x3x1xf32>) -> tensor<2x3x4xf32>
  %1 = nn.reduce max %0 {axes = array<i64: 0, 1, 2>} : (tensor<2x3x4xf32>) -> tensor<f32>
  %2 = nn.add %1, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %2 : tensor<f32>
}

// -----

// A padding that is no part of the convolution, because it holds another value than zero, is done with channels last.

// CHECK-LABEL: func.func @pad_before_convolution
// CHECK-SAME:    %[[X:.*]]: tensor<1x8x9x9xui8>
// CHECK-DAG:     %[[Z:.*]] = nn.constant dense<7> : tensor<ui8>
// CHECK:         %[[T:.*]] = nn.transpose %[[X]] {permutation = array<i64: 0, 2, 3, 1>}
// CHECK:         %[[P:.*]] = nn.pad %[[T]] value %[[Z]] {{.*}} -> tensor<1x11x11x8xui8>
// CHECK:         nn.conv %[[P]]
func.func @pad_before_convolution(%x: tensor<1x8x9x9xui8>) -> tensor<1x4x9x9xi32> {
  %z = nn.constant dense<7> : tensor<ui8>
  %w = nn.constant dense<1> : tensor<4x8x3x3xi8>
  %0 = nn.pad %x value %z {low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>, #sym.expr<1>], high = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>, #sym.expr<1>]} : (tensor<1x8x9x9xui8>, tensor<ui8>) -> tensor<1x8x11x11xui8>
  %1 = nn.conv %0, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x8x11x11xui8>, tensor<4x8x3x3xi8>) -> tensor<1x4x9x9xi32>
  return %1 : tensor<1x4x9x9xi32>
}
