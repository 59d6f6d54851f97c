// RUN: ingot-opt %s --ingot-form-kernels -split-input-file -verify-diagnostics | FileCheck %s

// A marked region is a kernel as it is. What its result starts as is changed in place; sizes are computed outside.

// CHECK-LABEL: func.func private @scatter_kernel_0_scatter(
// CHECK-SAME:    %[[I:.*]]: tensor<?xi64>, %[[U:.*]]: tensor<?xf32>, %[[N:.*]]: index, %[[OUT:.*]]: tensor<8xf32>, %{{.*}}: index, %{{.*}}: index) -> tensor<8xf32> attributes {rt.kernel}
// CHECK-DAG:     %[[ONE:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0 : index
// CHECK:         %[[R:.*]] = scf.for %[[K:.*]] = %[[ZERO]] to %[[N]] step %[[ONE]] iter_args(%[[T:.*]] = %[[OUT]])
// CHECK:           tensor.extract %[[I]][%[[K]]]
// CHECK:           scf.if
// CHECK:             tensor.insert %{{.*}} into %[[T]]
// CHECK:         return %[[R]] : tensor<8xf32>
// CHECK-LABEL: func.func @scatter(
// CHECK-SAME:    %[[X:.*]]: tensor<8xf32>, %[[I:.*]]: tensor<?xi64>, %[[U:.*]]: tensor<?xf32>)
// CHECK:         %[[N:.*]] = sym.size #sym.expr<N>
// CHECK:         %[[ONE:.*]] = arith.constant 1 : index
// CHECK:         rt.launch @scatter_kernel_0_scatter(%[[I]], %[[U]], %[[N]]) to(%[[X]]) count %[[ONE]] update :
// CHECK-NOT:     scf
// CHECK:         return
func.func @scatter(%x: tensor<8xf32>, %i: tensor<?xi64>, %u: tensor<?xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %y = scf.execute_region -> tensor<8xf32> no_inline {
    %n = sym.size #sym.expr<N> : index
    %r = scf.for %k = %c0 to %n step %c1 iter_args(%t = %x) -> tensor<8xf32> {
      %at = tensor.extract %i[%k] : tensor<?xi64>
      %p = arith.index_cast %at : i64 to index
      %v = tensor.extract %u[%k] : tensor<?xf32>
      %in = arith.cmpi ult, %p, %c8 : index
      %w = scf.if %in -> tensor<8xf32> {
        %put = tensor.insert %v into %t[%p] : tensor<8xf32>
        scf.yield %put : tensor<8xf32>
      } else {
        scf.yield %t : tensor<8xf32>
      }
      scf.yield %w : tensor<8xf32>
    }
    scf.yield %r : tensor<8xf32>
  } {rt.kernel_kind = "scatter"}
  return %y : tensor<8xf32>
}

// -----

// Memory with nothing in it is a destination where it becomes a result, and the kernel's own where it does not: each
// use has a place of its own. Nothing is read before the kernel, so nothing is updated.

// CHECK-LABEL: func.func private @fresh_kernel_0_fill(
// CHECK-SAME:    %[[X:.*]]: f32, %[[SCRATCH:.*]]: tensor<4xf32>, %[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>, %{{.*}}: index, %{{.*}}: index) -> (tensor<4xf32>, tensor<4xf32>)
// CHECK:         tensor.insert %[[X]] into %[[SCRATCH]]
// CHECK:         %[[FIRST:.*]] = tensor.insert %{{.*}} into %[[A]]
// CHECK:         %[[SECOND:.*]] = tensor.insert %{{.*}} into %[[B]]
// CHECK:         return %[[FIRST]], %[[SECOND]]
// CHECK-LABEL: func.func @fresh(
// CHECK-COUNT-4: tensor.empty() : tensor<4xf32>
// CHECK:         rt.launch @fresh_kernel_0_fill(%{{.*}}, %{{.*}}) to(%{{.*}}, %{{.*}}) count %{{.*}} :
func.func @fresh(%x: f32) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %e = tensor.empty() : tensor<4xf32>
  %a, %b = scf.execute_region -> (tensor<4xf32>, tensor<4xf32>) no_inline {
    %s = tensor.insert %x into %e[%c0] : tensor<4xf32>
    %v = tensor.extract %s[%c0] : tensor<4xf32>
    %1 = tensor.insert %v into %e[%c0] : tensor<4xf32>
    %2 = tensor.insert %v into %e[%c0] : tensor<4xf32>
    scf.yield %1, %2 : tensor<4xf32>, tensor<4xf32>
  } {rt.kernel_kind = "fill"}
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// -----

// A result is followed through loops of both kinds.

// CHECK-LABEL: func.func private @repeated_kernel_0_repeat(
// CHECK-SAME:    %[[N:.*]]: index, %[[OUT:.*]]: tensor<4xf32>,
// CHECK:         %[[R:.*]]:2 = scf.while (%{{.*}} = %[[OUT]], %{{.*}} = %{{.*}})
// CHECK:         return %[[R]]#0
// CHECK:         rt.launch @repeated_kernel_0_repeat(%{{.*}}) to(%arg0) count %{{.*}} update :
func.func @repeated(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %y = scf.execute_region -> tensor<4xf32> no_inline {
    %r:2 = scf.while (%t = %x, %k = %c0) : (tensor<4xf32>, index) -> (tensor<4xf32>, index) {
      %more = arith.cmpi ult, %k, %n : index
      scf.condition(%more) %t, %k : tensor<4xf32>, index
    } do {
    ^bb0(%t: tensor<4xf32>, %k: index):
      %put = tensor.insert %zero into %t[%k] : tensor<4xf32>
      %next = arith.addi %k, %c1 : index
      scf.yield %put, %next : tensor<4xf32>, index
    }
    scf.yield %r#0 : tensor<4xf32>
  } {rt.kernel_kind = "repeat"}
  return %y : tensor<4xf32>
}

// -----

// A result that is one of two tensors has no place.
func.func @two(%x: tensor<4xf32>, %y: tensor<4xf32>, %c: i1) -> tensor<4xf32> {
  // expected-error @+1 {{result 0 of a kernel 'choose' does not start as one tensor from outside of it}}
  %z = scf.execute_region -> tensor<4xf32> no_inline {
    %r = scf.if %c -> tensor<4xf32> {
      scf.yield %x : tensor<4xf32>
    } else {
      scf.yield %y : tensor<4xf32>
    }
    scf.yield %r : tensor<4xf32>
  } {rt.kernel_kind = "choose"}
  return %z : tensor<4xf32>
}

// -----

// Two tensors of the kernel that start as one value are two; the versions of one tensor on both ways of a branch are one.
// What is read before anything is written needs no second operand.

// CHECK-LABEL: func.func private @versions_kernel_0_swap(
// CHECK-SAME:    %[[S:.*]]: tensor<4xf32>, %[[C:.*]]: i1, %[[T:.*]]: tensor<4xf32>, %[[OUT:.*]]: tensor<4xf32>, %{{.*}}: index, %{{.*}}: index)
// CHECK:         tensor.extract %[[OUT]]
// CHECK:         scf.if %[[C]]
// CHECK:           tensor.insert %{{.*}} into %[[S]]
// CHECK:         else
// CHECK:           scf.yield %[[S]]
// CHECK:         tensor.insert %{{.*}} into %[[T]]
// CHECK:         tensor.insert %{{.*}} into %[[OUT]]
// CHECK:         rt.launch @versions_kernel_0_swap(%{{.*}}, %arg1, %{{.*}}) to(%arg0) count %{{.*}} update :
func.func @versions(%x: tensor<4xf32>, %c: i1) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<4xf32>
  %y = scf.execute_region -> tensor<4xf32> no_inline {
    %v = tensor.extract %x[%c0] : tensor<4xf32>
    %s = scf.if %c -> tensor<4xf32> {
      %put = tensor.insert %v into %e[%c0] : tensor<4xf32>
      scf.yield %put : tensor<4xf32>
    } else {
      scf.yield %e : tensor<4xf32>
    }
    %t = tensor.insert %v into %e[%c1] : tensor<4xf32>
    %a = tensor.extract %s[%c0] : tensor<4xf32>
    %b = tensor.extract %t[%c1] : tensor<4xf32>
    %sum = arith.addf %a, %b : f32
    %r = tensor.insert %sum into %x[%c1] : tensor<4xf32>
    scf.yield %r : tensor<4xf32>
  } {rt.kernel_kind = "swap"}
  return %y : tensor<4xf32>
}
