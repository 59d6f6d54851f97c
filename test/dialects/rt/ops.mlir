// Every operation and attribute prints and parses.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK: func.func private @add(%{{.+}}: tensor<?xf32>, %{{.+}}: f32, %{{.+}}: tensor<?xf32>, %{{.+}}: index, %{{.+}}: index)
// CHECK-SAME: attributes {rt.kernel}
func.func private @add(%x: tensor<?xf32>, %s: f32, %y: tensor<?xf32>, %begin: index, %end: index) -> tensor<?xf32>
    attributes {rt.kernel} {
  return %y : tensor<?xf32>
}
func.func private @zero(%y: memref<4xf32>, %begin: index, %end: index) attributes {rt.kernel} {
  return
}

// CHECK-LABEL: @launch_on_tensors
// CHECK-SAME: %[[X:.+]]: tensor<?xf32>, %[[S:.+]]: f32, %[[N:.+]]: index
func.func @launch_on_tensors(%x: tensor<?xf32>, %s: f32, %n: index) -> tensor<?xf32> {
  %y = tensor.empty(%n) : tensor<?xf32>
  // CHECK: %[[Y:.+]] = tensor.empty
  // CHECK-NEXT: %[[R:.+]] = rt.launch @add(%[[X]], %[[S]]) to(%[[Y]]) count %[[N]] parallel
  // CHECK-SAME: : (tensor<?xf32>, f32) to(tensor<?xf32>) -> tensor<?xf32>
  %r = rt.launch @add(%x, %s) to (%y) count %n parallel : (tensor<?xf32>, f32) to (tensor<?xf32>) -> tensor<?xf32>
  // CHECK-NEXT: return %[[R]]
  return %r : tensor<?xf32>
}

// CHECK-LABEL: @launch_in_place
// CHECK-SAME: %[[X:.+]]: tensor<?xf32>, %[[S:.+]]: f32, %[[N:.+]]: index
func.func @launch_in_place(%x: tensor<?xf32>, %s: f32, %n: index) -> tensor<?xf32> {
  // CHECK-NEXT: rt.launch @add(%[[X]], %[[S]]) to(%[[X]]) count %[[N]] update : (tensor<?xf32>, f32) to(tensor<?xf32>)
  %r = rt.launch @add(%x, %s) to (%x) count %n update : (tensor<?xf32>, f32) to (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// CHECK-LABEL: @launch_on_memrefs
// CHECK-SAME: %[[Y:.+]]: memref<4xf32>, %[[N:.+]]: index
func.func @launch_on_memrefs(%y: memref<4xf32>, %n: index) {
  // CHECK-NEXT: rt.launch @zero() to(%[[Y]]) count %[[N]] : () to(memref<4xf32>)
  rt.launch @zero() to (%y) count %n : () to (memref<4xf32>)
  return
}

// CHECK-LABEL: @views
// CHECK-SAME: %[[O:.+]]: index
func.func @views(%offset: index) {
  // CHECK-NEXT: %[[N:.+]] = rt.symbol "seq len"
  %n = rt.symbol "seq len"
  // CHECK-NEXT: rt.input 0 sizes(%[[N]]) : memref<?x4xf32>
  %x = rt.input 0 sizes(%n) : memref<?x4xf32>
  // CHECK-NEXT: rt.output 1 : memref<4xui8>
  %y = rt.output 1 : memref<4xui8>
  // CHECK-NEXT: rt.slice %[[O]] sizes(%[[N]], %[[N]]) : memref<?x?xi8>
  %a = rt.slice %offset sizes(%n, %n) : memref<?x?xi8>
  // CHECK-NEXT: rt.weights 64 : memref<4xf32>
  %w = rt.weights 64 : memref<4xf32>
  return
}

// CHECK-LABEL: @data
// CHECK-SAME: %[[N:.+]]: index, %[[C:.+]]: i1
func.func @data(%n: index, %c: i1) -> index {
  // CHECK-NEXT: rt.check %[[C]], "node 'r' (range): expected a limit of at most 1000"
  rt.check %c, "node 'r' (range): expected a limit of at most 1000"
  // CHECK-NEXT: rt.set_symbol "found" = %[[N]]
  rt.set_symbol "found" = %n
  // CHECK-NEXT: rt.symbol "found" data
  %k = rt.symbol "found" data
  return %k : index
}

// CHECK-LABEL: @tile
// CHECK-SAME: first = #rt.tile<vector = 3, lanes = 16, vectors = 2, row = 2, rows = 12, order = [0, 1, 3, 2]>
// CHECK-SAME: second = #rt.tile<vector = 0, lanes = 1, vectors = 1, row = -1, rows = 1, order = [0]>
func.func private @tile() attributes {
  first = #rt.tile<vector = 3, lanes = 16, vectors = 2, row = 2, rows = 12, order = [0, 1, 3, 2]>,
  second = #rt.tile<vector = 0, lanes = 1, vectors = 1, row = -1, rows = 1, order = [0]>
}
