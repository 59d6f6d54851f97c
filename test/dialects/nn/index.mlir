// RUN: ingot-opt %s | ingot-opt | FileCheck %s

// CHECK-LABEL: func.func @scatter
// CHECK: nn.scatter_nd %{{.*}} at %{{.*}} put %{{.*}} : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
// CHECK: nn.scatter_nd %{{.*}} at %{{.*}} put %{{.*}} by sum : {{.*}} -> tensor<*xf32>
// CHECK: nn.scatter_elements %{{.*}} at %{{.*}} put %{{.*}} by max {axis = -1 : i64} : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x1xf32>)
// CHECK: nn.scatter_elements %{{.*}} at %{{.*}} put %{{.*}} {axis = 0 : i64} :
func.func @scatter(%x: tensor<5x3xf32>, %i: tensor<2x1xi64>, %u: tensor<2x3xf32>, %e: tensor<2x1xf32>) {
  %0 = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>
  %1 = nn.scatter_nd %x at %i put %u by sum : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<*xf32>
  %2 = nn.scatter_elements %x at %i put %e by max {axis = -1 : i64} : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x1xf32>) -> tensor<5x3xf32>
  %3 = nn.scatter_elements %x at %i put %e {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x1xf32>) -> tensor<5x3xf32>
  return
}

// CHECK-LABEL: func.func @tensor_scatter
// CHECK: nn.tensor_scatter %{{.*}} put %{{.*}} from %{{.*}} {axis = 1 : i64, circular = true} :
// CHECK: nn.tensor_scatter %{{.*}} put %{{.*}} {axis = -2 : i64} :
func.func @tensor_scatter(%x: tensor<2x8x4xf32>, %u: tensor<2x1x4xf32>, %s: tensor<2xi64>) {
  %0 = nn.tensor_scatter %x put %u from %s {axis = 1 : i64, circular = true} : (tensor<2x8x4xf32>, tensor<2x1x4xf32>, tensor<2xi64>) -> tensor<2x8x4xf32>
  %1 = nn.tensor_scatter %x put %u {axis = -2 : i64} : (tensor<2x8x4xf32>, tensor<2x1x4xf32>) -> tensor<2x8x4xf32>
  return
}

// CHECK-LABEL: func.func @along
// CHECK: nn.cumulate %{{.*}} along %{{.*}} by sum {exclusive = true} : (tensor<2x9xf32>, tensor<i32>) -> tensor<2x9xf32>
// CHECK: nn.cumulate %{{.*}} by prod {axis = 1 : i64, reverse = true} :
// CHECK: nn.top_k %{{.*}} count %{{.*}} {axis = -1 : i64} : (tensor<2x9xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
// CHECK: nn.top_k %{{.*}} {axis = 1 : i64, largest = false} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
// CHECK: nn.reverse_sequence %{{.*}}, %{{.*}} {batch_axis = 0 : i64, time_axis = 1 : i64} :
func.func @along(%x: tensor<2x9xf32>, %a: tensor<i32>, %k: tensor<1xi64>, %n: tensor<2xi64>) {
  %0 = nn.cumulate %x along %a by sum {exclusive = true} : (tensor<2x9xf32>, tensor<i32>) -> tensor<2x9xf32>
  %1 = nn.cumulate %x by prod {axis = 1 : i64, reverse = true} : (tensor<2x9xf32>) -> tensor<2x9xf32>
  %2, %3 = nn.top_k %x count %k {axis = -1 : i64} : (tensor<2x9xf32>, tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)
  %4, %5 = nn.top_k %x {axis = 1 : i64, largest = false} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  %6 = nn.reverse_sequence %x, %n {batch_axis = 0 : i64, time_axis = 1 : i64} : (tensor<2x9xf32>, tensor<2xi64>) -> tensor<2x9xf32>
  return
}

// CHECK-LABEL: func.func @windows
// CHECK: nn.max_pool_indices %{{.*}} to %{{.*}} {column_major = true, dilations = array<i64: 1>, strides = array<i64: 2>, window = array<i64: 2>} :
// CHECK: nn.max_unpool %{{.*}} at %{{.*}} shape %{{.*}} {dilations = array<i64: 1>, strides = array<i64: 2>, window = array<i64: 2>} :
// CHECK: nn.col2im %{{.*}} image %{{.*}} block %{{.*}} {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>} :
// CHECK: nn.col2im %{{.*}} {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>, window = array<i64: 1, 5>} :
// CHECK: nn.det %{{.*}} : (tensor<4x3x3xf32>) -> tensor<4xf32>
func.func @windows(%x: tensor<1x3x8xf32>, %y: tensor<1x3x4xf32>, %c: tensor<1x5x5xf32>, %s: tensor<2xi64>, %t: tensor<3xi64>, %m: tensor<4x3x3xf32>) {
  %i = nn.max_pool_indices %x to %y {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>, column_major = true} : (tensor<1x3x8xf32>, tensor<1x3x4xf32>) -> tensor<1x3x4xi64>
  %0 = nn.max_unpool %y at %i shape %t {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x4xf32>, tensor<1x3x4xi64>, tensor<3xi64>) -> tensor<*xf32>
  %1 = nn.col2im %c image %s block %s {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  %2 = nn.col2im %c {window = array<i64: 1, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf32>
  %3 = nn.det %m : (tensor<4x3x3xf32>) -> tensor<4xf32>
  return
}
