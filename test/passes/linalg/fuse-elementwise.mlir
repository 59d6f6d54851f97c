// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --ingot-fuse-elementwise --canonicalize --cse --split-input-file | FileCheck %s

// A chain is one nest.
// CHECK-LABEL: func.func @chain
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK: arith.negf
// CHECK-NOT: linalg.generic
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = nn.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  %b = nn.neg %a : (tensor<4xf32>) -> tensor<4xf32>
  return %b : tensor<4xf32>
}

// -----

// What costs something and has two readers is computed once.
// CHECK-LABEL: func.func @two_readers
// CHECK-COUNT-1: math.exp
// CHECK-NOT: math.exp
func.func @two_readers(%x: tensor<4x4xf32>) -> (tensor<4xf32>, tensor<4x4xf32>) {
  %a = nn.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %b = nn.reduce sum %a {axes = array<i64: 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  %c = nn.neg %a : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %b, %c : tensor<4xf32>, tensor<4x4xf32>
}

// -----

// A row's factor is not computed for each element.
// CHECK-LABEL: func.func @rows
// CHECK: math.rsqrt
// CHECK: linalg.generic
// CHECK-NOT: math.rsqrt
func.func @rows(%x: tensor<4x8xf32>, %v: tensor<4x1xf32>) -> tensor<4x8xf32> {
  %r = nn.rsqrt %v : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %y = nn.mul %x, %r : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Into a reduction, but what follows a contraction stays with it.
// CHECK-LABEL: func.func @reduction
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%arg0
// CHECK: math.exp
// CHECK: arith.addf
// CHECK: linalg.generic {{.*}} "reduction"]}
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]}
// CHECK: math.tanh
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]}
func.func @reduction(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %e = nn.exp %x : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %s = nn.reduce sum %e {axes = array<i64: 1>} : (tensor<4x8xf32>) -> tensor<4xf32>
  %m = nn.matmul %x, %w : (tensor<4x8xf32>, tensor<8x8xf32>) -> tensor<4x8xf32>
  %t = nn.tanh %m : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = nn.reduce max %t {axes = array<i64: 1>} : (tensor<4x8xf32>) -> tensor<4xf32>
  return %s, %r : tensor<4xf32>, tensor<4xf32>
}

// -----

// A contraction takes in a transpose, not arithmetic.
// CHECK-DAG: #[[T:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-LABEL: func.func @contraction
// CHECK: %[[E:.*]] = linalg.generic
// CHECK: math.exp
// CHECK: linalg.generic {indexing_maps = [#[[T]], {{.*}} ins(%arg0, %[[E]]
func.func @contraction(%x: tensor<8x4xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %t = nn.transpose %x {permutation = array<i64: 1, 0>} : (tensor<8x4xf32>) -> tensor<4x8xf32>
  %e = nn.exp %w : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %m = nn.matmul %t, %e : (tensor<4x8xf32>, tensor<8x8xf32>) -> tensor<4x8xf32>
  return %m : tensor<4x8xf32>
}

// -----

// A sum with several readers is not added again by each.
// CHECK-LABEL: func.func @residual
// CHECK-COUNT-1: arith.addf
// CHECK-NOT: arith.addf
func.func @residual(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %s = nn.add %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %a = nn.exp %s : (tensor<4xf32>) -> tensor<4xf32>
  %b = nn.mul %s, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// -----

// The transposed result of a contraction is written in that order.
// CHECK-DAG: #[[O:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d0, d2)>
// CHECK-LABEL: func.func @write_transposed
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #{{.*}}, #[[O]]], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
// CHECK-NOT: linalg.generic
func.func @write_transposed(%x: tensor<2x3x4xf32>, %w: tensor<4x5xf32>) -> tensor<3x2x5xf32> {
  %m = nn.matmul %x, %w : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x3x5xf32>
  %t = nn.transpose %m {permutation = array<i64: 1, 0, 2>} : (tensor<2x3x5xf32>) -> tensor<3x2x5xf32>
  return %t : tensor<3x2x5xf32>
}

// -----

// A flattening between a contraction and what follows moves behind both.
// CHECK-LABEL: func.func @flattened
// CHECK: linalg.generic {{.*}} "reduction"]}
// CHECK: %[[B:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<?x3x5xf32>)
// CHECK: arith.maximumf
// CHECK: tensor.collapse_shape %[[B]]
sym.symbol @N {min = 1 : i64}
func.func @flattened(%x: tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, %w: tensor<4x5xf32>) -> tensor<?x15xf32, #sym.shape<N, 15>> {
  %m = nn.matmul %x, %w : (tensor<?x3x4xf32, #sym.shape<N, 3, 4>>, tensor<4x5xf32>) -> tensor<?x3x5xf32, #sym.shape<N, 3, 5>>
  %f = nn.reshape %m : (tensor<?x3x5xf32, #sym.shape<N, 3, 5>>) -> tensor<?x15xf32, #sym.shape<N, 15>>
  %r = nn.relu %f : (tensor<?x15xf32, #sym.shape<N, 15>>) -> tensor<?x15xf32, #sym.shape<N, 15>>
  return %r : tensor<?x15xf32, #sym.shape<N, 15>>
}

// -----

// Axes of size 1 do not separate nests.
// CHECK-LABEL: func.func @unit_axes
// CHECK-NOT: tensor.expand_shape
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]}
// CHECK: math.rsqrt
// CHECK-SAME: f32
// CHECK-NOT: tensor.collapse_shape
func.func @unit_axes(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %m = nn.reduce mean %x {axes = array<i64: 1>, keep_dims = true} : (tensor<4x8xf32>) -> tensor<4x1xf32>
  %r = nn.rsqrt %m : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %y = nn.mul %x, %r : (tensor<4x8xf32>, tensor<4x1xf32>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// A producer that reads backwards stays on its own where only its result tells how long the reduction is.

// CHECK-LABEL: func.func @keep_size(
// CHECK: %[[SCALED:.+]] = linalg.generic {{.*}}iterator_types = ["parallel", "parallel"]
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]} ins(%[[SCALED]]
func.func @keep_size(%x: tensor<8x6xf32>) -> (tensor<8x3xf32>, tensor<8xf32>) {
  %three = arith.constant 3.0 : f32
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<8x3xf32>
  %scaled = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1 * -2 + 5)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x6xf32>) outs(%empty : tensor<8x3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %product = arith.mulf %in, %three : f32
    linalg.yield %product : f32
  } -> tensor<8x3xf32>
  %rows = tensor.empty() : tensor<8xf32>
  %start = linalg.fill ins(%zero : f32) outs(%rows : tensor<8xf32>) -> tensor<8xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>],
      iterator_types = ["parallel", "reduction"]} ins(%scaled : tensor<8x3xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %next = arith.addf %out, %in : f32
    linalg.yield %next : f32
  } -> tensor<8xf32>
  return %scaled, %sum : tensor<8x3xf32>, tensor<8xf32>
}

// -----

// A transposed fill is a fill: the product reads one value, and has one result.

// CHECK-LABEL: func.func @filled_weights(
// CHECK: %[[WEIGHTS:.+]] = linalg.fill {{.*}} -> tensor<4x8xf32>
// CHECK: %[[PRODUCT:.+]] = linalg.generic {{.*}} ins(%{{.+}}, %[[WEIGHTS]] : tensor<8x16xf32>, tensor<4x8xf32>)
// CHECK: return %[[PRODUCT]]
func.func @filled_weights(%x: tensor<8x16xf32>) -> tensor<8x5xf32> {
  %half = arith.constant 0.5 : f32
  %zero = arith.constant 0.0 : f32
  %first = tensor.empty() : tensor<8x4xf32>
  %filled = linalg.fill ins(%half : f32) outs(%first : tensor<8x4xf32>) -> tensor<8x4xf32>
  %second = tensor.empty() : tensor<4x8xf32>
  %weights = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]} ins(%filled : tensor<8x4xf32>) outs(%second : tensor<4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<4x8xf32>
  %rows = tensor.empty() : tensor<8x5xf32>
  %start = linalg.fill ins(%zero : f32) outs(%rows : tensor<8x5xf32>) -> tensor<8x5xf32>
  %product = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1 * 3 + d2)>,
      affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %weights : tensor<8x16xf32>, tensor<4x8xf32>)
      outs(%start : tensor<8x5xf32>) {
  ^bb0(%in: f32, %weight: f32, %out: f32):
    %term = arith.mulf %in, %weight : f32
    %next = arith.addf %out, %term : f32
    linalg.yield %next : f32
  } -> tensor<8x5xf32>
  return %product : tensor<8x5xf32>
}

// -----

// A gate that a product and a result read is computed once, also while it is merged with the copies of its slices.

// CHECK-LABEL: func.func @gate_of_slices(
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK: linalg.generic {{.*}}"reduction"
// CHECK-NOT: math.exp
// CHECK: return
func.func @gate_of_slices(%w: tensor<1x12xf32>, %h: tensor<1x4xf32>, %r: tensor<12x4xf32>)
    -> (tensor<1x12xf32>, tensor<1x4xf32>) {
  %s = nn.slice %w {offsets = [#sym.expr<0>, #sym.expr<4>], steps_attr = array<i64: 1, 1>}
      : (tensor<1x12xf32>) -> tensor<1x4xf32>
  %z = nn.sigmoid %s : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %t = nn.slice %w {offsets = [#sym.expr<0>, #sym.expr<8>], steps_attr = array<i64: 1, 1>}
      : (tensor<1x12xf32>) -> tensor<1x4xf32>
  %n = nn.tanh %t : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %p = nn.mul %z, %h : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %q = nn.mul %z, %n : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %b = nn.add %p, %q : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %m = nn.matmul %b, %r {transpose_b = true} : (tensor<1x4xf32>, tensor<12x4xf32>) -> tensor<1x12xf32>
  return %m, %b : tensor<1x12xf32>, tensor<1x4xf32>
}

// -----

// Products of narrow integers read neighbours of the summed axis together: a transpose that would part them stays.

// CHECK-LABEL: func.func @keep_rows
// CHECK:         %[[T:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[T]], %arg1
func.func @keep_rows(%x: tensor<8x3xi8>, %w: tensor<8x4xi8>) -> tensor<3x4xi32> {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<3x8xi8>
  %t = linalg.generic {indexing_maps = [affine_map<(i, k) -> (k, i)>, affine_map<(i, k) -> (i, k)>], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x3xi8>) outs(%e : tensor<3x8xi8>) {
  ^bb0(%a: i8, %o: i8):
    linalg.yield %a : i8
  } -> tensor<3x8xi8>
  %s = tensor.empty() : tensor<3x4xi32>
  %f = linalg.fill ins(%zero : i32) outs(%s : tensor<3x4xi32>) -> tensor<3x4xi32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%t, %w : tensor<3x8xi8>, tensor<8x4xi8>) outs(%f : tensor<3x4xi32>) {
  ^bb0(%a: i8, %b: i8, %o: i32):
    %l = arith.extsi %a : i8 to i32
    %m = arith.extsi %b : i8 to i32
    %p = arith.muli %l, %m : i32
    %q = arith.addi %o, %p : i32
    linalg.yield %q : i32
  } -> tensor<3x4xi32>
  return %r : tensor<3x4xi32>
}
