// RUN: ingot-opt %s --ingot-verify-shape -split-input-file -verify-diagnostics

sym.symbol @N
func.func @good(%x: tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>> {
  %y = nn.relu %x : (tensor<?x3xf32, #sym.shape<N, 3>>) -> tensor<?x3xf32, #sym.shape<N, 3>>
  return %y : tensor<?x3xf32, #sym.shape<N, 3>>
}

// -----

func.func @unranked(%x: tensor<2xf32>) {
  // expected-error @+1 {{has no rank}}
  %y = nn.relu %x : (tensor<2xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @unnamed(%x: tensor<2xf32>) {
  // expected-error @+1 {{has a size without a name}}
  %y = nn.relu %x : (tensor<2xf32>) -> tensor<?xf32>
  return
}

// -----

// expected-error @+1 {{size 'N' of 'tensor<?xf32, #sym.shape<N>>' is not declared by a sym.symbol}}
func.func @undeclared(%x: tensor<?xf32, #sym.shape<N>>) {
  return
}

// -----

func.func @operand_form(%x: tensor<2xf32>, %s: tensor<1xi64>) {
  // expected-error @+1 {{expected the core form, found operand 'shape'}}
  %y = nn.reshape %x to %s : (tensor<2xf32>, tensor<1xi64>) -> tensor<2xf32>
  return
}

// -----

func.func @auto_pad(%x: tensor<1x1x4xf32>) {
  // expected-error @+1 {{expected explicit paddings, found 'auto_pad'}}
  %y = nn.max_pool %x {window = array<i64: 2>, strides = array<i64: 1>, dilations = array<i64: 1>,
    auto_pad = #nn.auto_pad<valid>} : (tensor<1x1x4xf32>) -> tensor<1x1x3xf32>
  return
}

// -----

func.func @arithmetic(%x: tensor<2xf32>) {
  // expected-error @+1 {{nn.shape}}
  %y = nn.shape %x : (tensor<2xf32>) -> tensor<1xi64>
  return
}
