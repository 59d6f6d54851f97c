// RUN: ingot-opt %s --ingot-choose-tiles -split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-choose-tiles -split-input-file --remarks-filter=ingot-tile --remark-policy=all -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: ingot-opt %s --ingot-choose-tiles=parallel-work=100 -split-input-file | FileCheck %s --check-prefix=SHARED

// Without `rt.target` the machine has 16 registers of 32 bytes.
// A matrix product: columns are the vector, rows the register block, and rows are what threads share.

// REMARK:      remark: {{.*}}Tile{{.*}} lanes=8, row=0, rows=6, vector=1, vectors=2
// CHECK-LABEL: func.func private @product(
// CHECK:         rt.tile = #rt.tile<vector = 1, lanes = 8, vectors = 2, row = 0, rows = 6, order = [0, 1]>
// CHECK-LABEL: func.func @dense(
// CHECK:         %[[COUNT:.*]] = arith.constant 5 : index
// CHECK:         rt.launch @product(%arg0, %arg1) to(%{{.*}}) count %[[COUNT]] :
// SHARED:        rt.launch @product(%arg0, %arg1) to(%{{.*}}) count %{{.*}} parallel :
module {
  func.func private @product(%x: tensor<30x64xf32>, %w: tensor<64x48xf32>, %to: tensor<30x48xf32>, %begin: index, %end: index) -> tensor<30x48xf32> attributes {rt.kernel} {
    %zero = arith.constant 0.0 : f32
    %f = linalg.fill ins(%zero : f32) outs(%to : tensor<30x48xf32>) -> tensor<30x48xf32>
    %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<30x64xf32>, tensor<64x48xf32>) outs(%f : tensor<30x48xf32>) {
    ^bb0(%a: f32, %c: f32, %o: f32):
      %p = arith.mulf %a, %c : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    } -> tensor<30x48xf32>
    return %s : tensor<30x48xf32>
  }
  func.func @dense(%x: tensor<30x64xf32>, %w: tensor<64x48xf32>) -> tensor<30x48xf32> {
    %c1 = arith.constant 1 : index
    %e = tensor.empty() : tensor<30x48xf32>
    %r = rt.launch @product(%x, %w) to (%e) count %c1 : (tensor<30x64xf32>, tensor<64x48xf32>) to (tensor<30x48xf32>) -> tensor<30x48xf32>
    return %r : tensor<30x48xf32>
  }
}

// -----

// A sum along rows: only the reduction is contiguous, and its combiner may be applied lane by lane.

// CHECK-LABEL: func.func private @sum(
// CHECK:         #rt.tile<vector = 1, lanes = 8, vectors = 4, row = -1, rows = 1, order = [0]>
module {
  func.func private @sum(%x: tensor<4x512xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
    %zero = arith.constant 0.0 : f32
    %f = linalg.fill ins(%zero : f32) outs(%to : tensor<4xf32>) -> tensor<4xf32>
    %s = linalg.generic {indexing_maps = [affine_map<(i, k) -> (i, k)>, affine_map<(i, k) -> (i)>], iterator_types = ["parallel", "reduction"]}
        ins(%x : tensor<4x512xf32>) outs(%f : tensor<4xf32>) {
    ^bb0(%a: f32, %o: f32):
      %q = arith.addf %o, %a : f32
      linalg.yield %q : f32
    } -> tensor<4xf32>
    return %s : tensor<4xf32>
  }
  func.func @sums(%x: tensor<4x512xf32>) -> tensor<4xf32> {
    %c1 = arith.constant 1 : index
    %e = tensor.empty() : tensor<4xf32>
    %r = rt.launch @sum(%x) to (%e) count %c1 : (tensor<4x512xf32>) to (tensor<4xf32>) -> tensor<4xf32>
    return %r : tensor<4xf32>
  }
}

// -----

// Elements of different width share the lanes of the widest. The size that comes with the call is counted beside the
// launch, in blocks of lanes times vectors.

// CHECK-LABEL: func.func private @widen(
// CHECK:         #rt.tile<vector = 0, lanes = 4, vectors = 4, row = -1, rows = 1, order = [0]>
// CHECK-LABEL: func.func @wide(
// CHECK-DAG:     %[[N:.*]] = tensor.dim %arg0
// CHECK-DAG:     %[[BLOCK:.*]] = arith.constant 16 : index
// CHECK:         %[[COUNT:.*]] = arith.ceildivui %[[N]], %[[BLOCK]]
// CHECK:         rt.launch @widen(%arg0) to(%{{.*}}) count %[[COUNT]] :
module {
  func.func private @widen(%x: tensor<?xf32>, %to: tensor<?xf64>, %begin: index, %end: index) -> tensor<?xf64> attributes {rt.kernel} {
    %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%x : tensor<?xf32>) outs(%to : tensor<?xf64>) {
    ^bb0(%a: f32, %o: f64):
      %p = arith.extf %a : f32 to f64
      linalg.yield %p : f64
    } -> tensor<?xf64>
    return %r : tensor<?xf64>
  }
  func.func @wide(%x: tensor<?xf32>, %e: tensor<?xf64>) -> tensor<?xf64> {
    %c1 = arith.constant 1 : index
    %r = rt.launch @widen(%x) to (%e) count %c1 : (tensor<?xf32>) to (tensor<?xf64>) -> tensor<?xf64>
    return %r : tensor<?xf64>
  }
}

// -----

// One element is scalar code.

// CHECK-LABEL: func.func private @single(
// CHECK:         #rt.tile<vector = -1, lanes = 1, vectors = 1, row = -1, rows = 1, order = [0]>
module {
  func.func private @single(%x: tensor<1xf32>, %to: tensor<1xf32>, %begin: index, %end: index) -> tensor<1xf32> attributes {rt.kernel} {
    %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%x : tensor<1xf32>) outs(%to : tensor<1xf32>) {
    ^bb0(%a: f32, %o: f32):
      linalg.yield %a : f32
    } -> tensor<1xf32>
    return %r : tensor<1xf32>
  }
  func.func @one(%x: tensor<1xf32>, %e: tensor<1xf32>) -> tensor<1xf32> {
    %c1 = arith.constant 1 : index
    %r = rt.launch @single(%x) to (%e) count %c1 : (tensor<1xf32>) to (tensor<1xf32>) -> tensor<1xf32>
    return %r : tensor<1xf32>
  }
}

// -----

// The columns of a strided part are no neighbours in memory, the rows of the operand are: nothing reads or writes both
// in whole vectors, and the side that is read is the cheaper one to gather.

// CHECK-LABEL: func.func private @spread(
// CHECK:         #rt.tile<vector = [[V:[01]]], lanes = 8,
module {
  func.func private @spread(%x: tensor<16x16xf32>, %to: tensor<16x32xf32>, %begin: index, %end: index) -> tensor<16x32xf32> attributes {rt.kernel} {
    %part = tensor.extract_slice %to[0, 0] [16, 16] [1, 2] : tensor<16x32xf32> to tensor<16x16xf32>
    %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<16x16xf32>) outs(%part : tensor<16x16xf32>) {
    ^bb0(%a: f32, %o: f32):
      linalg.yield %a : f32
    } -> tensor<16x16xf32>
    %all = tensor.insert_slice %r into %to[0, 0] [16, 16] [1, 2] : tensor<16x16xf32> into tensor<16x32xf32>
    return %all : tensor<16x32xf32>
  }
  func.func @spreading(%x: tensor<16x16xf32>, %e: tensor<16x32xf32>) -> tensor<16x32xf32> {
    %c1 = arith.constant 1 : index
    %r = rt.launch @spread(%x) to (%e) count %c1 : (tensor<16x16xf32>) to (tensor<16x32xf32>) -> tensor<16x32xf32>
    return %r : tensor<16x32xf32>
  }
}

// -----

// Transposed weights: where they are constants, which are packed, columns are the vector and rows share their loads;
// where they are not, rows of both are multiplied and lanes added up.

// CHECK-LABEL: func.func private @constant_rows(
// CHECK:         #rt.tile<vector = 1, lanes = 8, vectors = 2, row = 0
// CHECK-LABEL: func.func private @variable_rows(
// CHECK:         #rt.tile<vector = 2, lanes = 8
module {
  func.func private @constant_rows(%x: tensor<8x128xf32>, %w: tensor<48x128xf32>, %to: tensor<8x48xf32>, %begin: index, %end: index) -> tensor<8x48xf32> attributes {rt.kernel} {
    %zero = arith.constant 0.0 : f32
    %f = linalg.fill ins(%zero : f32) outs(%to : tensor<8x48xf32>) -> tensor<8x48xf32>
    %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<8x128xf32>, tensor<48x128xf32>) outs(%f : tensor<8x48xf32>) {
    ^bb0(%a: f32, %c: f32, %o: f32):
      %p = arith.mulf %a, %c : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    } -> tensor<8x48xf32>
    return %s : tensor<8x48xf32>
  }
  func.func private @variable_rows(%x: tensor<8x128xf32>, %w: tensor<48x128xf32>, %to: tensor<8x48xf32>, %begin: index, %end: index) -> tensor<8x48xf32> attributes {rt.kernel} {
    %zero = arith.constant 0.0 : f32
    %f = linalg.fill ins(%zero : f32) outs(%to : tensor<8x48xf32>) -> tensor<8x48xf32>
    %s = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<8x128xf32>, tensor<48x128xf32>) outs(%f : tensor<8x48xf32>) {
    ^bb0(%a: f32, %c: f32, %o: f32):
      %p = arith.mulf %a, %c : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    } -> tensor<8x48xf32>
    return %s : tensor<8x48xf32>
  }
  func.func @both(%x: tensor<8x128xf32>, %w: tensor<48x128xf32>) -> (tensor<8x48xf32>, tensor<8x48xf32>) {
    %c1 = arith.constant 1 : index
    %k = arith.constant dense<0.5> : tensor<48x128xf32>
    %e = tensor.empty() : tensor<8x48xf32>
    %d = tensor.empty() : tensor<8x48xf32>
    %r = rt.launch @constant_rows(%x, %k) to (%e) count %c1 : (tensor<8x128xf32>, tensor<48x128xf32>) to (tensor<8x48xf32>) -> tensor<8x48xf32>
    %s = rt.launch @variable_rows(%x, %w) to (%d) count %c1 : (tensor<8x128xf32>, tensor<48x128xf32>) to (tensor<8x48xf32>) -> tensor<8x48xf32>
    return %r, %s : tensor<8x48xf32>, tensor<8x48xf32>
  }
}
