// RUN: ingot-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected an integer, a symbol or '(' at column 4 of 'S +'}}
module attributes {expr_c1 = #sym.expr<S +>} {}

// -----

// expected-error @+1 {{expected 1 expression, got 2}}
module attributes {expr_c1 = #sym.expr<S, P>} {}

// -----

// expected-error @+1 {{expected '<...>' after '#sym.expr'}}
module attributes {expr_c1 = #sym.expr} {}

// -----

// expected-error @+1 {{unknown attribute 'size' of dialect 'sym'; expected expr or shape}}
module attributes {expr_c1 = #sym.size<S>} {}

// -----

// expected-error @+1 {{does not fit 64 bits}}
module attributes {expr_c2 = #sym.expr<9223372036854775807 + 1>} {}

// -----

// expected-error @+1 {{a divisor is 0}}
module attributes {expr_c2 = #sym.expr<mod(S, 0)>} {}

// -----

// expected-error @+1 {{expected 2 sizes in '#sym.shape', one for each dim, got 1}}
func.func private @shape_c1(tensor<?x2xf32, #sym.shape<N>>)

// -----

// expected-error @+1 {{expected size 2 for static dim 1 in '#sym.shape', got '3'}}
func.func private @shape_c2(tensor<?x2xf32, #sym.shape<N, 3>>)

// -----

// expected-error @+1 {{expected a name for dynamic dim 0 in '#sym.shape', got the constant 4}}
func.func private @shape_c3(tensor<?x2xf32, #sym.shape<4, 2>>)

// -----

// expected-error @+1 {{a static tensor type takes no '#sym.shape'}}
func.func private @shape_c4(tensor<4x2xf32, #sym.shape<4, 2>>)

// -----

// expected-error @+1 {{expected a least value of at least 0, got -1}}
sym.symbol @symbol_c1 {min = -1 : i64}

// -----

// expected-error @+1 {{expected the least value to be at most the greatest, got 5 and 4}}
sym.symbol @symbol_c2 {min = 5 : i64, max = 4 : i64}

// -----

// expected-note @+1 {{the first declaration is here}}
sym.symbol @symbol_c3
// expected-error @+1 {{declares 'symbol_c3' a second time}}
sym.symbol @symbol_c3 {min = 2 : i64}

// -----

// expected-error @+1 {{uses the symbol 'S', which no sym.symbol of the module declares}}
sym.assert #sym.expr<le(S, 3)> "assert_c1"

// -----

// expected-error @+1 {{states a condition that never holds: assert_c2}}
sym.assert #sym.expr<le(4, 3)> "assert_c2"

// -----

// expected-error @+1 {{uses the symbol 'S', which no sym.symbol of the module declares}}
sym.guard #sym.expr<S == 3> "guard_c1"

// -----

// expected-error @+1 {{expected a condition that only a call decides, got the constant 1}}
sym.guard #sym.expr<3 == 3> "guard_c2"

// -----

sym.symbol @S
// expected-error @+1 {{expected a message that names the node, the dim and both sizes}}
sym.guard #sym.expr<S == 3> "" {tag = "guard_c3"}

// -----

sym.symbol @S
// expected-error @+1 {{expected '#sym.expr<...>'}}
sym.guard 3 : i64 "a number"

// -----

func.func @size_c1() {
  // expected-error @+1 {{expected type 'index' of a size, got 'i64'}}
  %0 = sym.size #sym.expr<S> : i64
  return
}

// -----

func.func @parent() {
  // expected-error @+1 {{expects parent op 'builtin.module'}}
  sym.symbol @S
  return
}

// -----

// symbol_c4
// expected-error @+1 {{expected a bound of symbols declared before, got 'N'}}
sym.symbol @K {bound = #sym.expr<4*N>}
sym.symbol @N

// -----

// symbol_c5
// expected-error @+1 {{expected 'max' or 'bound', got both}}
sym.symbol @K {bound = #sym.expr<4>, max = 4 : i64}
