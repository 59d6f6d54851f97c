// Sizes that only the data knows, conditions on the data, and what finds how many there are.
// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --split-input-file | FileCheck %s

// A value outside of its bounds ends the run before the size is stored; what reads the size comes after.
// CHECK-LABEL: func.func @sizes(
// CHECK-SAME:    %[[N:.*]]: tensor<i64>{{.*}}, %[[B:.*]]: tensor<i1>
// CHECK:         %[[VALUE:.*]] = tensor.extract %[[N]][]
// CHECK:         %[[INDEX:.*]] = arith.index_cast %[[VALUE]] : i64 to index
// CHECK:         %[[LOW:.*]] = arith.cmpi sge, %[[INDEX]]
// CHECK:         %[[HIGH:.*]] = arith.cmpi sle, %[[INDEX]]
// CHECK:         %[[BOTH:.*]] = arith.andi %[[LOW]], %[[HIGH]]
// CHECK:         rt.check %[[BOTH]], "0 to 100"
// CHECK:         rt.set_symbol "K" = %[[INDEX]]
// CHECK:         %[[FOUR:.*]] = sym.size #sym.expr<{{.*}}==
// CHECK:         %[[IS:.*]] = arith.cmpi ne, %[[FOUR]]
// CHECK:         rt.check %[[IS]], "four"
// CHECK:         %[[HOLDS:.*]] = tensor.extract %[[B]][]
// CHECK:         rt.check %[[HOLDS]], "holds"
// CHECK:         %[[K:.*]] = sym.size #sym.expr<K>
// CHECK:         tensor.empty(%[[K]]) : tensor<?xf32>
sym.symbol @K {bound = #sym.expr<100>}
func.func @sizes(%n: tensor<i64>, %b: tensor<i1>) -> tensor<?xf32, #sym.shape<K>> {
  nn.set_size %n, #sym.expr<0> to #sym.expr<100> sets "K", "0 to 100" : tensor<i64>
  nn.require #sym.expr<K == 4>, "four"
  nn.check %b, "holds" : tensor<i1>
  %y = nn.fill {value = 1.0 : f32} : () -> tensor<?xf32, #sym.shape<K>>
  return %y : tensor<?xf32, #sym.shape<K>>
}

// -----

// Every element once, in order; the position goes to the next column.
// CHECK-LABEL: func.func @non_zero(
// CHECK:         scf.execute_region
// CHECK:           scf.for
// CHECK:             scf.for
// CHECK:               %[[X:.*]] = tensor.extract %arg0
// CHECK:               %[[FOUND:.*]] = arith.cmpf une, %[[X]]
// CHECK:               scf.if %[[FOUND]]
// CHECK:                 tensor.insert
// CHECK:                 tensor.insert
// CHECK:         } {rt.kernel_kind = "non_zero"}
func.func @non_zero(%x: tensor<2x3xf32>) -> (tensor<2x6xi64>, tensor<i64>) {
  %p, %n = nn.non_zero %x : (tensor<2x3xf32>) -> (tensor<2x6xi64>, tensor<i64>)
  return %p, %n : tensor<2x6xi64>, tensor<i64>
}

// -----

// NaN comes last; integers are compared by their sign.
// CHECK-LABEL: func.func @unique(
// CHECK:         scf.while
// CHECK:           arith.cmpf ord
// CHECK:           arith.cmpf uno
// CHECK:         } {rt.kernel_kind = "unique"}
// CHECK-LABEL: func.func @unique_unsigned(
// CHECK:         arith.cmpi ult
// CHECK-NOT:     arith.cmpi slt, %{{.*}} : i8
// CHECK:         } {rt.kernel_kind = "unique"}
func.func @unique(%x: tensor<6x2xf32>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>) {
  %0:4 = nn.unique %x {sorted} : (tensor<6x2xf32>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>
}
func.func @unique_unsigned(%x: tensor<6x1xui8>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>) {
  %0:4 = nn.unique %x : (tensor<6x1xui8>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>
}

// -----

// Without a score threshold every box is a candidate; the overlap is compared with the threshold.
// CHECK-LABEL: func.func @suppress(
// CHECK-DAG:     %[[IOU:.*]] = tensor.extract %arg3
// CHECK-DAG:     tensor.extract %arg2
// CHECK:         scf.while
// CHECK:           arith.divf
// CHECK:           arith.cmpf ogt, %{{.*}}, %[[IOU]]
// CHECK:         } {rt.kernel_kind = "non_max_suppression"}
func.func @suppress(%b: tensor<1x6x4xf32>, %s: tensor<1x1x6xf32>, %l: tensor<i64>, %t: tensor<1xf32>)
    -> (tensor<6x3xi64>, tensor<i64>) {
  %0:2 = nn.non_max_suppression %b, %s limit %l iou %t
      : (tensor<1x6x4xf32>, tensor<1x1x6xf32>, tensor<i64>, tensor<1xf32>) -> (tensor<6x3xi64>, tensor<i64>)
  return %0#0, %0#1 : tensor<6x3xi64>, tensor<i64>
}
