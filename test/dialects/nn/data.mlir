// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

sym.symbol @K {bound = #sym.expr<100>}
// CHECK-LABEL: func.func @sizes
func.func @sizes(%n: tensor<i64>, %b: tensor<i1>) {
  // CHECK: nn.set_size %{{.+}}, #sym.expr<0> to #sym.expr<100> sets "K", "0 to 100" : tensor<i64>
  nn.set_size %n, #sym.expr<0> to #sym.expr<100> sets "K", "0 to 100" : tensor<i64>
  // CHECK: nn.set_size %{{.+}}, #sym.expr<7> to #sym.expr<7>, "seven" : tensor<i64>
  nn.set_size %n, #sym.expr<7> to #sym.expr<7>, "seven" : tensor<i64>
  // CHECK: nn.require #sym.expr<K == 4>, "four"
  nn.require #sym.expr<K == 4>, "four"
  // CHECK: nn.check %{{.+}}, "holds" : tensor<i1>
  nn.check %b, "holds" : tensor<i1>
  // CHECK: nn.expect_size %{{.+}}[#sym.expr<10>] : (tensor<i64>) -> tensor<i64>
  %e = nn.expect_size %n [#sym.expr<10>] : (tensor<i64>) -> tensor<i64>
  return
}

// CHECK-LABEL: func.func @axes
func.func @axes(%x: tensor<1x3xf32>, %a: tensor<1xi64>) {
  // CHECK: nn.reduce_at sum %{{.+}} at %{{.+}} {keep_dims = true, noop_when_empty = true}
  %r = nn.reduce_at sum %x at %a {keep_dims = true, noop_when_empty = true}
      : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  // CHECK: nn.squeeze_at
  %s = nn.squeeze_at %x at %a : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  // CHECK: nn.unsqueeze_at
  %u = nn.unsqueeze_at %x at %a : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<*xf32>
  return
}

// CHECK-LABEL: func.func @found
func.func @found(%x: tensor<2x3xf32>, %m: tensor<6x1xf32>, %b: tensor<1x6x4xf32>, %s: tensor<1x1x6xf32>,
                 %l: tensor<i64>, %t: tensor<1xf32>) {
  // CHECK: nn.non_zero
  %p, %n = nn.non_zero %x : (tensor<2x3xf32>) -> (tensor<2x6xi64>, tensor<i64>)
  // CHECK: nn.unique %{{.+}} {sorted}
  %f:4 = nn.unique %m {sorted} : (tensor<6x1xf32>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>)
  // CHECK: nn.non_max_suppression %{{.+}}, %{{.+}} limit %{{.+}} iou %{{.+}} score %{{.+}} {center_point}
  %o:2 = nn.non_max_suppression %b, %s limit %l iou %t score %t {center_point}
      : (tensor<1x6x4xf32>, tensor<1x1x6xf32>, tensor<i64>, tensor<1xf32>, tensor<1xf32>)
      -> (tensor<6x3xi64>, tensor<i64>)
  // CHECK: nn.take_first %{{.+}} of %{{.+}}, %{{.+}} {axes = array<i64: 1, 0>}
  %k:2 = nn.take_first %n of %p, %o#0 {axes = array<i64: 1, 0>}
      : (tensor<i64>, tensor<2x6xi64>, tensor<6x3xi64>) -> (tensor<*xi64>, tensor<*xi64>)
  return
}
