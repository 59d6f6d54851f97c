// RUN: ingot-opt %s --ingot-model-table -split-input-file -verify-diagnostics | FileCheck %s

// The table of abi.h: texts, size programs, symbols with what solves them, guards, the blob; one public function.

// CHECK-NOT:   sym.symbol
// CHECK-LABEL: llvm.func internal @small_run(
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}("x\00")
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}("sizes differ\00")
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}(dense_resource<blob> : tensor<8xi8>) {{.*}}alignment = 64
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}("N\00")
// CHECK-NOT:   ingot.weights
// CHECK:       llvm.func @small() -> !llvm.ptr
// CHECK-NEXT:    %[[TABLE:.*]] = llvm.mlir.addressof @small_data_
// CHECK-NEXT:    llvm.return %[[TABLE]]
module attributes {ingot.interface = {name = "small", inputs = [{name = "x", dtype = "f32", dims = ["2*N", "4"]}], outputs = [{name = "y", dtype = "f32", dims = []}],
    states = [], arena_bytes = "64*N", state_bytes = "0", weights_bytes = 8 : i64}, ingot.weights = dense_resource<blob> : tensor<8xi8>} {
  sym.symbol @N {min = 1 : i64, max = 9 : i64}
  sym.guard #sym.expr<le(N, 8)> "sizes differ"
  llvm.func internal @entry(%call: !llvm.ptr) -> i32 {
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.return %ok : i32
  }
}
{-#
  dialect_resources: {
    builtin: {
      blob: "0x080000000102030405060708"
    }
  }
#-}

// -----

// A size that only the data knows has the program of its bound instead of an input; checks are sentences.
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}("K\00")
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}("node 'r': at most 9\00")
// CHECK-DAG:   llvm.mlir.global internal constant @{{.*}}(dense<[1, 4, 2, 0, 4, 0]> : tensor<6xi64>)
// CHECK-NOT:   ingot.checks
module attributes {ingot.checks = ["node 'r': at most 9"], ingot.interface = {name = "found", inputs = [{name = "x", dtype = "f32", dims = ["N"]}], outputs = [{name = "y", dtype = "f32", dims = ["K"]}],
    states = [], arena_bytes = "0", state_bytes = "0", weights_bytes = 0 : i64}} {
  sym.symbol @N {min = 1 : i64}
  sym.symbol @K {bound = #sym.expr<4*N>}
  llvm.func internal @entry(%call: !llvm.ptr) -> i32 {
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.return %ok : i32
  }
}

// -----

// expected-error @+1 {{expected 'ingot.interface' and one entry point of type i32 (ptr)}}
module {
}

// -----

// expected-error @+1 {{'ingot.interface' holds a size that is no formula}}
module attributes {ingot.interface = {name = "small", inputs = [{name = "x", dtype = "f32", dims = ["N +"]}], outputs = [], states = [], arena_bytes = "0", state_bytes = "0", weights_bytes = 0 : i64}} {
  llvm.func internal @entry(%call: !llvm.ptr) -> i32 {
    %ok = llvm.mlir.constant(0 : i32) : i32
    llvm.return %ok : i32
  }
}
