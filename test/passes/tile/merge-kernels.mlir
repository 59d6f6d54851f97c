// RUN: ingot-opt %s --ingot-merge-kernels --remarks-filter=ingot-tile --remark-policy=all 2>&1 | FileCheck %s

// Of three equal kernels one stays; the one with another constant, and the one with another tile, are not equal.

// CHECK: remark: {{.*}}MergeKernels
// CHECK-SAME: merged=2
// CHECK: func.func private @first(
// CHECK-NOT: @second
// CHECK-NOT: @third
// CHECK: func.func private @other_constant(
// CHECK: func.func private @other_tile(
// CHECK-LABEL: func.func @layers(
// CHECK: rt.launch @first(%arg0)
// CHECK: rt.launch @first(
// CHECK: rt.launch @first(
// CHECK: rt.launch @other_constant(
// CHECK: rt.launch @other_tile(
#id = affine_map<(i) -> (i)>
#tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0]>
func.func private @first(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %c = arith.constant 1.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%to : tensor<4xf32>) attrs = {rt.tile = #tile} {
  ^bb0(%a: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func private @second(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %c = arith.constant 1.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%to : tensor<4xf32>) attrs = {rt.tile = #tile} {
  ^bb0(%a: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func private @third(%renamed: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %c = arith.constant 1.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%renamed : tensor<4xf32>) outs(%to : tensor<4xf32>) attrs = {rt.tile = #tile} {
  ^bb0(%a: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func private @other_constant(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %c = arith.constant 2.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%to : tensor<4xf32>) attrs = {rt.tile = #tile} {
  ^bb0(%a: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func private @other_tile(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %c = arith.constant 1.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%to : tensor<4xf32>)
      attrs = {rt.tile = #rt.tile<vector = -1, lanes = 1, vectors = 1, row = -1, rows = 1, order = [0]>} {
  ^bb0(%a: f32, %o: f32):
    %p = arith.addf %a, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @layers(%x: tensor<4xf32>, %to: tensor<4xf32>) -> tensor<4xf32> {
  %n = arith.constant 1 : index
  %a = rt.launch @first(%x) to (%to) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  %b = rt.launch @second(%a) to (%to) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  %c = rt.launch @third(%b) to (%to) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  %d = rt.launch @other_constant(%c) to (%to) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  %e = rt.launch @other_tile(%d) to (%to) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  return %e : tensor<4xf32>
}
