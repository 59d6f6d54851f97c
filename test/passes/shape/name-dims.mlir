// RUN: ingot-opt %s --ingot-name-dims -split-input-file | FileCheck %s

// CHECK: sym.symbol @N {max = 8 : i64}
// CHECK-NEXT: sym.symbol @S {min = 1 : i64}
// CHECK-NEXT: sym.symbol @x_1 {min = 1 : i64}
// CHECK-NEXT: sym.symbol @input1_0 {min = 1 : i64}
// CHECK-LABEL: func.func @m
// CHECK-SAME: tensor<?x?x3xf32, #sym.shape<N, x_1, 3>> {ingot.name = "x"}
// CHECK-SAME: tensor<?xf32, #sym.shape<input1_0>>
// CHECK-SAME: tensor<?xf32, #sym.shape<2*S>>
sym.symbol @N {max = 8 : i64}
func.func @m(%x: tensor<?x?x3xf32, #sym.shape<N, ?, 3>> {ingot.name = "x"}, %y: tensor<?xf32>,
             %z: tensor<?xf32, #sym.shape<2*S>>, %w: tensor<2xf32>) {
  return
}

// -----

// A name that is taken is not given again.
// CHECK: sym.symbol @x_0
// CHECK: sym.symbol @x_0_
// CHECK-LABEL: func.func @taken
// CHECK-SAME: #sym.shape<x_0>
// CHECK-SAME: #sym.shape<x_0_>
func.func @taken(%y: tensor<?xf32, #sym.shape<x_0>>, %x: tensor<?xf32> {ingot.name = "x"}) {
  return
}

// -----

// An input that the model extends may be empty where it grows, unless the model says otherwise.
// CHECK: sym.symbol @P {min = 0 : i64}
// CHECK-NEXT: sym.symbol @Q {min = 2 : i64}
// CHECK-NEXT: sym.symbol @B {min = 1 : i64}
// CHECK-NEXT: sym.symbol @S {min = 1 : i64}
// CHECK-LABEL: func.func @cache
sym.symbol @P {min = 1 : i64}
sym.symbol @Q {min = 2 : i64}
func.func @cache(%past: tensor<?x4x?xf32, #sym.shape<B, 4, P>>, %other: tensor<?x4x?xf32, #sym.shape<B, 4, Q>>,
                 %new: tensor<?x4x?xf32, #sym.shape<B, 4, S>>) {
  %n = nn.neg %new : (tensor<?x4x?xf32, #sym.shape<B, 4, S>>) -> tensor<*xf32>
  %a = nn.concat %past, %n {axis = -1 : i64} : (tensor<?x4x?xf32, #sym.shape<B, 4, P>>, tensor<*xf32>) -> tensor<*xf32>
  %b = nn.concat %other, %n {axis = 2 : i64} : (tensor<?x4x?xf32, #sym.shape<B, 4, Q>>, tensor<*xf32>) -> tensor<*xf32>
  return
}

// -----

// A list of axes may be empty.
// CHECK: sym.symbol @A {min = 0 : i64}
// CHECK-LABEL: func.func @axes
sym.symbol @A {min = 1 : i64}
func.func @axes(%x: tensor<2x3xf32>, %axes: tensor<?xi64, #sym.shape<A>>) {
  %y = nn.reduce_at sum %x at %axes {keep_dims = true} : (tensor<2x3xf32>, tensor<?xi64, #sym.shape<A>>) -> tensor<*xf32>
  return
}
