// RUN: ingot-opt %s --ingot-collapse-loops -split-input-file | FileCheck %s

// Neighbouring axes that all operands cover in the same order are one loop; the launch reshapes.

// CHECK-LABEL: func.func private @negate(
// CHECK-SAME:    %{{.*}}: tensor<30xf32>, %{{.*}}: tensor<30xf32>, %{{.*}}: index, %{{.*}}: index) -> tensor<30xf32>
// CHECK:         iterator_types = ["parallel"]
// CHECK-LABEL: func.func @long(
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2]]
// CHECK:         %[[R:.*]] = rt.launch @negate(%[[FLAT]])
// CHECK:         %[[SHAPED:.*]] = tensor.expand_shape %[[R]] {{\[\[}}0, 1, 2]] output_shape [2, 3, 5]
// CHECK:         return %[[SHAPED]]
func.func private @negate(%x: tensor<2x3x5xf32>, %to: tensor<2x3x5xf32>, %begin: index, %end: index) -> tensor<2x3x5xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x5xf32>) outs(%to : tensor<2x3x5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}
func.func @long(%x: tensor<2x3x5xf32>) -> tensor<2x3x5xf32> {
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<2x3x5xf32>
  %r = rt.launch @negate(%x) to (%e) count %c1 : (tensor<2x3x5xf32>) to (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}

// -----

// The bias varies with the last axis alone, so only the first two merge.

// CHECK-LABEL: func.func private @bias(
// CHECK-SAME:    %{{.*}}: tensor<6x5xf32>, %{{.*}}: tensor<5xf32>, %{{.*}}: tensor<6x5xf32>,
// CHECK:         iterator_types = ["parallel", "parallel"]
func.func private @bias(%x: tensor<2x3x5xf32>, %b: tensor<5xf32>, %to: tensor<2x3x5xf32>, %begin: index, %end: index) -> tensor<2x3x5xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (k)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %b : tensor<2x3x5xf32>, tensor<5xf32>) outs(%to : tensor<2x3x5xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %n = arith.addf %a, %c : f32
    linalg.yield %n : f32
  } -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}
func.func @biased(%x: tensor<2x3x5xf32>, %b: tensor<5xf32>) -> tensor<2x3x5xf32> {
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<2x3x5xf32>
  %r = rt.launch @bias(%x, %b) to (%e) count %c1 : (tensor<2x3x5xf32>, tensor<5xf32>) to (tensor<2x3x5xf32>) -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}

// -----

// A 1x1 convolution is a matrix product over all pixels; its constant weights lose their window.

// CHECK-DAG:   #[[X:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG:   #[[W:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-LABEL: func.func private @pointwise(
// CHECK-SAME:    %{{.*}}: tensor<64x3xf32>, %{{.*}}: tensor<3x4xf32>, %{{.*}}: tensor<64x4xf32>,
// CHECK:         linalg.fill
// CHECK-SAME:    tensor<64x4xf32>
// CHECK:         indexing_maps = [#[[X]], #[[W]], #{{.*}}], iterator_types = ["parallel", "parallel", "reduction"]
// CHECK:         iterator_types = ["parallel", "parallel"]
// CHECK-LABEL: func.func @pixels(
// CHECK:         %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<3x4xf32>
// CHECK:         rt.launch @pointwise(%{{.*}}, %[[W]])
func.func private @pointwise(%x: tensor<1x8x8x3xf32>, %w: tensor<1x1x3x4xf32>, %to: tensor<1x8x8x4xf32>, %begin: index, %end: index) -> tensor<1x8x8x4xf32> attributes {rt.kernel} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x8x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(n, y, x, m, p, q, c) -> (n, y + p, x + q, c)>, affine_map<(n, y, x, m, p, q, c) -> (p, q, c, m)>, affine_map<(n, y, x, m, p, q, c) -> (n, y, x, m)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
      ins(%x, %w : tensor<1x8x8x3xf32>, tensor<1x1x3x4xf32>) outs(%f : tensor<1x8x8x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %q = arith.addf %o, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x8x8x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (i, j, k, l)>, affine_map<(i, j, k, l) -> (i, j, k, l)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%s : tensor<1x8x8x4xf32>) outs(%to : tensor<1x8x8x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<1x8x8x4xf32>
  return %r : tensor<1x8x8x4xf32>
}
func.func @pixels(%x: tensor<1x8x8x3xf32>) -> tensor<1x8x8x4xf32> {
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<[[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]]]> : tensor<1x1x3x4xf32>
  %e = tensor.empty() : tensor<1x8x8x4xf32>
  %r = rt.launch @pointwise(%x, %w) to (%e) count %c1 : (tensor<1x8x8x3xf32>, tensor<1x1x3x4xf32>) to (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return %r : tensor<1x8x8x4xf32>
}

// -----

// A transpose keeps its loops: no order of them is contiguous on both sides.

// CHECK-LABEL: func.func private @turned(%{{.*}}: tensor<4x6xf32>, %{{.*}}: tensor<6x4xf32>,
// CHECK:         iterator_types = ["parallel", "parallel"]
func.func private @turned(%x: tensor<4x6xf32>, %to: tensor<6x4xf32>, %begin: index, %end: index) -> tensor<6x4xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x6xf32>) outs(%to : tensor<6x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<6x4xf32>
  return %r : tensor<6x4xf32>
}
func.func @turn(%x: tensor<4x6xf32>) -> tensor<6x4xf32> {
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<6x4xf32>
  %r = rt.launch @turned(%x) to (%e) count %c1 : (tensor<4x6xf32>) to (tensor<6x4xf32>) -> tensor<6x4xf32>
  return %r : tensor<6x4xf32>
}

// -----

// An axis whose size comes with the call stays apart; the axis of size one goes.

// CHECK-LABEL: func.func private @rows(%{{.*}}: tensor<?x12xf32>, %{{.*}}: tensor<?x12xf32>,
// CHECK-LABEL: func.func @dynamic(
// CHECK:         %[[N:.*]] = tensor.dim %arg0
// CHECK:         tensor.expand_shape %{{.*}} {{\[\[}}0, 1], [2, 3]] output_shape [%[[N]], 1, 3, 4]
func.func private @rows(%x: tensor<?x1x3x4xf32>, %to: tensor<?x1x3x4xf32>, %begin: index, %end: index) -> tensor<?x1x3x4xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (i, j, k, l)>, affine_map<(i, j, k, l) -> (i, j, k, l)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x1x3x4xf32>) outs(%to : tensor<?x1x3x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<?x1x3x4xf32>
  return %r : tensor<?x1x3x4xf32>
}
func.func @dynamic(%x: tensor<?x1x3x4xf32>) -> tensor<?x1x3x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x1x3x4xf32>
  %e = tensor.empty(%n) : tensor<?x1x3x4xf32>
  %r = rt.launch @rows(%x) to (%e) count %c1 : (tensor<?x1x3x4xf32>) to (tensor<?x1x3x4xf32>) -> tensor<?x1x3x4xf32>
  return %r : tensor<?x1x3x4xf32>
}
