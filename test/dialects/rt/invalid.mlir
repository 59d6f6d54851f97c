// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func private @helper(%y: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32>
func.func @launch_c1(%y: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{expected 'helper' to be a kernel}}
  %0 = rt.launch @helper() to (%y) count %n : () to (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @launch_c1_missing(%y: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{expected 'nothing' to be a kernel}}
  %0 = rt.launch @nothing() to (%y) count %n : () to (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @kernel(%y: tensor<8xf32>, %begin: index, %end: index) -> tensor<8xf32> attributes {rt.kernel}
func.func @launch_c2(%y: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{expected operands as the kernel's arguments 'tensor<8xf32>', 'index', 'index', got 'tensor<4xf32>', 'index', 'index'}}
  %0 = rt.launch @kernel() to (%y) count %n : () to (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @kernel(%y: tensor<4xf32>) -> tensor<4xf32> attributes {rt.kernel}
func.func @launch_c2_bounds(%y: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{expected operands as the kernel's arguments 'tensor<4xf32>', got 'tensor<4xf32>', 'index', 'index'}}
  %0 = rt.launch @kernel() to (%y) count %n : () to (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @kernel(%y: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32> attributes {rt.kernel}
func.func @launch_c3(%y: tensor<4xf32>, %n: index) {
  // expected-error @+1 {{expected results of types 'tensor<4xf32>', got 'tensor<5xf32>'}}
  %0 = rt.launch @kernel() to (%y) count %n : () to (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @view_c1() {
  // expected-error @+1 {{expected a memref with identity layout, got 'memref<4xf32, strided<[2]>>'}}
  %0 = rt.input 0 : memref<4xf32, strided<[2]>>
  return
}

// -----

func.func @view_c2(%n: index) {
  // expected-error @+1 {{expected 1 sizes, got 2}}
  %0 = rt.output 0 sizes(%n, %n) : memref<?xf32>
  return
}

// -----

func.func @symbol_c1() {
  // expected-error @+1 {{expected the name of a dimension, got an empty string}}
  %0 = rt.symbol ""
  return
}

// -----

// expected-error @+1 {{expected 'vector'}}
func.func private @tile_syntax() attributes {tile = #rt.tile<lanes = 16>}

// -----

func.func @set_symbol_c1(%n: index) {
  // expected-error @+1 {{expected the name of a dimension, got an empty string}}
  rt.set_symbol "" = %n
  return
}

// -----

func.func @check_c1(%c: i1) {
  // expected-error @+1 {{expected a message that names the node, what it expects and what it found}}
  rt.check %c, ""
  return
}
