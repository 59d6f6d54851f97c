// RUN: ingot-opt %s --ingot-lower-sugar --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @split
// CHECK: %[[A:.*]] = nn.slice %{{.*}} {offsets = [#sym.expr<0>, #sym.expr<0>], steps_attr = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x2xf32>
// CHECK: %[[B:.*]] = nn.slice %{{.*}} {offsets = [#sym.expr<0>, #sym.expr<2>], steps_attr = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x4xf32>
// CHECK: return %[[A]], %[[B]]
func.func @split(%x: tensor<4x6xf32>) -> (tensor<4x2xf32>, tensor<4x4xf32>) {
  %a, %b = nn.split %x {axis = -1 : i64, sizes_attr = array<i64: 2, 4>} : (tensor<4x6xf32>) -> (tensor<4x2xf32>, tensor<4x4xf32>)
  return %a, %b : tensor<4x2xf32>, tensor<4x4xf32>
}

// -----

sym.symbol @N {min = 1 : i64}
// CHECK-LABEL: func.func @split_named
// CHECK: nn.slice {{.*}}offsets = [#sym.expr<N>
func.func @split_named(%x: tensor<?xf32, #sym.shape<2*N>>) -> (tensor<?xf32, #sym.shape<N>>, tensor<?xf32, #sym.shape<N>>) {
  %a, %b = nn.split %x {axis = 0 : i64} : (tensor<?xf32, #sym.shape<2*N>>) -> (tensor<?xf32, #sym.shape<N>>, tensor<?xf32, #sym.shape<N>>)
  return %a, %b : tensor<?xf32, #sym.shape<N>>, tensor<?xf32, #sym.shape<N>>
}

// -----

// CHECK-LABEL: func.func @reshapes
// CHECK: %[[A:.*]] = nn.reshape %{{.*}} : (tensor<1x4xf32>) -> tensor<4xf32>
// CHECK: %[[B:.*]] = nn.reshape %[[A]] : (tensor<4xf32>) -> tensor<4x1x1xf32>
// CHECK: nn.reshape %[[B]] : (tensor<4x1x1xf32>) -> tensor<4x1xf32>
func.func @reshapes(%x: tensor<1x4xf32>) -> tensor<4x1xf32> {
  %0 = nn.squeeze %x {axes = array<i64: 0>} : (tensor<1x4xf32>) -> tensor<4xf32>
  %1 = nn.unsqueeze %0 {axes = array<i64: 1, 2>} : (tensor<4xf32>) -> tensor<4x1x1xf32>
  %2 = nn.flatten %1 {axis = 1 : i64} : (tensor<4x1x1xf32>) -> tensor<4x1xf32>
  return %2 : tensor<4x1xf32>
}

// -----

// CHECK-LABEL: func.func @depth_to_space
// CHECK: nn.reshape %{{.*}} : (tensor<1x8x3x5xf32>) -> tensor<1x2x2x2x3x5xf32>
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 0, 3, 4, 1, 5, 2>}
// CHECK: nn.reshape %{{.*}} -> tensor<1x2x6x10xf32>
// CHECK: nn.reshape %{{.*}} : (tensor<1x8x3x5xf32>) -> tensor<1x2x2x2x3x5xf32>
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 0, 1, 4, 2, 5, 3>}
func.func @depth_to_space(%x: tensor<1x8x3x5xf32>) -> (tensor<1x2x6x10xf32>, tensor<1x2x6x10xf32>) {
  %0 = nn.depth_to_space %x {block = 2 : i64} : (tensor<1x8x3x5xf32>) -> tensor<1x2x6x10xf32>
  %1 = nn.depth_to_space %x {block = 2 : i64, column_row = true} : (tensor<1x8x3x5xf32>) -> tensor<1x2x6x10xf32>
  return %0, %1 : tensor<1x2x6x10xf32>, tensor<1x2x6x10xf32>
}

// -----

// CHECK-LABEL: func.func @space_to_depth
// CHECK: nn.reshape %{{.*}} : (tensor<1x2x6x10xf32>) -> tensor<1x2x3x2x5x2xf32>
// CHECK: nn.transpose %{{.*}} {permutation = array<i64: 0, 3, 5, 1, 2, 4>}
// CHECK: nn.reshape %{{.*}} -> tensor<1x8x3x5xf32>
func.func @space_to_depth(%x: tensor<1x2x6x10xf32>) -> tensor<1x8x3x5xf32> {
  %0 = nn.space_to_depth %x {block = 2 : i64} : (tensor<1x2x6x10xf32>) -> tensor<1x8x3x5xf32>
  return %0 : tensor<1x8x3x5xf32>
}

// -----

// CHECK-LABEL: func.func @batch_norm
// CHECK-SAME: %[[X:.*]]: tensor<1x3x2x2xf32>, %[[S:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<3xf32>, %[[M:.*]]: tensor<3xf32>, %[[V:.*]]: tensor<3xf32>
// CHECK: %[[E:.*]] = nn.constant dense<9.99999974E-6> : tensor<f32>
// CHECK: %[[VE:.*]] = nn.add %[[V]], %[[E]]
// CHECK: %[[D:.*]] = nn.sqrt %[[VE]]
// CHECK: %[[F:.*]] = nn.div %[[S]], %[[D]]
// CHECK: %[[MF:.*]] = nn.mul %[[M]], %[[F]]
// CHECK: %[[SH:.*]] = nn.sub %[[B]], %[[MF]]
// CHECK: %[[F3:.*]] = nn.reshape %[[F]] : (tensor<3xf32>) -> tensor<3x1x1xf32>
// CHECK: %[[XF:.*]] = nn.mul %[[X]], %[[F3]]
// CHECK: nn.add %[[XF]], %{{.*}} : (tensor<1x3x2x2xf32>, tensor<3x1x1xf32>)
func.func @batch_norm(%x: tensor<1x3x2x2xf32>, %s: tensor<3xf32>, %b: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>) -> tensor<1x3x2x2xf32> {
  %0 = nn.batch_norm %x, %s, %b, %m, %v {epsilon = 1.0e-5 : f64} : (tensor<1x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x2x2xf32>
  return %0 : tensor<1x3x2x2xf32>
}

// -----

sym.symbol @N {min = 1 : i64}
// Two passes: the variance is that of the centred values.
// CHECK-LABEL: func.func @layer_norm
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32, #sym.shape<N, 8>>
// CHECK-DAG: %[[C:.*]] = nn.constant dense<8.000000e+00> : tensor<f32>
// CHECK: %[[S:.*]] = nn.reduce sum %[[X]] {axes = array<i64: 1>, keep_dims = true} {{.*}} -> tensor<?x1xf32, #sym.shape<N, 1>>
// CHECK: %[[MEAN:.*]] = nn.div %[[S]], %{{.*}}
// CHECK: %[[CX:.*]] = nn.sub %[[X]], %[[MEAN]]
// CHECK: %[[SQ:.*]] = nn.mul %[[CX]], %[[CX]]
// CHECK: nn.reduce sum %[[SQ]]
// CHECK: %[[R:.*]] = nn.rsqrt
// CHECK: %[[Y:.*]] = nn.mul %[[CX]], %[[R]]
// CHECK: nn.mul %[[Y]], %{{.*}} : (tensor<?x8xf32, #sym.shape<N, 8>>, tensor<8xf32>)
func.func @layer_norm(%x: tensor<?x8xf32, #sym.shape<N, 8>>, %s: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x8xf32, #sym.shape<N, 8>> {
  %0 = nn.layer_norm %x scale %s bias %b {axis = -1 : i64, epsilon = 1.0e-5 : f64} : (tensor<?x8xf32, #sym.shape<N, 8>>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32, #sym.shape<N, 8>>
  return %0 : tensor<?x8xf32, #sym.shape<N, 8>>
}

// -----

// Half-precision statistics are taken in f32, and no mean is subtracted.
// CHECK-LABEL: func.func @root_mean_square
// CHECK: nn.cast %{{.*}} : (tensor<2x8xf16>) -> tensor<2x8xf32>
// CHECK-NOT: nn.sub
// CHECK: nn.rsqrt
// CHECK: nn.cast %{{.*}} : (tensor<2x8xf32>) -> tensor<2x8xf16>
func.func @root_mean_square(%x: tensor<2x8xf16>) -> tensor<2x8xf16> {
  %0 = nn.layer_norm %x {axis = 1 : i64, epsilon = 1.0e-5 : f64, root_mean_square = true} : (tensor<2x8xf16>) -> tensor<2x8xf16>
  return %0 : tensor<2x8xf16>
}

// -----

// CHECK-LABEL: func.func @group_norm
// CHECK: %[[G:.*]] = nn.reshape %{{.*}} : (tensor<1x4x3xf32>) -> tensor<1x2x2x3xf32>
// CHECK: nn.reduce sum %[[G]] {axes = array<i64: 2, 3>, keep_dims = true}
// CHECK: nn.reshape %{{.*}} : (tensor<1x2x2x3xf32>) -> tensor<1x4x3xf32>
func.func @group_norm(%x: tensor<1x4x3xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<1x4x3xf32> {
  %0 = nn.group_norm %x, %s, %b {groups = 2 : i64, epsilon = 1.0e-5 : f64} : (tensor<1x4x3xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x3xf32>
  return %0 : tensor<1x4x3xf32>
}

// -----

// CHECK-LABEL: func.func @log_softmax
// CHECK: %[[M:.*]] = nn.reduce max %[[X:.*]] {axes = array<i64: 1>, keep_dims = true}
// CHECK: %[[S:.*]] = nn.sub %[[X]], %[[M]]
// CHECK: %[[E:.*]] = nn.exp %[[S]]
// CHECK: %[[T:.*]] = nn.reduce sum %[[E]]
// CHECK: %[[L:.*]] = nn.log %[[T]]
// CHECK: nn.sub %[[S]], %[[L]]
func.func @log_softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = nn.log_softmax %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: func.func @clamp
// CHECK: %[[L:.*]] = nn.max %{{.*}}, %{{.*}} : (tensor<2xf32>, tensor<f32>)
// CHECK: nn.min %[[L]], %{{.*}}
func.func @clamp(%x: tensor<2xf32>, %a: tensor<f32>, %b: tensor<f32>) -> tensor<2xf32> {
  %0 = nn.clamp %x low %a high %b : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

sym.symbol @N {min = 1 : i64}
// The number of elements is a size of the call.
// CHECK-LABEL: func.func @mean
// CHECK: %[[S:.*]] = nn.reduce sum %{{.*}} {axes = array<i64: 0, 1>}
// CHECK: %[[C:.*]] = nn.sizes [#sym.expr<4*N>] : tensor<i64>
// CHECK: %[[F:.*]] = nn.cast %[[C]] : (tensor<i64>) -> tensor<f32>
// CHECK: nn.div %[[S]], %[[F]]
func.func @mean(%x: tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<f32> {
  %0 = nn.reduce mean %x {axes = array<i64>} : (tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @reductions
// CHECK: nn.abs
// CHECK: nn.reduce sum %{{.*}} {axes = array<i64: 1>}
// CHECK: nn.mul %[[X:.*]], %[[X]]
// CHECK: nn.reduce sum
// CHECK: nn.sqrt
// CHECK: nn.reduce sum
// CHECK: nn.log
func.func @reductions(%x: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = nn.reduce l1 %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  %1 = nn.reduce l2 %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  %2 = nn.reduce log_sum %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// An infinite maximum is not subtracted.
// CHECK-LABEL: func.func @log_sum_exp
// CHECK: %[[M:.*]] = nn.reduce max
// CHECK: %[[I:.*]] = nn.is_inf %[[M]]
// CHECK: %[[S:.*]] = nn.select %[[I]], %{{.*}}, %[[M]]
// CHECK: nn.sub %{{.*}}, %[[S]]
// CHECK: nn.exp
// CHECK: nn.reduce sum
// CHECK: nn.log
// CHECK: nn.add %{{.*}}, %[[S]]
// CHECK: nn.reshape %{{.*}} : (tensor<2x1xf32>) -> tensor<2xf32>
func.func @log_sum_exp(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %0 = nn.reduce log_sum_exp %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// Core reductions stay; their axes are written out.
// CHECK-LABEL: func.func @core
// CHECK-NEXT: nn.reduce max %{{.*}} {axes = array<i64: 1>}
// CHECK-NEXT: nn.softmax
func.func @core(%x: tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2x3xf32>) {
  %0 = nn.reduce max %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  %1 = nn.softmax %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %1 : tensor<2xf32>, tensor<2x3xf32>
}

// -----

// Scales along an axis broadcast; those of blocks are repeated, and cut where the last block is short.
// CHECK-LABEL: func.func @scales
// CHECK-SAME: %[[X:.*]]: tensor<2x3x5xi8>, %[[S:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<2x3x2xf32>, %[[O:.*]]: tensor<1xf32>
// CHECK: %[[SA:.*]] = nn.reshape %[[S]] : (tensor<3xf32>) -> tensor<3x1xf32>
// CHECK: nn.dequantize %[[X]] scale %[[SA]] : (tensor<2x3x5xi8>, tensor<3x1xf32>) -> tensor<2x3x5xf32>
// CHECK: %[[BS:.*]] = nn.reshape %[[B]] : (tensor<2x3x2xf32>) -> tensor<2x3x2x1xf32>
// CHECK: %[[BB:.*]] = nn.broadcast %[[BS]] : (tensor<2x3x2x1xf32>) -> tensor<2x3x2x3xf32>
// CHECK: %[[BM:.*]] = nn.reshape %[[BB]] : (tensor<2x3x2x3xf32>) -> tensor<2x3x6xf32>
// CHECK: %[[BC:.*]] = nn.slice %[[BM]] {{.*}} -> tensor<2x3x5xf32>
// CHECK: nn.dequantize %[[X]] scale %[[BC]]
// CHECK: %[[OS:.*]] = nn.reshape %[[O]] : (tensor<1xf32>) -> tensor<f32>
// CHECK: nn.dequantize %[[X]] scale %[[OS]]
func.func @scales(%x: tensor<2x3x5xi8>, %s: tensor<3xf32>, %b: tensor<2x3x2xf32>, %o: tensor<1xf32>) -> (tensor<2x3x5xf32>, tensor<2x3x5xf32>, tensor<2x3x5xf32>) {
  %0 = nn.dequantize %x scale %s {axis = 1 : i64} : (tensor<2x3x5xi8>, tensor<3xf32>) -> tensor<2x3x5xf32>
  %1 = nn.dequantize %x scale %b {axis = -1 : i64, block_size = 3 : i64} : (tensor<2x3x5xi8>, tensor<2x3x2xf32>) -> tensor<2x3x5xf32>
  %2 = nn.dequantize %x scale %o {axis = 0 : i64} : (tensor<2x3x5xi8>, tensor<1xf32>) -> tensor<2x3x5xf32>
  return %0, %1, %2 : tensor<2x3x5xf32>, tensor<2x3x5xf32>, tensor<2x3x5xf32>
}

// -----

// The zero point of the rows costs one term per column where the columns are constant; else it is taken from the data.
// CHECK-LABEL: func.func @products
// CHECK-SAME: %[[A:.*]]: tensor<2x3xui8>, %[[B:.*]]: tensor<3x4xi8>, %[[Z:.*]]: tensor<ui8>
// CHECK-DAG: %[[W:.*]] = nn.constant
// CHECK: %[[R:.*]] = nn.reduce sum %{{.*}} {axes = array<i64: 0>, keep_dims = true} : (tensor<3x4xi32>) -> tensor<1x4xi32>
// CHECK: %[[T:.*]] = nn.mul %[[R]]
// CHECK: %[[P:.*]] = nn.matmul %[[A]], %[[W]] : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xi32>
// CHECK: nn.sub %[[P]], %[[T]]
// CHECK: %[[D:.*]] = nn.sub {{.*}} -> tensor<2x3xi16>
// CHECK: nn.matmul %[[D]], %[[B]] : (tensor<2x3xi16>, tensor<3x4xi8>) -> tensor<2x4xi32>
func.func @products(%a: tensor<2x3xui8>, %b: tensor<3x4xi8>, %z: tensor<ui8>) -> (tensor<2x4xi32>, tensor<2x4xi32>) {
  %w = nn.constant dense<1> : tensor<3x4xi8>
  %0 = nn.matmul_integer %a, %w lhs_zero %z : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<ui8>) -> tensor<2x4xi32>
  %1 = nn.matmul_integer %a, %b lhs_zero %z : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<ui8>) -> tensor<2x4xi32>
  return %0, %1 : tensor<2x4xi32>, tensor<2x4xi32>
}

// -----

// CHECK-LABEL: func.func @integer_convolution
// CHECK-SAME: %[[X:.*]]: tensor<1x2x4xi8>
// CHECK: nn.conv %[[X]], %{{.*}} {{.*}}pads = array<i64: 1, 1>{{.*}} : (tensor<1x2x4xi8>, tensor<3x2x3xi8>) -> tensor<1x3x4xi32>
func.func @integer_convolution(%x: tensor<1x2x4xi8>, %w: tensor<3x2x3xi8>) -> tensor<1x3x4xi32> {
  %0 = nn.conv_integer %x, %w {dilations = array<i64: 1>, pads = array<i64: 1, 1>, strides = array<i64: 1>} : (tensor<1x2x4xi8>, tensor<3x2x3xi8>) -> tensor<1x3x4xi32>
  return %0 : tensor<1x3x4xi32>
}
