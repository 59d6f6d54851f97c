// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics | FileCheck %s

// Operands that only the data knows: what the model declares is used and checked.
// CHECK-LABEL: func.func @declared
// CHECK-SAME: -> tensor<3x4xf32>
// CHECK: nn.check %{{.+}}, "operation 'reshape': expected a shape to be [3, 4], {{.*}}" : tensor<i1>
// CHECK: nn.reshape %{{.+}} : (tensor<2x6xf32>) -> tensor<3x4xf32>
func.func @declared(%x: tensor<2x6xf32>, %s: tensor<2xi64>) -> tensor<*xf32> {
  %y = nn.reshape %x to %s {nn.declared = [tensor<3x4xf32>]} : (tensor<2x6xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// A slice without a declared shape: size and start are data symbols with bounds that follow.
// CHECK: sym.symbol @slice_1 {bound = #sym.expr<6>}
// CHECK-NEXT: sym.symbol @slice_start1 {bound = #sym.expr<6>}
// CHECK-LABEL: func.func @slice
// CHECK-SAME: -> tensor<4x?xf32, #sym.shape<4, slice_1>>
// CHECK: nn.set_size %{{.+}}, #sym.expr<0> to #sym.expr<6> sets "slice_1", "operation 'slice': expected 0 to 6
// CHECK: nn.set_size %{{.+}}, #sym.expr<0> to #sym.expr<6> sets "slice_start1"
// CHECK: nn.slice %{{.+}} {offsets = [#sym.expr<0>, #sym.expr<slice_start1>], steps_attr = array<i64: 1, 1>}
func.func @slice(%x: tensor<4x6xf32>, %s: tensor<1xi64>, %e: tensor<1xi64>) -> tensor<*xf32> {
  %a = nn.constant dense<1> : tensor<1xi64>
  %y = nn.slice %x from %s to %e axes %a
      : (tensor<4x6xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// With a declared size only the start is chosen at run time.
// CHECK-LABEL: func.func @window
// CHECK-SAME: -> tensor<2xf32>
// CHECK: nn.check %{{.+}}, "operation 'slice': expected size 2 for dim 0, as the model declares" : tensor<i1>
// CHECK: nn.set_size %{{.+}} sets "slice_start0"
func.func @window(%x: tensor<6xf32>, %s: tensor<1xi64>, %e: tensor<1xi64>) -> tensor<*xf32> {
  %y = nn.slice %x from %s to %e {nn.declared = [tensor<2xf32>]}
      : (tensor<6xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// Two sizes of a reshape that nothing tells: each at most the number of elements, and their product is checked.
// CHECK: sym.symbol @reshape_0 {bound = #sym.expr<12>}
// CHECK-NEXT: sym.symbol @reshape_1 {bound = #sym.expr<12>}
// CHECK-LABEL: func.func @reshape
// CHECK: nn.require #sym.expr<{{.*}} == {{.*}}>, "operation 'reshape': expected equal sizes for the number of elements
func.func @reshape(%x: tensor<2x6xf32>, %s: tensor<2xi64>) -> tensor<*xf32> {
  %y = nn.reshape %x to %s : (tensor<2x6xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @unbounded(%n: tensor<i64>) -> tensor<*xi64> {
  %zero = nn.constant dense<0> : tensor<i64>
  %one = nn.constant dense<1> : tensor<i64>
  // expected-error @+1 {{got 'range_0', which only the data knows and which has no bound; give one with --dim "range_0=..1024" (the greatest value that you need), or fix it with --dim "range_0=8"}}
  %y = nn.range %zero, %n, %one : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
  return %y : tensor<*xi64>
}

// -----

// The user bounds it.
// CHECK: sym.symbol @range_0 {bound = #sym.expr<9>}
// CHECK-LABEL: func.func @bounded
// CHECK: nn.set_size %{{.+}}, #sym.expr<0> to #sym.expr<9> sets "range_0"
// CHECK: nn.range {{.*}} -> tensor<?xi64, #sym.shape<range_0>>
module attributes {ingot.dims = {range_0 = array<i64: 1, 9>}} {
  func.func @bounded(%n: tensor<i64>) -> tensor<*xi64> {
    %zero = nn.constant dense<0> : tensor<i64>
    %one = nn.constant dense<1> : tensor<i64>
    %y = nn.range %zero, %n, %one : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
    return %y : tensor<*xi64>
  }
}

// -----

// The user fixes it: no symbol, but a check.
// CHECK-NOT: sym.symbol
// CHECK-LABEL: func.func @fixed
// CHECK-SAME: -> tensor<7xi64>
// CHECK: nn.set_size %{{.+}}, #sym.expr<7> to #sym.expr<7>, "operation 'range': expected 7 for size 0" : tensor<i64>
module attributes {ingot.dims = {range_0 = array<i64: 7, 7>}} {
  func.func @fixed(%n: tensor<i64>) -> tensor<*xi64> {
    %zero = nn.constant dense<0> : tensor<i64>
    %one = nn.constant dense<1> : tensor<i64>
    %y = nn.range %zero, %n, %one : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
    return %y : tensor<*xi64>
  }
}

// -----

// expected-error @+1 {{the model has no dimension 'M'; it has 'N', 'S'}}
module attributes {ingot.dims = {M = array<i64: 2, 2>}} {
  sym.symbol @N
  sym.symbol @S
}

// -----

// expected-error @+1 {{the model has no dimension 'M'; it has no named dimension}}
module attributes {ingot.dims = {M = array<i64: 2, 2>}} {}

// -----

// CHECK-LABEL: func.func @others
// CHECK-SAME: -> (tensor<5xf32>, tensor<2x3xf32>, tensor<4x3xf32>, tensor<8x3xf32>)
func.func @others(%x: tensor<1x3xf32>, %p: tensor<4xi64>, %s: tensor<2xi64>, %f: tensor<1xi64>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  // CHECK: nn.check {{.*}} "operation 'fill': expected size 5 for dim 0, as the model declares"
  // CHECK: nn.constant dense<1.000000e+00> : tensor<5xf32>
  %a = nn.fill to %f {nn.declared = [tensor<5xf32>], value = 1.0 : f32} : (tensor<1xi64>) -> tensor<*xf32>
  // CHECK: nn.check {{.*}} "operation 'broadcast': expected sizes to be [2, 3]
  // CHECK: nn.broadcast {{.*}} : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %b = nn.broadcast %x to %s {nn.declared = [tensor<2x3xf32>]} : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  // CHECK: nn.set_size {{.*}} sets "pad_kept0"
  // CHECK: nn.set_size {{.*}} sets "pad_start0"
  // CHECK: nn.set_size {{.*}} sets "pad_low0"
  // CHECK: nn.slice {{.*}} {offsets = [#sym.expr<pad_start0>, #sym.expr<pad_start1>]
  // CHECK: nn.pad {{.*}} low = [#sym.expr<pad_low0>
  %c = nn.pad %x by %p {nn.declared = [tensor<4x3xf32>]} : (tensor<1x3xf32>, tensor<4xi64>) -> tensor<*xf32>
  // CHECK: nn.tile {{.*}} : (tensor<1x3xf32>) -> tensor<8x3xf32>
  %d = nn.tile %x by %s {nn.declared = [tensor<8x3xf32>]} : (tensor<1x3xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %a, %b, %c, %d : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Axes from an operand: those that lead to the declared shape; of several the operand chooses.
// CHECK-LABEL: func.func @axes
// CHECK: nn.check %{{.+}}, "operation 'reduce_at': expected axes [1], which lead to the shape that the model declares"
// CHECK: nn.reduce sum %{{.+}} {axes = array<i64: 1>} : (tensor<3x2xf32>) -> tensor<3xf32>
// CHECK: nn.check %{{.+}}, "operation 'reduce_at': expected axes [0] or [1]
// CHECK: nn.reduce max %{{.+}} {axes = array<i64: 0>} : (tensor<3x3xf32>) -> tensor<3xf32>
// CHECK: nn.reduce max %{{.+}} {axes = array<i64: 1>} : (tensor<3x3xf32>) -> tensor<3xf32>
// CHECK: nn.select
func.func @axes(%x: tensor<3x2xf32>, %z: tensor<3x3xf32>, %a: tensor<1xi64>) -> (tensor<*xf32>, tensor<*xf32>) {
  %y = nn.reduce_at sum %x at %a {nn.declared = [tensor<3xf32>]} : (tensor<3x2xf32>, tensor<1xi64>) -> tensor<*xf32>
  %w = nn.reduce_at max %z at %a {nn.declared = [tensor<3xf32>]} : (tensor<3x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y, %w : tensor<*xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: func.func @squeeze
// CHECK-SAME: -> (tensor<3x4xf32>, tensor<1x3x1x4xf32>)
func.func @squeeze(%x: tensor<1x3x4xf32>, %a: tensor<1xi64>, %y: tensor<3x4xf32>, %b: tensor<2xi64>)
    -> (tensor<*xf32>, tensor<*xf32>) {
  // CHECK: nn.check %{{.+}}, "operation 'squeeze_at': expected axes [0]
  %s = nn.squeeze_at %x at %a {nn.declared = [tensor<3x4xf32>]} : (tensor<1x3x4xf32>, tensor<1xi64>) -> tensor<*xf32>
  // CHECK: nn.check %{{.+}}, "operation 'unsqueeze_at': expected axes [0, 2]
  %u = nn.unsqueeze_at %y at %b {nn.declared = [tensor<1x3x1x4xf32>]}
      : (tensor<3x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %s, %u : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @ambiguous(%x: tensor<3x2xf32>, %a: tensor<1xi64>) -> tensor<*xf32> {
  // expected-error @+1 {{expected axes that are constant, or a shape that the model declares for the result}}
  %y = nn.reduce_at sum %x at %a : (tensor<3x2xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// With the rank kept, each axis may have size 1 or all of its elements.
// CHECK: sym.symbol @reduce_at_0 {bound = #sym.expr<3>}
// CHECK-NEXT: sym.symbol @reduce_at_1 {bound = #sym.expr<2>}
// CHECK-LABEL: func.func @chosen
// CHECK-SAME: -> tensor<?x?xf32, #sym.shape<reduce_at_0, reduce_at_1>>
// CHECK: nn.reduce sum {{.*}} {axes = array<i64: 0>, keep_dims = true} : (tensor<3x2xf32>) -> tensor<1x2xf32>
// CHECK: nn.select
// CHECK: nn.slice {{.*}} -> tensor<?x2xf32, #sym.shape<reduce_at_0, 2>>
// CHECK: nn.sqrt
func.func @chosen(%x: tensor<3x2xf32>, %a: tensor<1xi64>) -> tensor<*xf32> {
  %y = nn.reduce_at l2 %x at %a {keep_dims = true} : (tensor<3x2xf32>, tensor<1xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// What the sizes tell needs no check and no symbol.
// CHECK-LABEL: func.func @known
// CHECK-NOT: nn.check
// CHECK-NOT: nn.set_size
// CHECK: return {{.*}} : tensor<4xf32>, tensor<2x4xi64>
func.func @known(%x: tensor<4xf32>) -> (tensor<*xf32>, tensor<*xi64>) {
  %s = nn.shape %x : (tensor<4xf32>) -> tensor<1xi64>
  %y = nn.reshape %x to %s {nn.declared = [tensor<4xf32>]} : (tensor<4xf32>, tensor<1xi64>) -> tensor<*xf32>
  %ones = nn.fill {value = 1 : i64} : () -> tensor<2x2xi64>
  %p, %n = nn.non_zero %ones : (tensor<2x2xi64>) -> (tensor<*xi64>, tensor<*xi64>)
  %k = nn.take_first %n of %p {axes = array<i64: 1>} : (tensor<*xi64>, tensor<*xi64>) -> tensor<*xi64>
  return %y, %k : tensor<*xf32>, tensor<*xi64>
}

// -----

// CHECK: sym.symbol @take_first_1 {bound = #sym.expr<3*N>}
// CHECK-LABEL: func.func @found
// CHECK: nn.non_zero {{.*}} -> (tensor<2x?xi64, #sym.shape<2, 3*N>>, tensor<i64>)
// CHECK: nn.set_size %{{.+}} sets "take_first_1"
// CHECK: nn.slice {{.*}} -> tensor<2x?xi64, #sym.shape<2, take_first_1>>
sym.symbol @N {min = 1 : i64}
func.func @found(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<*xi64> {
  %p, %n = nn.non_zero %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> (tensor<*xi64>, tensor<*xi64>)
  %k = nn.take_first %n of %p {axes = array<i64: 1>} : (tensor<*xi64>, tensor<*xi64>) -> tensor<*xi64>
  return %k : tensor<*xi64>
}
