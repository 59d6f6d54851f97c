// RUN: ingot-opt %s --ingot-vectorize-kernels -split-input-file -verify-diagnostics

// What the pass does not understand is a diagnostic.

#id = affine_map<(i) -> (i)>
func.func private @strange(%x: tensor<8xf32>, %to: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel} {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%to : tensor<8xf32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0]>} {
  ^bb0(%a: f32, %o: f32):
    // expected-error @+1 {{cannot be vectorized: expected an element-wise operation, got 'tensor.from_elements'}}
    %n = tensor.from_elements %a : tensor<1xf32>
    linalg.yield %a : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

func.func private @alternating(%x: tensor<8xf32>, %to: tensor<f32>, %begin: index, %end: index) -> tensor<f32> attributes {rt.kernel} {
  // expected-error @+1 {{expected a combiner with a neutral element, got 'arith.subf'}}
  %s = linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<8xf32>) outs(%to : tensor<f32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1>} {
  ^bb0(%a: f32, %o: f32):
    %q = arith.subf %o, %a : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}
