// RUN: ingot-opt %s --ingot-bind-dims -split-input-file -verify-diagnostics | FileCheck %s

// CHECK: module {
// CHECK-NOT: @N
// CHECK: sym.symbol @S {max = 512 : i64, min = 1 : i64}
// CHECK-NEXT: sym.symbol @T {min = 2 : i64}
// CHECK-NOT: "always true"
// CHECK: sym.assert #sym.expr<le(S, 100)> "a promise"
// CHECK-LABEL: func.func @m
// CHECK-SAME: (%[[X:.+]]: tensor<2x?xf32, #sym.shape<2, S>>) -> tensor<?xf32, #sym.shape<2*S>>
// CHECK: nn.reshape %[[X]] : (tensor<2x?xf32, #sym.shape<2, S>>) -> tensor<?xf32, #sym.shape<2*S>>
module attributes {ingot.dims = {N = array<i64: 2, 2>, S = array<i64: 1, 512>,
                                 T = array<i64: 2, 9223372036854775807>}} {
  sym.symbol @N {min = 1 : i64}
  sym.symbol @S
  sym.symbol @T {max = 7 : i64}
  sym.assert #sym.expr<le(N, 3)> "always true"
  sym.assert #sym.expr<le(N*S, 200)> "a promise"
  func.func @m(%x: tensor<?x?xf32, #sym.shape<N, S>>) -> tensor<?xf32, #sym.shape<N*S>> {
    %y = nn.reshape %x : (tensor<?x?xf32, #sym.shape<N, S>>) -> tensor<?xf32, #sym.shape<N*S>>
    return %y : tensor<?xf32, #sym.shape<N*S>>
  }
}

// -----

// A name that no input has waits for inference, which finds the sizes that only the data knows.
// CHECK: module attributes {ingot.dims = {M = array<i64: 2, 2>}} {
// CHECK-NEXT: sym.symbol @N {min = 3 : i64}
module attributes {ingot.dims = {M = array<i64: 2, 2>, N = array<i64: 3, 9223372036854775807>}} {
  sym.symbol @N
}

// -----

// expected-error @+1 {{expected bounds of dimension 'N' with 0 <= least <= greatest, got 3 and 2}}
module attributes {ingot.dims = {N = array<i64: 3, 2>}} {
  sym.symbol @N
}

// -----

// expected-error @+1 {{expected two bounds for dimension 'N', got 3 : i64}}
module attributes {ingot.dims = {N = 3 : i64}} {
  sym.symbol @N
}

// -----

module attributes {ingot.dims = {N = array<i64: 4, 4>}} {
  sym.symbol @N
  // expected-error @+1 {{the given dimensions break the condition N <= 3: at most 3}}
  sym.assert #sym.expr<le(N, 3)> "at most 3"
}

// -----

// expected-error @+1 {{a size of an input is negative or does not fit 64 bits with the given dimensions}}
module attributes {ingot.dims = {N = array<i64: 0, 0>}} {
  sym.symbol @N
  func.func @m(%x: tensor<?xf32, #sym.shape<N - 1>>) {
    return
  }
}
