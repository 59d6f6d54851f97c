// RUN: ingot-opt %s --ingot-plan-arena -split-input-file -verify-diagnostics | FileCheck %s
// RUN: not ingot-opt %s --ingot-plan-arena -split-input-file --remarks-filter=ingot-buffers --remark-policy=all -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

// Two buffers that live at once lie one after the other; the third takes the place of the first, which is dead by then.

// REMARK: Arena{{.*}} bytes=512, sum=712, symbolic=0
// CHECK:       module attributes {ingot.arena = #sym.expr<512>}
// CHECK-LABEL: func.func @chain(
// CHECK-NOT:     memref.alloc
// CHECK:         %[[ZERO:.*]] = arith.constant 0 : index
// CHECK:         %[[A:.*]] = rt.slice %[[ZERO]] : memref<64xf32>
// CHECK:         rt.launch @kernel64(%arg0) to(%[[A]])
// CHECK:         %[[MIDDLE:.*]] = arith.constant 256 : index
// CHECK:         %[[B:.*]] = rt.slice %[[MIDDLE]] : memref<64xf32>
// CHECK:         rt.launch @kernel64(%[[A]]) to(%[[B]])
// CHECK:         %[[FIRST:.*]] = arith.constant 0 : index
// CHECK:         rt.slice %[[FIRST]] : memref<50xf32>
module {
  func.func private @kernel64(%x: memref<64xf32>, %to: memref<64xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func private @kernel50(%x: memref<64xf32>, %to: memref<50xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @chain(%x: memref<64xf32>) {
    %n = arith.constant 1 : index
    %a = memref.alloc() {alignment = 64 : i64} : memref<64xf32>
    rt.launch @kernel64(%x) to (%a) count %n : (memref<64xf32>) to (memref<64xf32>)
    %b = memref.alloc() {alignment = 64 : i64} : memref<64xf32>
    rt.launch @kernel64(%a) to (%b) count %n : (memref<64xf32>) to (memref<64xf32>)
    %c = memref.alloc() {alignment = 64 : i64} : memref<50xf32>
    rt.launch @kernel50(%b) to (%c) count %n : (memref<64xf32>) to (memref<50xf32>)
    return
  }
}

// -----

// A view keeps its buffer alive: the last reader of the view is the last of the buffer.

// CHECK:       ingot.arena = #sym.expr<768>
// CHECK-LABEL: func.func @viewed(
module {
  func.func private @kernel(%x: memref<64xf32>, %to: memref<64xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @viewed(%x: memref<64xf32>) {
    %n = arith.constant 1 : index
    %a = memref.alloc() : memref<8x8xf32>
    %v = memref.collapse_shape %a [[0, 1]] : memref<8x8xf32> into memref<64xf32>
    rt.launch @kernel(%x) to (%v) count %n : (memref<64xf32>) to (memref<64xf32>)
    %b = memref.alloc() : memref<64xf32>
    rt.launch @kernel(%x) to (%b) count %n : (memref<64xf32>) to (memref<64xf32>)
    %c = memref.alloc() : memref<64xf32>
    rt.launch @kernel(%b) to (%c) count %n : (memref<64xf32>) to (memref<64xf32>)
    rt.launch @kernel(%v) to (%c) count %n : (memref<64xf32>) to (memref<64xf32>)
    return
  }
}

// -----

// Buffers with symbolic sizes follow those of constant size, in slots; the third shares the first one's slot, whose size
// is the greater of both.

// REMARK: Arena{{.*}} bytes=64, sum=4, symbolic=3
// CHECK:       module attributes {ingot.arena = #sym.expr<[[SLOTS:.*]]>}
// CHECK-LABEL: func.func @slots(
// CHECK:         rt.slice %{{.*}} : memref<1xf32>
// CHECK:         %[[N:.*]] = sym.size #sym.expr<N>
// CHECK:         %[[FIRST:.*]] = arith.constant 64 : index
// CHECK:         rt.slice %[[FIRST]] sizes(%[[N]]) : memref<?xf32>
// CHECK:         %[[SECOND:.*]] = sym.size #sym.expr<{{.*}}>
// CHECK:         rt.slice %[[SECOND]] sizes(%[[N]]) : memref<?xf32>
// CHECK:         %[[AGAIN:.*]] = arith.constant 64 : index
// CHECK:         rt.slice %[[AGAIN]] sizes(%{{.*}}) : memref<?xf32>
module {
  sym.symbol @N {min = 1 : i64}
  func.func private @kernel(%x: memref<?xf32>, %to: memref<?xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func private @scalar(%to: memref<1xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @slots(%x: memref<?xf32>) {
    %c1 = arith.constant 1 : index
    %s = memref.alloc() : memref<1xf32>
    rt.launch @scalar() to (%s) count %c1 : () to (memref<1xf32>)
    %n = sym.size #sym.expr<N> : index
    %a = memref.alloc(%n) : memref<?xf32>
    rt.launch @kernel(%x) to (%a) count %c1 : (memref<?xf32>) to (memref<?xf32>)
    %b = memref.alloc(%n) : memref<?xf32>
    rt.launch @kernel(%a) to (%b) count %c1 : (memref<?xf32>) to (memref<?xf32>)
    %c2 = arith.constant 2 : index
    %twice = arith.muli %n, %c2 : index
    %c = memref.alloc(%twice) : memref<?xf32>
    rt.launch @kernel(%b) to (%c) count %c1 : (memref<?xf32>) to (memref<?xf32>)
    return
  }
}

// -----

// A size that is no formula of the symbols has no place.

func.func @unknown(%n: index) {
  // expected-error @+1 {{size of a buffer is no formula of the model's symbols}}
  %a = memref.alloc(%n) : memref<?xf32>
  return
}

// -----

// The size of a buffer may be asked of another one: of its allocation, through a reshape, and of what a loop carries.

// CHECK:       module attributes {ingot.arena = #sym.expr<{{.*}}N{{.*}}>}
// CHECK-LABEL: func.func @sizes_of_others(
// CHECK-NOT:     memref.alloc
module {
  sym.symbol @N {min = 1 : i64}
  func.func private @kernel(%x: memref<?x1xf32>, %to: memref<?x1xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @sizes_of_others(%x: memref<?x1xf32> {sym.shape = #sym.shape<N, 1>}) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %five = arith.constant 5 : index
    %n = sym.size #sym.expr<N> : index
    %flat = memref.alloc(%n) {alignment = 64 : i64} : memref<?xf32>
    %a = memref.expand_shape %flat [[0, 1]] output_shape [%n, 1] : memref<?xf32> into memref<?x1xf32>
    rt.launch @kernel(%x) to (%a) count %one : (memref<?x1xf32>) to (memref<?x1xf32>)
    %last = scf.for %i = %zero to %five step %one iter_args(%carried = %a) -> (memref<?x1xf32>) {
      %size = memref.dim %carried, %zero : memref<?x1xf32>
      %b = memref.alloc(%size) {alignment = 64 : i64} : memref<?x1xf32>
      rt.launch @kernel(%carried) to (%b) count %one : (memref<?x1xf32>) to (memref<?x1xf32>)
      rt.launch @kernel(%b) to (%carried) count %one : (memref<?x1xf32>) to (memref<?x1xf32>)
      scf.yield %carried : memref<?x1xf32>
    }
    %again = memref.dim %last, %zero : memref<?x1xf32>
    %c = memref.alloc(%again) {alignment = 64 : i64} : memref<?x1xf32>
    rt.launch @kernel(%last) to (%c) count %one : (memref<?x1xf32>) to (memref<?x1xf32>)
    return
  }
}

// -----

// Where only the data knows a size, there is room for its bound; a size that shrinks as it grows has room for the rest.

// CHECK:       module attributes {ingot.arena = #sym.expr<{{.*}}N{{.*}}>}
// CHECK-LABEL: func.func @data(
// CHECK:         sym.size #sym.expr<K>
// CHECK-NOT:     sym.size #sym.expr<{{.*}}K{{.*}}floordiv
// CHECK:         rt.slice %{{.*}} sizes(%{{.*}}) : memref<?xf32>
module {
  sym.symbol @N {min = 1 : i64}
  sym.symbol @K {bound = #sym.expr<N>}
  func.func private @kernel(%to: memref<?xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @data(%n: index) {
    %one = arith.constant 1 : index
    rt.set_symbol "K" = %n
    %k = sym.size #sym.expr<K> : index
    %a = memref.alloc(%k) {alignment = 64 : i64} : memref<?xf32>
    rt.launch @kernel() to (%a) count %one : () to (memref<?xf32>)
    %rest = sym.size #sym.expr<N - K> : index
    %b = memref.alloc(%rest) {alignment = 64 : i64} : memref<?xf32>
    rt.launch @kernel() to (%b) count %one : () to (memref<?xf32>)
    return
  }
}

// -----

// The size of merged axes is the product of theirs.

// CHECK:       module attributes {ingot.arena = #sym.expr<{{.*}}M{{.*}}N{{.*}}>}
// CHECK-LABEL: func.func @merged(
// CHECK-NOT:     memref.alloc
module {
  sym.symbol @M {min = 1 : i64}
  sym.symbol @N {min = 1 : i64}
  func.func private @kernel(%to: memref<?x?xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @merged(%x: memref<?x2x?xf32> {sym.shape = #sym.shape<M, 2, N>}) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %flat = memref.collapse_shape %x [[0], [1, 2]] : memref<?x2x?xf32> into memref<?x?xf32>
    %rows = memref.dim %flat, %zero : memref<?x?xf32>
    %columns = memref.dim %flat, %one : memref<?x?xf32>
    %copy = memref.alloc(%rows, %columns) {alignment = 64 : i64} : memref<?x?xf32>
    memref.copy %flat, %copy : memref<?x?xf32> to memref<?x?xf32>
    rt.launch @kernel() to (%copy) count %one update : () to (memref<?x?xf32>)
    return
  }
}
