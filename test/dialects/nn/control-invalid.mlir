// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @if_c1(%c: tensor<2xi1>) {
  // expected-error @+1 {{expected a condition of one element, got 'tensor<2xi1>'}}
  nn.if %c : (tensor<2xi1>) -> () {
    nn.yield
  } else {
    nn.yield
  }
  return
}

// -----

func.func @if_c2(%c: tensor<i1>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a region that yields 1 values, got 0}}
  %0 = nn.if %c : (tensor<i1>) -> tensor<f32> {
    nn.yield %x : tensor<f32>
  } else {
    nn.yield
  }
  return
}

// -----

func.func @if_c2_element(%c: tensor<i1>, %x: tensor<f32>, %y: tensor<i32>) {
  // expected-error @+1 {{expected a yielded value of element type 'f32', got 'i32'}}
  %0 = nn.if %c : (tensor<i1>) -> tensor<f32> {
    nn.yield %x : tensor<f32>
  } else {
    nn.yield %y : tensor<i32>
  }
  return
}

// -----

func.func @loop_c1(%n: tensor<i32>) {
  // expected-error @+1 {{expected a number of iterations of one 'i64', got 'tensor<i32>'}}
  nn.loop trip %n carry() : (tensor<i32>) -> () {
  ^bb0(%i: tensor<i64>):
    nn.yield
  }
  return
}

// -----

func.func @loop_c1_condition(%n: tensor<i64>, %c: tensor<2xi1>) {
  // expected-error @+1 {{expected a condition of one element, got 'tensor<2xi1>'}}
  nn.loop trip %n while %c carry() : (tensor<i64>, tensor<2xi1>) -> () {
  ^bb0(%i: tensor<i64>):
    nn.yield
  }
  return
}

// -----

func.func @loop_c2(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a block with an iteration number of type tensor<i64> and 1 carried values, got 'tensor<i64>'}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>):
    nn.yield %x : tensor<f32>
  }
  return
}

// -----

func.func @loop_c2_element(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a carried value of element type 'f32', got 'f64'}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %a: tensor<f64>):
    nn.yield %x : tensor<f32>
  }
  return
}

// -----

func.func @loop_c3(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a region that yields 2 values, got 1}}
  %0, %1 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> (tensor<f32>, tensor<?xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>):
    nn.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @loop_c3_condition(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a boolean that says whether another iteration follows, got 'tensor<i64>'}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>):
    nn.yield %i, %a : tensor<i64>, tensor<f32>
  }
  return
}

// -----

func.func @loop_c4(%x: tensor<f32>) {
  // expected-error @+1 {{expected a number of iterations, or a region that says when to stop}}
  %0 = nn.loop carry(%x) : (tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>):
    nn.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @loop_c5(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected at least 1 results, got 0}}
  nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> () {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>):
    nn.yield
  }
  return
}

// -----

func.func @loop_c5_element(%n: tensor<i64>, %x: tensor<f32>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'f64'}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<f32>) -> tensor<f64> {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>):
    nn.yield %a : tensor<f32>
  }
  return
}

// -----

func.func @yield_c1() {
  // expected-error @+1 {{expects parent op to be one of 'nn.if, nn.loop'}}
  nn.yield
}
