// RUN: ingot-opt %s --ingot-widen-bools -split-input-file | FileCheck %s

// Booleans in memory are bytes; bodies compute with i1. The interface remembers what the caller sees.

// CHECK-LABEL: func.func @choose(
// CHECK-SAME:    %[[C:.*]]: tensor<4xi8> {ingot.bool}, %{{.*}}: tensor<4xf32>) -> (tensor<4xi8> {ingot.bool})
// CHECK:         tensor.empty() : tensor<4xi8>
// CHECK:         linalg.generic {{.*}} ins(%[[C]], %{{.*}} : tensor<4xi8>, tensor<4xf32>) outs(%{{.*}} : tensor<4xi8>)
// CHECK-NEXT:    ^bb0(%[[BYTE:.*]]: i8, %[[X:.*]]: f32, %{{.*}}: i8):
// CHECK:           %[[BIT:.*]] = arith.trunci %[[BYTE]] : i8 to i1
// CHECK:           %[[LESS:.*]] = arith.cmpf
// CHECK:           %[[BOTH:.*]] = arith.andi %[[BIT]], %[[LESS]] : i1
// CHECK:           %[[OUT:.*]] = arith.extui %[[BOTH]] : i1 to i8
// CHECK:           linalg.yield %[[OUT]] : i8
func.func @choose(%c: tensor<4xi1>, %x: tensor<4xf32>) -> tensor<4xi1> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xi1>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%c, %x : tensor<4xi1>, tensor<4xf32>) outs(%e : tensor<4xi1>) {
  ^bb0(%a: i1, %b: f32, %o: i1):
    %less = arith.cmpf olt, %b, %zero : f32
    %both = arith.andi %a, %less : i1
    linalg.yield %both : i1
  } -> tensor<4xi1>
  return %r : tensor<4xi1>
}

// -----

// Constants, fills and paddings hold bytes too.

// CHECK-LABEL: func.func @constants(
// CHECK:         arith.constant dense<[1, 0, 1]> : tensor<3xi8>
// CHECK:         %[[TRUE:.*]] = arith.constant 1 : i8
// CHECK:         linalg.fill ins(%[[TRUE]] : i8) outs(%{{.*}} : tensor<2xi8>)
// CHECK:         tensor.pad
// CHECK:           %[[PADDING:.*]] = arith.constant 0 : i8
// CHECK:           tensor.yield %[[PADDING]] : i8
// CHECK:         tensor<3xi8> to tensor<5xi8>
func.func @constants() -> (tensor<5xi1>, tensor<2xi1>) {
  %true = arith.constant true
  %false = arith.constant false
  %c = arith.constant dense<[true, false, true]> : tensor<3xi1>
  %e = tensor.empty() : tensor<2xi1>
  %f = linalg.fill ins(%true : i1) outs(%e : tensor<2xi1>) -> tensor<2xi1>
  %p = tensor.pad %c low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %false : i1
  } : tensor<3xi1> to tensor<5xi1>
  return %p, %f : tensor<5xi1>, tensor<2xi1>
}

// -----

// What is no boolean stays.

// CHECK-LABEL: func.func @others(%{{.*}}: tensor<4xi8>, %{{.*}}: i1) -> tensor<4xi8> {
// CHECK-NEXT:    return
func.func @others(%x: tensor<4xi8>, %flag: i1) -> tensor<4xi8> {
  return %x : tensor<4xi8>
}

// -----

// Kernels of loops: what they write, and what they carry.

// CHECK-LABEL: func.func @loops(
// CHECK-SAME:    %[[X:.*]]: tensor<4xi8> {ingot.bool}
// CHECK:         scf.execute_region -> tensor<4xi8>
// CHECK:           scf.for %[[K:.*]] = {{.*}} iter_args(%[[T:.*]] = %[[X]]) -> (tensor<4xi8>)
// CHECK:             %[[BYTE:.*]] = tensor.extract %[[T]][%[[K]]] : tensor<4xi8>
// CHECK:             %[[BIT:.*]] = arith.trunci %[[BYTE]] : i8 to i1
// CHECK:             %[[NOT:.*]] = arith.xori %[[BIT]]
// CHECK:             %[[OUT:.*]] = arith.extui %[[NOT]] : i1 to i8
// CHECK:             tensor.insert %[[OUT]] into %[[T]][%[[K]]] : tensor<4xi8>
func.func @loops(%x: tensor<4xi1>) -> tensor<4xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %true = arith.constant true
  %y = scf.execute_region -> tensor<4xi1> no_inline {
    %r = scf.for %k = %c0 to %c4 step %c1 iter_args(%t = %x) -> tensor<4xi1> {
      %v = tensor.extract %t[%k] : tensor<4xi1>
      %n = arith.xori %v, %true : i1
      %put = tensor.insert %n into %t[%k] : tensor<4xi1>
      scf.yield %put : tensor<4xi1>
    }
    scf.yield %r : tensor<4xi1>
  } {rt.kernel_kind = "not"}
  return %y : tensor<4xi1>
}
