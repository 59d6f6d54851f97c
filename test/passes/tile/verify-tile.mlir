// RUN: ingot-opt %s --ingot-verify-tile -split-input-file -verify-diagnostics

// Kernels, launches, views and destinations: nothing to report. The operation that finishes a fused kernel has no tile.

#id = affine_map<(i) -> (i)>
func.func private @kernel(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%f : tensor<4xf32>)
      attrs = {rt.tile = #rt.tile<vector = 0, lanes = 4, vectors = 1, row = -1, rows = 1, order = [0]>} {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%s : tensor<4xf32>) outs(%to : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @model(%x: tensor<4xf32>) -> tensor<4xf32> {
  %n = arith.constant 1 : index
  %e = tensor.empty() : tensor<4xf32>
  %r = rt.launch @kernel(%x) to (%e) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func @outside(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'linalg.generic' op is in no kernel after the tile stage}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%x : tensor<4xf32>) {
  ^bb0(%o: f32):
    linalg.yield %o : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func private @untiled(%to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  // expected-error @+1 {{'linalg.generic' op has no 'rt.tile'}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%to : tensor<4xf32>) {
  ^bb0(%o: f32):
    linalg.yield %o : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func private @named(%x: tensor<4xf32>, %to: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel} {
  // expected-error @+1 {{'linalg.copy' op is no linalg.generic}}
  %r = linalg.copy ins(%x : tensor<4xf32>) outs(%to : tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func @early(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'nn.relu' op breaks the contract of stage 'tile': this operation may not be left}}
  %r = nn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
