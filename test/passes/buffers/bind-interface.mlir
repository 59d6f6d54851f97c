// RUN: ingot-opt %s --ingot-bind-interface -split-input-file -verify-diagnostics | FileCheck %s

// Arguments become what the caller binds; the interface describes them and the memory that the model needs.

// CHECK:       ingot.interface = {arena_bytes = "4*N"
// CHECK-SAME:    inputs = [{dims = ["N", "4"], dtype = "f32", name = "x"}, {dims = [], dtype = "bool", name = "flag"}, {dims = ["2"], dtype = "u8", name = "input2"}]
// CHECK-SAME:    name = "small"
// CHECK-SAME:    outputs = [{dims = ["2*N + 1"], dtype = "i64", name = "output0"}]
// CHECK-SAME:    weights_bytes = 3
// CHECK-LABEL: func.func @model() {
// CHECK-DAG:     %[[N:.*]] = sym.size #sym.expr<N>
// CHECK-DAG:     rt.input 0 sizes(%[[N]]) : memref<?x4xf32>
// CHECK-DAG:     %[[FLAG:.*]] = rt.input 1 : memref<i8>
// CHECK-DAG:     rt.input 2 : memref<2xi8>
// CHECK-DAG:     %[[M:.*]] = sym.size #sym.expr<2*N + 1>
// CHECK-DAG:     rt.output 0 sizes(%[[M]]) : memref<?xi64>
// CHECK:         memref.load %[[FLAG]]
module attributes {ingot.name = "small", ingot.arena = #sym.expr<4 * N>, ingot.weights = dense<[1, 2, 3]> : tensor<3xi8>} {
  sym.symbol @N {min = 1 : i64}
  func.func @model(%x: memref<?x4xf32> {ingot.name = "x", sym.shape = #sym.shape<N, 4>}, %flag: memref<i8> {ingot.name = "flag", ingot.bool},
                   %bytes: memref<2xi8> {ingot.unsigned}, %out: memref<?xi64> {sym.shape = #sym.shape<2 * N + 1>}) attributes {rt.output_count = 1 : i64} {
    %v = memref.load %flag[] : memref<i8>
    return
  }
}

// -----

// An output of a size that only the data knows is seen where it is written, when the size is stored.
// CHECK:       symbols = [{bound = "9", minimum = 0 : i64, name = "K"}]
// CHECK-LABEL: func.func @data()
// CHECK:         rt.set_symbol "K"
// CHECK:         %[[K:.*]] = sym.size #sym.expr<K>
// CHECK:         rt.output 0 sizes(%[[K]]) : memref<?xf32>
// CHECK:         memref.store
module attributes {ingot.name = "data"} {
  sym.symbol @K {bound = #sym.expr<9>}
  func.func @data(%n: memref<i64>, %out: memref<?xf32> {sym.shape = #sym.shape<K>})
      attributes {rt.output_count = 1 : i64} {
    %zero = arith.constant 0 : index
    %value = arith.constant 1.0 : f32
    %count = memref.load %n[] : memref<i64>
    %index = arith.index_cast %count : i64 to index
    rt.set_symbol "K" = %index
    memref.store %value, %out[%zero] : memref<?xf32>
    return
  }
}

// -----

// expected-error @+1 {{argument 0 has a size without a name}}
func.func @nameless(%x: memref<?xf32>) attributes {rt.output_count = 0 : i64} {
  return
}

// -----

// expected-error @+1 {{'early' lacks 'rt.output_count'}}
func.func @early(%x: memref<4xf32>) {
  return
}
