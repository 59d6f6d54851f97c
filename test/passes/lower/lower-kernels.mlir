// RUN: ingot-opt %s --ingot-lower-kernels -reconcile-unrealized-casts -split-input-file -verify-diagnostics | FileCheck %s

// The entry point is `i32 (ptr)`: inputs, outputs, arena and weights come from its ingot_call, launches are calls.

// CHECK-LABEL: llvm.func internal @kernel(
// CHECK-SAME:    passthrough = ["noinline", "nounwind"]
// CHECK:         llvm.load %{{.*}} : !llvm.ptr -> vector<4xf32>
// CHECK:         llvm.store %{{.*}} : vector<4xf32>, !llvm.ptr
// CHECK:         llvm.intr.masked.load
// CHECK:         llvm.intr.masked.store
// CHECK-LABEL: llvm.func internal @model(
// CHECK-SAME:    %[[CALL:.*]]: !llvm.ptr) -> i32
// CHECK:         %[[OK:.*]] = llvm.mlir.constant(0 : i32)
// CHECK:         llvm.getelementptr %[[CALL]][0, 0]
// CHECK:         llvm.getelementptr %[[CALL]][0, 1]
// CHECK:         %[[W:.*]] = llvm.getelementptr %[[CALL]][0, 5]
// CHECK-NEXT:    %[[BLOB:.*]] = llvm.load %[[W]] : !llvm.ptr -> !llvm.ptr
// CHECK-NEXT:    llvm.getelementptr %[[BLOB]][128]
// CHECK:         %[[A:.*]] = llvm.getelementptr %[[CALL]][0, 4]
// CHECK-NEXT:    %[[ARENA:.*]] = llvm.load %[[A]] : !llvm.ptr -> !llvm.ptr
// CHECK-NEXT:    llvm.getelementptr %[[ARENA]][64]
// CHECK:         llvm.call @kernel(
// CHECK:         llvm.call @kernel(
// CHECK:         llvm.return %[[OK]] : i32
module {
  func.func private @kernel(%x: memref<6xf32>, %to: memref<6xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %pad = arith.constant 0.0 : f32
    %a = vector.transfer_read %x[%c0], %pad {in_bounds = [true]} : memref<6xf32>, vector<4xf32>
    vector.transfer_write %a, %to[%c0] {in_bounds = [true]} : vector<4xf32>, memref<6xf32>
    %mask = vector.constant_mask [2] : vector<4xi1>
    %b = vector.transfer_read %x[%c4], %pad, %mask {in_bounds = [true]} : memref<6xf32>, vector<4xf32>
    vector.transfer_write %b, %to[%c4], %mask {in_bounds = [true]} : vector<4xf32>, memref<6xf32>
    return
  }
  func.func @model() {
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %x = rt.input 0 : memref<6xf32>
    %y = rt.output 0 : memref<6xf32>
    %w = rt.weights 128 : memref<6xf32>
    %t = rt.slice %c64 : memref<6xf32>
    rt.launch @kernel(%x) to (%t) count %c1 : (memref<6xf32>) to (memref<6xf32>)
    rt.launch @kernel(%w) to (%y) count %c1 : (memref<6xf32>) to (memref<6xf32>)
    return
  }
}

// -----

// A launch that threads share goes through the caller's parallel_for, with its arguments in a struct on the stack.

// CHECK-LABEL: llvm.func internal @kernel_task(
// CHECK-SAME:    %[[CONTEXT:.*]]: !llvm.ptr, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64)
// CHECK:         llvm.load
// CHECK:         llvm.call @kernel({{.*}}%[[BEGIN]], %[[END]])
// CHECK-LABEL: llvm.func internal @model(
// CHECK:         %[[TASK:.*]] = llvm.mlir.addressof @kernel_task
// CHECK:         %[[STACK:.*]] = llvm.alloca
// CHECK:         %[[FIELD:.*]] = llvm.getelementptr %[[STACK]][0, 0]
// CHECK:         llvm.store %{{.*}}, %[[FIELD]]
// CHECK:         llvm.call %{{.*}}(%{{.*}}, %[[TASK]], %[[STACK]], %{{.*}}) : !llvm.ptr, (!llvm.ptr, !llvm.ptr, !llvm.ptr, i64) -> ()
module {
  func.func private @kernel(%to: memref<6xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @model() {
    %c6 = arith.constant 6 : index
    %y = rt.output 0 : memref<6xf32>
    rt.launch @kernel() to (%y) count %c6 parallel : () to (memref<6xf32>)
    return
  }
}

// -----

// Sizes of a view come from the symbols, in the order in which the module declares them.

// CHECK-LABEL: llvm.func internal @model(
// CHECK:         %[[PLACE:.*]] = llvm.getelementptr %{{.*}}[1] : (!llvm.ptr) -> !llvm.ptr, i64
// CHECK-NEXT:    %[[N:.*]] = llvm.load %[[PLACE]] : !llvm.ptr -> i64
// CHECK:         llvm.mul %[[N]], %{{.*}}
module {
  sym.symbol @M {min = 1 : i64}
  sym.symbol @N {min = 1 : i64}
  func.func private @kernel(%to: memref<3x?xf32>, %begin: index, %end: index) attributes {rt.kernel} {
    return
  }
  func.func @model() {
    %c1 = arith.constant 1 : index
    %n = rt.symbol "N"
    %y = rt.output 0 sizes(%n) : memref<3x?xf32>
    rt.launch @kernel() to (%y) count %c1 : () to (memref<3x?xf32>)
    return
  }
}

// -----

// A copy of a whole buffer is a run of bytes, also through a view with sizes that come with the call.

// CHECK-LABEL: llvm.func internal @model(
// CHECK:         "llvm.intr.memcpy"(
// CHECK-NOT:     memrefCopy
module {
  sym.symbol @N {min = 1 : i64}
  func.func @model() {
    %n = rt.symbol "N"
    %x = rt.input 0 sizes(%n) : memref<?x5xf32>
    %y = rt.output 0 sizes(%n) : memref<?x5x1xf32>
    %v = memref.expand_shape %x [[0], [1, 2]] output_shape [%n, 5, 1] : memref<?x5xf32> into memref<?x5x1xf32>
    memref.copy %v, %y : memref<?x5x1xf32> to memref<?x5x1xf32>
    return
  }
}

// -----

func.func @model() {
  // expected-error @+1 {{symbol 'N' is not in the model's interface}}
  %n = rt.symbol "N"
  return
}

// -----

// Floats that the machine does not have are moved as integers; f16 exists from x86-64-v3 on.

// CHECK-LABEL: llvm.func internal @narrow(
// CHECK:         %[[B:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i16
// CHECK-NEXT:    %[[F:.*]] = llvm.bitcast %[[B]] : i16 to bf16
// CHECK:         %[[I:.*]] = llvm.bitcast %[[F]] : bf16 to i16
// CHECK-NEXT:    llvm.store %[[I]], %{{.*}} : i16, !llvm.ptr
// CHECK:         llvm.load %{{.*}} : !llvm.ptr -> vector<8xi16>
// CHECK:         llvm.store %{{.*}} : vector<8xi16>, !llvm.ptr
// CHECK:         llvm.intr.masked.load {{.*}} -> vector<8xi16>
// CHECK:         llvm.intr.masked.store {{.*}} : vector<8xi16>
// CHECK:         llvm.load %{{.*}} : !llvm.ptr -> f16
module {
  func.func private @narrow(%x: memref<8xbf16>, %h: memref<8xf16>, %to: memref<8xbf16>, %out: memref<8xf16>, %begin: index, %end: index) attributes {rt.kernel} {
    %c0 = arith.constant 0 : index
    %pad = arith.constant 0.0 : bf16
    %a = memref.load %x[%c0] : memref<8xbf16>
    memref.store %a, %to[%c0] : memref<8xbf16>
    %v = vector.transfer_read %x[%c0], %pad {in_bounds = [true]} : memref<8xbf16>, vector<8xbf16>
    vector.transfer_write %v, %to[%c0] {in_bounds = [true]} : vector<8xbf16>, memref<8xbf16>
    %mask = vector.constant_mask [3] : vector<8xi1>
    %m = vector.transfer_read %x[%c0], %pad, %mask {in_bounds = [true]} : memref<8xbf16>, vector<8xbf16>
    vector.transfer_write %m, %to[%c0], %mask {in_bounds = [true]} : vector<8xbf16>, memref<8xbf16>
    %f = memref.load %h[%c0] : memref<8xf16>
    memref.store %f, %out[%c0] : memref<8xf16>
    return
  }
  func.func @model() {
    return
  }
}

// -----

// A check that fails returns at once, from inside of loops too; equal sentences have one number.

// CHECK:       ingot.checks = ["first", "second"]
// CHECK-LABEL: llvm.func internal @checks(
// CHECK:         llvm.cond_br %{{.*}}, ^{{.*}}, ^[[A:bb[0-9]+]]
// CHECK:         llvm.cond_br %{{.*}}, ^{{.*}}, ^[[B:bb[0-9]+]]
// CHECK:         llvm.store %{{.*}}, %{{.*}} : i64, !llvm.ptr
// CHECK:       ^[[A]]:
// CHECK-NEXT:    %[[ONE:.*]] = llvm.mlir.constant(-1 : i32)
// CHECK-NEXT:    llvm.return %[[ONE]]
// CHECK:         %[[TWO:.*]] = llvm.mlir.constant(-2 : i32)
// CHECK-NEXT:    llvm.return %[[TWO]]
// CHECK:         %[[AGAIN:.*]] = llvm.mlir.constant(-1 : i32)
// CHECK-NEXT:    llvm.return %[[AGAIN]]
module {
  sym.symbol @K {bound = #sym.expr<9>}
  func.func @checks() {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %k = rt.symbol "K" data
    %a = arith.cmpi sle, %k, %one : index
    rt.check %a, "first"
    scf.for %i = %zero to %k step %one {
      %b = arith.cmpi ne, %i, %one : index
      rt.check %b, "second"
      rt.set_symbol "K" = %i
    }
    rt.check %a, "first"
    return
  }
}
