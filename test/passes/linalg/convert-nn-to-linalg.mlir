// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --split-input-file --verify-diagnostics

// expected-error @below {{has type 'tensor<?xf32>' with a size that has no name; the shape stage gives it one}}
func.func @unnamed(%x: tensor<?xf32>) {
  return
}

// -----

func.func @operand_form(%x: tensor<4xf32>, %s: tensor<1xi64>, %e: tensor<1xi64>) -> tensor<2xf32> {
  // expected-error @below {{'nn.slice' op cannot be lowered: expected the core form, with attributes 'offsets' and 'steps_attr'}}
  // expected-error @below {{failed to legalize operation 'nn.slice'}}
  %y = nn.slice %x from %s to %e : (tensor<4xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

func.func @integer_mean(%x: tensor<1x1x4xi32>) -> tensor<1x1x2xi32> {
  // expected-error @below {{'nn.avg_pool' op cannot be lowered: expected floating-point elements}}
  // expected-error @below {{failed to legalize operation 'nn.avg_pool'}}
  %y = nn.avg_pool %x {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>} : (tensor<1x1x4xi32>) -> tensor<1x1x2xi32>
  return %y : tensor<1x1x2xi32>
}
