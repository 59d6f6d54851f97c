// RUN: ingot-opt %s --ingot-expand-sizes | FileCheck %s

// Formulas become index arithmetic on the symbols; divisions round down as the formulas do.

// CHECK-LABEL: func.func @sizes(
// CHECK-DAG:     arith.constant 7 : index
// CHECK:         %[[N:.*]] = rt.symbol "N"
// CHECK:         arith.muli
// CHECK:         arith.addi
// CHECK:         arith.floordivsi
// CHECK:         arith.maxsi
// CHECK:         arith.minsi
// CHECK:         %[[SAME:.*]] = arith.cmpi eq
// CHECK:         arith.index_castui %[[SAME]] : i1 to index
// CHECK:         arith.cmpi sle
// CHECK-NOT:     sym.size
sym.symbol @N {min = 1 : i64}
sym.symbol @M {min = 1 : i64}
func.func @sizes() -> (index, index, index, index, index, index, index) {
  %0 = sym.size #sym.expr<7> : index
  %1 = sym.size #sym.expr<2 * N + M> : index
  %2 = sym.size #sym.expr<floordiv(N, M)> : index
  %3 = sym.size #sym.expr<max(N, M)> : index
  %4 = sym.size #sym.expr<min(N, M)> : index
  %5 = sym.size #sym.expr<N == M> : index
  %6 = sym.size #sym.expr<le(N, M)> : index
  return %0, %1, %2, %3, %4, %5, %6 : index, index, index, index, index, index, index
}

// A data symbol is read where its size is needed; what is stored stays within what memory is planned for.
// CHECK-LABEL: func.func @data(
// CHECK-SAME:    %[[COUNT:.*]]: index
// CHECK-DAG:     %[[BOUND:.*]] = rt.symbol "N"{{$}}
// CHECK-DAG:     %[[LOW:.*]] = arith.minsi %[[COUNT]], %[[BOUND]]
// CHECK:         %[[VALUE:.*]] = arith.maxsi %[[LOW]], %{{.*}}
// CHECK:         rt.set_symbol "K" = %[[VALUE]]
// CHECK:         rt.symbol "K" data
sym.symbol @K {bound = #sym.expr<N>}
func.func @data(%count: index) -> index {
  rt.set_symbol "K" = %count
  %0 = sym.size #sym.expr<K> : index
  return %0 : index
}

// What the inputs determine is computed once, before everything else; a division by a size that may be 0 stays in its
// branch.
// CHECK-LABEL: func.func @once(
// CHECK-SAME:    %[[CONDITION:.*]]: i1
// CHECK-COUNT-2: arith.muli
// CHECK-NOT:     arith.muli
// CHECK:         scf.if %[[CONDITION]]
// CHECK-NEXT:      arith.floordivsi
// CHECK:         return
func.func @once(%condition: i1) -> (index, index) {
  %0 = scf.if %condition -> index {
    %1 = sym.size #sym.expr<floordiv(3 * N, M)> : index
    scf.yield %1 : index
  } else {
    %2 = sym.size #sym.expr<N * M> : index
    scf.yield %2 : index
  }
  %3 = sym.size #sym.expr<N * M> : index
  return %0, %3 : index, index
}
