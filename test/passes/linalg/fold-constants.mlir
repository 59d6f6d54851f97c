// RUN: ingot-opt %s --ingot-fold-constants --split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-fold-constants --split-input-file --remarks-filter=ingot-linalg 2>&1 | FileCheck %s --check-prefix=REMARK

#rows = affine_map<(d0, d1) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
#swap = affine_map<(d0, d1) -> (d1, d0)>

// The work on constants goes, the work on the input stays.
// CHECK-LABEL: func.func @scaled_transpose
// CHECK: %[[W:.*]] = arith.constant dense<{{\[}}[2.000000e+00, 3.000000e+01], [4.000000e+00, 4.000000e+01]]> : tensor<2x2xf32>
// CHECK: linalg.generic {{.*}} ins(%arg0, %[[W]]
// CHECK-NOT: linalg.generic
// REMARK: folded 1 values into 16 bytes with 1 kernels
func.func @scaled_transpose(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %s = arith.constant dense<[2.0, 10.0]> : tensor<2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %m = linalg.generic {indexing_maps = [#id, #rows, #swap], iterator_types = ["parallel", "parallel"]}
      ins(%w, %s : tensor<2x2xf32>, tensor<2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<2x2xf32>
  %z = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %m : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<2x2xf32>
  return %z : tensor<2x2xf32>
}

// -----

// Equal work on different constants is compiled once; equal constants are evaluated once.
// CHECK-LABEL: func.func @merged
// CHECK-DAG: %[[A:.*]] = arith.constant dense<{{\[}}[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<{{\[}}[5.000000e+00, 7.000000e+00], [6.000000e+00, 8.000000e+00]]>
// REMARK: folded 3 values into 32 bytes with 1 kernels
func.func @merged() -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %v = arith.constant dense<[[5.0, 6.0], [7.0, 8.0]]> : tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %a = linalg.transpose ins(%w : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  %b = linalg.transpose ins(%v : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  %c = linalg.transpose ins(%w : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  return %a, %b, %c : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>
// Booleans, small integers and half-precision values; functions of libm; indices.
// CHECK-LABEL: func.func @types
// CHECK-DAG: arith.constant dense<[true, false, true]> : tensor<3xi1>
// CHECK-DAG: arith.constant dense<[5, -3, 7]> : tensor<3xi8>
// CHECK-DAG: arith.constant dense<[1.000000e+00, 1.414060e+00, 2.000000e+00]> : tensor<3xf16>
// CHECK-DAG: arith.constant dense<[0, 1, 2]> : tensor<3xi64>
// CHECK-DAG: arith.constant dense<[0.000000e+00, 0.8427{{.*}}, 0.9953{{.*}}]> : tensor<3xf32>
func.func @types() -> (tensor<3xi1>, tensor<3xi8>, tensor<3xf16>, tensor<3xi64>, tensor<3xf32>) {
  %b = arith.constant dense<[false, true, false]> : tensor<3xi1>
  %i = arith.constant dense<[4, -4, 6]> : tensor<3xi8>
  %h = arith.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf16>
  %f = arith.constant dense<[0.0, 1.0, 2.0]> : tensor<3xf32>
  %true = arith.constant true
  %one = arith.constant 1 : i8
  %eb = tensor.empty() : tensor<3xi1>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%b : tensor<3xi1>) outs(%eb : tensor<3xi1>) {
  ^bb0(%a: i1, %o: i1):
    %r = arith.xori %a, %true : i1
    linalg.yield %r : i1
  } -> tensor<3xi1>
  %ei = tensor.empty() : tensor<3xi8>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%i : tensor<3xi8>) outs(%ei : tensor<3xi8>) {
  ^bb0(%a: i8, %o: i8):
    %r = arith.addi %a, %one : i8
    linalg.yield %r : i8
  } -> tensor<3xi8>
  %eh = tensor.empty() : tensor<3xf16>
  %2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%h : tensor<3xf16>) outs(%eh : tensor<3xf16>) {
  ^bb0(%a: f16, %o: f16):
    %r = math.sqrt %a : f16
    linalg.yield %r : f16
  } -> tensor<3xf16>
  %en = tensor.empty() : tensor<3xi64>
  %3 = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%en : tensor<3xi64>) {
  ^bb0(%o: i64):
    %n = linalg.index 0 : index
    %r = arith.index_cast %n : index to i64
    linalg.yield %r : i64
  } -> tensor<3xi64>
  %ef = tensor.empty() : tensor<3xf32>
  %4 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%f : tensor<3xf32>) outs(%ef : tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = math.erf %a : f32
    linalg.yield %r : f32
  } -> tensor<3xf32>
  return %0, %1, %2, %3, %4 : tensor<3xi1>, tensor<3xi8>, tensor<3xf16>, tensor<3xi64>, tensor<3xf32>
}

// -----

#in = affine_map<(d0, d1) -> (d0, d1)>
#out = affine_map<(d0, d1) -> (d0)>
// Moves of parts, a padding, a reduction into a fill.
// CHECK-LABEL: func.func @moves
// CHECK-DAG: arith.constant dense<{{\[}}[0.000000e+00, 1.000000e+00, 2.000000e+00], [0.000000e+00, 3.000000e+00, 4.000000e+00]]> : tensor<2x3xf32>
// CHECK-DAG: arith.constant dense<{{\[}}[2.000000e+00], [4.000000e+00]]> : tensor<2x1xf32>
// CHECK-DAG: arith.constant dense<{{\[}}[1.000000e+00, 2.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00, 4.000000e+00]]> : tensor<2x3xf32>
// CHECK-DAG: arith.constant dense<[3.000000e+00, 7.000000e+00]> : tensor<2xf32>
// CHECK-DAG: arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK-NOT: tensor.
// CHECK: return
func.func @moves() -> (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3xf32>, tensor<2xf32>, tensor<4xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %w low[0, 1] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<2x2xf32> to tensor<2x3xf32>
  %1 = tensor.extract_slice %w[0, 1] [2, 1] [1, 1] : tensor<2x2xf32> to tensor<2x1xf32>
  %2 = tensor.concat dim(1) %w, %1 : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %e = tensor.empty() : tensor<2xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %3 = linalg.generic {indexing_maps = [#in, #out], iterator_types = ["parallel", "reduction"]} ins(%w : tensor<2x2xf32>) outs(%f : tensor<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %a, %o : f32
    linalg.yield %r : f32
  } -> tensor<2xf32>
  %4 = tensor.collapse_shape %w [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  return %0, %1, %2, %3, %4 : tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3xf32>, tensor<2xf32>, tensor<4xf32>
}

// -----

#from = affine_map<(d0, d1) -> (d1)>
#id = affine_map<(d0, d1) -> (d0, d1)>
// Fills and broadcasts fuse for free; two megabytes of sums of two numbers are not worth it.
// CHECK-LABEL: func.func @stays
// CHECK: linalg.fill
// CHECK: linalg.generic
// CHECK: arith.addf
func.func @stays() -> (tensor<8x2xf32>, tensor<8x2xf32>, tensor<262144x2xf32>) {
  %w = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8x2xf32>
  %0 = linalg.fill ins(%zero : f32) outs(%e : tensor<8x2xf32>) -> tensor<8x2xf32>
  %1 = linalg.generic {indexing_maps = [#from, #id], iterator_types = ["parallel", "parallel"]} ins(%w : tensor<2xf32>) outs(%e : tensor<8x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8x2xf32>
  %big = tensor.empty() : tensor<262144x2xf32>
  %2 = linalg.generic {indexing_maps = [#from, #id], iterator_types = ["parallel", "parallel"]} ins(%w : tensor<2xf32>) outs(%big : tensor<262144x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %a, %a : f32
    linalg.yield %r : f32
  } -> tensor<262144x2xf32>
  return %0, %1, %2 : tensor<8x2xf32>, tensor<8x2xf32>, tensor<262144x2xf32>
}

// -----

#from = affine_map<(d0, d1) -> (d1)>
#id = affine_map<(d0, d1) -> (d0, d1)>
// Two megabytes of sines are: reading them costs less than computing them in every call.
// CHECK-LABEL: func.func @costly
// CHECK-NOT: math.sin
// CHECK: return
func.func @costly() -> tensor<262144x2xf32> {
  %w = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %e = tensor.empty() : tensor<262144x2xf32>
  %0 = linalg.generic {indexing_maps = [#from, #id], iterator_types = ["parallel", "parallel"]} ins(%w : tensor<2xf32>) outs(%e : tensor<262144x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %row = linalg.index 0 : index
    %number = arith.index_cast %row : index to i32
    %shift = arith.sitofp %number : i32 to f32
    %sum = arith.addf %a, %shift : f32
    %r = math.sin %sum : f32
    linalg.yield %r : f32
  } -> tensor<262144x2xf32>
  return %0 : tensor<262144x2xf32>
}

// -----

// Resources are read where they are, and results of more than 64 elements are resources; equal elements are one.
// CHECK-LABEL: func.func @resources
// CHECK-DAG: arith.constant dense_resource<folded> : tensor<2x66xi8>
// CHECK-DAG: arith.constant dense<7> : tensor<100x1xi8>
// CHECK: folded: "0x40000000{{0101(01)+00+(01)+00+"}}
func.func @resources() -> (tensor<2x66xi8>, tensor<100x1xi8>) {
  %w = arith.constant dense_resource<bytes> : tensor<2x2xi8>
  %e = tensor.empty() : tensor<2x2x33xi8>
  %0 = linalg.broadcast ins(%w : tensor<2x2xi8>) outs(%e : tensor<2x2x33xi8>) dimensions = [2]
  %1 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<2x2x33xi8> into tensor<2x66xi8>
  %s = arith.constant dense<7> : tensor<1x100xi8>
  %f = tensor.empty() : tensor<100x1xi8>
  %2 = linalg.transpose ins(%s : tensor<1x100xi8>) outs(%f : tensor<100x1xi8>) permutation = [1, 0]
  return %1, %2 : tensor<2x66xi8>, tensor<100x1xi8>
}
{-#
  dialect_resources: {
    builtin: {
      bytes: "0x0100000001000100"
    }
  }
#-}

// -----

// One subgraph that cannot be evaluated (its values are not in memory) does not keep another from it.
// CHECK-LABEL: func.func @skipped
// CHECK-DAG: arith.constant dense<{{\[}}[1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]>
// CHECK-DAG: linalg.transpose
// REMARK: left 1 constant subgraphs: cannot evaluate constants: expected a constant with its values in memory
// REMARK: folded 1 values
func.func @skipped() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %v = arith.constant dense_resource<absent> : tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %a = linalg.transpose ins(%w : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  %b = linalg.transpose ins(%v : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
  return %a, %b : tensor<2x2xf32>, tensor<2x2xf32>
}

// -----

// Kernels of loops are evaluated as well; the constant that they change stays for others.
// CHECK-LABEL: func.func @loops
// CHECK-DAG: %[[OLD:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]>
// CHECK-DAG: %[[NEW:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00, 7.000000e+00]>
// CHECK: return %[[NEW]], %[[OLD]]
func.func @loops() -> (tensor<3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %x = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %i = arith.constant dense<[2, 5]> : tensor<2xi64>
  %u = arith.constant dense<[7.0, 8.0]> : tensor<2xf32>
  %y = scf.execute_region -> tensor<3xf32> no_inline {
    %r = scf.for %k = %c0 to %c2 step %c1 iter_args(%t = %x) -> tensor<3xf32> {
      %at = tensor.extract %i[%k] : tensor<2xi64>
      %p = arith.index_cast %at : i64 to index
      %in = arith.cmpi ult, %p, %c3 : index
      %w = scf.if %in -> tensor<3xf32> {
        %v = tensor.extract %u[%k] : tensor<2xf32>
        %put = tensor.insert %v into %t[%p] : tensor<3xf32>
        scf.yield %put : tensor<3xf32>
      } else {
        scf.yield %t : tensor<3xf32>
      }
      scf.yield %w : tensor<3xf32>
    } {rt.run}
    scf.yield %r : tensor<3xf32>
  } {rt.kernel_kind = "scatter"}
  return %y, %x : tensor<3xf32>, tensor<3xf32>
}

// -----

// Two tensors that start with nothing in them are two, though their beginnings are one value.
// CHECK-LABEL: func.func @separate
// CHECK: arith.constant dense<[1, 10, 2, 20]> : tensor<4xi64>
func.func @separate() -> tensor<4xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %w = arith.constant dense<[1, 2]> : tensor<2xi64>
  %ten = arith.constant 10 : i64
  %out = tensor.empty() : tensor<4xi64>
  %e = tensor.empty() : tensor<2xi64>
  %y = scf.execute_region -> tensor<4xi64> no_inline {
    %s:2 = scf.for %k = %c0 to %c2 step %c1 iter_args(%a = %e, %b = %e) -> (tensor<2xi64>, tensor<2xi64>) {
      %v = tensor.extract %w[%k] : tensor<2xi64>
      %m = arith.muli %v, %ten : i64
      %a1 = tensor.insert %v into %a[%k] : tensor<2xi64>
      %b1 = tensor.insert %m into %b[%k] : tensor<2xi64>
      scf.yield %a1, %b1 : tensor<2xi64>, tensor<2xi64>
    }
    %r = scf.for %k = %c0 to %c2 step %c1 iter_args(%t = %out) -> tensor<4xi64> {
      %v = tensor.extract %s#0[%k] : tensor<2xi64>
      %m = tensor.extract %s#1[%k] : tensor<2xi64>
      %p = arith.muli %k, %c2 : index
      %q = arith.addi %p, %c1 : index
      %t1 = tensor.insert %v into %t[%p] : tensor<4xi64>
      %t2 = tensor.insert %m into %t1[%q] : tensor<4xi64>
      scf.yield %t2 : tensor<4xi64>
    }
    scf.yield %r : tensor<4xi64>
  } {rt.kernel_kind = "pairs"}
  return %y : tensor<4xi64>
}
