// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @set_size_c1(%n: tensor<2xi64>) {
  // expected-error @+1 {{expected a tensor of one element, got 'tensor<2xi64>'}}
  nn.set_size %n, #sym.expr<0> to #sym.expr<9>, "m" : tensor<2xi64>
  return
}

// -----

func.func @set_size_c2(%n: tensor<i64>) {
  // expected-error @+1 {{expected a message}}
  nn.set_size %n, #sym.expr<0> to #sym.expr<9>, "" : tensor<i64>
  return
}

// -----

sym.symbol @K
func.func @require_c1() {
  // expected-error @+1 {{expected a message}}
  nn.require #sym.expr<K == 4>, ""
  return
}

// -----

func.func @check_c1(%c: tensor<3xi1>) {
  // expected-error @+1 {{expected a tensor of one element, got 'tensor<3xi1>'}}
  nn.check %c, "m" : tensor<3xi1>
  return
}

// -----

func.func @check_c2(%c: tensor<i1>) {
  // expected-error @+1 {{expected a message}}
  nn.check %c, "" : tensor<i1>
  return
}

// -----

func.func @expect_size_c1(%n: tensor<2xi64>) {
  // expected-error @+1 {{expected a tensor of one element}}
  %0 = nn.expect_size %n [#sym.expr<2>] : (tensor<2xi64>) -> tensor<2xi64>
  return
}

// -----

func.func @expect_size_c2(%n: tensor<i64>) {
  // expected-error @+1 {{expected a result of 'i64', got 'i32'}}
  %0 = nn.expect_size %n [#sym.expr<2>] : (tensor<i64>) -> tensor<i32>
  return
}

// -----

func.func @reduce_at_c1(%x: tensor<2xf32>, %a: tensor<1xi64>) {
  // expected-error @+1 {{expected a result of 'f32', got 'f64'}}
  %0 = nn.reduce_at sum %x at %a : (tensor<2xf32>, tensor<1xi64>) -> tensor<*xf64>
  return
}

// -----

func.func @reduce_at_c2(%x: tensor<2xf32>, %a: tensor<1x1xi64>) {
  // expected-error @+1 {{expected axes as a vector or a scalar, got 'tensor<1x1xi64>'}}
  %0 = nn.reduce_at sum %x at %a : (tensor<2xf32>, tensor<1x1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @squeeze_at_c1(%x: tensor<1xf32>, %a: tensor<1xi64>) {
  // expected-error @+1 {{expected a result of 'f32', got 'f64'}}
  %0 = nn.squeeze_at %x at %a : (tensor<1xf32>, tensor<1xi64>) -> tensor<*xf64>
  return
}

// -----

func.func @squeeze_at_c2(%x: tensor<1xf32>, %a: tensor<1x1xi64>) {
  // expected-error @+1 {{expected axes as a vector or a scalar}}
  %0 = nn.squeeze_at %x at %a : (tensor<1xf32>, tensor<1x1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @unsqueeze_at_c1(%x: tensor<1xf32>, %a: tensor<1xi64>) {
  // expected-error @+1 {{expected a result of 'f32', got 'f64'}}
  %0 = nn.unsqueeze_at %x at %a : (tensor<1xf32>, tensor<1xi64>) -> tensor<*xf64>
  return
}

// -----

func.func @unsqueeze_at_c2(%x: tensor<1xf32>, %a: tensor<1x1xi64>) {
  // expected-error @+1 {{expected axes as a vector or a scalar}}
  %0 = nn.unsqueeze_at %x at %a : (tensor<1xf32>, tensor<1x1xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @non_zero_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected results of 64-bit integers, got 'tensor<1x2xi32>'}}
  %p, %n = nn.non_zero %x : (tensor<2xf32>) -> (tensor<1x2xi32>, tensor<i64>)
  return
}

// -----

func.func @unique_c1(%x: tensor<2xf32>) {
  // expected-error @+1 {{expected a matrix, got 'tensor<2xf32>'}}
  %0:4 = nn.unique %x : (tensor<2xf32>) -> (tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<i64>)
  return
}

// -----

func.func @unique_c2(%x: tensor<2x1xf32>) {
  // expected-error @+1 {{expected results of 64-bit integers, got 'tensor<2xi32>'}}
  %0:4 = nn.unique %x : (tensor<2x1xf32>) -> (tensor<2xi64>, tensor<2xi32>, tensor<2xi64>, tensor<i64>)
  return
}

// -----

func.func @non_max_suppression_c1(%b: tensor<1x6x4xf32>, %s: tensor<1x1x6xf32>, %l: tensor<2xi64>) {
  // expected-error @+1 {{expected a tensor of one element, got 'tensor<2xi64>'}}
  %0:2 = nn.non_max_suppression %b, %s limit %l
      : (tensor<1x6x4xf32>, tensor<1x1x6xf32>, tensor<2xi64>) -> (tensor<6x3xi64>, tensor<i64>)
  return
}

// -----

func.func @non_max_suppression_c2(%b: tensor<1x6x4xf32>, %s: tensor<1x1x6xf32>) {
  // expected-error @+1 {{expected results of 64-bit integers, got 'tensor<6x3xi32>'}}
  %0:2 = nn.non_max_suppression %b, %s : (tensor<1x6x4xf32>, tensor<1x1x6xf32>) -> (tensor<6x3xi32>, tensor<i64>)
  return
}

// -----

func.func @take_first_c1(%n: tensor<i64>, %x: tensor<4xf32>) {
  // expected-error @+1 {{expected an axis and a result for each of 1 inputs, got 2 and 1}}
  %0 = nn.take_first %n of %x {axes = array<i64: 0, 0>} : (tensor<i64>, tensor<4xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @take_first_c2(%n: tensor<2xi64>, %x: tensor<4xf32>) {
  // expected-error @+1 {{expected a tensor of one element, got 'tensor<2xi64>'}}
  %0 = nn.take_first %n of %x {axes = array<i64: 0>} : (tensor<2xi64>, tensor<4xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @take_first_c3(%n: tensor<i64>, %x: tensor<4xf32>) {
  // expected-error @+1 {{expected a result of 'f32', got 'f64'}}
  %0 = nn.take_first %n of %x {axes = array<i64: 0>} : (tensor<i64>, tensor<4xf32>) -> tensor<*xf64>
  return
}
