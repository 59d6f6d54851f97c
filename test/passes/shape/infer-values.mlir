// Shape arithmetic resolves: values of small integer tensors are followed symbolically.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file | FileCheck %s

// Shape -> gather -> unsqueeze -> concat -> reshape.
// CHECK-LABEL: @chain
// CHECK-SAME: (%[[X:.+]]: tensor<?x4x8xf32, #sym.shape<N, 4, 8>>) -> tensor<?x32xf32, #sym.shape<N, 32>>
// CHECK-NEXT: %[[Y:.+]] = nn.reshape %[[X]] : (tensor<?x4x8xf32, #sym.shape<N, 4, 8>>) -> tensor<?x32xf32, #sym.shape<N, 32>>
// CHECK-NEXT: return %[[Y]]
sym.symbol @N {min = 1 : i64}
func.func @chain(%x: tensor<?x4x8xf32, #sym.shape<N, 4, 8>>) -> tensor<*xf32> {
  %shape = nn.shape %x : (tensor<?x4x8xf32, #sym.shape<N, 4, 8>>) -> tensor<*xi64>
  %zero = nn.constant dense<0> : tensor<i64>
  %n = nn.gather %shape, %zero {axis = 0 : i64} : (tensor<*xi64>, tensor<i64>) -> tensor<*xi64>
  %n1 = nn.unsqueeze %n {axes = array<i64: 0>} : (tensor<*xi64>) -> tensor<*xi64>
  %rest = nn.constant dense<-1> : tensor<1xi64>
  %all = nn.concat %n1, %rest {axis = 0 : i64} : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %y = nn.reshape %x to %all : (tensor<?x4x8xf32, #sym.shape<N, 4, 8>>, tensor<*xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Expand as PyTorch writes it: where(shape == -1, ones, shape).
// CHECK-LABEL: @expand
// CHECK: nn.broadcast %{{.+}} : (tensor<1x3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
sym.symbol @N {min = 1 : i64}
func.func @expand(%x: tensor<1x3xf32>, %y: tensor<?xf32, #sym.shape<N>>) -> tensor<*xf32> {
  %s = nn.shape %y : (tensor<?xf32, #sym.shape<N>>) -> tensor<1xi64>
  %three = nn.constant dense<3> : tensor<1xi64>
  %want = nn.concat %s, %three {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %minus = nn.constant dense<-1> : tensor<2xi64>
  %ones = nn.constant dense<1> : tensor<2xi64>
  %is = nn.equal %want, %minus : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi1>
  %shape = nn.select %is, %ones, %want : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %z = nn.broadcast %x to %shape : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %z : tensor<*xf32>
}

// -----

// Paddings as PyTorch writes them: reshape to pairs, reverse, transpose, flatten.
// CHECK-LABEL: @pads
// CHECK: nn.pad %{{[^ ]+}} {high = [#sym.expr<2>, #sym.expr<4>], low = [#sym.expr<1>, #sym.expr<3>]} : (tensor<5x6xf32>) -> tensor<8x13xf32>
func.func @pads(%x: tensor<5x6xf32>) -> tensor<*xf32> {
  %list = nn.constant dense<[3, 4, 1, 2]> : tensor<4xi64>
  %pair = nn.constant dense<[-1, 2]> : tensor<2xi64>
  %r = nn.reshape %list to %pair : (tensor<4xi64>, tensor<2xi64>) -> tensor<*xi64>
  %start = nn.constant dense<-1> : tensor<1xi64>
  %end = nn.constant dense<-9223372036854775807> : tensor<1xi64>
  %axis = nn.constant dense<0> : tensor<1xi64>
  %s = nn.slice %r from %start to %end axes %axis steps %start
    : (tensor<*xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xi64>
  %t = nn.transpose %s {permutation = array<i64: 1, 0>} : (tensor<*xi64>) -> tensor<*xi64>
  %minus = nn.constant dense<-1> : tensor<1xi64>
  %f = nn.reshape %t to %minus : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %y = nn.pad %x by %f : (tensor<5x6xf32>, tensor<*xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Sizes computed as floats: floor(cast(H) * 0.5).
// CHECK-LABEL: @halves
// CHECK: nn.slice %{{.+}} {offsets = [#sym.expr<0>], steps_attr = array<i64: 1>}
// CHECK-SAME: -> tensor<?xf32, #sym.shape<floordiv(H, 2)>>
sym.symbol @H {min = 1 : i64}
func.func @halves(%x: tensor<?xf32, #sym.shape<H>>) -> tensor<*xf32> {
  %s = nn.shape %x : (tensor<?xf32, #sym.shape<H>>) -> tensor<1xi64>
  %f = nn.cast %s : (tensor<1xi64>) -> tensor<*xf32>
  %half = nn.constant dense<0.5> : tensor<f32>
  %m = nn.mul %f, %half : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  %w = nn.floor %m : (tensor<*xf32>) -> tensor<*xf32>
  %e = nn.cast %w : (tensor<*xf32>) -> tensor<*xi64>
  %z = nn.constant dense<0> : tensor<1xi64>
  %y = nn.slice %x from %z to %e : (tensor<?xf32, #sym.shape<H>>, tensor<1xi64>, tensor<*xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// What is used as data stays: a constant where it is one, else a list of sizes.
// CHECK-LABEL: @data
// CHECK-DAG: %[[S:.+]] = nn.sizes [#sym.expr<N>, #sym.expr<3>] : tensor<2xi64>
// CHECK-DAG: %[[C:.+]] = nn.constant dense<[0, 2, 4]> : tensor<3xi64>
// CHECK: return %[[S]], %[[C]]
sym.symbol @N {min = 1 : i64}
func.func @data(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> (tensor<*xi64>, tensor<*xi64>) {
  %s = nn.shape %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xi64>
  %a = nn.constant dense<0> : tensor<i64>
  %b = nn.constant dense<6> : tensor<i64>
  %c = nn.constant dense<2> : tensor<i64>
  %r = nn.range %a, %b, %c : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
  return %s, %r : tensor<*xi64>, tensor<*xi64>
}

// -----

// The number of elements, a product of sizes, and minima of sizes.
// CHECK-LABEL: @reductions
// CHECK: nn.reshape {{.*}} -> tensor<?xf32, #sym.shape<6*N>>
// CHECK: nn.fill {value = 1.000000e+00 : f32} : () -> tensor<?xf32, #sym.shape<min(3, N)>>
sym.symbol @N {min = 1 : i64}
func.func @reductions(%x: tensor<?x2x3xf32, #sym.shape<N, 2, 3>>) -> (tensor<*xf32>, tensor<*xf32>) {
  %s = nn.shape %x : (tensor<?x2x3xf32, #sym.shape<N, 2, 3>>) -> tensor<*xi64>
  %p = nn.reduce prod %s {axes = array<i64: 0>, keep_dims = true} : (tensor<*xi64>) -> tensor<*xi64>
  %y = nn.reshape %x to %p : (tensor<?x2x3xf32, #sym.shape<N, 2, 3>>, tensor<*xi64>) -> tensor<*xf32>
  %three = nn.constant dense<3> : tensor<1xi64>
  %i = nn.constant dense<0> : tensor<1xi64>
  %n = nn.gather %s, %i {axis = 0 : i64} : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %m = nn.min %n, %three : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %z = nn.fill to %m {value = 1.0 : f32} : (tensor<*xi64>) -> tensor<*xf32>
  return %y, %z : tensor<*xf32>, tensor<*xf32>
}
