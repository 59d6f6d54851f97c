// Loops over constants become their values; what is constant in a loop that is not, too.
// RUN: ingot-opt %s --ingot-fold-constants -split-input-file | FileCheck %s

// CHECK-LABEL: @powers
// CHECK-NOT:   scf.for
// CHECK:       %[[P:.*]] = arith.constant dense<[1.600000e+01, 3.200000e+01]> : tensor<2xf32>
// CHECK:       return %[[P]]
func.func @powers() -> tensor<2xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %x = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = scf.for %i = %zero to %four step %one iter_args(%a = %x) -> (tensor<2xf32>) {
    %e = tensor.empty() : tensor<2xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%a : tensor<2xf32>) outs(%e : tensor<2xf32>) {
    ^bb0(%b: f32, %out: f32):
      %2 = arith.addf %b, %b : f32
      linalg.yield %2 : f32
    } -> tensor<2xf32>
    scf.yield %1 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

// Exchanged values stay to the run.

// CHECK-LABEL: @swapped
// CHECK:       %[[R:.*]]:2 = scf.for
// CHECK:       return %[[R]]#0, %[[R]]#1
func.func @swapped() -> (tensor<2xi32>, tensor<2xi32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %three = arith.constant 3 : index
  %x = arith.constant dense<[1, 2]> : tensor<2xi32>
  %y = arith.constant dense<[3, 4]> : tensor<2xi32>
  %0, %1 = scf.for %i = %zero to %three step %one iter_args(%a = %x, %b = %y) -> (tensor<2xi32>, tensor<2xi32>) {
    scf.yield %b, %a : tensor<2xi32>, tensor<2xi32>
  }
  return %0, %1 : tensor<2xi32>, tensor<2xi32>
}

// -----

// CHECK-LABEL: @inside
// CHECK:       scf.for
// CHECK:         arith.constant dense<[2.000000e+00, 4.000000e+00]> : tensor<2xf32>
func.func @inside(%x: tensor<2xf32>, %n: index) -> tensor<2xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = scf.for %i = %zero to %n step %one iter_args(%a = %x) -> (tensor<2xf32>) {
    %e = tensor.empty() : tensor<2xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%c : tensor<2xf32>) outs(%e : tensor<2xf32>) {
    ^bb0(%b: f32, %out: f32):
      %2 = arith.addf %b, %b : f32
      linalg.yield %2 : f32
    } -> tensor<2xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%a, %1 : tensor<2xf32>, tensor<2xf32>) outs(%e : tensor<2xf32>) {
    ^bb0(%b: f32, %d: f32, %out: f32):
      %4 = arith.mulf %b, %d : f32
      linalg.yield %4 : f32
    } -> tensor<2xf32>
    scf.yield %3 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
