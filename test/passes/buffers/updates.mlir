// Kernels that change their outputs in place.
// RUN: ingot-opt %s --ingot-pass-destinations --ingot-bufferize -cse -canonicalize -split-input-file | FileCheck %s

// Data that nobody needs afterwards are changed where they are, in the caller's memory: nothing is copied.

// CHECK-LABEL: func.func @dead(
// CHECK-SAME:    %[[X:.*]]: memref<6xf32>, %[[OUT:.*]]: memref<6xf32>)
// CHECK-NOT:     memref
// CHECK:         rt.launch @make(%[[X]]) to(%[[OUT]]) count %{{.*}} :
// CHECK-NEXT:    rt.launch @change(%[[X]]) to(%[[OUT]]) count %{{.*}} update :
// CHECK-NEXT:    rt.launch @change(%[[X]]) to(%[[OUT]]) count %{{.*}} update :
// CHECK-NEXT:    return
func.func private @make(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func private @change(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @dead(%x: tensor<6xf32>) -> tensor<6xf32> {
  %n = arith.constant 1 : index
  %e = tensor.empty() : tensor<6xf32>
  %a = rt.launch @make(%x) to (%e) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %b = rt.launch @change(%x) to (%a) count %n update : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %c = rt.launch @change(%x) to (%b) count %n update : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  return %c : tensor<6xf32>
}

// -----

// The caller's inputs stay as they are, and so do constants.

// CHECK-LABEL: func.func @kept(
// CHECK-SAME:    %[[X:.*]]: memref<6xf32>, %[[A:.*]]: memref<6xf32>, %[[B:.*]]: memref<6xf32>)
// CHECK:         %[[W:.*]] = memref.get_global
// CHECK:         memref.copy %[[X]], %[[A]]
// CHECK-NEXT:    rt.launch @change(%[[X]]) to(%[[A]])
// CHECK:         memref.copy %[[W]], %[[B]]
// CHECK-NEXT:    rt.launch @change(%[[X]]) to(%[[B]])
// CHECK-NEXT:    return
func.func private @change(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @kept(%x: tensor<6xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
  %n = arith.constant 1 : index
  %w = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<6xf32>
  %a = rt.launch @change(%x) to (%x) count %n update : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %b = rt.launch @change(%x) to (%w) count %n update : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  return %a, %b : tensor<6xf32>, tensor<6xf32>
}

// -----

// What is read afterwards is copied before it is changed; so is what is an output itself.

// CHECK-LABEL: func.func @used(
// CHECK-SAME:    %[[X:.*]]: memref<6xf32>, %[[A:.*]]: memref<6xf32>, %[[B:.*]]: memref<6xf32>)
// CHECK:         rt.launch @make(%[[X]]) to(%[[T:.*]]) count
// CHECK:         memref.copy %[[T]], %[[C:.*]] :
// CHECK:         rt.launch @change(%[[X]]) to(%[[C]]) count %{{.*}} update
// CHECK:         rt.launch @make(%[[C]]) to(%[[B]])
// CHECK:         memref.copy %[[T]], %[[A]]
func.func private @make(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func private @change(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @used(%x: tensor<6xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
  %n = arith.constant 1 : index
  %e = tensor.empty() : tensor<6xf32>
  %a = rt.launch @make(%x) to (%e) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %b = rt.launch @change(%x) to (%a) count %n update : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %f = tensor.empty() : tensor<6xf32>
  %c = rt.launch @make(%b) to (%f) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  return %a, %c : tensor<6xf32>, tensor<6xf32>
}

// -----

// Through reshapes, into the caller's memory.

// CHECK-LABEL: func.func @shaped(
// CHECK-SAME:    %[[X:.*]]: memref<2x3xf32>, %[[OUT:.*]]: memref<2x3xf32>)
// CHECK-DAG:     %[[FLAT:.*]] = memref.collapse_shape %[[OUT]]
// CHECK-DAG:     rt.launch @make(%[[X]]) to(%[[OUT]])
// CHECK:         rt.launch @change() to(%[[FLAT]]) count %{{.*}} update
// CHECK-NEXT:    return
func.func private @make(%x: tensor<2x3xf32>, %to: tensor<2x3xf32>, %begin: index, %end: index) -> tensor<2x3xf32> attributes {rt.kernel} {
  return %to : tensor<2x3xf32>
}
func.func private @change(%to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @shaped(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %n = arith.constant 1 : index
  %e = tensor.empty() : tensor<2x3xf32>
  %a = rt.launch @make(%x) to (%e) count %n : (tensor<2x3xf32>) to (tensor<2x3xf32>) -> tensor<2x3xf32>
  %flat = tensor.collapse_shape %a [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %b = rt.launch @change() to (%flat) count %n update : () to (tensor<6xf32>) -> tensor<6xf32>
  %y = tensor.expand_shape %b [[0, 1]] output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
