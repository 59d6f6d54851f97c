// Operations with a window print and parse; attributes that have their default are not printed.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @conv
// CHECK-SAME: %[[X:.+]]: tensor<1x4x8x8xf32>, %[[W:.+]]: tensor<16x2x3x3xf32>, %[[B:.+]]: tensor<16xf32>
func.func @conv(%x: tensor<1x4x8x8xf32>, %w: tensor<16x2x3x3xf32>, %b: tensor<16xf32>) {
  // CHECK-NEXT: nn.conv %[[X]], %[[W]] bias %[[B]] {dilations = array<i64: 1, 1>, group = 2 : i64,
  // CHECK-SAME: pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
  // CHECK-SAME: : (tensor<1x4x8x8xf32>, tensor<16x2x3x3xf32>, tensor<16xf32>) -> tensor<1x16x8x8xf32>
  %0 = nn.conv %x, %w bias %b {dilations = array<i64: 1, 1>, group = 2 : i64, pads = array<i64: 1, 1, 1, 1>,
                               strides = array<i64: 1, 1>}
      : (tensor<1x4x8x8xf32>, tensor<16x2x3x3xf32>, tensor<16xf32>) -> tensor<1x16x8x8xf32>
  // CHECK-NEXT: nn.conv %[[X]], %[[W]] {auto_pad = #nn.auto_pad<same_upper>, dilations = array<i64: 1, 1>, group = 2 : i64,
  // CHECK-SAME: strides = array<i64: 2, 2>}
  %1 = nn.conv %x, %w {auto_pad = #nn.auto_pad<same_upper>, dilations = array<i64: 1, 1>, group = 2 : i64,
                       strides = array<i64: 2, 2>}
      : (tensor<1x4x8x8xf32>, tensor<16x2x3x3xf32>) -> tensor<*xf32>
  return
}

// CHECK-LABEL: @conv_channels_last
func.func @conv_channels_last(%x: tensor<1x8x8x4xf32>, %w: tensor<3x3x4x16xf32>) {
  // CHECK-NEXT: layout = #nn.layout<channels_last>, strides = array<i64: 1, 1>}
  // CHECK-SAME: (tensor<1x8x8x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x6x6x16xf32>
  %0 = nn.conv %x, %w {dilations = array<i64: 1, 1>, layout = #nn.layout<channels_last>, strides = array<i64: 1, 1>}
      : (tensor<1x8x8x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x6x6x16xf32>
  return
}

// CHECK-LABEL: @conv_transpose
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8xf32>, %[[W:.+]]: tensor<3x4x2xf32>, %[[B:.+]]: tensor<4xf32>
func.func @conv_transpose(%x: tensor<1x3x8xf32>, %w: tensor<3x4x2xf32>, %b: tensor<4xf32>) {
  // CHECK-NEXT: nn.conv_transpose %[[X]], %[[W]] bias %[[B]] {dilations = array<i64: 1>, output_padding = array<i64: 1>,
  // CHECK-SAME: strides = array<i64: 2>} : (tensor<1x3x8xf32>, tensor<3x4x2xf32>, tensor<4xf32>) -> tensor<1x4x17xf32>
  %0 = nn.conv_transpose %x, %w bias %b {dilations = array<i64: 1>, output_padding = array<i64: 1>,
                                         strides = array<i64: 2>}
      : (tensor<1x3x8xf32>, tensor<3x4x2xf32>, tensor<4xf32>) -> tensor<1x4x17xf32>
  // CHECK-NEXT: nn.conv_transpose %[[X]], %[[W]] {dilations = array<i64: 1>, output_shape = array<i64: 16>,
  %1 = nn.conv_transpose %x, %w {dilations = array<i64: 1>, output_shape = array<i64: 16>, strides = array<i64: 2>}
      : (tensor<1x3x8xf32>, tensor<3x4x2xf32>) -> tensor<1x4x16xf32>
  return
}

// CHECK-LABEL: @pools
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8x8xf32>
func.func @pools(%x: tensor<1x3x8x8xf32>) {
  // CHECK-NEXT: nn.max_pool %[[X]] {ceil_mode = true, dilations = array<i64: 1, 1>, strides = array<i64: 2, 2>,
  // CHECK-SAME: window = array<i64: 3, 3>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  %0 = nn.max_pool %x {ceil_mode = true, dilations = array<i64: 1, 1>, strides = array<i64: 2, 2>,
                       window = array<i64: 3, 3>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  // CHECK-NEXT: nn.avg_pool %[[X]] {count_include_pad = true, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
  // CHECK-SAME: strides = array<i64: 1, 1>, window = array<i64: 3, 3>} : (tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32>
  %1 = nn.avg_pool %x {count_include_pad = true, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
                       strides = array<i64: 1, 1>, window = array<i64: 3, 3>}
      : (tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32>
  return
}
