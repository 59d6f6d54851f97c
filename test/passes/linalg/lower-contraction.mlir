// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// Transposes and broadcast batches are in the maps; nothing is moved.
// CHECK-DAG: #[[L:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d2)>
// CHECK-DAG: #[[R:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d1, d3, d4)>
// CHECK-DAG: #[[O:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
// CHECK-LABEL: func.func @batched
// CHECK: %[[A:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2], [3]] : tensor<2x1x6x4xf32> into tensor<2x6x4xf32>
// CHECK: %[[ZERO:.*]] = linalg.fill
// CHECK: linalg.generic {indexing_maps = [#[[L]], #[[R]], #[[O]]], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%[[A]], %arg1 {{.*}} outs(%[[ZERO]]
// CHECK: %[[P:.*]] = arith.mulf
// CHECK: arith.addf %{{.*}}, %[[P]]
func.func @batched(%a: tensor<2x1x6x4xf32>, %b: tensor<3x5x6xf32>) -> tensor<2x3x4x5xf32> {
  %r = nn.matmul %a, %b {transpose_a = true, transpose_b = true} : (tensor<2x1x6x4xf32>, tensor<3x5x6xf32>) -> tensor<2x3x4x5xf32>
  return %r : tensor<2x3x4x5xf32>
}

// -----

// CHECK-LABEL: func.func @vectors
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction"]} {{.*}} outs(%{{.*}} : tensor<f32>)
func.func @vectors(%a: tensor<6xf32>, %b: tensor<6xf32>) -> tensor<f32> {
  %r = nn.matmul %a, %b : (tensor<6xf32>, tensor<6xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

// -----

// 16-bit products are added up in 32 bits.
// CHECK-LABEL: func.func @half
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2x3xf32>)
// CHECK: arith.extf {{.*}} : f16 to f32
// CHECK: linalg.generic
// CHECK: arith.truncf {{.*}} : f32 to f16
func.func @half(%a: tensor<2x4xf16>, %b: tensor<4x3xf16>) -> tensor<2x3xf16> {
  %r = nn.matmul %a, %b : (tensor<2x4xf16>, tensor<4x3xf16>) -> tensor<2x3xf16>
  return %r : tensor<2x3xf16>
}

// -----

// CHECK-LABEL: func.func @dynamic
// CHECK-SAME: tensor<?x4xf32> {sym.shape = #sym.shape<N, 4>}
// CHECK-SAME: -> (tensor<?x3xf32> {sym.shape = #sym.shape<N, 3>})
// CHECK: %[[N:.*]] = sym.size #sym.expr<N> : index
// CHECK: tensor.empty(%[[N]]) : tensor<?x3xf32>
sym.symbol @N {min = 1 : i64}
func.func @dynamic(%a: tensor<?x4xf32, #sym.shape<N, 4>>, %b: tensor<4x3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
  %r = nn.matmul %a, %b : (tensor<?x4xf32, #sym.shape<N, 4>>, tensor<4x3xf32>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  return %r : tensor<?x3xf32, #sym.shape<N, 3>>
}
