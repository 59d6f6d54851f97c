// RUN: ingot-opt %s --ingot-recognize-patterns --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @silu
// CHECK-NEXT: nn.silu
// CHECK-NEXT: return
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nn.sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.mul %0, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// The argument is a product itself.
// CHECK-LABEL: func.func @silu_of_product
// CHECK-NEXT: %[[P:.*]] = nn.mul
// CHECK-NEXT: nn.silu %[[P]]
func.func @silu_of_product(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %x = nn.mul %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %0 = nn.sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.mul %x, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @gelu_tanh
// CHECK: nn.gelu %{{.*}} {approximate = true}
// CHECK-NEXT: return
func.func @gelu_tanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = nn.constant dense<0.044715> : tensor<f32>
  %d = nn.constant dense<0.797884583> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<1xf32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.mul %c, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = nn.mul %x, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.mul %x, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nn.add %x, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = nn.mul %d, %3 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = nn.tanh %4 : (tensor<4xf32>) -> tensor<4xf32>
  %6 = nn.add %one, %5 : (tensor<1xf32>, tensor<4xf32>) -> tensor<4xf32>
  %7 = nn.mul %half, %6 : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  %8 = nn.mul %x, %7 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %8 : tensor<4xf32>
}

// -----

// As PyTorch writes it: a power, and 0.5 x first.
// CHECK-LABEL: func.func @gelu_tanh_power
// CHECK: nn.gelu %{{.*}} {approximate = true}
// CHECK-NEXT: return
func.func @gelu_tanh_power(%x: tensor<4xf32>) -> tensor<4xf32> {
  %three = nn.constant dense<3.0> : tensor<f32>
  %c = nn.constant dense<0.044715> : tensor<f32>
  %d = nn.constant dense<0.797884583> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %h = nn.mul %x, %half : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %0 = nn.pow %x, %three : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.mul %0, %c : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %2 = nn.add %x, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nn.mul %2, %d : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %4 = nn.tanh %3 : (tensor<4xf32>) -> tensor<4xf32>
  %5 = nn.add %4, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %6 = nn.mul %h, %5 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %6 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @gelu_erf
// CHECK: nn.gelu %{{.*}} : (tensor<4xf32>)
// CHECK-NEXT: return
func.func @gelu_erf(%x: tensor<4xf32>) -> tensor<4xf32> {
  %root = nn.constant dense<1.41421354> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.div %x, %root : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.erf %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.add %1, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %3 = nn.mul %x, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = nn.mul %3, %half : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %4 : tensor<4xf32>
}

// -----

// Another constant is another function.
// CHECK-LABEL: func.func @no_gelu
// CHECK-NOT: nn.gelu
func.func @no_gelu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %root = nn.constant dense<1.5> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.div %x, %root : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.erf %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.add %1, %one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %3 = nn.mul %x, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = nn.mul %3, %half : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %4 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @roots
// CHECK: nn.rsqrt
// CHECK: %[[R:.*]] = nn.rsqrt %{{.*}} : (tensor<2x1xf32>)
// CHECK: nn.mul %{{.*}}, %[[R]] : (tensor<2x4xf32>, tensor<2x1xf32>)
func.func @roots(%x: tensor<2x4xf32>, %v: tensor<2x1xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %0 = nn.sqrt %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = nn.reciprocal %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = nn.sqrt %v : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %3 = nn.div %x, %2 : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  return %1, %3 : tensor<2x4xf32>, tensor<2x4xf32>
}

// -----

sym.symbol @N {min = 1 : i64}
// An id out of range gives a row of zeros.
// CHECK-LABEL: func.func @one_hot
// CHECK-SAME: %[[IDS:.*]]: tensor<?x5x1xi32, #sym.shape<N, 5, 1>>
// CHECK-DAG: %[[W:.*]] = nn.constant dense<{{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[F:.*]] = nn.reshape %[[IDS]] {{.*}} -> tensor<?x5xi32, #sym.shape<N, 5>>
// CHECK: %[[G:.*]] = nn.gather %[[W]], %[[F]] {axis = 0 : i64} {{.*}} -> tensor<?x5x2xf32, #sym.shape<N, 5, 2>>
// CHECK: %[[L:.*]] = nn.less_equal %[[IDS]], %{{.*}}
// CHECK: %[[P:.*]] = nn.greater_equal %[[IDS]], %{{.*}}
// CHECK: %[[V:.*]] = nn.and %[[L]], %[[P]]
// CHECK: %[[Y:.*]] = nn.select %[[V]], %[[G]], %{{.*}}
// CHECK: return %[[Y]]
func.func @one_hot(%ids: tensor<?x5x1xi32, #sym.shape<N, 5, 1>>) -> tensor<?x5x2xf32, #sym.shape<N, 5, 2>> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf32>
  %iota = nn.constant dense<[[[0, 1, 2, 3]]]> : tensor<1x1x4xi32>
  %0 = nn.equal %ids, %iota : (tensor<?x5x1xi32, #sym.shape<N, 5, 1>>, tensor<1x1x4xi32>) -> tensor<?x5x4xi1, #sym.shape<N, 5, 4>>
  %1 = nn.cast %0 : (tensor<?x5x4xi1, #sym.shape<N, 5, 4>>) -> tensor<?x5x4xf32, #sym.shape<N, 5, 4>>
  %2 = nn.matmul %1, %w : (tensor<?x5x4xf32, #sym.shape<N, 5, 4>>, tensor<4x2xf32>) -> tensor<?x5x2xf32, #sym.shape<N, 5, 2>>
  return %2 : tensor<?x5x2xf32, #sym.shape<N, 5, 2>>
}

// -----

// The constant does not count from 0.
// CHECK-LABEL: func.func @no_one_hot
// CHECK: nn.matmul
func.func @no_one_hot(%ids: tensor<5x1xi32>) -> tensor<5x2xf32> {
  %w = nn.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %iota = nn.constant dense<[[1, 2]]> : tensor<1x2xi32>
  %0 = nn.equal %ids, %iota : (tensor<5x1xi32>, tensor<1x2xi32>) -> tensor<5x2xi1>
  %1 = nn.cast %0 : (tensor<5x2xi1>) -> tensor<5x2xf32>
  %2 = nn.matmul %1, %w : (tensor<5x2xf32>, tensor<2x2xf32>) -> tensor<5x2xf32>
  return %2 : tensor<5x2xf32>
}

// -----

// CHECK-LABEL: func.func @nothing_done
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32>
// CHECK-NEXT: return %[[X]]
func.func @nothing_done(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %zero = nn.constant dense<0.0> : tensor<f32>
  %one = nn.constant dense<1.0> : tensor<4xf32>
  %0 = nn.add %zero, %x : (tensor<f32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = nn.mul %0, %one : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %2 = nn.slice %1 {offsets = [#sym.expr<0>, #sym.expr<0>], steps_attr = array<i64: 1, 1>} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %3 = nn.broadcast %2 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %4 = nn.reshape %3 : (tensor<2x4xf32>) -> tensor<8xf32>
  %5 = nn.reshape %4 : (tensor<8xf32>) -> tensor<2x4xf32>
  return %5 : tensor<2x4xf32>
}

// -----

// Adding 0 makes the value larger; a reversed slice moves elements; a narrowing cast loses bits.
// CHECK-LABEL: func.func @something_done
// CHECK: nn.add
// CHECK: nn.slice
// CHECK: nn.cast %{{.*}} : (tensor<4xi32>) -> tensor<4xi8>
// CHECK: nn.cast %{{.*}} : (tensor<4xi8>) -> tensor<4xi32>
func.func @something_done(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<1x4xf32>, tensor<4xf32>, tensor<4xi32>) {
  %zero = nn.constant dense<0.0> : tensor<1x1xf32>
  %0 = nn.add %zero, %x : (tensor<1x1xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  %1 = nn.slice %x {offsets = [#sym.expr<3>], steps_attr = array<i64: -1>} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nn.cast %i : (tensor<4xi32>) -> tensor<4xi8>
  %3 = nn.cast %2 : (tensor<4xi8>) -> tensor<4xi32>
  return %0, %1, %3 : tensor<1x4xf32>, tensor<4xf32>, tensor<4xi32>
}

// -----

// CHECK-LABEL: func.func @cheaper
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32>, %[[R:.*]]: tensor<1x4xf32>, %[[I:.*]]: tensor<2xi8>
// CHECK-DAG: %[[Q:.*]] = nn.constant dense<2.500000e-01> : tensor<f32>
// CHECK: nn.mul %[[X]], %[[Q]]
// CHECK: nn.mul %[[X]], %[[X]]
// CHECK: nn.add %[[X]], %[[R]] : (tensor<2x4xf32>, tensor<1x4xf32>)
// CHECK: nn.cast %[[I]] : (tensor<2xi8>) -> tensor<2xf32>
func.func @cheaper(%x: tensor<2x4xf32>, %r: tensor<1x4xf32>, %i: tensor<2xi8>) -> (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<2xf32>) {
  %four = nn.constant dense<4.0> : tensor<f32>
  %two = nn.constant dense<2.0> : tensor<f32>
  %0 = nn.div %x, %four : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  %1 = nn.pow %x, %two : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  %2 = nn.broadcast %r : (tensor<1x4xf32>) -> tensor<2x4xf32>
  %3 = nn.add %x, %2 : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %4 = nn.cast %i : (tensor<2xi8>) -> tensor<2xi32>
  %5 = nn.cast %4 : (tensor<2xi32>) -> tensor<2xf32>
  return %0, %1, %3, %5 : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func @padding
// CHECK-NEXT: nn.constant
// CHECK-NEXT: nn.conv %arg0, {{.*}}pads = array<i64: 2, 1>
func.func @padding(%x: tensor<1x3x8xf32>) -> tensor<1x2x9xf32> {
  %w = nn.constant dense<1.0> : tensor<2x3x3xf32>
  %0 = nn.pad %x {low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>], high = [#sym.expr<0>, #sym.expr<0>, #sym.expr<0>]} : (tensor<1x3x8xf32>) -> tensor<1x3x9xf32>
  %1 = nn.conv %0, %w {dilations = array<i64: 1>, pads = array<i64: 1, 1>, strides = array<i64: 1>} : (tensor<1x3x9xf32>, tensor<2x3x3xf32>) -> tensor<1x2x9xf32>
  return %1 : tensor<1x2x9xf32>
}

// -----

// A reflection is no padding with zeros.
// CHECK-LABEL: func.func @reflection
// CHECK: nn.pad
func.func @reflection(%x: tensor<1x3x8xf32>) -> tensor<1x2x7xf32> {
  %w = nn.constant dense<1.0> : tensor<2x3x3xf32>
  %0 = nn.pad %x {mode = #nn.pad_mode<reflect>, low = [#sym.expr<0>, #sym.expr<0>, #sym.expr<1>], high = [#sym.expr<0>, #sym.expr<0>, #sym.expr<0>]} : (tensor<1x3x8xf32>) -> tensor<1x3x9xf32>
  %1 = nn.conv %0, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x3x9xf32>, tensor<2x3x3xf32>) -> tensor<1x2x7xf32>
  return %1 : tensor<1x2x7xf32>
}
