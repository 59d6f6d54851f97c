// Loops exchange two buffers where they would copy one to the other in every iteration.
// RUN: ingot-opt %s --ingot-rotate-buffers -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @state(
// CHECK:         %[[A:.*]] = memref.alloc() : memref<4xf32>
// CHECK:         memref.copy %arg0, %[[A]]
// CHECK:         %[[B:.*]] = memref.alloc() : memref<4xf32>
// CHECK:         %[[R:.*]]:2 = scf.for {{.*}} iter_args(%[[FROM:.*]] = %[[A]], %[[TO:.*]] = %[[B]])
// CHECK-NEXT:      rt.launch @k(%[[FROM]]) to(%[[TO]])
// CHECK-NEXT:      scf.yield %[[TO]], %[[FROM]]
// CHECK:         memref.copy %[[R]]#0, %arg1
func.func private @k(%x: memref<4xf32>, %to: memref<4xf32>, %begin: index, %end: index) attributes {rt.kernel} {
  return
}
func.func @state(%x: memref<4xf32>, %y: memref<4xf32>, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a = memref.alloc() : memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  scf.for %i = %zero to %n step %one {
    %b = memref.alloc() : memref<4xf32>
    rt.launch @k(%a) to (%b) count %one : (memref<4xf32>) to (memref<4xf32>)
    memref.copy %b, %a : memref<4xf32> to memref<4xf32>
  }
  memref.copy %a, %y : memref<4xf32> to memref<4xf32>
  return
}

// -----

// Not where the buffer that an iteration makes is read after the copy, nor where a view shows the carried one always.

// CHECK-LABEL: func.func @kept(
// CHECK:         scf.for
// CHECK-NOT:     iter_args
// CHECK:           memref.copy
// CHECK-NEXT:      memref.copy
// CHECK:         scf.for
// CHECK-NOT:     iter_args
// CHECK:           memref.copy
func.func private @k(%x: memref<4xf32>, %to: memref<4xf32>, %begin: index, %end: index) attributes {rt.kernel} {
  return
}
func.func @kept(%x: memref<4xf32>, %y: memref<4xf32>, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a = memref.alloc() : memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  scf.for %i = %zero to %n step %one {
    %b = memref.alloc() : memref<4xf32>
    rt.launch @k(%a) to (%b) count %one : (memref<4xf32>) to (memref<4xf32>)
    memref.copy %b, %a : memref<4xf32> to memref<4xf32>
    memref.copy %b, %y : memref<4xf32> to memref<4xf32>
  }
  %view = memref.expand_shape %a [[0, 1]] output_shape [2, 2] : memref<4xf32> into memref<2x2xf32>
  scf.for %i = %zero to %n step %one {
    %b = memref.alloc() : memref<4xf32>
    %f = memref.collapse_shape %view [[0, 1]] : memref<2x2xf32> into memref<4xf32>
    rt.launch @k(%f) to (%b) count %one : (memref<4xf32>) to (memref<4xf32>)
    memref.copy %b, %a : memref<4xf32> to memref<4xf32>
  }
  memref.copy %a, %y : memref<4xf32> to memref<4xf32>
  return
}
