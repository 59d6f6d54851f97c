// RUN: ingot-opt %s --ingot-vectorize-kernels -canonicalize -cse -split-input-file | FileCheck %s

// Ten elements in vectors of four, two at a time: one whole block, then a masked vector of two lanes. Each part of the
// outermost loop runs where its chunk number is between begin and end.

// CHECK-LABEL: func.func private @negate(
// CHECK-SAME:    %[[X:.*]]: tensor<10xf32>, %[[TO:.*]]: tensor<10xf32>, %[[BEGIN:.*]]: index, %[[END:.*]]: index)
// CHECK-DAG:     %[[ONE:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[EIGHT:.*]] = arith.constant 8 : index
// CHECK:         %[[LAST:.*]] = arith.minsi %[[END]], %[[ONE]]
// CHECK:         %[[FIRST:.*]] = arith.maxsi %[[BEGIN]], %[[ONE]]
// CHECK:         %[[BLOCK:.*]] = scf.for %[[I:.*]] = %[[BEGIN]] to %[[LAST]] {{.*}} iter_args(%{{.*}} = %[[TO]])
// CHECK:           %[[FROM:.*]] = affine.apply {{.*}}(%[[I]])
// CHECK:           vector.transfer_read %[[X]][%[[FROM]]], %{{.*}} {in_bounds = [true]} : tensor<10xf32>, vector<4xf32>
// CHECK:           arith.negf %{{.*}} : vector<4xf32>
// CHECK-COUNT-2:   vector.transfer_write
// CHECK:         %[[TAIL:.*]] = scf.for %{{.*}} = %[[FIRST]] to %[[END]] {{.*}} iter_args(%{{.*}} = %[[BLOCK]])
// CHECK:           %[[MASK:.*]] = vector.constant_mask [2] : vector<4xi1>
// CHECK:           vector.transfer_read %[[X]][%[[EIGHT]]], %{{.*}}, %[[MASK]] {in_bounds = [true]}
// CHECK:           vector.transfer_write %{{.*}}, %{{.*}}[%[[EIGHT]]], %[[MASK]]
// CHECK:         return %[[TAIL]]
#id = affine_map<(i) -> (i)>
func.func private @negate(%x: tensor<10xf32>, %to: tensor<10xf32>, %begin: index, %end: index) -> tensor<10xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<10xf32>) outs(%to : tensor<10xf32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 2, row = -1, rows = 1, order = [0]>} {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<10xf32>
  return %r : tensor<10xf32>
}

// -----

// A size that comes with the call: whole blocks, then one element at a time.

// CHECK-LABEL: func.func private @dynamic(
// CHECK:         %[[N:.*]] = tensor.dim
// CHECK:         %[[WHOLE:.*]] = arith.divui %[[N]], %{{.*}}
// CHECK:         %[[MINE:.*]] = arith.cmpi sgt, %arg3, %[[WHOLE]]
// CHECK:         %[[START:.*]] = arith.select %[[MINE]], %{{.*}}, %[[N]]
// CHECK:         scf.for
// CHECK:           vector.transfer_write {{.*}} vector<4xf32>
// CHECK:         scf.for %[[I:.*]] = %[[START]] to %[[N]]
// CHECK:           tensor.extract %{{.*}}[%[[I]]]
// CHECK:           tensor.insert %{{.*}} into %{{.*}}[%[[I]]]
#id = affine_map<(i) -> (i)>
func.func private @dynamic(%x: tensor<?xf32>, %to: tensor<?xf32>, %begin: index, %end: index) -> tensor<?xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%to : tensor<?xf32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0]>} {
  ^bb0(%a: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// -----

// A register block of 3 rows by 2 vectors: six accumulators in registers, two loads of weights and three of inputs in
// each step, six multiply-adds. What consumes the sums is computed before the only stores.

// CHECK-LABEL: func.func private @product(
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant dense<0.0{{.*}}> : vector<4xf32>
// CHECK:         %[[SUMS:.*]]:6 = scf.for {{.*}} iter_args(%{{.*}} = %[[ZERO]], %{{.*}} = %[[ZERO]], %{{.*}} = %[[ZERO]], %{{.*}} = %[[ZERO]], %{{.*}} = %[[ZERO]], %{{.*}} = %[[ZERO]])
// CHECK-COUNT-3:   tensor.extract
// CHECK-NOT:       tensor.extract
// CHECK:           scf.yield
// CHECK:         arith.maximumf %[[SUMS]]#0, %[[ZERO]]
// CHECK:         vector.transfer_write
// CHECK-COUNT-5: vector.transfer_write
// CHECK-NOT:     vector.transfer_write
// CHECK:         return
#a = affine_map<(i, j, k) -> (i, k)>
#b = affine_map<(i, j, k) -> (k, j)>
#c = affine_map<(i, j, k) -> (i, j)>
#id = affine_map<(i, j) -> (i, j)>
func.func private @product(%x: tensor<3x50xf32>, %w: tensor<50x8xf32>, %to: tensor<3x8xf32>, %begin: index, %end: index) -> tensor<3x8xf32> attributes {rt.kernel} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3x8xf32>) -> tensor<3x8xf32>
  %s = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<3x50xf32>, tensor<50x8xf32>) outs(%f : tensor<3x8xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 2, row = 0, rows = 3, order = [0, 1]>} {
  ^bb0(%l: f32, %r: f32, %o: f32):
    %p = arith.mulf %l, %r : f32
    %q = arith.addf %o, %p : f32
    linalg.yield %q : f32
  } -> tensor<3x8xf32>
  %h = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%s : tensor<3x8xf32>) outs(%to : tensor<3x8xf32>) {
  ^bb0(%l: f32, %o: f32):
    %p = arith.maximumf %l, %zero : f32
    linalg.yield %p : f32
  } -> tensor<3x8xf32>
  return %h : tensor<3x8xf32>
}

// -----

// A sum along the vector loop of 11: two vectors of four lanes, combined across lanes, then three single elements.

// CHECK-LABEL: func.func private @sum(
// CHECK:         %[[LANES:.*]] = scf.for {{.*}} -> (vector<4xf32>)
// CHECK:           vector.transfer_read
// CHECK:         %[[TOTAL:.*]] = vector.reduction <add>, %[[LANES]]
// CHECK:         %[[START:.*]] = arith.addf %{{.*}}, %[[TOTAL]]
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %[[START]]) -> (f32)
// CHECK:           tensor.extract
// CHECK:         tensor.insert
func.func private @sum(%x: tensor<11xf32>, %to: tensor<f32>, %begin: index, %end: index) -> tensor<f32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<11xf32>) outs(%to : tensor<f32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1>} {
  ^bb0(%a: f32, %o: f32):
    %q = arith.addf %o, %a : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}

// -----

// Packed weights are read in whole vectors even at the end, where they are padded; the result is masked.

// CHECK-LABEL: func.func private @packed(
// CHECK:         vector.transfer_read %arg1[%{{.*}}, %{{.*}}, %{{.*}}], %{{.*}} {in_bounds = [true]} : tensor<2x2x4xf32>, vector<4xf32>
// CHECK:         vector.transfer_write %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}], %{{.*}} {in_bounds = [true]} : vector<4xf32>, tensor<3x6xf32>
// CHECK-NOT:     vector.transfer_read %arg1{{.*}}, %{{.*}}, %{{.*}} {in_bounds
#a = affine_map<(i, j, k) -> (i, k)>
#b = affine_map<(i, j, k) -> (j floordiv 4, k, j mod 4)>
#c = affine_map<(i, j, k) -> (i, j)>
func.func private @packed(%x: tensor<3x2xf32>, %w: tensor<2x2x4xf32>, %to: tensor<3x6xf32>, %begin: index, %end: index) -> tensor<3x6xf32> attributes {rt.kernel} {
  %s = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<3x2xf32>, tensor<2x2x4xf32>) outs(%to : tensor<3x6xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0, 1]>} {
  ^bb0(%l: f32, %r: f32, %o: f32):
    %p = arith.mulf %l, %r : f32
    %q = arith.addf %o, %p : f32
    linalg.yield %q : f32
  } -> tensor<3x6xf32>
  return %s : tensor<3x6xf32>
}

// -----

// A column is gathered with one load for each lane; a strided part is stored with one store for each.

// CHECK-LABEL: func.func private @turned(
// CHECK-COUNT-4: tensor.extract %arg0
// CHECK-NOT:     vector.transfer_write
// CHECK-COUNT-4: tensor.insert
// CHECK:         return
func.func private @turned(%x: tensor<4x3xf32>, %to: tensor<3x8xf32>, %begin: index, %end: index) -> tensor<3x8xf32> attributes {rt.kernel} {
  %part = tensor.extract_slice %to[0, 0] [3, 4] [1, 2] : tensor<3x8xf32> to tensor<3x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x3xf32>) outs(%part : tensor<3x4xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0, 1]>} {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<3x4xf32>
  %all = tensor.insert_slice %r into %to[0, 0] [3, 4] [1, 2] : tensor<3x4xf32> into tensor<3x8xf32>
  return %all : tensor<3x8xf32>
}

// -----

// Indices of a gather: the row comes from data, the column is the vector loop's own, so neighbours are read at once.

// CHECK-LABEL: func.func private @gather(
// CHECK:         %[[PLACE:.*]] = tensor.extract %arg1
// CHECK:         %[[ROW:.*]] = arith.index_cast %[[PLACE]]
// CHECK:         vector.transfer_read %arg0[%[[ROW]], %{{.*}}], %{{.*}} : tensor<9x4xf32>, vector<4xf32>
func.func private @gather(%table: tensor<9x4xf32>, %places: tensor<3xi64>, %to: tensor<3x4xf32>, %begin: index, %end: index) -> tensor<3x4xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%places : tensor<3xi64>) outs(%to : tensor<3x4xf32>)
      attrs = {rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0, 1]>} {
  ^bb0(%a: i64, %o: f32):
    %row = arith.index_cast %a : i64 to index
    %column = linalg.index 1 : index
    %v = tensor.extract %table[%row, %column] : tensor<9x4xf32>
    linalg.yield %v : f32
  } -> tensor<3x4xf32>
  return %r : tensor<3x4xf32>
}

// -----

// Bytes in groups of four: one load of weights for each vector and one word of data for each row in every step, then the
// machine's dot product. Signed data gets 128 added, and an accumulator of its own takes back what that adds. The two
// elements after the last whole group are loaded one by one.

// CHECK-LABEL: func.func private @bytes(
// CHECK:         %[[SUMS:.*]]:3 = scf.for
// CHECK:           vector.transfer_read {{.*}} vector<16xi8>
// CHECK:           vector.transfer_read {{.*}} vector<4xi8>
// CHECK:           llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.128"
// CHECK:           vector.transfer_read {{.*}} vector<4xi8>
// CHECK-COUNT-2:   llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.128"
// CHECK-NOT:       llvm.call_intrinsic
// CHECK:           scf.yield
// CHECK-COUNT-2: tensor.extract
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.128"
// CHECK-COUNT-2: tensor.extract
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.128"
// CHECK-COUNT-2: arith.subi
// CHECK-COUNT-2: vector.transfer_write
#x = affine_map<(i, j, k) -> (i, k)>
#w = affine_map<(i, j, k) -> (j floordiv 4, k floordiv 4, (j mod 4) * 4 + k mod 4)>
#y = affine_map<(i, j, k) -> (i, j)>
func.func private @bytes(%x: tensor<2x22xi8>, %w: tensor<1x6x16xi8>, %to: tensor<2x4xi32>, %begin: index, %end: index) -> tensor<2x4xi32> attributes {rt.kernel} {
  %zero = arith.constant 0 : i32
  %f = linalg.fill ins(%zero : i32) outs(%to : tensor<2x4xi32>) -> tensor<2x4xi32>
  %s = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<2x22xi8>, tensor<1x6x16xi8>) outs(%f : tensor<2x4xi32>)
      attrs = {rt.dot = 4 : i64, rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = 0, rows = 2, order = [1, 0]>} {
  ^bb0(%a: i8, %c: i8, %o: i32):
    %l = arith.extsi %a : i8 to i32
    %r = arith.extsi %c : i8 to i32
    %p = arith.muli %l, %r : i32
    %q = arith.addi %o, %p : i32
    linalg.yield %q : i32
  } -> tensor<2x4xi32>
  return %s : tensor<2x4xi32>
}

// -----

// Pairs of 16 bits: products in 32 bits whose neighbours are added, which LLVM knows as one instruction.

// CHECK-LABEL: func.func private @pairs(
// CHECK:         vector.transfer_read {{.*}} vector<8xi16>
// CHECK:         vector.transfer_read {{.*}} vector<2xi8>
// CHECK:         arith.extui %{{.*}} : vector<2xi8> to vector<2xi16>
// CHECK:         vector.bitcast %{{.*}} : vector<2xi16> to vector<1xi32>
// CHECK:         arith.muli %{{.*}} : vector<8xi32>
// CHECK:         vector.shuffle %{{.*}} [0, 2, 4, 6]
// CHECK:         vector.shuffle %{{.*}} [1, 3, 5, 7]
// CHECK-COUNT-2: arith.addi %{{.*}} : vector<4xi32>
#x = affine_map<(i, j, k) -> (i, k)>
#w = affine_map<(i, j, k) -> (j floordiv 4, k floordiv 2, (j mod 4) * 2 + k mod 2)>
#y = affine_map<(i, j, k) -> (i, j)>
func.func private @pairs(%x: tensor<1x20xi8>, %w: tensor<1x10x8xi16>, %to: tensor<1x4xi32>, %begin: index, %end: index) -> tensor<1x4xi32> attributes {rt.kernel} {
  %zero = arith.constant 0 : i32
  %f = linalg.fill ins(%zero : i32) outs(%to : tensor<1x4xi32>) -> tensor<1x4xi32>
  %s = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<1x20xi8>, tensor<1x10x8xi16>) outs(%f : tensor<1x4xi32>)
      attrs = {rt.dot = 2 : i64, rt.tile = #rt.tile<vector = 1, lanes = 4, vectors = 1, row = -1, rows = 1, order = [1, 0]>} {
  ^bb0(%a: i8, %c: i16, %o: i32):
    %l = arith.extui %a : i8 to i32
    %r = arith.extsi %c : i16 to i32
    %p = arith.muli %l, %r : i32
    %q = arith.addi %o, %p : i32
    linalg.yield %q : i32
  } -> tensor<1x4xi32>
  return %s : tensor<1x4xi32>
}
