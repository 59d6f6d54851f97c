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
  // CHECK: nn.relu {{.*}} : (tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<A>>
  %y = nn.relu %x : (tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<B>>
  // CHECK: nn.sizes [#sym.expr<A>, #sym.expr<C>]
  %s = nn.sizes [#sym.expr<B>, #sym.expr<min(C, 9)>] : tensor<2xi64>
  return %y : tensor<?xf32, #sym.shape<B>>
}
