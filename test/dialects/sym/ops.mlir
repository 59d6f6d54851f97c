// Every operation and attribute prints and parses.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK: sym.symbol @S {max = 512 : i64, min = 1 : i64}
sym.symbol @S {min = 1 : i64, max = 512 : i64}
// CHECK: sym.symbol @P
sym.symbol @P
// CHECK: sym.symbol @"seq len" {min = 0 : i64}
sym.symbol @"seq len" {min = 0 : i64}
// CHECK: sym.symbol @found {bound = #sym.expr<4*S>}
sym.symbol @found {bound = #sym.expr<4 * S>}
// CHECK: sym.assert #sym.expr<le(P + S, 2048)> "the cache holds 2048 rows"
sym.assert #sym.expr<le(S + P, 2048)> "the cache holds 2048 rows"
// CHECK: sym.guard #sym.expr<P == S> "node 'a' (add): dim 0"
// CHECK-SAME: {note = 1 : i64}
sym.guard #sym.expr<P == S> "node 'a' (add): dim 0" {note = 1 : i64}

// A function may have the name of a size.
// CHECK-LABEL: func.func @S
// CHECK-SAME: tensor<?x2048xf32, #sym.shape<S, 2048>>
// CHECK-SAME: tensor<?x?xf32, #sym.shape<P, ?>>
func.func @S(%x: tensor<?x2048xf32, #sym.shape<S, 2048>>, %y: tensor<?x?xf32, #sym.shape<P, ?>>) -> index {
  // CHECK: sym.size #sym.expr<P + S> : index
  %0 = sym.size #sym.expr<S + P> : index
  return %0 : index
}
