// RUN: ingot-opt %s --ingot-pack-weights -split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-pack-weights -split-input-file --remarks-filter=ingot-tile --remark-policy=all -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

// Six columns in blocks of four: two blocks, the second padded with zeros. The first block holds columns 0 to 3 of both
// rows, one row after the other: 1 2 3 4, 7 8 9 10; the second 5 6 0 0, 11 12 0 0.

// REMARK: PackWeights
// REMARK-SAME: block=4
// CHECK-DAG:   #[[PACKED:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 4, d2, d1 mod 4)>
// CHECK-LABEL: func.func private @product(
// CHECK-SAME:    %{{.*}}: tensor<3x2xf32>, %{{.*}}: tensor<2x2x4xf32>, %{{.*}}: tensor<3x6xf32>,
// CHECK:         linalg.generic {indexing_maps = [#{{.*}}, #[[PACKED]], #{{.*}}]
// CHECK-LABEL: func.func @dense(
// CHECK:         %[[W:.*]] = arith.constant dense_resource<[[NAME:.*]]> : tensor<2x2x4xf32>
// CHECK:         rt.launch @product(%arg0, %[[W]])
// CHECK:       [[NAME]]: "0x400000000000803F0000004000004040000080400000E040000000410000104100002041
// CHECK-SAME:  0000A0400000C0400000000000000000000030410000404100000000
// CHECK-SAME:  00000000"
func.func private @product(%x: tensor<3x2xf32>, %w: tensor<2x6xf32>, %to: tensor<3x6xf32>, %begin: index, %end: index) -> tensor<3x6xf32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<3x2xf32>, tensor<2x6xf32>) outs(%to : tensor<3x6xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = 0, rows = 3, order = [1, 0]>} {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %p = arith.mulf %a, %c : f32
    %q = arith.addf %o, %p : f32
    linalg.yield %q : f32
  } -> tensor<3x6xf32>
  return %s : tensor<3x6xf32>
}
func.func @dense(%x: tensor<3x2xf32>) -> tensor<3x6xf32> {
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]> : tensor<2x6xf32>
  %e = tensor.empty() : tensor<3x6xf32>
  %r = rt.launch @product(%x, %w) to (%e) count %c1 : (tensor<3x2xf32>, tensor<2x6xf32>) to (tensor<3x6xf32>) -> tensor<3x6xf32>
  return %r : tensor<3x6xf32>
}

// -----

// What the caller gives, and a constant that no reduction runs along, stay as they are.

// CHECK-LABEL: func.func private @scaled(%{{.*}}: tensor<4x8xf32>, %{{.*}}: tensor<8xf32>,
// CHECK-NOT:     floordiv
// CHECK-LABEL: func.func @scale(
// CHECK:         arith.constant dense<2.000000e+00> : tensor<8xf32>
// REMARK-NOT: PackWeights
func.func private @scaled(%x: tensor<4x8xf32>, %w: tensor<8xf32>, %to: tensor<4x8xf32>, %begin: index, %end: index) -> tensor<4x8xf32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %w : tensor<4x8xf32>, tensor<8xf32>) outs(%to : tensor<4x8xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 2, row = -1, rows = 1, order = [0, 1]>} {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %p = arith.mulf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4x8xf32>
  return %s : tensor<4x8xf32>
}
func.func @scale(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<2.0> : tensor<8xf32>
  %e = tensor.empty() : tensor<4x8xf32>
  %r = rt.launch @scaled(%x, %w) to (%e) count %c1 : (tensor<4x8xf32>, tensor<8xf32>) to (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

// Products of bytes: where the machine adds up four of them in each lane, four rows of a column lie together; the fifth
// row begins the next group, which zeros fill. Columns 1 2 3 4 of rows 1 to 4 are 01 05 09 0D, 02 06 0A 0E, ...

// CHECK-DAG:   #[[GROUPED:.*]] = affine_map<(d0, d1, d2) -> (d1 floordiv 4, d2 floordiv 4, (d1 mod 4) * 4 + d2 mod 4)>
// CHECK-LABEL: func.func private @bytes(
// CHECK-SAME:    tensor<1x2x16xi8>
// REMARK:        PackWeights
// CHECK:         linalg.generic {indexing_maps = [#{{[a-z0-9]+}}, #[[GROUPED]], #{{[a-z0-9]+}}]
// CHECK-SAME:    rt.dot = 4 : i64
// CHECK:       "0x400000000105090D02060A0E03070B0F04080C1011000000120000001300000014000000"
module attributes {rt.target = {dot_bytes = true}} {
func.func private @bytes(%x: tensor<3x5xi8>, %w: tensor<5x4xi8>, %to: tensor<3x4xi32>, %begin: index, %end: index) -> tensor<3x4xi32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<3x5xi8>, tensor<5x4xi8>) outs(%to : tensor<3x4xi32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = 0, rows = 3, order = [1, 0]>} {
  ^bb0(%a: i8, %c: i8, %o: i32):
    %l = arith.extui %a : i8 to i32
    %r = arith.extsi %c : i8 to i32
    %p = arith.muli %l, %r : i32
    %q = arith.addi %o, %p : i32
    linalg.yield %q : i32
  } -> tensor<3x4xi32>
  return %s : tensor<3x4xi32>
}
func.func @dense_bytes(%x: tensor<3x5xi8>) -> tensor<3x4xi32> {
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16], [17, 18, 19, 20]]> : tensor<5x4xi8>
  %e = tensor.empty() : tensor<3x4xi32>
  %r = rt.launch @bytes(%x, %w) to (%e) count %c1 : (tensor<3x5xi8>, tensor<5x4xi8>) to (tensor<3x4xi32>) -> tensor<3x4xi32>
  return %r : tensor<3x4xi32>
}
}

// -----

// Without such an instruction pairs of 16 bits lie together.

// CHECK-LABEL: func.func private @pairs(
// CHECK-SAME:    tensor<1x2x8xi16>
// CHECK:         rt.dot = 2 : i64
// REMARK:        PackWeights
// CHECK:         ^bb0(%{{.*}}: i8, %{{.*}}: i16, %{{.*}}: i32)
// CHECK:       "0x40000000FFFFFBFFFEFF0600FDFF0700FCFF0800090000000A0000000B0000000C000000"
func.func private @pairs(%x: tensor<3x4xi8>, %w: tensor<4x4xi8>, %to: tensor<3x4xi32>, %begin: index, %end: index) -> tensor<3x4xi32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<3x4xi8>, tensor<4x4xi8>) outs(%to : tensor<3x4xi32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = 0, rows = 3, order = [1, 0]>} {
  ^bb0(%a: i8, %c: i8, %o: i32):
    %l = arith.extsi %a : i8 to i32
    %r = arith.extsi %c : i8 to i32
    %p = arith.muli %l, %r : i32
    %q = arith.addi %o, %p : i32
    linalg.yield %q : i32
  } -> tensor<3x4xi32>
  return %s : tensor<3x4xi32>
}
func.func @dense_pairs(%x: tensor<3x4xi8>) -> tensor<3x4xi32> {
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<[[-1, -2, -3, -4], [-5, 6, 7, 8], [9, 10, 11, 12], [0, 0, 0, 0]]> : tensor<4x4xi8>
  %e = tensor.empty() : tensor<3x4xi32>
  %r = rt.launch @pairs(%x, %w) to (%e) count %c1 : (tensor<3x4xi8>, tensor<4x4xi8>) to (tensor<3x4xi32>) -> tensor<3x4xi32>
  return %r : tensor<3x4xi32>
}
