// Sizes that must be equal: proved, refuted (an error), or guarded.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics | FileCheck %s

// The two names stand for one size from here on.
// CHECK: sym.guard #sym.expr<A == B> "node 'sum' (add): expected equal sizes for dim 0, got A and B"
// CHECK-LABEL: @guarded
// CHECK: nn.add {{.*}} -> tensor<?x3xf32, #sym.shape<A, 3>>
sym.symbol @A {min = 1 : i64}
sym.symbol @B {min = 1 : i64}
func.func @guarded(%x: tensor<?x3xf32, #sym.shape<A, 3>>, %y: tensor<?x1xf32, #sym.shape<B, 1>>) -> tensor<*xf32> {
  %z = nn.add %x, %y : (tensor<?x3xf32, #sym.shape<A, 3>>, tensor<?x1xf32, #sym.shape<B, 1>>) -> tensor<*xf32> loc("sum")
  %w = nn.mul %z, %y : (tensor<*xf32>, tensor<?x1xf32, #sym.shape<B, 1>>) -> tensor<*xf32>
  return %w : tensor<*xf32>
}

// -----

// An assert of the model proves the equation.
// CHECK-NOT: sym.guard
// CHECK-LABEL: @proved
sym.symbol @A {min = 1 : i64}
sym.symbol @B {min = 1 : i64}
sym.assert #sym.expr<A == B> "one batch"
func.func @proved(%x: tensor<?xf32, #sym.shape<A>>, %y: tensor<?xf32, #sym.shape<B>>) {
  %z = nn.add %x, %y : (tensor<?xf32, #sym.shape<A>>, tensor<?xf32, #sym.shape<B>>) -> tensor<*xf32>
  return
}

// -----

// A size that a call could make negative, and a size that must divide.
// CHECK-DAG: sym.guard #sym.expr<le(4, T)> "node 'c' (conv): the size of dim 2 of the result, T - 4, must not be negative"
// CHECK-DAG: sym.guard #sym.expr<T == 2*floordiv(T, 2)> "node 'r' (reshape): expected T elements to be a multiple of 2, the product of the sizes beside -1"
// CHECK-LABEL: @checked
sym.symbol @T {min = 1 : i64}
func.func @checked(%x: tensor<1x1x?xf32, #sym.shape<1, 1, T>>, %w: tensor<1x1x5xf32>) {
  %y = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x1x?xf32, #sym.shape<1, 1, T>>, tensor<1x1x5xf32>) -> tensor<*xf32> loc("c")
  %s = nn.constant dense<[2, -1]> : tensor<2xi64>
  %z = nn.reshape %x to %s : (tensor<1x1x?xf32, #sym.shape<1, 1, T>>, tensor<2xi64>) -> tensor<*xf32> loc("r")
  return
}

// -----

sym.symbol @A {min = 1 : i64}
func.func @refuted(%x: tensor<?xf32, #sym.shape<A>>, %y: tensor<?xf32, #sym.shape<A + 1>>) {
  // expected-error @+1 {{operation 'add': expected equal sizes for dim 0, got A and A + 1}}
  %z = nn.add %x, %y : (tensor<?xf32, #sym.shape<A>>, tensor<?xf32, #sym.shape<A + 1>>) -> tensor<*xf32>
  return
}

// -----

func.func @negative(%x: tensor<1x1x3xf32>, %w: tensor<1x1x5xf32>) {
  // expected-error @+1 {{operation 'conv': the size of dim 2 of the result, -1, must not be negative}}
  %y = nn.conv %x, %w {dilations = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x1x3xf32>, tensor<1x1x5xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @elements(%x: tensor<2x3xf32>) {
  %s = nn.constant dense<[4, 2]> : tensor<2xi64>
  // expected-error @+1 {{operation 'reshape': expected equal sizes for the number of elements, got 6 and 8}}
  %y = nn.reshape %x to %s : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @divides(%x: tensor<2x3xf32>) {
  %s = nn.constant dense<[4, -1]> : tensor<2xi64>
  // expected-error @+1 {{operation 'reshape': expected 6 elements to be a multiple of 4, the product of the sizes beside -1}}
  %y = nn.reshape %x to %s : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @two_open(%x: tensor<2x3xf32>) {
  %s = nn.constant dense<[-1, -1]> : tensor<2xi64>
  // expected-error @+1 {{expected at most one size that is -1 or that only the data knows, got dims 0 and 1}}
  %y = nn.reshape %x to %s : (tensor<2x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @data(%x: tensor<1xf32>, %n: tensor<1xi64>) {
  // expected-error @+1 {{operation 'broadcast': expected sizes that follow from the sizes of the inputs, got 'broadcast_0', which only the data knows and which has no bound}}
  %y = nn.broadcast %x to %n : (tensor<1xf32>, tensor<1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @overflow(%x: tensor<4xf32>) {
  %n = nn.constant dense<9223372036854775807> : tensor<1xi64>
  // expected-error @+1 {{the size of dim 0 of the result does not exist: a number in it does not fit 64 bits}}
  %y = nn.tile %x by %n : (tensor<4xf32>, tensor<1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @unranked(%x: tensor<*xf32>) {
  // expected-error @+1 {{operation 'relu': expected an operand whose rank is known, got 'tensor<*xf32>'}}
  %y = nn.relu %x : (tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @no_rule(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected an operation with a shape rule at this stage, got 'arith.constant'}}
  %y = arith.constant 1 : i64
  return
}

// -----

// The verifier cannot compare the paddings with a rank that is unknown.
func.func @window(%x: tensor<1x1x4x4xf32>) {
  %y = nn.relu %x : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  // expected-error @+1 {{expected 4 pads or none, got 1}}
  %z = nn.max_pool %y {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1>} : (tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @stride(%x: tensor<1x1x4x4xf32>, %w: tensor<1x1x2x2xf32>) {
  %y = nn.relu %x : (tensor<1x1x4x4xf32>) -> tensor<*xf32>
  %v = nn.relu %w : (tensor<1x1x2x2xf32>) -> tensor<*xf32>
  // expected-error @+1 {{expected strides >= 1, got 0}}
  %z = nn.conv_transpose %y, %v {strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>} : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

// "To the end" as a large round number.
// CHECK: sym.guard #sym.expr<le(S, 1000000000)> "operation 'slice': expected dim 0, S, not to be greater than the end of the slice, 1000000000"
// CHECK-LABEL: @to_the_end
// CHECK: nn.slice {{.*}} -> tensor<?xf32, #sym.shape<S>>
sym.symbol @S {min = 1 : i64}
func.func @to_the_end(%x: tensor<?xf32, #sym.shape<S>>) -> tensor<*xf32> {
  %s = nn.constant dense<0> : tensor<1xi64>
  %e = nn.constant dense<1000000000> : tensor<1xi64>
  %y = nn.slice %x from %s to %e : (tensor<?xf32, #sym.shape<S>>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}
