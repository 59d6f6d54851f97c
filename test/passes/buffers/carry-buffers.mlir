// Branches and loops leave their results in memory that is there before them.
// RUN: ingot-opt %s --ingot-carry-buffers -split-input-file | FileCheck %s

// What a kernel of a branch makes, it makes in the common place; what no kernel makes is copied there.

// CHECK-LABEL: func.func @branch(
// CHECK-SAME:    %{{.*}}: i1, %[[X:.*]]: tensor<4xf32>
// CHECK:         %[[D:.*]] = tensor.empty() : tensor<4xf32>
// CHECK-NEXT:    scf.if
// CHECK:           %[[A:.*]] = rt.launch @k(%[[X]]) to(%[[D]])
// CHECK-NEXT:      scf.yield %[[A]]
// CHECK:           %[[B:.*]] = bufferization.materialize_in_destination %[[X]] in %[[D]]
// CHECK-NEXT:      scf.yield %[[B]]
func.func private @k(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  return %to : tensor<4xf32>
}
func.func @branch(%c: i1, %x: tensor<4xf32>) -> tensor<4xf32> {
  %n = arith.constant 1 : index
  %0 = scf.if %c -> (tensor<4xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %1 = rt.launch @k(%x) to (%e) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } else {
    scf.yield %x : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// Exchanged values are copied away before either of them is written.

// CHECK-LABEL: func.func @swap(
// CHECK:         scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %arg1)
// CHECK-NEXT:      %[[B1:.*]] = bufferization.materialize_in_destination %[[B]] in %{{.*}}
// CHECK-NEXT:      %[[A1:.*]] = bufferization.materialize_in_destination %[[A]] in %{{.*}}
// CHECK-NEXT:      %[[A2:.*]] = bufferization.materialize_in_destination %[[B1]] in %[[A]]
// CHECK-NEXT:      %[[B2:.*]] = bufferization.materialize_in_destination %[[A1]] in %[[B]]
// CHECK-NEXT:      scf.yield %[[A2]], %[[B2]]
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>, %n: index) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0, %1 = scf.for %i = %zero to %n step %one iter_args(%a = %x, %b = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    scf.yield %b, %a : tensor<4xf32>, tensor<4xf32>
  }
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// A kernel's result is in memory of its own, in the shape of what is carried; what is changed in place stays there.

// CHECK-LABEL: func.func @state(
// CHECK:         scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %arg1)
// CHECK:           %[[PLACE:.*]] = tensor.empty() : tensor<2x2xf32>
// CHECK:           %[[FLAT:.*]] = tensor.collapse_shape %[[PLACE]]
// CHECK:           %[[R:.*]] = rt.launch @k(%{{.*}}) to(%[[FLAT]])
// CHECK:           %[[E:.*]] = tensor.expand_shape %[[R]]
// CHECK:           %[[S:.*]] = rt.launch @change(%[[R]]) to(%[[B]]) count %{{.*}} update
// CHECK:           %[[A2:.*]] = bufferization.materialize_in_destination %[[E]] in %[[A]]
// CHECK-NEXT:      scf.yield %[[A2]], %[[S]]
func.func private @k(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  return %to : tensor<4xf32>
}
func.func private @change(%x: tensor<4xf32>, %to: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel} {
  return %to : tensor<8xf32>
}
func.func @state(%x: tensor<2x2xf32>, %y: tensor<8xf32>, %n: index) -> (tensor<2x2xf32>, tensor<8xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0, %1 = scf.for %i = %zero to %n step %one iter_args(%a = %x, %b = %y) -> (tensor<2x2xf32>, tensor<8xf32>) {
    %f = tensor.collapse_shape %a [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
    %e = tensor.empty() : tensor<4xf32>
    %2 = rt.launch @k(%f) to (%e) count %one : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
    %3 = tensor.expand_shape %2 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
    %4 = rt.launch @change(%2) to (%b) count %one update : (tensor<4xf32>) to (tensor<8xf32>) -> tensor<8xf32>
    scf.yield %3, %4 : tensor<2x2xf32>, tensor<8xf32>
  }
  return %0, %1 : tensor<2x2xf32>, tensor<8xf32>
}

// -----

// A condition hands on what the loop carries, each at its place.

// CHECK-LABEL: func.func @until(
// CHECK:         scf.while (%[[C:.*]] = %arg0, %[[A:.*]] = %arg1) : (i1, tensor<4xf32>) -> (i1, tensor<4xf32>)
// CHECK:           scf.condition(%[[C]]) %[[C]], %[[A]] : i1, tensor<4xf32>
// CHECK:         ^bb0(%{{.*}}: i1, %[[B:.*]]: tensor<4xf32>):
// CHECK:           %[[R:.*]] = rt.launch @k(%[[B]])
// CHECK:           %[[D:.*]] = bufferization.materialize_in_destination %[[R]] in %[[B]]
// CHECK:           scf.yield %arg0, %[[D]]
func.func private @k(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  return %to : tensor<4xf32>
}
func.func @until(%c: i1, %x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant 1 : index
  %0 = scf.while (%k = %c, %a = %x) : (i1, tensor<4xf32>) -> tensor<4xf32> {
    scf.condition(%k) %a : tensor<4xf32>
  } do {
  ^bb0(%b: tensor<4xf32>):
    %e = tensor.empty() : tensor<4xf32>
    %1 = rt.launch @k(%b) to (%e) count %one : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %c, %1 : i1, tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
