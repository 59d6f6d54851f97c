// RUN: ingot-opt %s --ingot-pack-constants -split-input-file -verify-diagnostics | FileCheck %s

// Places are aligned to 64 bytes, in the order of first use; equal bytes share a place, whatever their type.

// CHECK:       module attributes {ingot.weights = dense_resource<ingot_weights> : tensor<[[BYTES:137]]xi8>}
// CHECK-NOT:   memref.global
// CHECK-LABEL: func.func @model()
// CHECK-NEXT:    rt.weights 0 : memref<2xf32>
// CHECK-NEXT:    rt.weights 64 : memref<3xi8>
// CHECK-NEXT:    rt.weights 0 : memref<2xi32>
// CHECK-NEXT:    rt.weights 128 : memref<9xi8>
// CHECK-NEXT:    rt.weights 0 : memref<2xf32>
// CHECK-NEXT:    return
// CHECK:         ingot_weights: "0x400000000000803F00000040{{(00)+}}010203{{(00)+}}070707070707070707"
module {
  memref.global "private" constant @bytes : memref<3xi8> = dense<[1, 2, 3]>
  memref.global "private" constant @floats : memref<2xf32> = dense<[1.0, 2.0]>
  memref.global "private" constant @same : memref<2xi32> = dense<[1065353216, 1073741824]>
  memref.global "private" constant @splat : memref<9xi8> = dense<7>
  func.func @model() {
    %a = memref.get_global @floats : memref<2xf32>
    %b = memref.get_global @bytes : memref<3xi8>
    %c = memref.get_global @same : memref<2xi32>
    %d = memref.get_global @splat : memref<9xi8>
    %e = memref.get_global @floats : memref<2xf32>
    return
  }
}

// -----

// A constant whose bytes were left out of the text cannot be compiled.

memref.global "private" constant @elided : memref<2xf32> = dense_resource<__elided__>
func.func @model() {
  // expected-error @+1 {{constant 'elided' has no bytes: was it elided when the module was printed?}}
  %a = memref.get_global @elided : memref<2xf32>
  return
}
