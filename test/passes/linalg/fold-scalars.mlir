// Arithmetic on single elements stays in registers; nests read a scalar as a scalar.
// RUN: ingot-opt %s --ingot-fuse-elementwise --canonicalize | FileCheck %s

// CHECK-LABEL: @count
// CHECK-SAME:  %[[K:.*]]: i32, %[[X:.*]]: tensor<4xf32>
// CHECK-NOT:   linalg.generic
// CHECK:       %[[NEXT:.*]] = arith.addi %[[K]], %{{.*}} : i32
// CHECK:       linalg.generic {{.*}} ins(%[[X]] : tensor<4xf32>)
// CHECK:         arith.sitofp %[[NEXT]] : i32 to f32
func.func @count(%k: i32, %x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1> : tensor<i32>
  %0 = tensor.from_elements %k : tensor<i32>
  %1 = tensor.empty() : tensor<i32>
  %2 = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%0, %one : tensor<i32>, tensor<i32>) outs(%1 : tensor<i32>) {
  ^bb0(%a: i32, %b: i32, %out: i32):
    %3 = arith.addi %a, %b : i32
    linalg.yield %3 : i32
  } -> tensor<i32>
  %4 = tensor.empty() : tensor<4xf32>
  %5 = linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%2, %x : tensor<i32>, tensor<4xf32>) outs(%4 : tensor<4xf32>) {
  ^bb0(%a: i32, %b: f32, %out: f32):
    %6 = arith.sitofp %a : i32 to f32
    %7 = arith.mulf %6, %b : f32
    linalg.yield %7 : f32
  } -> tensor<4xf32>
  return %5 : tensor<4xf32>
}
