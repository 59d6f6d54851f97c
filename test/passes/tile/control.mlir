// Kernels are formed in branches and loops; what an iteration collects is written into its place.
// RUN: ingot-opt %s --ingot-widen-bools --ingot-form-kernels -split-input-file | FileCheck %s

// CHECK-LABEL: func.func private @repeat_kernel_0_elementwise(
// CHECK-SAME:    %[[X:.*]]: tensor<5x4xf32>, %[[K:.*]]: index, %{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK:         tensor.extract_slice %[[X]][%[[K]], 0] [1, 4] [1, 1] : tensor<5x4xf32> to tensor<4xf32>
// CHECK-LABEL: func.func private @repeat_kernel_1_copy(
// CHECK-SAME:    %[[AT:.*]]: index, %[[PART:.*]]: tensor<4xf32>, %[[ALL:.*]]: tensor<5x4xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK:         %[[PLACE:.*]] = tensor.extract_slice %[[ALL]][%[[AT]], 0] [1, 4] [1, 1]
// CHECK:         %[[DONE:.*]] = linalg.generic {{.*}} ins(%[[PART]] : {{.*}}) outs(%[[PLACE]]
// CHECK:         tensor.insert_slice %[[DONE]] into %[[ALL]]
// CHECK-LABEL: func.func @repeat(
// CHECK:         scf.for %[[I:.*]] = {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK:           %[[R:.*]] = rt.launch @repeat_kernel_0_elementwise(%{{.*}}, %[[I]], %[[A]])
// CHECK:           %[[S:.*]] = rt.launch @repeat_kernel_1_copy(%[[I]], %[[R]]) to(%[[B]]) count %{{.*}} update
// CHECK:           scf.yield %[[R]], %[[S]]
func.func @repeat(%x: tensor<5x4xf32>, %s: tensor<4xf32>) -> tensor<5x4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %five = arith.constant 5 : index
  %all = tensor.empty() : tensor<5x4xf32>
  %place = tensor.empty() : tensor<4xf32>
  %0, %1 = scf.for %i = %zero to %five step %one iter_args(%a = %s, %b = %all) -> (tensor<4xf32>, tensor<5x4xf32>) {
    %row = tensor.extract_slice %x[%i, 0] [1, 4] [1, 1] : tensor<5x4xf32> to tensor<4xf32>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%row, %a : tensor<4xf32>, tensor<4xf32>) outs(%place : tensor<4xf32>) {
    ^bb0(%p: f32, %q: f32, %out: f32):
      %4 = arith.addf %p, %q : f32
      linalg.yield %4 : f32
    } -> tensor<4xf32>
    %3 = tensor.insert_slice %2 into %b[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<5x4xf32>
    scf.yield %2, %3 : tensor<4xf32>, tensor<5x4xf32>
  }
  return %1 : tensor<5x4xf32>
}

// -----

// Booleans that a loop carries are bytes.

// CHECK-LABEL: func.func @bools(
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %arg0, %{{.*}} = %arg1) -> (tensor<3xi8>, tensor<3xi8>)
func.func @bools(%x: tensor<3xi1>, %y: tensor<3xi1>) -> tensor<3xi1> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %five = arith.constant 5 : index
  %0, %1 = scf.for %i = %zero to %five step %one iter_args(%a = %x, %b = %y) -> (tensor<3xi1>, tensor<3xi1>) {
    scf.yield %b, %a : tensor<3xi1>, tensor<3xi1>
  }
  return %0 : tensor<3xi1>
}
