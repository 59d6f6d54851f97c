// Branches and loops: which branch is kept, what carried and collected values have in common, how often a loop runs.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file | FileCheck %s

// A condition that only the data knows leaves both branches.

// CHECK-LABEL: @both
// CHECK: %[[Y:.*]] = nn.if %arg0 : (tensor<i1>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
// CHECK: nn.exp %arg1 : {{.*}} -> tensor<?x3xf32, #sym.shape<N, 3>>
// CHECK: return %[[Y]] : tensor<?x3xf32, #sym.shape<N, 3>>
sym.symbol @N {min = 1 : i64}
func.func @both(%c: tensor<i1>, %x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  %0 = nn.if %c : (tensor<i1>) -> tensor<*xf32> {
    %p = nn.exp %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  } else {
    nn.yield %x : tensor<?x3xf32, #sym.shape<N, 3>>
  }
  return %0 : tensor<*xf32>
}

// -----

// A condition that is known leaves one; the other one is not even looked at.

// CHECK-LABEL: @known
// CHECK-NOT: nn.if
// CHECK: %[[Y:.*]] = nn.neg %arg0
// CHECK: return %[[Y]]
func.func @known(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %c = nn.constant dense<false> : tensor<1xi1>
  %0 = nn.if %c : (tensor<1xi1>) -> tensor<*xf32> {
    %p = nn.squeeze %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  } else {
    %p = nn.neg %x : (tensor<2x3xf32>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

// Ranks that differ by a size: the usual branch, which squeezes, does not fit what follows; the other one is kept, and
// checked in each call.

// CHECK-LABEL: module
// CHECK: sym.guard #sym.expr<-(N == 1) + 1> "operation 'if': expected sizes for which the condition N == 1 is false;
// CHECK-LABEL: @general
// CHECK-NOT: nn.if
// CHECK-NOT: branch_number
// CHECK: nn.concat %arg0, %arg1 {{.*}} -> tensor<?x3xf32, #sym.shape<N + 2, 3>>
sym.symbol @N {min = 1 : i64}
func.func @general(%x: tensor<?x3xf32, #sym.shape<N, 3>>, %y: tensor<2x3xf32>) -> tensor<*xf32> {
  %s = nn.shape %x {start = 0 : i64, end = 1 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<1xi64>
  %one = nn.constant dense<1> : tensor<1xi64>
  %c = nn.equal %s, %one : (tensor<1xi64>, tensor<1xi64>) -> tensor<*xi1>
  %0 = nn.if %c : (tensor<*xi1>) -> tensor<*xf32> {
    %p = nn.squeeze %x {axes = array<i64: 0>} : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  } else {
    nn.yield %x : tensor<?x3xf32, #sym.shape<N, 3>>
  }
  %1 = nn.concat %0, %y {axis = 0 : i64} : (tensor<*xf32>, tensor<2x3xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

// Sizes that the condition chooses between are a formula.

// CHECK-LABEL: @chosen
// CHECK: nn.if {{.*}} -> tensor<?x3xf32, #sym.shape<N*le(N, 4) + N, 3>>
sym.symbol @N {min = 1 : i64}
func.func @chosen(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  %s = nn.shape %x {start = 0 : i64, end = 1 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<1xi64>
  %five = nn.constant dense<5> : tensor<1xi64>
  %c = nn.less %s, %five : (tensor<1xi64>, tensor<1xi64>) -> tensor<*xi1>
  %0 = nn.if %c : (tensor<*xi1>) -> tensor<*xf32> {
    %p = nn.concat %x, %x {axis = 0 : i64}
        : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  } else {
    nn.yield %x : tensor<?x3xf32, #sym.shape<N, 3>>
  }
  return %0 : tensor<*xf32>
}

// -----

// Carried values keep their shape; what is collected has the number of iterations as its first size. A value that is
// handed on as it is needs not be carried.

// CHECK-LABEL: @collected
// CHECK: %[[T:.*]] = nn.sizes [#sym.expr<N>] : tensor<i64>
// CHECK: nn.loop trip %[[T]] carry(%arg0, %arg0) : {{.*}} -> (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x3xf32, #sym.shape<N, 3>>) {
// CHECK-NEXT: ^bb0(%[[I:.*]]: tensor<i64>, %[[A:.*]]: tensor<?x3xf32, #sym.shape<N, 3>>, %{{.*}}: tensor<?x3xf32, #sym.shape<N, 3>>):
// CHECK-NEXT: %[[S:.*]] = nn.add %arg0, %[[A]]
// CHECK-NEXT: %[[G:.*]] = nn.gather %[[S]], %[[I]] {axis = 0 : i64} : {{.*}} -> tensor<3xf32>
// CHECK-NEXT: nn.yield %[[S]], %arg0, %[[G]]
sym.symbol @N {min = 1 : i64}
func.func @collected(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> (tensor<*xf32>, tensor<*xf32>) {
  %s = nn.shape %x {start = 0 : i64, end = 1 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<1xi64>
  %0, %1, %2 = nn.loop trip %s carry(%x, %x)
      : (tensor<1xi64>, tensor<?x3xf32, #sym.shape<N, 3>>, tensor<?x3xf32, #sym.shape<N, 3>>)
      -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<*xf32>, %b: tensor<*xf32>):
    %p = nn.add %b, %a : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
    %g = nn.gather %p, %i {axis = 0 : i64} : (tensor<*xf32>, tensor<i64>) -> tensor<*xf32>
    nn.yield %p, %b, %g : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
  }
  return %0, %2 : tensor<*xf32>, tensor<*xf32>
}

// -----

// A loop that counts, as exporters write it: in floats, with "no limit" as the limit.

// CHECK-LABEL: module
// CHECK: sym.guard #sym.expr<le(N, 16777216)> "operation 'loop': expected at most 16777216 iterations, because the loop counts in floating point, got N"
// CHECK-LABEL: @counts
// CHECK: %[[T:.*]] = nn.sizes [#sym.expr<N>] : tensor<i64>
// CHECK: nn.loop trip %[[T]] carry(%{{.*}}) : (tensor<i64>, tensor<i32>) -> (tensor<i32>, tensor<?x3xf32, #sym.shape<N, 3>>)
// CHECK: nn.yield %{{.*}}, %{{.*}} : tensor<i32>, tensor<3xf32>
sym.symbol @N {min = 1 : i64}
func.func @counts(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  %s = nn.shape %x {start = 0 : i64, end = 1 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<1xi64>
  %m = nn.constant dense<9223372036854775807> : tensor<i64>
  %z = nn.constant dense<0> : tensor<i32>
  %one = nn.constant dense<1> : tensor<i32>
  %true = nn.constant dense<true> : tensor<i1>
  %0, %1 = nn.loop trip %m while %true carry(%z)
      : (tensor<i64>, tensor<i1>, tensor<i32>) -> (tensor<*xi32>, tensor<*xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<*xi32>):
    %b = nn.add %a, %one : (tensor<*xi32>, tensor<i32>) -> tensor<*xi32>
    %f = nn.cast %b : (tensor<*xi32>) -> tensor<*xf32>
    %l = nn.cast %s : (tensor<1xi64>) -> tensor<*xf32>
    %c = nn.less %f, %l : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xi1>
    %g = nn.gather %x, %a {axis = 0 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<*xi32>) -> tensor<*xf32>
    nn.yield %c, %b, %g : tensor<*xi1>, tensor<*xi32>, tensor<*xf32>
  }
  return %1 : tensor<*xf32>
}

// -----

// Short, and a carried value grows: written out.

// CHECK-LABEL: @grows
// CHECK-NOT: nn.loop
// CHECK: %[[A:.*]] = nn.concat %arg0, %arg0 {{.*}} -> tensor<?x3xf32, #sym.shape<2*N, 3>>
// CHECK: %[[B:.*]] = nn.concat %arg0, %[[A]] {{.*}} -> tensor<?x3xf32, #sym.shape<3*N, 3>>
// CHECK: return %[[B]]
sym.symbol @N {min = 1 : i64}
func.func @grows(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  %s = nn.constant dense<2> : tensor<i64>
  %0 = nn.loop trip %s carry(%x) : (tensor<i64>, tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xf32> {
  ^bb0(%i: tensor<i64>, %a: tensor<*xf32>):
    %p = nn.concat %x, %a {axis = 0 : i64} : (tensor<?x3xf32, #sym.shape<N, 3>>, tensor<*xf32>) -> tensor<*xf32>
    nn.yield %p : tensor<*xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

// How often, only the data says; carried values alone do not ask.

// CHECK-LABEL: @data
// CHECK: nn.loop trip %arg1 while %arg2 carry(%arg0) : {{.*}} -> tensor<2xf32>
func.func @data(%x: tensor<2xf32>, %n: tensor<i64>, %c: tensor<i1>) -> tensor<*xf32> {
  %0 = nn.loop trip %n while %c carry(%x) : (tensor<i64>, tensor<i1>, tensor<2xf32>) -> tensor<*xf32> {
  ^bb0(%i: tensor<i64>, %a: tensor<*xf32>):
    %p = nn.exp %a : (tensor<*xf32>) -> tensor<*xf32>
    %l = nn.less %i, %n : (tensor<i64>, tensor<i64>) -> tensor<*xi1>
    nn.yield %l, %p : tensor<*xi1>, tensor<*xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

// What a loop collects as often as the data says: a size with the bound that the user gives.

// CHECK-LABEL: module
// CHECK: sym.symbol @loop_iterations {bound = #sym.expr<8>}
// CHECK-LABEL: @stored
// CHECK: %[[LIMIT:.*]] = nn.max %arg0, %{{.*}} : (tensor<i64>, tensor<i64>) -> tensor<i64>
// CHECK: %[[RUNS:.*]] = nn.cast %arg1 : (tensor<i1>) -> tensor<i64>
// CHECK: %[[COUNT:.*]] = nn.mul %[[LIMIT]], %[[RUNS]]
// CHECK: nn.set_size %[[COUNT]]
// CHECK: nn.loop trip %[[COUNT]] carry() : (tensor<i64>) -> tensor<?xi64, #sym.shape<loop_iterations>>
module attributes {ingot.dims = {loop_iterations = array<i64: 1, 8>}} {
  func.func @stored(%n: tensor<i64>, %c: tensor<i1>) -> tensor<*xi64> {
    %0 = nn.loop trip %n while %c carry() : (tensor<i64>, tensor<i1>) -> tensor<*xi64> {
    ^bb0(%i: tensor<i64>):
      nn.yield %i : tensor<i64>
    } loc("loop")
    return %0 : tensor<*xi64>
  }
}
