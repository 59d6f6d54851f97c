// The whole stage: a size that the user binds, one that stays, arithmetic that goes.
// RUN: ingot-opt %s --ingot-stage-shape | FileCheck %s

// CHECK: module @m
// CHECK-NOT: ingot.dims
// CHECK-NEXT: sym.symbol @S {max = 16 : i64, min = 1 : i64}
// CHECK-NEXT: sym.symbol @y_0 {min = 1 : i64}
// CHECK-NEXT: sym.guard #sym.expr<S == y_0> "node 'sum' (add): expected equal sizes for dim 1, got S and y_0"
// CHECK-NEXT: func.func @m(%[[X:.+]]: tensor<2x?xf32, #sym.shape<2, S>> {{.*}}, %[[Y:.+]]: tensor<?xf32, #sym.shape<y_0>> {{.*}})
// CHECK-SAME: -> tensor<?xf32, #sym.shape<2*S>>
// CHECK-NEXT: %[[Z:.+]] = nn.reshape %[[Y]] : (tensor<?xf32, #sym.shape<y_0>>) -> tensor<?xf32, #sym.shape<S>>
// CHECK-NEXT: %[[SUM:.+]] = nn.add %[[X]], %[[Z]]
// CHECK-NEXT: %[[FLAT:.+]] = nn.reshape %[[SUM]] : {{.*}} -> tensor<?xf32, #sym.shape<2*S>>
// CHECK-NEXT: return %[[FLAT]]
module @m attributes {ingot.dims = {N = array<i64: 2, 2>, S = array<i64: 1, 16>}} {
  sym.symbol @N {min = 1 : i64}
  sym.symbol @S {min = 1 : i64}
  func.func @m(%x: tensor<?x?xf32, #sym.shape<N, S>> {ingot.name = "x"}, %y: tensor<?xf32> {ingot.name = "y"}) -> tensor<*xf32> {
    %sum = nn.add %x, %y : (tensor<?x?xf32, #sym.shape<N, S>>, tensor<?xf32>) -> tensor<*xf32> loc("sum")
    %count = nn.size %sum : (tensor<*xf32>) -> tensor<*xi64>
    %shape = nn.unsqueeze %count {axes = array<i64: 0>} : (tensor<*xi64>) -> tensor<*xi64>
    %flat = nn.reshape %sum to %shape : (tensor<*xf32>, tensor<*xi64>) -> tensor<*xf32>
    return %flat : tensor<*xf32>
  }
}
