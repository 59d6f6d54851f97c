// RUN: ingot-opt %s --ingot-lower-sugar --split-input-file --verify-diagnostics
// RUN: ingot-opt %s --ingot-recognize-patterns --split-input-file --verify-diagnostics
// RUN: ingot-opt %s --ingot-fuse-affine --split-input-file --verify-diagnostics
// RUN: ingot-opt %s --ingot-choose-layout --split-input-file --verify-diagnostics

// Every pass says what is missing before it.
func.func @unranked(%x: tensor<*xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'nn.relu' op expected ranked tensors: run the shape stage before}}
  %0 = nn.relu %x : (tensor<*xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @reversal(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error@+1 {{'nn.transpose' op expected a permutation that is written out: run the shape stage before}}
  %0 = nn.transpose %x {permutation = array<i64>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}
