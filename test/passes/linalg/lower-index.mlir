// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// Computed positions: a marked region that changes the data. Indices may count from the end; others write nothing. The
// last axes are one run.
// CHECK-LABEL: func.func @scatter_nd(
// CHECK-DAG:     %[[DATA:.*]] = tensor.collapse_shape %arg0 {{.*}} into tensor<5x6xf32>
// CHECK-DAG:     %[[NEW:.*]] = tensor.collapse_shape %arg2 {{.*}} into tensor<4x6xf32>
// CHECK:         %[[Y:.*]] = scf.execute_region -> tensor<5x6xf32> no_inline {
// CHECK:           %[[R:.*]] = scf.for %[[K:[^ ]*]] = {{.*}} iter_args(%[[T:.*]] = %[[DATA]])
// CHECK:             %[[AT:.*]] = tensor.extract %arg1[%[[K]],
// CHECK:             %[[P:.*]] = arith.index_cast %[[AT]]
// CHECK:             arith.cmpi slt, %[[P]]
// CHECK:             %[[PLACE:.*]] = arith.select
// CHECK:             %[[IN:.*]] = arith.cmpi ult, %[[PLACE]]
// CHECK:             scf.if %[[IN]]
// CHECK:               scf.for %[[E:[^ ]*]] =
// CHECK:                 %[[V:.*]] = tensor.extract %[[NEW]][%[[K]], %[[E]]]
// CHECK:                 tensor.insert %[[V]] into %{{.*}}[%[[PLACE]], %[[E]]]
// CHECK:               } {rt.run}
// CHECK:             else
// CHECK:               scf.yield %[[T]]
// CHECK:           scf.yield %[[R]]
// CHECK:         } {rt.kernel_kind = "scatter"}
// CHECK:         tensor.expand_shape %[[Y]]
func.func @scatter_nd(%x: tensor<5x2x3xf32>, %i: tensor<4x1xi64>, %u: tensor<4x2x3xf32>) -> tensor<5x2x3xf32> {
  %y = nn.scatter_nd %x at %i put %u : (tensor<5x2x3xf32>, tensor<4x1xi64>, tensor<4x2x3xf32>) -> tensor<5x2x3xf32>
  return %y : tensor<5x2x3xf32>
}

// -----

// Constant positions that make a box are a slice; combined with what is there they are not.
// CHECK-LABEL: func.func @box(
// CHECK-NOT:     scf
// CHECK:         tensor.insert_slice %{{.*}} into %{{.*}}[1, 0, 0] [2, 1, 7] [1, 1, 1] : tensor<2x1x7xf32> into tensor<3x4x7xf32>
// CHECK-LABEL: func.func @sum(
// CHECK:         scf.execute_region
// CHECK:           arith.addf
func.func @box(%x: tensor<3x4x7xf32>, %u: tensor<2x7xf32>) -> tensor<3x4x7xf32> {
  %i = nn.constant dense<[[1, 0], [-1, 0]]> : tensor<2x2xi64>
  %y = nn.scatter_nd %x at %i put %u : (tensor<3x4x7xf32>, tensor<2x2xi64>, tensor<2x7xf32>) -> tensor<3x4x7xf32>
  return %y : tensor<3x4x7xf32>
}
func.func @sum(%x: tensor<3x4x7xf32>, %u: tensor<2x7xf32>) -> tensor<3x4x7xf32> {
  %i = nn.constant dense<[[1, 0], [-1, 0]]> : tensor<2x2xi64>
  %y = nn.scatter_nd %x at %i put %u by sum : (tensor<3x4x7xf32>, tensor<2x2xi64>, tensor<2x7xf32>) -> tensor<3x4x7xf32>
  return %y : tensor<3x4x7xf32>
}

// -----

// Unsigned elements are compared as such, and unsigned indices never count from the end.
// CHECK-LABEL: func.func @scatter_elements(
// CHECK:         %[[N:.*]] = sym.size #sym.expr<N>
// CHECK:         scf.execute_region
// CHECK:           scf.for %[[ROW:[^ ]*]] =
// CHECK:             scf.for %[[COLUMN:[^ ]*]] = %{{.*}} to %[[N]]
// CHECK:               %[[AT:.*]] = tensor.extract %arg1[%[[ROW]], %[[COLUMN]]]
// CHECK:               arith.index_castui %[[AT]]
// CHECK:               %[[OLD:.*]] = tensor.extract %{{.*}}[%[[PLACE:.*]], %[[COLUMN]]]
// CHECK:               arith.maxui
// CHECK:               tensor.insert %{{.*}} into %{{.*}}[%[[PLACE]], %[[COLUMN]]]
sym.symbol @N {min = 1 : i64}
func.func @scatter_elements(%x: tensor<5x?xui8, #sym.shape<5, N>>, %i: tensor<2x?xui32, #sym.shape<2, N>>, %u: tensor<2x?xui8, #sym.shape<2, N>>) -> tensor<5x?xui8, #sym.shape<5, N>> {
  %y = nn.scatter_elements %x at %i put %u by max {axis = 0 : i64} : (tensor<5x?xui8, #sym.shape<5, N>>, tensor<2x?xui32, #sym.shape<2, N>>, tensor<2x?xui8, #sym.shape<2, N>>) -> tensor<5x?xui8, #sym.shape<5, N>>
  return %y : tensor<5x?xui8, #sym.shape<5, N>>
}

// -----

// CHECK-LABEL: func.func @tensor_scatter(
// CHECK:         scf.execute_region
// CHECK:           %[[START:.*]] = arith.maxsi
// CHECK:           %[[PLACE:.*]] = arith.addi %[[START]]
// CHECK:           arith.remsi %[[PLACE]]
// CHECK:           scf.if
// CHECK:             {rt.run}
func.func @tensor_scatter(%x: tensor<2x3x8x4xf32>, %u: tensor<2x3x2x4xf32>, %s: tensor<2xi64>) -> tensor<2x3x8x4xf32> {
  %y = nn.tensor_scatter %x put %u from %s {axis = 2 : i64, circular = true} : (tensor<2x3x8x4xf32>, tensor<2x3x2x4xf32>, tensor<2xi64>) -> tensor<2x3x8x4xf32>
  return %y : tensor<2x3x8x4xf32>
}

// -----

// Along the last axis the sum is a number, in f32; along others each step adds two runs.
// CHECK-LABEL: func.func @last(
// CHECK:         scf.for %{{.*}} iter_args(%[[T:.*]] = %{{.*}}, %[[SUM:.*]] = %{{.*}}) -> (tensor<10xf16>, f32)
// CHECK:           arith.extf
// CHECK:           %[[NEXT:.*]] = arith.addf %[[SUM]]
// CHECK:           %[[OUT:.*]] = arith.truncf %[[NEXT]]
// CHECK:           tensor.insert %[[OUT]]
// CHECK-LABEL: func.func @first(
// CHECK:         {rt.run}
// CHECK:         scf.for
// CHECK:           arith.mulf
// CHECK:         {rt.run}
func.func @last(%x: tensor<2x5xf16>) -> tensor<2x5xf16> {
  %y = nn.cumulate %x by sum {axis = 1 : i64} : (tensor<2x5xf16>) -> tensor<2x5xf16>
  return %y : tensor<2x5xf16>
}
func.func @first(%x: tensor<2x5xf32>) -> tensor<2x5xf32> {
  %y = nn.cumulate %x by prod {axis = 0 : i64} : (tensor<2x5xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

// The best are kept in memory of the kernel, worst first; NaN counts as the largest.
// CHECK-LABEL: func.func @top_k(
// CHECK-DAG:     %[[V:.*]] = tensor.empty() : tensor<3xf32>
// CHECK-DAG:     %[[P:.*]] = tensor.empty() : tensor<3xi64>
// CHECK:         scf.execute_region -> (tensor<2x3x1xf32>, tensor<2x3x1xi64>) no_inline {
// CHECK:           scf.while
// CHECK:           arith.cmpf ogt
// CHECK:           arith.cmpf uno
// CHECK:         } {rt.kernel_kind = "top_k"}
func.func @top_k(%x: tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>) {
  %v, %i = nn.top_k %x {axis = 1 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  return %v, %i : tensor<2x3xf32>, tensor<2x3xi64>
}

// -----

// A reversal only reads at computed positions.
// CHECK-LABEL: func.func @reverse_sequence(
// CHECK:         linalg.generic
// CHECK:           arith.minsi
// CHECK:           arith.select
// CHECK:           tensor.extract
func.func @reverse_sequence(%x: tensor<4x2xf32>, %n: tensor<2xi64>) -> tensor<4x2xf32> {
  %y = nn.reverse_sequence %x, %n {batch_axis = 1 : i64, time_axis = 0 : i64} : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// -----

// CHECK-LABEL: func.func @windows(
// CHECK:         } {rt.kernel_kind = "max_pool"}
// CHECK:         linalg.fill
// CHECK:         } {rt.kernel_kind = "max_unpool"}
// CHECK:         } {rt.run}
// CHECK:         } {rt.kernel_kind = "col2im"}
// CHECK:         math.absf
// CHECK:         } {rt.kernel_kind = "det"}
func.func @windows(%x: tensor<1x3x8xf32>, %p: tensor<1x3x4xf32>, %c: tensor<1x5x5xf32>, %m: tensor<4x3x3xf32>) -> (tensor<1x3x8xf32>, tensor<1x1x5x5xf32>, tensor<4xf32>) {
  %i = nn.max_pool_indices %x to %p {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x8xf32>, tensor<1x3x4xf32>) -> tensor<1x3x4xi64>
  %u = nn.max_unpool %p at %i {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x3x4xf32>, tensor<1x3x4xi64>) -> tensor<1x3x8xf32>
  %w = nn.col2im %c {window = array<i64: 1, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf32>
  %d = nn.det %m : (tensor<4x3x3xf32>) -> tensor<4xf32>
  return %u, %w, %d : tensor<1x3x8xf32>, tensor<1x1x5x5xf32>, tensor<4xf32>
}
