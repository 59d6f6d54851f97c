// RUN: ingot-opt %s --ingot-insert-guards -split-input-file -verify-diagnostics | FileCheck %s

// CHECK: sym.assert
// CHECK-NOT: proved
// CHECK: sym.guard #sym.expr<P == S> "open"
// CHECK-NOT: sym.guard
sym.symbol @S {min = 1 : i64, max = 8 : i64}
sym.symbol @P
sym.assert #sym.expr<le(S + P, 20)> "promise"
sym.guard #sym.expr<le(1, S)> "proved by a bound"
sym.guard #sym.expr<le(P, 19)> "proved by the promise"
sym.guard #sym.expr<S == P> "open"
sym.guard #sym.expr<2*S == 2*P> "proved by the one before"
sym.guard #sym.expr<le(P, 8)> "proved by both"

// -----

sym.symbol @S {min = 1 : i64, max = 8 : i64}
sym.symbol @P
sym.guard #sym.expr<S == P> "first"
// expected-error @+1 {{node 'x': a contradiction}}
sym.guard #sym.expr<P == S + 1> "node 'x': a contradiction"
