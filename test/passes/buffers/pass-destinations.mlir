// RUN: ingot-opt %s --ingot-pass-destinations -split-input-file | FileCheck %s

// The kernel that makes a result writes it into the caller's memory, through the reshapes between them.

// CHECK-LABEL: func.func @shaped(
// CHECK-SAME:    %[[X:.*]]: tensor<6xf32> {ingot.name = "x"}, %[[OUT:.*]]: tensor<2x3xf32> {ingot.name = "y"})
// CHECK-SAME:    attributes {rt.output_count = 1 : i64}
// CHECK:         %[[FLAT:.*]] = tensor.collapse_shape %[[OUT]] {{\[\[}}0, 1]]
// CHECK:         rt.launch @kernel(%[[X]]) to(%[[FLAT]])
// CHECK:         return{{$}}
func.func private @kernel(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @shaped(%x: tensor<6xf32> {ingot.name = "x"}) -> (tensor<2x3xf32> {ingot.name = "y"}) {
  %n = arith.constant 1 : index
  %e = tensor.empty() : tensor<6xf32>
  %r = rt.launch @kernel(%x) to (%e) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  %y = tensor.expand_shape %r [[0, 1]] output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// One place can be only one result: the second one is copied. So is what no kernel makes.

// CHECK-LABEL: func.func @several(
// CHECK-SAME:    %[[X:.*]]: tensor<6xf32>, %[[A:.*]]: tensor<6xf32>, %[[B:.*]]: tensor<6xf32>, %[[C:.*]]: tensor<6xf32>, %[[D:.*]]: tensor<2xf32>)
// CHECK:         %[[TWO:.*]] = arith.constant dense<2.0
// CHECK:         %[[R:.*]] = rt.launch @kernel(%[[X]]) to(%[[A]])
// CHECK:         bufferization.materialize_in_destination %[[R]] in %[[B]]
// CHECK:         bufferization.materialize_in_destination %[[X]] in %[[C]]
// CHECK:         bufferization.materialize_in_destination %[[TWO]] in %[[D]]
// CHECK:         return{{$}}
func.func private @kernel(%x: tensor<6xf32>, %to: tensor<6xf32>, %begin: index, %end: index) -> tensor<6xf32> attributes {rt.kernel} {
  return %to : tensor<6xf32>
}
func.func @several(%x: tensor<6xf32>) -> (tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<2xf32>) {
  %n = arith.constant 1 : index
  %two = arith.constant dense<2.0> : tensor<2xf32>
  %e = tensor.empty() : tensor<6xf32>
  %r = rt.launch @kernel(%x) to (%e) count %n : (tensor<6xf32>) to (tensor<6xf32>) -> tensor<6xf32>
  return %r, %r, %x, %two : tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<2xf32>
}

// -----

// Back through a collapse the place needs the sizes before the launch; its own destination has them.

// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME:    %[[X:.*]]: tensor<?x3xf32>, %[[OUT:.*]]: tensor<?xf32>)
// CHECK:         %[[E:.*]] = tensor.empty
// CHECK:         %[[N:.*]] = tensor.dim %[[E]]
// CHECK:         %[[PLACE:.*]] = tensor.expand_shape %[[OUT]] {{\[\[}}0, 1]] output_shape [%[[N]], 3]
// CHECK:         rt.launch @kernel(%[[X]]) to(%[[PLACE]])
func.func private @kernel(%x: tensor<?x3xf32>, %to: tensor<?x3xf32>, %begin: index, %end: index) -> tensor<?x3xf32> attributes {rt.kernel} {
  return %to : tensor<?x3xf32>
}
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %r = rt.launch @kernel(%x) to (%e) count %n : (tensor<?x3xf32>) to (tensor<?x3xf32>) -> tensor<?x3xf32>
  %y = tensor.collapse_shape %r [[0, 1]] : tensor<?x3xf32> into tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// The memory of an output is seen with its size: a kernel that runs before that is stored writes elsewhere.

// CHECK-LABEL: func.func @late(
// CHECK-SAME:    %[[OUT:[a-z0-9]+]]: tensor<?x2xf32> {sym.shape = #sym.shape<K, 2>}
// CHECK:         %[[R:.*]] = rt.launch @any(%{{.*}}) to(%{{.*}}) count
// CHECK:         rt.set_symbol "K"
// CHECK:         %[[Y:.*]] = tensor.expand_shape %[[R]]
// CHECK:         bufferization.materialize_in_destination %[[Y]] in %[[OUT]]
// CHECK-LABEL: func.func @early(
// CHECK-SAME:    %[[OUT:[a-z0-9]+]]: tensor<?xf32> {sym.shape = #sym.shape<K>}
// CHECK:         rt.set_symbol "K"
// CHECK:         rt.launch @any(%{{.*}}) to(%[[OUT]]) count
sym.symbol @K {bound = #sym.expr<9>}
func.func private @any(%x: tensor<?xf32>, %to: tensor<?xf32>, %begin: index, %end: index) -> tensor<?xf32> attributes {rt.kernel} {
  return %to : tensor<?xf32>
}
func.func @late(%x: tensor<?xf32>, %n: index) -> (tensor<?x2xf32> {sym.shape = #sym.shape<K, 2>}) {
  %one = arith.constant 1 : index
  %e = tensor.empty(%n) : tensor<?xf32>
  %r = rt.launch @any(%x) to (%e) count %one : (tensor<?xf32>) to (tensor<?xf32>) -> tensor<?xf32>
  rt.set_symbol "K" = %n
  %k = sym.size #sym.expr<K> : index
  %y = tensor.expand_shape %r [[0, 1]] output_shape [%k, 2] : tensor<?xf32> into tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
func.func @early(%x: tensor<?xf32>, %n: index) -> (tensor<?xf32> {sym.shape = #sym.shape<K>}) {
  %one = arith.constant 1 : index
  rt.set_symbol "K" = %n
  %k = sym.size #sym.expr<K> : index
  %e = tensor.empty(%k) : tensor<?xf32>
  %r = rt.launch @any(%x) to (%e) count %one : (tensor<?xf32>) to (tensor<?xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
