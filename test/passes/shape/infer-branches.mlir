// Branches: what one of them needs is checked where it runs; of two ranks one is kept.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file | FileCheck %s

// Data decides, and a run that takes the other branch has nothing to fulfil.
// CHECK-NOT: sym.guard
// CHECK-LABEL: @data_decides
// CHECK: nn.if
// CHECK-NEXT: nn.require #sym.expr<M == N>, "operation 'add': expected equal sizes for dim 0, got N and M"
// CHECK: else
// CHECK-NEXT: nn.require #sym.expr<M == N>, "operation 'sub'
sym.symbol @N {min = 1 : i64}
sym.symbol @M {min = 1 : i64}
func.func @data_decides(%c: tensor<i1>, %x: tensor<?xf32, #sym.shape<N>>, %y: tensor<?xf32, #sym.shape<M>>) -> tensor<*xf32> {
  %r = nn.if %c : (tensor<i1>) -> tensor<*xf32> {
    %s = nn.add %x, %y : (tensor<?xf32, #sym.shape<N>>, tensor<?xf32, #sym.shape<M>>) -> tensor<*xf32>
    %e = nn.reduce sum %s {axes = array<i64: 0>} : (tensor<*xf32>) -> tensor<*xf32>
    nn.yield %e : tensor<*xf32>
  } else {
    // What the other branch assumes does not hold here.
    %d = nn.sub %y, %x : (tensor<?xf32, #sym.shape<M>>, tensor<?xf32, #sym.shape<N>>) -> tensor<*xf32>
    %e = nn.reduce sum %d {axes = array<i64: 0>} : (tensor<*xf32>) -> tensor<*xf32>
    nn.yield %e : tensor<*xf32>
  }
  return %r : tensor<*xf32>
}

// -----

// "If the size is 1, squeeze" is how exporters write that an author squeezes: the size is 1.
// CHECK: sym.guard #sym.expr<N == 1> "operation 'if': expected sizes for which the condition N == 1 is true; the branches give different ranks, so only one can be compiled"
// CHECK-LABEL: @squeeze_one
// CHECK-NOT: nn.if
// CHECK: nn.reshape %{{.*}} -> tensor<2xf32>
sym.symbol @N {min = 1 : i64}
func.func @squeeze_one(%x: tensor<2x?xf32, #sym.shape<2, N>>) -> tensor<*xf32> {
  %size = nn.shape %x {start = 1 : i64, end = 2 : i64} : (tensor<2x?xf32, #sym.shape<2, N>>) -> tensor<*xi64>
  %one = nn.constant dense<1> : tensor<1xi64>
  %c = nn.equal %size, %one : (tensor<*xi64>, tensor<1xi64>) -> tensor<*xi1>
  %r = nn.if %c : (tensor<*xi1>) -> tensor<*xf32> {
    %s = nn.squeeze %x {axes = array<i64: 1>} : (tensor<2x?xf32, #sym.shape<2, N>>) -> tensor<*xf32>
    nn.yield %s : tensor<*xf32>
  } else {
    nn.yield %x : tensor<2x?xf32, #sym.shape<2, N>>
  }
  return %r : tensor<*xf32>
}
