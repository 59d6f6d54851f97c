// Operations that choose or repeat print and parse.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @branch
// CHECK-SAME: %[[C:.+]]: tensor<i1>, %[[X:.+]]: tensor<*xf32>
func.func @branch(%c: tensor<i1>, %x: tensor<*xf32>) {
  // CHECK: nn.if %[[C]] : (tensor<i1>) -> (tensor<*xf32>, tensor<2xi64>) {
  // CHECK: nn.yield %{{.+}}, %{{.+}} : tensor<*xf32>, tensor<2xi64>
  // CHECK: } else {
  // CHECK: nn.yield %[[X]], %{{.+}} : tensor<*xf32>, tensor<2xi64>
  %0, %1 = nn.if %c : (tensor<i1>) -> (tensor<*xf32>, tensor<2xi64>) {
    %2 = nn.exp %x : (tensor<*xf32>) -> tensor<*xf32>
    %3 = nn.constant dense<1> : tensor<2xi64>
    nn.yield %2, %3 : tensor<*xf32>, tensor<2xi64>
  } else {
    %2 = nn.constant dense<2> : tensor<2xi64>
    nn.yield %x, %2 : tensor<*xf32>, tensor<2xi64>
  }
  // CHECK: nn.if %[[C]] : (tensor<i1>) -> () {
  // CHECK: nn.yield
  nn.if %c : (tensor<i1>) -> () {
    nn.yield
  } else {
    nn.yield
  }
  return
}

// CHECK-LABEL: @repeat
// CHECK-SAME: %[[N:.+]]: tensor<i64>, %[[C:.+]]: tensor<i1>, %[[X:.+]]: tensor<2xf32>
func.func @repeat(%n: tensor<i64>, %c: tensor<i1>, %x: tensor<2xf32>) {
  // CHECK: nn.loop trip %[[N]] carry() : (tensor<i64>) -> tensor<*xi64> {
  // CHECK: ^bb0(%[[I:.+]]: tensor<i64>):
  // CHECK: nn.yield %[[I]] : tensor<i64>
  %0 = nn.loop trip %n carry() : (tensor<i64>) -> tensor<*xi64> {
  ^bb0(%i: tensor<i64>):
    nn.yield %i : tensor<i64>
  }
  // CHECK: nn.loop while %[[C]] carry(%[[X]]) : (tensor<i1>, tensor<2xf32>) -> tensor<2xf32> {
  %1 = nn.loop while %c carry(%x) : (tensor<i1>, tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%i: tensor<i64>, %a: tensor<2xf32>):
    %2 = nn.add %a, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    nn.yield %c, %2 : tensor<i1>, tensor<2xf32>
  }
  // CHECK: nn.loop trip %[[N]] while %[[C]] carry(%[[X]], %[[X]]) {ingot.test}
  %3, %4 = nn.loop trip %n while %c carry(%x, %x) {ingot.test}
      : (tensor<i64>, tensor<i1>, tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<2xf32>, %b: tensor<2xf32>):
    nn.yield %b, %a : tensor<2xf32>, tensor<2xf32>
  }
  return
}
