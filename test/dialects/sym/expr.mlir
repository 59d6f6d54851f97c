// The text of expressions: canonical form, calls, quoted names.
// RUN: ingot-opt %s | FileCheck %s

func.func private @exprs() attributes {
  // CHECK: a = #sym.expr<4*S - 3>
  a = #sym.expr<-3 + S * 4>,
  // CHECK: b = #sym.expr<floordiv(S + 3, 4)>
  b = #sym.expr<ceildiv(S, 4)>,
  // CHECK: c = #sym.expr<S - 4*floordiv(S, 4)>
  c = #sym.expr<mod(S, 4)>,
  // CHECK: d = #sym.expr<min(S, "seq len")>
  d = #sym.expr<min(S, "seq len", S)>,
  // CHECK: e = #sym.expr<max(3, S)>
  e = #sym.expr<max(S, 3)>,
  // CHECK: f = #sym.expr<P*(S == 1)>
  f = #sym.expr<(S == 1) * P>,
  // CHECK: g = #sym.expr<le(S, 4)>
  g = #sym.expr<le(2*S, 9)>,
  // CHECK: h = #sym.expr<-1>
  h = #sym.expr<floordiv(-1, 2)>,
  // CHECK: i = #sym.shape<N, 3, 2*N>
  i = #sym.shape<N, 3, N + N>,
  // CHECK: j = #sym.expr<"a<b">
  j = #sym.expr<"a<b">
}
