// RUN: ingot-opt %s --ingot-bound-outputs -split-input-file | FileCheck %s

// A size that shrinks as a data symbol grows is named; one that grows with it stays.
// CHECK: sym.symbol @K {bound = #sym.expr<N>}
// CHECK-NEXT: sym.symbol @rest_0 {bound = #sym.expr<N>}
// CHECK-LABEL: func.func @m
// CHECK: nn.slice {{.*}} -> tensor<?xf32, #sym.shape<K>>
// CHECK: %[[R:.+]] = nn.slice
// CHECK: %[[S:.+]] = nn.sizes [#sym.expr<{{.*}}>] : tensor<i64>
// CHECK: nn.set_size %[[S]], #sym.expr<0> to #sym.expr<N> sets "rest_0", "expected 0 to N for size 'rest_0'"
// CHECK: %[[Z:.+]] = nn.reshape %[[R]] : (tensor<?xf32, #sym.shape<{{.*}}>>) -> tensor<?xf32, #sym.shape<rest_0>>
// CHECK: return %{{.+}}, %[[Z]] : tensor<?xf32, #sym.shape<K>>, tensor<?xf32, #sym.shape<rest_0>>
sym.symbol @N {min = 1 : i64}
sym.symbol @K {bound = #sym.expr<N>}
func.func @m(%x: tensor<?xf32, #sym.shape<N>>, %k: tensor<i64>)
    -> (tensor<?xf32, #sym.shape<K>>, tensor<?xf32, #sym.shape<N - K>> {ingot.name = "rest"}) {
  nn.set_size %k, #sym.expr<0> to #sym.expr<N> sets "K", "0 to N" : tensor<i64>
  %a = nn.slice %x {offsets = [#sym.expr<0>], steps_attr = array<i64: 1>}
      : (tensor<?xf32, #sym.shape<N>>) -> tensor<?xf32, #sym.shape<K>>
  %b = nn.slice %x {offsets = [#sym.expr<K>], steps_attr = array<i64: 1>}
      : (tensor<?xf32, #sym.shape<N>>) -> tensor<?xf32, #sym.shape<N - K>>
  return %a, %b : tensor<?xf32, #sym.shape<K>>, tensor<?xf32, #sym.shape<N - K>>
}

// -----

// A bound is evaluated while other data symbols stand at theirs.
// CHECK: sym.symbol @first {bound = #sym.expr<6>}
// CHECK-NEXT: sym.symbol @second {bound = #sym.expr<6>}
sym.symbol @first {bound = #sym.expr<6>}
sym.symbol @second {bound = #sym.expr<6 - first>}
func.func @m() {
  return
}
