// RUN: ingot-opt %s --ingot-bufferize -split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-bufferize -cse -canonicalize -split-input-file | FileCheck %s --check-prefix=PARTS

// Kernels write into the memory they are given; a destination is one allocation, aligned for vectors, a reshape a view.

// CHECK:       memref.global "private" constant @[[DATA:.*]] : memref<6xf32> = dense<2.0
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME:    %{{.*}}: memref<6xf32>, %[[TO:.*]]: memref<6xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK-NOT:     memref.alloc
// CHECK:         memref.store %{{.*}}, %[[TO]]
// CHECK-LABEL: func.func @model(
// CHECK-SAME:    %[[X:.*]]: memref<6xf32>, %[[OUT:.*]]: memref<2x3xf32>)
// CHECK-DAG:     %[[W:.*]] = memref.get_global @[[DATA]]
// CHECK-DAG:     %[[T:.*]] = memref.alloc() {alignment = 64 : i64} : memref<6xf32>
// CHECK:         rt.launch @kernel(%[[W]]) to(%[[T]])
// CHECK:         %[[PLACE:.*]] = memref.collapse_shape %[[OUT]]
// CHECK-NEXT:    rt.launch @kernel(%[[T]]) to(%[[PLACE]])
// CHECK-NEXT:    return
func.func private @kernel(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  %v = tensor.extract %x[%begin] : tensor<6xf32>
  %r = tensor.insert %v into %to[%begin] : tensor<6xf32>
  return %r : tensor<6xf32>
}
func.func @model(%x: tensor<6xf32>, %out: tensor<2x3xf32>) {
  %n = arith.constant 1 : index
  %w = arith.constant dense<2.0> : tensor<6xf32>
  %e = tensor.empty() : tensor<6xf32>
  %t = rt.launch @kernel(%w) to (%e) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %place = tensor.collapse_shape %out [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %r = rt.launch @kernel(%t) to (%place) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  return
}

// -----

// Parts of a result are written in place: nothing is copied once the views are seen to be equal.

// PARTS-LABEL: func.func private @parts(
// PARTS:         memref.subview %{{.*}}[0] [2] [1]
// PARTS:         memref.store
// PARTS-NOT:     memref.copy
// PARTS-NOT:     memref.alloc
// PARTS:         return
func.func private @parts(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  %v = tensor.extract %x[%begin] : tensor<6xf32>
  %part = tensor.extract_slice %to[0] [2] [1] : tensor<6xf32> to tensor<2xf32>
  %written = tensor.insert %v into %part[%begin] : tensor<2xf32>
  %r = tensor.insert_slice %written into %to[0] [2] [1] : tensor<2xf32> into tensor<6xf32>
  return %r : tensor<6xf32>
}
