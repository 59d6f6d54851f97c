// What every iteration of a loop would compute again moves before it, but for sizes that the loop stores.
// RUN: ingot-opt %s --ingot-hoist-invariants | FileCheck %s

// CHECK-LABEL: @invariant
// CHECK:       math.exp
// CHECK:       sym.size #sym.expr<N>
// CHECK:       scf.for
// CHECK-NOT:     math.exp
// CHECK:         rt.set_symbol "K"
// CHECK:         sym.size #sym.expr<K>
sym.symbol @N {min = 1 : i64}
sym.symbol @K {bound = #sym.expr<N>}
func.func @invariant(%x: f32, %n: index) -> f32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %i = %zero to %n step %one iter_args(%a = %x) -> f32 {
    %1 = math.exp %x : f32
    %2 = sym.size #sym.expr<N> : index
    rt.set_symbol "K" = %i
    %3 = sym.size #sym.expr<K> : index
    %4 = arith.addi %2, %3 : index
    %5 = arith.index_cast %4 : index to i32
    %6 = arith.sitofp %5 : i32 to f32
    %7 = arith.mulf %1, %6 : f32
    scf.yield %7 : f32
  }
  return %0 : f32
}
