// Lifetimes in loops and branches.
// RUN: ingot-opt %s --ingot-plan-arena -split-input-file | FileCheck %s

// What is made before a loop and read in it lives as long as the loop; what is made inside shares places by the steps of
// an iteration. A buffer after the loop may take any place.

// CHECK:       module attributes {ingot.arena = #sym.expr<768>}
// CHECK-LABEL: func.func @loop(
// CHECK:         %[[A:.*]] = rt.slice %{{.*}} : memref<64xf32>
// CHECK:         scf.for
// CHECK:           arith.constant [[P:[0-9]+]] : index
// CHECK:           rt.launch @k(%[[A]])
// CHECK:           arith.constant [[Q:[0-9]+]] : index
// CHECK:           arith.constant [[P]] : index
// CHECK:         }
module {
  func.func private @k(%x: memref<64xf32>, %to: memref<64xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @loop(%x: memref<64xf32>, %y: memref<64xf32>, %n: index) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %a = memref.alloc() : memref<64xf32>
    rt.launch @k(%x) to (%a) count %one : (memref<64xf32>) to (memref<64xf32>)
    scf.for %i = %zero to %n step %one {
      %b = memref.alloc() : memref<64xf32>
      rt.launch @k(%a) to (%b) count %one : (memref<64xf32>) to (memref<64xf32>)
      %c = memref.alloc() : memref<64xf32>
      rt.launch @k(%b) to (%c) count %one : (memref<64xf32>) to (memref<64xf32>)
      %d = memref.alloc() : memref<64xf32>
      rt.launch @k(%c) to (%d) count %one : (memref<64xf32>) to (memref<64xf32>)
      rt.launch @k(%d) to (%y) count %one : (memref<64xf32>) to (memref<64xf32>)
    }
    %e = memref.alloc() : memref<64xf32>
    rt.launch @k(%x) to (%e) count %one : (memref<64xf32>) to (memref<64xf32>)
    rt.launch @k(%e) to (%y) count %one : (memref<64xf32>) to (memref<64xf32>)
    return
  }
}

// -----

// Exchanged buffers live as long as the loop and its results; a chosen buffer as long as the choice.

// CHECK:       module attributes {ingot.arena = #sym.expr<768>}
// CHECK-LABEL: func.func @exchanged(
module {
  func.func private @k(%x: memref<64xf32>, %to: memref<64xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @exchanged(%x: memref<64xf32>, %y: memref<64xf32>, %n: index, %p: i1) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %a = memref.alloc() : memref<64xf32>
    memref.copy %x, %a : memref<64xf32> to memref<64xf32>
    %b = memref.alloc() : memref<64xf32>
    %r, %s = scf.for %i = %zero to %n step %one iter_args(%from = %a, %to = %b) -> (memref<64xf32>, memref<64xf32>) {
      rt.launch @k(%from) to (%to) count %one : (memref<64xf32>) to (memref<64xf32>)
      scf.yield %to, %from : memref<64xf32>, memref<64xf32>
    }
    %c = memref.alloc() : memref<64xf32>
    rt.launch @k(%x) to (%c) count %one : (memref<64xf32>) to (memref<64xf32>)
    %d = arith.select %p, %c, %r : memref<64xf32>
    rt.launch @k(%d) to (%y) count %one : (memref<64xf32>) to (memref<64xf32>)
    return
  }
}
