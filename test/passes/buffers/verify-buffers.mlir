// RUN: ingot-opt %s --ingot-verify-buffers -split-input-file -verify-diagnostics

func.func private @kernel(%to: memref<4xf32>, %begin: index, %end: index) attributes {rt.kernel} {
  return
}
func.func @model() {
  %n = arith.constant 1 : index
  %y = rt.output 0 : memref<4xf32>
  rt.launch @kernel() to (%y) count %n : () to (memref<4xf32>)
  return
}

// -----

func.func @allocates() {
  // expected-error @+1 {{'memref.alloc' op breaks the contract of stage 'buffers': this operation may not be left}}
  %a = memref.alloc() : memref<4xf32>
  return
}

// -----

func.func @tensors() {
  // expected-error @+1 {{breaks the contract of stage 'buffers': result type 'tensor<2xf32>' is a tensor}}
  %a = arith.constant dense<1.0> : tensor<2xf32>
  return
}

// -----

// expected-error @+1 {{'func.func' op returns a buffer: it does not write its result in place}}
func.func private @returns(%to: memref<4xf32>, %begin: index, %end: index) -> memref<4xf32> attributes {rt.kernel} {
  return %to : memref<4xf32>
}

// -----

// expected-error @+1 {{'func.func' op has arguments that are not bound to the interface}}
func.func @unbound(%x: memref<4xf32>) {
  return
}
