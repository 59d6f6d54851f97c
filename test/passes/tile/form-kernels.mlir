// RUN: ingot-opt %s --ingot-form-kernels -split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-form-kernels -split-input-file --remarks-filter=ingot-tile --remark-policy=all -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

// A contraction and what consumes its result are one kernel; the filled destination between them is inside.

// CHECK-LABEL: func.func private @dense_kernel_0_contraction(
// CHECK-SAME:    %[[X:.*]]: tensor<4x8xf32>, %[[W:.*]]: tensor<8x16xf32>, %[[B:.*]]: tensor<16xf32>, %[[OUT:.*]]: tensor<4x16xf32>, %{{.*}}: index, %{{.*}}: index) -> tensor<4x16xf32> attributes {rt.kernel}
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0.0
// CHECK:         %[[START:.*]] = linalg.fill ins(%[[ZERO]]
// CHECK:         %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[X]], %[[W]] : {{.*}}) outs(%[[START]]
// CHECK:         %[[RESULT:.*]] = linalg.generic {{.*}} ins(%[[SUM]], %[[B]] : {{.*}}) outs(%[[OUT]]
// CHECK:         return %[[RESULT]]
// CHECK-LABEL: func.func @dense(
// CHECK:         tensor.empty() : tensor<4x16xf32>
// CHECK:         %[[PLACE:.*]] = tensor.empty() : tensor<4x16xf32>
// CHECK-NEXT:    arith.constant 1 : index
// CHECK-NEXT:    %[[Y:.*]] = rt.launch @dense_kernel_0_contraction(%arg0, %arg1, %arg2) to(%[[PLACE]])
// CHECK-NEXT:    return %[[Y]]
// REMARK: FuseEpilogue
// REMARK-SAME: computed in the registers of its producer
func.func @dense(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>, %b: tensor<16xf32>) -> tensor<4x16xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x8xf32>, tensor<8x16xf32>) outs(%f : tensor<4x16xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %p = arith.mulf %a, %c : f32
    %q = arith.addf %o, %p : f32
    linalg.yield %q : f32
  } -> tensor<4x16xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%s, %b : tensor<4x16xf32>, tensor<16xf32>) outs(%e : tensor<4x16xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4x16xf32>
  return %r : tensor<4x16xf32>
}

// -----

// A result that two operations read is made once, in a kernel of its own.

// CHECK-LABEL: func.func private @shared_kernel_0_reduce(
// CHECK-LABEL: func.func private @shared_kernel_1_elementwise(
// CHECK-LABEL: func.func @shared(
// CHECK:         %[[SUM:.*]] = rt.launch @shared_kernel_0_reduce(%arg0)
// CHECK:         %[[R:.*]] = rt.launch @shared_kernel_1_elementwise(%[[SUM]])
// CHECK:         return %[[SUM]], %[[R]]
// REMARK-NOT: FuseEpilogue
func.func @shared(%x: tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(i, k) -> (i, k)>, affine_map<(i, k) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %q = arith.addf %o, %a : f32
    linalg.yield %q : f32
  } -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%s : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %p = arith.negf %a : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %s, %r : tensor<4xf32>, tensor<4xf32>
}

// -----

// A padding writes each slab around the interior and copies the interior: nothing is written twice. Axes that every
// part covers are one with the axis before them.

// CHECK-LABEL: func.func private @padding_kernel_0_copy(%{{.*}}: tensor<2x12xf32>, %{{.*}}: tensor<2x20xf32>,
// CHECK:         tensor.extract_slice %{{.*}}[0, 0] [2, 4] [1, 1]
// CHECK:         tensor.insert_slice
// CHECK:         tensor.extract_slice %{{.*}}[0, 16] [2, 4] [1, 1]
// CHECK:         tensor.insert_slice
// CHECK:         tensor.extract_slice %{{.*}}[0, 4] [2, 12] [1, 1]
// CHECK:         %[[ALL:.*]] = tensor.insert_slice
// CHECK:         return %[[ALL]]
// CHECK-LABEL: func.func @padding(
// CHECK-NOT:     tensor.pad
// CHECK:         tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2]]
// CHECK:         rt.launch @padding_kernel_0_copy
func.func @padding(%x: tensor<2x3x4xf32>) -> tensor<2x5x4xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[0, 1, 0] high[0, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index):
    tensor.yield %zero : f32
  } : tensor<2x3x4xf32> to tensor<2x5x4xf32>
  return %p : tensor<2x5x4xf32>
}

// -----

// A concatenation is one kernel with a copy for each part.

// CHECK-LABEL: func.func private @joined_kernel_0_copy(%{{.*}}: index, %{{.*}}: tensor<3x?xf32>, %{{.*}}: tensor<3x5xf32>, %{{.*}}: tensor<3x?xf32>,
// CHECK-COUNT-2: linalg.generic
// CHECK-NOT:     linalg.generic
// CHECK-LABEL: func.func @joined(
// CHECK-COUNT-1: rt.launch
func.func @joined(%x: tensor<3x?xf32>, %y: tensor<3x5xf32>, %n: index, %sum: index) -> tensor<3x?xf32> {
  %e = tensor.empty(%sum) : tensor<3x?xf32>
  %a = tensor.insert_slice %x into %e[0, 0] [3, %n] [1, 1] : tensor<3x?xf32> into tensor<3x?xf32>
  %b = tensor.insert_slice %y into %a[0, %n] [3, 5] [1, 1] : tensor<3x5xf32> into tensor<3x?xf32>
  return %b : tensor<3x?xf32>
}

// -----

// The size of the whole may be known although the size of a part is not: then it is a constant everywhere.

// CHECK-LABEL: func.func @known(
// CHECK:         tensor.empty() : tensor<9x20xf32>
// CHECK:         tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [9, 5, 4]
func.func @known(%x: tensor<?x5x4xf32>) -> tensor<9x5x4xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[1, 0, 0] high[2, 0, 0] {
  ^bb0(%i: index, %j: index, %k: index):
    tensor.yield %zero : f32
  } : tensor<?x5x4xf32> to tensor<9x5x4xf32>
  return %p : tensor<9x5x4xf32>
}

// -----

// A fill whose values are read is a computation; one that only starts a reduction is not.

// CHECK-LABEL: func.func private @ones_kernel_0_elementwise(%{{.*}}: tensor<7xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK:         linalg.generic
// CHECK-LABEL: func.func @ones(
// CHECK:         rt.launch @ones_kernel_0_elementwise()
func.func @ones() -> tensor<7xf32> {
  %one = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<7xf32>
  %f = linalg.fill ins(%one : f32) outs(%e : tensor<7xf32>) -> tensor<7xf32>
  return %f : tensor<7xf32>
}

// -----

// A fill that starts a reduction and is a value as well: the reduction starts with zero in its own kernel.

// CHECK-LABEL: func.func private @both_kernel_0_elementwise(%{{.*}}: tensor<4xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK-LABEL: func.func private @both_kernel_1_reduce(
// CHECK:         %[[START:.*]] = linalg.fill
// CHECK:         linalg.generic {{.*}}"reduction"{{.*}} outs(%[[START]] : tensor<4xf32>)
func.func @both(%x: tensor<4x3xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x3xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %next = arith.addf %out, %in : f32
    linalg.yield %next : f32
  } -> tensor<4xf32>
  return %f, %s : tensor<4xf32>, tensor<4xf32>
}

// -----

// An element of the first axis is read in place, but not by what reshapes it: that reads a copy.

// CHECK-LABEL: func.func private @reshaped_kernel_0_elementwise(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: tensor<4x1x2x3xf32>, %[[AT:[a-z0-9]+]]: index
// CHECK:         tensor.extract_slice %[[X]][%[[AT]], 0, 0, 0] [1, 1, 2, 3] [1, 1, 1, 1]
// CHECK-LABEL: func.func @reshaped(
// CHECK:         %[[COPY:.*]] = rt.launch @reshaped_kernel_0_elementwise(
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[COPY]]
// CHECK:         rt.launch @reshaped_kernel_1_elementwise(%[[FLAT]])
func.func @reshaped(%x: tensor<4x1x2x3xf32>, %at: index) -> tensor<2x3xf32> {
  %part = tensor.extract_slice %x[%at, 0, 0, 0] [1, 1, 2, 3] [1, 1, 1, 1] : tensor<4x1x2x3xf32> to tensor<1x2x3xf32>
  %flat = tensor.collapse_shape %part [[0, 1], [2]] : tensor<1x2x3xf32> into tensor<2x3xf32>
  %place = tensor.empty() : tensor<2x3xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%flat : tensor<2x3xf32>) outs(%place : tensor<2x3xf32>) {
  ^bb0(%p: f32, %out: f32):
    %1 = arith.addf %p, %p : f32
    linalg.yield %1 : f32
  } -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
