// RUN: ingot-opt %s --ingot-verify-linalg --split-input-file --verify-diagnostics

func.func @left(%x: tensor<4xf32> {sym.shape = #sym.shape<4>}) -> (tensor<4xf32> {sym.shape = #sym.shape<4>}) {
  // expected-error @below {{'nn.relu' op breaks the contract of stage 'linalg': this operation may not be left}}
  %y = nn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// expected-error @below {{breaks the contract of stage 'linalg': argument type 'tensor<4xui8>' has unsigned elements}}
func.func @unsigned(%x: tensor<4xui8> {sym.shape = #sym.shape<4>}) {
  return
}

// -----

sym.symbol @N {min = 1 : i64}
// expected-error @below {{breaks the contract of stage 'linalg': argument type 'tensor<?xf32, #sym.shape<N>>' has an encoding}}
func.func @encoding(%x: tensor<?xf32, #sym.shape<N>> {sym.shape = #sym.shape<N>}) {
  return
}

// -----

// expected-error @below {{breaks the contract of stage 'linalg': argument 0 has no attribute 'sym.shape'}}
func.func @unnamed(%x: tensor<?xf32>) {
  return
}

// -----

#id = affine_map<(d0) -> (d0)>
func.func @destination(%x: tensor<4xf32> {sym.shape = #sym.shape<4>}) -> (tensor<4xf32> {sym.shape = #sym.shape<4>}) {
  // expected-error @below {{breaks the contract of stage 'linalg': expected tensor.empty as the destination}}
  %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%x : tensor<4xf32>) {
  ^bb0(%out: f32):
    linalg.yield %out : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}
