// Branches and loops become scf operations on tensors. One element is carried in a register; what a loop collects is a
// tensor that it writes one part of in each iteration.
// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse -split-input-file | FileCheck %s

// CHECK-LABEL: @branch
// CHECK-SAME:  %[[C:.*]]: tensor<1xi1>
// CHECK:       %[[I:.*]] = tensor.extract %[[C]][%{{.*}}] : tensor<1xi1>
// CHECK:       scf.if %[[I]] -> (tensor<?x3xf32>) {
// CHECK:         %[[E:.*]] = linalg.generic
// CHECK:         scf.yield %[[E]] : tensor<?x3xf32>
// CHECK:       } else {
// CHECK:         scf.yield %arg1 : tensor<?x3xf32>
sym.symbol @N {min = 1 : i64}
func.func @branch(%c: tensor<1xi1>, %x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
  %0 = nn.if %c : (tensor<1xi1>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
    %1 = nn.exp %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
    nn.yield %1 : tensor<?x3xf32, #sym.shape<N, 3>>
  } else {
    nn.yield %x : tensor<?x3xf32, #sym.shape<N, 3>>
  }
  return %0 : tensor<?x3xf32, #sym.shape<N, 3>>
}

// -----

// The number of iterations is a size. An element of the first axis is read in place.

// CHECK-LABEL: @rows
// CHECK-DAG:   %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-DAG:   %[[ONE:.*]] = arith.constant 1 : index
// CHECK-DAG:   %[[N:.*]] = sym.size #sym.expr<N> : index
// CHECK-DAG:   %[[ALL:.*]] = tensor.empty(%[[N]]) : tensor<?x3xf32>
// CHECK:       %[[R:.*]]:2 = scf.for %[[K:.*]] = %[[ZERO]] to %[[N]] step %[[ONE]] iter_args(%[[SUM:.*]] = %arg1, %[[TO:.*]] = %[[ALL]]) -> (tensor<3xf32>, tensor<?x3xf32>) {
// CHECK:         %[[ROW:.*]] = tensor.extract_slice %arg0[%{{.*}}, 0] [1, 3] [1, 1] : tensor<?x3xf32> to tensor<3xf32>
// CHECK:         %[[NEXT:.*]] = linalg.generic {{.*}} ins(%[[SUM]], %[[ROW]]
// CHECK:         %[[DONE:.*]] = tensor.insert_slice %[[NEXT]] into %[[TO]][%[[K]], 0] [1, 3] [1, 1] : tensor<3xf32> into tensor<?x3xf32>
// CHECK:         scf.yield %[[NEXT]], %[[DONE]]
sym.symbol @N {min = 1 : i64}
func.func @rows(%x: tensor<?x3xf32, #sym.shape<N, 3>>, %s: tensor<3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
  %n = nn.sizes [#sym.expr<N>] : tensor<i64>
  %0, %1 = nn.loop trip %n carry(%s) : (tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<?x3xf32, #sym.shape<N, 3>>) {
  ^bb0(%i: tensor<i64>, %a: tensor<3xf32>):
    %2 = nn.gather %x, %i {axis = 0 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<i64>) -> tensor<3xf32>
    %3 = nn.add %a, %2 : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    nn.yield %3, %3 : tensor<3xf32>, tensor<3xf32>
  }
  return %1 : tensor<?x3xf32, #sym.shape<N, 3>>
}

// -----

// An early end: the number of the iteration and whether it runs come before what is carried.

// CHECK-LABEL: @early
// CHECK:       scf.while (%[[K:.*]] = %{{.*}}, %[[RUNS:.*]] = %{{.*}}, %[[COUNT:.*]] = %{{.*}}, %[[A:.*]] = %arg1) : (index, i1, i32, tensor<2xf32>)
// CHECK:         %[[LESS:.*]] = arith.cmpi slt, %[[K]], %{{.*}} : index
// CHECK:         %[[GO:.*]] = arith.andi %[[RUNS]], %[[LESS]] : i1
// CHECK:         scf.condition(%[[GO]])
// CHECK:       } do {
// CHECK:         arith.addi %{{.*}}, %{{.*}} : index
// CHECK:         scf.yield %{{.*}} : index, i1, i32, tensor<2xf32>
func.func @early(%n: tensor<i64>, %x: tensor<2xf32>, %k: tensor<i32>) -> (tensor<i32>, tensor<2xf32>) {
  %0, %1 = nn.loop trip %n carry(%k, %x) : (tensor<i64>, tensor<i32>, tensor<2xf32>) -> (tensor<i32>, tensor<2xf32>) {
  ^bb0(%i: tensor<i64>, %c: tensor<i32>, %a: tensor<2xf32>):
    %2 = nn.add %c, %k : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %3 = nn.less %2, %k : (tensor<i32>, tensor<i32>) -> tensor<i1>
    %4 = nn.exp %a : (tensor<2xf32>) -> tensor<2xf32>
    nn.yield %3, %2, %4 : tensor<i1>, tensor<i32>, tensor<2xf32>
  }
  return %0, %1 : tensor<i32>, tensor<2xf32>
}
