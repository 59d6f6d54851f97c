// `ingot compile --check` tells every operation whose sizes cannot be, each once, and one line where there is none. What
// a refused operation reads is compiled all the same.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: not ingot compile --check wrong.mlir 2>&1 | FileCheck %s
// RUN: ingot compile --check right.mlir | FileCheck %s --check-prefix=RIGHT
// RUN: not ls wrong.so right.so

// CHECK: error: {{.*}}expected equal sizes for dim 1 of input 1, got 3 and 5
// CHECK: error: {{.*}}concat{{.*}}got 3 and 7
// CHECK-NOT: error
// CHECK: wrong.mlir: 2 problems

//--- wrong.mlir
module @wrong {
  func.func @wrong(%x: tensor<2x3xf32>, %y: tensor<2x5xf32>, %z: tensor<2x7xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
    %0 = nn.relu %x : (tensor<2x3xf32>) -> tensor<*xf32>
    %1 = nn.concat %0, %y {axis = 0 : i64} : (tensor<*xf32>, tensor<2x5xf32>) -> tensor<*xf32>
    %2 = nn.relu %1 : (tensor<*xf32>) -> tensor<*xf32>
    %3 = nn.concat %x, %z {axis = 0 : i64} : (tensor<2x3xf32>, tensor<2x7xf32>) -> tensor<*xf32>
    return %2, %3 : tensor<*xf32>, tensor<*xf32>
  }
}

// RIGHT: right.mlir: compiles
//--- right.mlir
module @right {
  func.func @right(%x: tensor<2x3xf32>) -> tensor<*xf32> {
    %0 = nn.relu %x : (tensor<2x3xf32>) -> tensor<*xf32>
    return %0 : tensor<*xf32>
  }
}
