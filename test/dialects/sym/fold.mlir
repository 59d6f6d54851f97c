// RUN: ingot-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() -> index {
  // CHECK: %[[C:.+]] = arith.constant 6 : index
  // CHECK: return %[[C]]
  %0 = sym.size #sym.expr<2*3> : index
  return %0 : index
}

// CHECK-LABEL: @symbolic
func.func @symbolic() -> index {
  // CHECK: sym.size #sym.expr<S>
  %0 = sym.size #sym.expr<S> : index
  return %0 : index
}
