// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @reduce_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got 2}}
  %0 = nn.reduce sum %x {axes = array<i64: 2>} : (tensor<2x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @reduce_c1_twice(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected distinct axes, got -1 twice}}
  %0 = nn.reduce sum %x {axes = array<i64: 1, -1>} : (tensor<2x3xf32>) -> tensor<*xf32>
  return
}

// -----

func.func @reduce_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected booleans, got 'f32'}}
  %0 = nn.reduce any %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @arg_reduce_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected kind max or min, got sum}}
  %0 = nn.arg_reduce sum %x {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xi64>
  return
}

// -----

func.func @arg_reduce_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got -3}}
  %0 = nn.arg_reduce max %x {axis = -3 : i64} : (tensor<2x3xf32>) -> tensor<2xi64>
  return
}

// -----

func.func @arg_reduce_c3(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{result #0 must be tensor of integers, but got 'tensor<2xf32>'}}
  %0 = nn.arg_reduce max %x {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @softmax_like_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected distinct axes, got 0 twice}}
  %0 = nn.softmax %x {axes = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_like_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape 'tensor<2x3xf32>', got 'tensor<2x4xf32>'}}
  %0 = nn.log_softmax %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @batch_norm_c1(%x: tensor<3xf32>, %v: tensor<3xf32>) {
  // expected-error @+1 {{expected an input of rank >= 2, got 'tensor<3xf32>'}}
  %0 = nn.batch_norm %x, %v, %v, %v, %v {epsilon = 1.0e-5 : f64}
      : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @batch_norm_c2(%x: tensor<1x3xf32>, %v: tensor<3xf32>, %m: tensor<1x3xf32>) {
  // expected-error @+1 {{expected vectors of rank 1, got 'tensor<1x3xf32>'}}
  %0 = nn.batch_norm %x, %v, %v, %m, %v {epsilon = 1.0e-5 : f64}
      : (tensor<1x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<1x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @layer_norm_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [-2, 1], got 2}}
  %0 = nn.layer_norm %x {axis = 2 : i64, epsilon = 1.0e-5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @group_norm_c1(%x: tensor<4xf32>, %v: tensor<4xf32>) {
  // expected-error @+1 {{expected an input of rank >= 2, got 'tensor<4xf32>'}}
  %0 = nn.group_norm %x, %v, %v {epsilon = 1.0e-5 : f64, groups = 2 : i64}
      : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @group_norm_c2(%x: tensor<1x4xf32>, %v: tensor<4xf32>) {
  // expected-error @+1 {{expected vectors of rank 1, got 'tensor<1x4xf32>'}}
  %0 = nn.group_norm %x, %v, %x {epsilon = 1.0e-5 : f64, groups = 2 : i64}
      : (tensor<1x4xf32>, tensor<4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  return
}
