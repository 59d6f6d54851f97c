// RUN: ingot-opt %s --ingot-vectorize-kernels -canonicalize -cse -split-input-file | FileCheck %s

// A run over neighbouring elements is done a vector at a time, and what remains one by one. What does not change along
// the run stays scalar.

// CHECK-LABEL: func.func private @axpy(
// CHECK-SAME:    %[[X:.*]]: tensor<3x?xf32>, %[[S:.*]]: tensor<3xf32>, %[[N:.*]]: index, %[[ROW:.*]]: index, %[[OUT:.*]]: tensor<5x?xf32>
// CHECK-DAG:     %[[EIGHT:.*]] = arith.constant 8 : index
// CHECK:         %[[SPLIT:.*]] = arith.muli %{{.*}}, %[[EIGHT]]
// CHECK:         %[[WIDE:.*]] = scf.for %[[K:.*]] = %{{.*}} to %[[SPLIT]] step %[[EIGHT]] iter_args(%[[T:.*]] = %[[OUT]])
// CHECK:           %[[FACTOR:.*]] = tensor.extract %[[S]][%[[ROW]]]
// CHECK:           %[[OLD:.*]] = vector.transfer_read %[[T]][%[[ROW]], %[[K]]], %{{.*}} {in_bounds = [true]} : tensor<5x?xf32>, vector<8xf32>
// CHECK:           %[[NEXT:.*]] = arith.addi %[[K]], %[[N]]
// CHECK:           vector.transfer_read %[[X]][%{{.*}}, %[[NEXT]]]
// CHECK:           vector.broadcast %[[FACTOR]] : f32 to vector<8xf32>
// CHECK:           arith.mulf %{{.*}} : vector<8xf32>
// CHECK:           %[[SUM:.*]] = arith.addf %[[OLD]], %{{.*}} : vector<8xf32>
// CHECK:           vector.transfer_write %[[SUM]], %[[T]][%[[ROW]], %[[K]]] {in_bounds = [true]}
// CHECK:         scf.for %{{.*}} = %[[SPLIT]] to %[[N]] step %{{.*}} iter_args(%{{.*}} = %[[WIDE]])
// CHECK:           tensor.insert
// CHECK-NOT:     rt.run
func.func private @axpy(%x: tensor<3x?xf32>, %s: tensor<3xf32>, %n: index, %row: index, %out: tensor<5x?xf32>, %begin: index, %end: index) -> tensor<5x?xf32> attributes {rt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %k = %c0 to %n step %c1 iter_args(%t = %out) -> tensor<5x?xf32> {
    %f = tensor.extract %s[%row] : tensor<3xf32>
    %old = tensor.extract %t[%row, %k] : tensor<5x?xf32>
    %next = arith.addi %k, %n : index
    %v = tensor.extract %x[%c1, %next] : tensor<3x?xf32>
    %p = arith.mulf %f, %v : f32
    %sum = arith.addf %old, %p : f32
    %put = tensor.insert %sum into %t[%row, %k] : tensor<5x?xf32>
    scf.yield %put : tensor<5x?xf32>
  } {rt.run}
  return %r : tensor<5x?xf32>
}

// -----

// The widest element counts; a size that is known needs no loop for what remains.

// CHECK-LABEL: func.func private @widen(
// CHECK:         scf.for {{.*}} step %{{.*}}
// CHECK:           vector.transfer_read {{.*}} : tensor<16xi8>, vector<4xi8>
// CHECK:           arith.extsi %{{.*}} : vector<4xi8> to vector<4xi64>
// CHECK:           vector.transfer_write {{.*}} : vector<4xi64>, tensor<16xi64>
// CHECK-NOT:     tensor.insert
func.func private @widen(%x: tensor<16xi8>, %out: tensor<16xi64>, %begin: index, %end: index) -> tensor<16xi64> attributes {rt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %r = scf.for %k = %c0 to %c16 step %c1 iter_args(%t = %out) -> tensor<16xi64> {
    %v = tensor.extract %x[%k] : tensor<16xi8>
    %w = arith.extsi %v : i8 to i64
    %put = tensor.insert %w into %t[%k] : tensor<16xi64>
    scf.yield %put : tensor<16xi64>
  } {rt.run}
  return %r : tensor<16xi64>
}

// -----

// What vectors cannot do stays as it is: elements that lie apart, a sum that is carried, one place for all.

// CHECK-LABEL: func.func private @apart(
// CHECK-NOT:     vector
func.func private @apart(%x: tensor<8x8xf32>, %out: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %out) -> tensor<8xf32> {
    %v = tensor.extract %x[%k, %c1] : tensor<8x8xf32>
    %put = tensor.insert %v into %t[%k] : tensor<8xf32>
    scf.yield %put : tensor<8xf32>
  } {rt.run}
  return %r : tensor<8xf32>
}

// -----

// CHECK-LABEL: func.func private @summed(
// CHECK-NOT:     vector
func.func private @summed(%x: tensor<8xf32>, %out: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  %r, %s = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %out, %sum = %zero) -> (tensor<8xf32>, f32) {
    %v = tensor.extract %x[%k] : tensor<8xf32>
    %next = arith.addf %sum, %v : f32
    %put = tensor.insert %next into %t[%k] : tensor<8xf32>
    scf.yield %put, %next : tensor<8xf32>, f32
  } {rt.run}
  %p = tensor.insert %s into %r[%c0] : tensor<8xf32>
  return %p : tensor<8xf32>
}

// -----

// CHECK-LABEL: func.func private @gathered(
// CHECK-NOT:     vector
func.func private @gathered(%x: tensor<8xf32>, %i: tensor<8xi64>, %out: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %out) -> tensor<8xf32> {
    %at = tensor.extract %i[%k] : tensor<8xi64>
    %p = arith.index_cast %at : i64 to index
    %v = tensor.extract %x[%p] : tensor<8xf32>
    %put = tensor.insert %v into %t[%k] : tensor<8xf32>
    scf.yield %put : tensor<8xf32>
  } {rt.run}
  return %r : tensor<8xf32>
}
