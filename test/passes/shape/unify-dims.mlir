// RUN: ingot-opt %s --ingot-unify-dims | FileCheck %s

// What a call passes keeps its name; what is computed has one.
sym.symbol @A {min = 1 : i64}
sym.symbol @B {min = 1 : i64}
sym.symbol @C {max = 4 : i64}
sym.guard #sym.expr<A == B> "one batch"
// CHECK-LABEL: func.func @m
// CHECK-SAME: tensor<?xf32, #sym.shape<B>>
// CHECK-SAME: -> tensor<?xf32, #sym.shape<A>>
func.func @m(%x: tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<B>> {
  // CHECK: %[[X:.+]] = nn.reshape %{{.+}} : (tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<A>>
  // CHECK: nn.relu %[[X]] : (tensor<?xf32, #sym.shape<A>>) -> tensor<?xf32, #sym.shape<A>>
  %y = nn.relu %x : (tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<B>>
  // CHECK: nn.sizes [#sym.expr<A>, #sym.expr<C>]
  %s = nn.sizes [#sym.expr<B>, #sym.expr<min(C, 9)>] : tensor<2xi64>
  return %y : tensor<?xf32, #sym.shape<B>>
}

// A guard that fixes a size makes it a number, for what reads the input too.
sym.symbol @N {min = 1 : i64}
sym.guard #sym.expr<N == 2> "two rows"
// CHECK-LABEL: func.func @fixed
// CHECK-SAME: (%[[X:.+]]: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<2x3xf32>
func.func @fixed(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
  // CHECK: %[[Y:.+]] = nn.reshape %[[X]] : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<2x3xf32>
  // CHECK: nn.transpose %[[Y]] {{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = nn.transpose %x {permutation = array<i64: 0, 1>}
      : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  return %y : tensor<?x3xf32, #sym.shape<N, 3>>
}
