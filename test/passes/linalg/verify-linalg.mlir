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

// -----

// A kernel of loops works on single elements, and is a region that nothing inlines.
func.func @loops(%x: tensor<4xf32> {sym.shape = #sym.shape<4>}) -> (tensor<4xf32> {sym.shape = #sym.shape<4>}) {
  %zero = arith.constant 0.0 : f32
  %y = scf.execute_region -> tensor<4xf32> no_inline {
    // expected-error @below {{breaks the contract of stage 'linalg': expected single elements inside of a kernel of loops}}
    %f = linalg.fill ins(%zero : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %f : tensor<4xf32>
  } {rt.kernel_kind = "fill"}
  return %y : tensor<4xf32>
}

// -----

func.func @inlined(%x: tensor<4xf32> {sym.shape = #sym.shape<4>}) -> (tensor<4xf32> {sym.shape = #sym.shape<4>}) {
  // expected-error @below {{expected a kernel of loops to be an scf.execute_region no_inline of one block}}
  %y = scf.execute_region -> tensor<4xf32> {
    scf.yield %x : tensor<4xf32>
  } {rt.kernel_kind = "nothing"}
  return %y : tensor<4xf32>
}

// -----

func.func @scalar(%x: tensor<4xf32> {sym.shape = #sym.shape<4>}) {
  // expected-error @below {{expected tensors as results of a kernel of loops}}
  %y = scf.execute_region -> index no_inline {
    %c0 = arith.constant 0 : index
    scf.yield %c0 : index
  } {rt.kernel_kind = "number"}
  return
}
