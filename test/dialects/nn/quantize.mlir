// Operations on integers that stand for real numbers print and parse.
// RUN: ingot-opt %s | ingot-opt | FileCheck %s
// RUN: ingot-opt %s --mlir-print-op-generic | ingot-opt | FileCheck %s

// CHECK-LABEL: @quantize
// CHECK-SAME: %[[X:.+]]: tensor<2x6xf32>, %[[H:.+]]: tensor<*xf16>, %[[S:.+]]: tensor<f32>, %[[V:.+]]: tensor<2x3xf32>, %[[T:.+]]: tensor<f16>, %[[Z:.+]]: tensor<2x3xi16>
func.func @quantize(%x: tensor<2x6xf32>, %h: tensor<*xf16>, %s: tensor<f32>, %v: tensor<2x3xf32>, %t: tensor<f16>,
                    %z: tensor<2x3xi16>) {
  // CHECK-NEXT: nn.quantize %[[X]] scale %[[S]] : (tensor<2x6xf32>, tensor<f32>) -> tensor<2x6xui8>
  %0 = nn.quantize %x scale %s : (tensor<2x6xf32>, tensor<f32>) -> tensor<2x6xui8>
  // CHECK-NEXT: nn.quantize %[[X]] scale %[[V]] zero %[[Z]] {axis = -1 : i64, block_size = 2 : i64}
  %1 = nn.quantize %x scale %v zero %z {axis = -1 : i64, block_size = 2 : i64}
      : (tensor<2x6xf32>, tensor<2x3xf32>, tensor<2x3xi16>) -> tensor<2x6xi16>
  // CHECK-NEXT: nn.quantize %[[H]] scale %[[T]] : (tensor<*xf16>, tensor<f16>) -> tensor<*xi32>
  %2 = nn.quantize %h scale %t : (tensor<*xf16>, tensor<f16>) -> tensor<*xi32>
  return
}

// CHECK-LABEL: @dequantize
// CHECK-SAME: %[[Q:.+]]: tensor<2x3xi8>, %[[S:.+]]: tensor<3xf32>, %[[Z:.+]]: tensor<3xi8>, %[[I:.+]]: tensor<4xi32>, %[[T:.+]]: tensor<f16>
func.func @dequantize(%q: tensor<2x3xi8>, %s: tensor<3xf32>, %z: tensor<3xi8>, %i: tensor<4xi32>, %t: tensor<f16>) {
  // CHECK-NEXT: nn.dequantize %[[Q]] scale %[[S]] zero %[[Z]] {axis = 1 : i64}
  %0 = nn.dequantize %q scale %s zero %z {axis = 1 : i64}
      : (tensor<2x3xi8>, tensor<3xf32>, tensor<3xi8>) -> tensor<2x3xf32>
  // CHECK-NEXT: nn.dequantize %[[I]] scale %[[T]] : (tensor<4xi32>, tensor<f16>) -> tensor<4xbf16>
  %1 = nn.dequantize %i scale %t : (tensor<4xi32>, tensor<f16>) -> tensor<4xbf16>
  return
}

// CHECK-LABEL: @requantize
func.func @requantize(%a: tensor<2x3xi32>, %f: tensor<3xf32>, %z: tensor<i8>) {
  // CHECK-NEXT: nn.requantize %{{.+}} factor %{{.+}} zero %{{.+}} : (tensor<2x3xi32>, tensor<3xf32>, tensor<i8>)
  %0 = nn.requantize %a factor %f zero %z : (tensor<2x3xi32>, tensor<3xf32>, tensor<i8>) -> tensor<2x3xi8>
  // CHECK-NEXT: nn.requantize %{{.+}} factor %{{.+}} : (tensor<2x3xi32>, tensor<3xf32>) -> tensor<2x3xui16>
  %1 = nn.requantize %a factor %f : (tensor<2x3xi32>, tensor<3xf32>) -> tensor<2x3xui16>
  return
}

// CHECK-LABEL: @contractions
// CHECK-SAME: %[[A:.+]]: tensor<2x3xui8>, %[[B:.+]]: tensor<3x4xi8>, %[[ZA:.+]]: tensor<ui8>, %[[ZB:.+]]: tensor<4xi8>
func.func @contractions(%a: tensor<2x3xui8>, %b: tensor<3x4xi8>, %za: tensor<ui8>, %zb: tensor<4xi8>,
                        %x: tensor<1x3x8x8xui8>, %w: tensor<16x3x3x3xi8>, %zw: tensor<16xi8>) {
  // CHECK-NEXT: nn.matmul_integer %[[A]], %[[B]] lhs_zero %[[ZA]] rhs_zero %[[ZB]]
  %0 = nn.matmul_integer %a, %b lhs_zero %za rhs_zero %zb
      : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<ui8>, tensor<4xi8>) -> tensor<2x4xi32>
  // CHECK-NEXT: nn.matmul_integer %[[A]], %[[B]] rhs_zero %[[ZB]] : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<4xi8>)
  %1 = nn.matmul_integer %a, %b rhs_zero %zb : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<4xi8>) -> tensor<2x4xi32>
  // CHECK-NEXT: nn.conv_integer %{{.+}}, %{{.+}} input_zero %[[ZA]] weights_zero %{{.+}} {dilations = array<i64: 1, 1>
  %2 = nn.conv_integer %x, %w input_zero %za weights_zero %zw
      {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x3x8x8xui8>, tensor<16x3x3x3xi8>, tensor<ui8>, tensor<16xi8>) -> tensor<1x16x8x8xi32>
  // The core contractions of integers.
  // CHECK-NEXT: nn.matmul %[[A]], %[[B]] : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xi32>
  %3 = nn.matmul %a, %b : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xi32>
  // CHECK-NEXT: nn.conv %{{.+}}, %{{.+}} {dilations
  %4 = nn.conv %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 1, 1>}
      : (tensor<1x3x8x8xui8>, tensor<16x3x3x3xi8>) -> tensor<1x16x6x6xi32>
  return
}
