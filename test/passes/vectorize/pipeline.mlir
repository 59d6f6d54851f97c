// RUN: ingot-opt %s --ingot-stage-vectorize | FileCheck %s

// The whole stage: loops over vectors, polynomials, addresses folded.

// CHECK:       module attributes {ingot.stage = "vectorize"}
// CHECK-LABEL: func.func private @kernel(
// CHECK-NOT:     linalg.
// CHECK-NOT:     math.exp
// CHECK:         scf.for
// CHECK:           vector.transfer_read {{.*}} vector<8xf32>
// CHECK:           math.fma {{.*}} : vector<8xf32>
// CHECK:           vector.transfer_write
// CHECK-LABEL: func.func @model(
// CHECK:         rt.launch @kernel
#id = affine_map<(i) -> (i)>
module attributes {ingot.stage = "tile"} {
  func.func private @kernel(%x: tensor<64xf32>, %to: tensor<64xf32>, %begin: index, %end: index) -> tensor<64xf32> attributes {rt.kernel} {
    %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<64xf32>) outs(%to : tensor<64xf32>)
        attrs = {rt.tile = #rt.tile<vector = 0, lanes = 8, vectors = 1, row = -1, rows = 1, order = [0]>} {
    ^bb0(%a: f32, %o: f32):
      %n = math.exp %a : f32
      linalg.yield %n : f32
    } -> tensor<64xf32>
    return %r : tensor<64xf32>
  }
  func.func @model(%x: tensor<64xf32>) -> tensor<64xf32> {
    %n = arith.constant 8 : index
    %e = tensor.empty() : tensor<64xf32>
    %r = rt.launch @kernel(%x) to (%e) count %n : (tensor<64xf32>) to (tensor<64xf32>) -> tensor<64xf32>
    return %r : tensor<64xf32>
  }
}
