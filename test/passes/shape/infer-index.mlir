// Sizes of what writes at positions or runs along an axis.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics | FileCheck %s

// The ranks say how many axes the indices name; the sizes have to agree.
// CHECK-LABEL: @scatter
// CHECK: nn.scatter_nd {{.*}} -> tensor<?x3xf32, #sym.shape<N, 3>>
// CHECK: nn.scatter_elements {{.*}}axis = 1 : i64{{.*}} -> tensor<?x3xf32, #sym.shape<N, 3>>
sym.symbol @N {min = 1 : i64}
sym.symbol @K {min = 1 : i64}
func.func @scatter(%x: tensor<?x3xf32, #sym.shape<N, 3>>, %i: tensor<?x1xi64, #sym.shape<K, 1>>, %u: tensor<?x3xf32, #sym.shape<K, 3>>,
                   %j: tensor<1x?xi64, #sym.shape<1, K>>, %v: tensor<1x?xf32, #sym.shape<1, K>>) -> (tensor<*xf32>, tensor<*xf32>) {
  %y = nn.scatter_nd %x at %i put %u : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x1xi64, #sym.shape<K, 1>>, tensor<?x3xf32, #sym.shape<K, 3>>) -> tensor<*xf32>
  %z = nn.scatter_elements %x at %j put %v {axis = -1 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<1x?xi64, #sym.shape<1, K>>, tensor<1x?xf32, #sym.shape<1, K>>) -> tensor<*xf32>
  return %y, %z : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @scatter_sizes(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{expected equal sizes for dim 1 of the updates and of indices and data, got 4 and 3}}
  %y = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @scatter_too_many(%x: tensor<5x3xf32>, %i: tensor<2x4xi64>, %u: tensor<2x4xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{expected at most 3 updates along dim 1, got 4}}
  %y = nn.scatter_elements %x at %i put %u {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2x4xi64>, tensor<2x4xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Shape arithmetic flows through: element 1 of a shape is replaced, and the shape is used.
// CHECK-LABEL: @shape_arithmetic
// CHECK: nn.reshape {{.*}} -> tensor<?x6xf32, #sym.shape<N, 6>>
sym.symbol @N {min = 1 : i64}
func.func @shape_arithmetic(%x: tensor<?x2x3xf32, #sym.shape<N, 2, 3>>) -> tensor<*xf32> {
  %s = nn.shape %x {end = 2 : i64} : (tensor<?x2x3xf32, #sym.shape<N, 2, 3>>) -> tensor<*xi64>
  %i = nn.constant dense<[[1]]> : tensor<1x1xi64>
  %six = nn.constant dense<[6]> : tensor<1xi64>
  %t = nn.scatter_nd %s at %i put %six : (tensor<*xi64>, tensor<1x1xi64>, tensor<1xi64>) -> tensor<*xi64>
  %y = nn.reshape %x to %t : (tensor<?x2x3xf32, #sym.shape<N, 2, 3>>, tensor<*xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Running sums of small tensors are known too.
// CHECK-LABEL: @running
// CHECK: nn.slice {{.*}} -> tensor<?x3xf32, #sym.shape<N - 2, 3>>
sym.symbol @N {min = 9 : i64}
func.func @running(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  %parts = nn.constant dense<[2, 3, 4]> : tensor<3xi64>
  %axis = nn.constant dense<0> : tensor<i64>
  %sums = nn.cumulate %parts along %axis by sum {exclusive = true} : (tensor<3xi64>, tensor<i64>) -> tensor<*xi64>
  %one = nn.constant dense<[1]> : tensor<1xi64>
  %start = nn.gather %sums, %one {axis = 0 : i64} : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %end = nn.constant dense<[9223372036854775807]> : tensor<1xi64>
  %y = nn.slice %x from %start to %end : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<*xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// An axis that is known becomes an attribute; so does the number of elements, which the types say.
// CHECK-LABEL: @along
// CHECK: nn.cumulate %arg0 by sum {axis = 1 : i64, exclusive = true} : (tensor<2x9xf32>) -> tensor<2x9xf32>
// CHECK: nn.cumulate %arg0 along %arg1 by prod : (tensor<2x9xf32>, tensor<i32>) -> tensor<2x9xf32>
// CHECK: nn.top_k %arg0 {axis = 1 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
func.func @along(%x: tensor<2x9xf32>, %a: tensor<i32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xi64>) {
  %axis = nn.constant dense<-1> : tensor<i32>
  %three = nn.constant dense<3> : tensor<1xi64>
  %y = nn.cumulate %x along %axis by sum {exclusive = true} : (tensor<2x9xf32>, tensor<i32>) -> tensor<*xf32>
  %z = nn.cumulate %x along %a by prod : (tensor<2x9xf32>, tensor<i32>) -> tensor<*xf32>
  %v, %i = nn.top_k %x count %three {axis = -1 : i64} : (tensor<2x9xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  return %y, %z, %v, %i : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xi64>
}

// -----

func.func @too_few(%x: tensor<2x2xf32>) -> (tensor<*xf32>, tensor<*xi64>) {
  %three = nn.constant dense<3> : tensor<1xi64>
  // expected-error @+1 {{expected at least 3 elements along dim 1, got 2}}
  %v, %i = nn.top_k %x count %three {axis = -1 : i64} : (tensor<2x2xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  return %v, %i : tensor<*xf32>, tensor<*xi64>
}

// -----

// CHECK-LABEL: @windows
// CHECK: nn.max_pool_indices {{.*}} -> tensor<?x3x4xi64, #sym.shape<N, 3, 4>>
// CHECK: nn.max_unpool %{{[^ ]*}} at %{{[^ ]*}} {{.*}} -> tensor<?x3x8xf32, #sym.shape<N, 3, 8>>
// CHECK: nn.max_unpool %{{[^ ]*}} at %{{[^ ]*}} {{.*}} -> tensor<?x3x9xf32, #sym.shape<N, 3, 9>>
// CHECK: nn.col2im %{{[^ ]*}} {{.*}}window = array<i64: 1, 5>{{.*}} -> tensor<?x2x5x5xf32, #sym.shape<N, 2, 5, 5>>
// CHECK: nn.det {{.*}} -> tensor<?xf32, #sym.shape<N>>
sym.symbol @N {min = 1 : i64}
func.func @windows(%x: tensor<?x3x8xf32, #sym.shape<N, 3, 8>>, %c: tensor<?x10x5xf32, #sym.shape<N, 10, 5>>, %m: tensor<?x3x3xf32, #sym.shape<N, 3, 3>>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %p = nn.max_pool %x {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<?x3x8xf32, #sym.shape<N, 3, 8>>) -> tensor<*xf32>
  %i = nn.max_pool_indices %x to %p {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<?x3x8xf32, #sym.shape<N, 3, 8>>, tensor<*xf32>) -> tensor<*xi64>
  %u = nn.max_unpool %p at %i {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
  %n = nn.shape %x {end = 2 : i64} : (tensor<?x3x8xf32, #sym.shape<N, 3, 8>>) -> tensor<*xi64>
  %nine = nn.constant dense<9> : tensor<1xi64>
  %s = nn.concat %n, %nine {axis = 0 : i64} : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi64>
  %v = nn.max_unpool %p at %i shape %s {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<*xf32>, tensor<*xi64>, tensor<*xi64>) -> tensor<*xf32>
  %image = nn.constant dense<[5, 5]> : tensor<2xi64>
  %block = nn.constant dense<[1, 5]> : tensor<2xi64>
  %w = nn.col2im %c image %image block %block {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<?x10x5xf32, #sym.shape<N, 10, 5>>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  %d = nn.det %m : (tensor<?x3x3xf32, #sym.shape<N, 3, 3>>) -> tensor<*xf32>
  return %u, %v, %w, %d : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @no_square(%m: tensor<4x3x2xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{expected equal sizes for rows and columns, got 3 and 2}}
  %d = nn.det %m : (tensor<4x3x2xf32>) -> tensor<*xf32>
  return %d : tensor<*xf32>
}
