// Quantised models are computed with integers.
// RUN: ingot-opt %s --ingot-resolve-quantization --split-input-file | FileCheck %s
// RUN: ingot-opt %s --ingot-resolve-quantization --split-input-file --remarks-filter=ingot-simplify --remark-policy=all -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

// One factor after the sums: 0.5 * (0.25, 1) / 2. The bias has the scale of the sums, so it is added to them; the
// rectifier is what saturation does, because its zero is the least integer.

// REMARK: made a matrix product of integers
// CHECK-LABEL: func.func @layer
// CHECK-SAME:    %[[X:.*]]: tensor<2x3xi8>
// CHECK-DAG:     %[[W:.*]] = nn.constant dense<1> : tensor<3x2xi8>
// CHECK-DAG:     %[[B:.*]] = nn.constant dense<7> : tensor<2xi32>
// CHECK-DAG:     %[[Z:.*]] = nn.constant dense<-128> : tensor<i8>
// CHECK-DAG:     %[[F:.*]] = nn.constant dense<[6.250000e-02, 2.500000e-01]> : tensor<2xf32>
// CHECK:         %[[S:.*]] = nn.matmul %[[X]], %[[W]] : (tensor<2x3xi8>, tensor<3x2xi8>) -> tensor<2x2xi32>
// CHECK:         %[[T:.*]] = nn.add %[[S]], %[[B]]
// CHECK:         %[[Y:.*]] = nn.requantize %[[T]] factor %[[F]] zero %[[Z]]
// CHECK-NEXT:    return %[[Y]]
func.func @layer(%x: tensor<2x3xi8>) -> tensor<2x2xi8> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %w = nn.constant dense<1> : tensor<3x2xi8>
  %t = nn.constant dense<[0.25, 1.0]> : tensor<2xf32>
  %b = nn.constant dense<7> : tensor<2xi32>
  %u = nn.constant dense<[0.125, 0.5]> : tensor<2xf32>
  %v = nn.constant dense<2.0> : tensor<f32>
  %z = nn.constant dense<-128> : tensor<i8>
  %0 = nn.dequantize %x scale %s : (tensor<2x3xi8>, tensor<f32>) -> tensor<2x3xf32>
  %1 = nn.dequantize %w scale %t : (tensor<3x2xi8>, tensor<2xf32>) -> tensor<3x2xf32>
  %2 = nn.dequantize %b scale %u : (tensor<2xi32>, tensor<2xf32>) -> tensor<2xf32>
  %3 = nn.matmul %0, %1 : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %4 = nn.add %3, %2 : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %5 = nn.relu %4 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %6 = nn.quantize %5 scale %v zero %z : (tensor<2x2xf32>, tensor<f32>, tensor<i8>) -> tensor<2x2xi8>
  return %6 : tensor<2x2xi8>
}

// -----

// The zero point of the data pads the input and costs one term per channel; weights less their zero point fit bytes.

// REMARK: made a convolution of integers
// CHECK-LABEL: func.func @convolution
// CHECK-SAME:    %[[X:.*]]: tensor<1x2x4xui8>
// CHECK-DAG:     %[[Z:.*]] = nn.constant dense<3> : tensor<ui8>
// CHECK:         %[[D:.*]] = nn.sub {{.*}} -> tensor<5x2x3xi16>
// CHECK:         %[[W:.*]] = nn.cast %[[D]] : (tensor<5x2x3xi16>) -> tensor<5x2x3xi8>
// CHECK:         %[[P:.*]] = nn.pad %[[X]] value %[[Z]]
// CHECK:         %[[R:.*]] = nn.reduce sum
// CHECK:         %[[M:.*]] = nn.mul %[[R]]
// CHECK:         %[[N:.*]] = nn.neg %[[M]]
// CHECK:         nn.conv %[[P]], %[[W]] bias %[[N]] {{.*}}pads = array<i64: 0, 0>{{.*}} : (tensor<1x2x6xui8>, tensor<5x2x3xi8>, tensor<5xi32>) -> tensor<1x5x4xi32>
// CHECK:         nn.dequantize
func.func @convolution(%x: tensor<1x2x4xui8>) -> tensor<1x5x4xf32> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %z = nn.constant dense<3> : tensor<ui8>
  %w = nn.constant dense<200> : tensor<5x2x3xui8>
  %y = nn.constant dense<128> : tensor<ui8>
  %0 = nn.dequantize %x scale %s zero %z : (tensor<1x2x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4xf32>
  %1 = nn.dequantize %w scale %s zero %y : (tensor<5x2x3xui8>, tensor<f32>, tensor<ui8>) -> tensor<5x2x3xf32>
  %2 = nn.conv %0, %1 {dilations = array<i64: 1>, pads = array<i64: 1, 1>, strides = array<i64: 1>} : (tensor<1x2x4xf32>, tensor<5x2x3xf32>) -> tensor<1x5x4xf32>
  return %2 : tensor<1x5x4xf32>
}

// -----

// Sums that may overflow 32 bits stay in float.

// REMARK: nn.matmul stays in float
// CHECK-LABEL: func.func @long_sums
// CHECK:         nn.matmul {{.*}} -> tensor<2x1xf32>
func.func @long_sums(%x: tensor<2x40000xi8>, %w: tensor<40000x1xi8>) -> tensor<2x1xf32> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.dequantize %x scale %s : (tensor<2x40000xi8>, tensor<f32>) -> tensor<2x40000xf32>
  %1 = nn.dequantize %w scale %s : (tensor<40000x1xi8>, tensor<f32>) -> tensor<40000x1xf32>
  %2 = nn.matmul %0, %1 : (tensor<2x40000xf32>, tensor<40000x1xf32>) -> tensor<2x1xf32>
  return %2 : tensor<2x1xf32>
}

// -----

// Moves and maxima work on integers, and a round trip is none.

// CHECK-LABEL: func.func @moves
// CHECK-SAME:    %[[X:.*]]: tensor<1x2x4x4xi8>
// CHECK-NEXT:    %[[P:.*]] = nn.max_pool %[[X]] {{.*}} -> tensor<1x2x2x2xi8>
// CHECK-NEXT:    %[[R:.*]] = nn.reshape %[[P]] : (tensor<1x2x2x2xi8>) -> tensor<2x4xi8>
// CHECK-NEXT:    %[[T:.*]] = nn.transpose %[[R]] {{.*}} -> tensor<4x2xi8>
// CHECK-NEXT:    return %[[T]]
func.func @moves(%x: tensor<1x2x4x4xi8>) -> tensor<4x2xi8> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.dequantize %x scale %s : (tensor<1x2x4x4xi8>, tensor<f32>) -> tensor<1x2x4x4xf32>
  %1 = nn.max_pool %0 {dilations = array<i64: 1, 1>, strides = array<i64: 2, 2>, window = array<i64: 2, 2>} : (tensor<1x2x4x4xf32>) -> tensor<1x2x2x2xf32>
  %2 = nn.reshape %1 : (tensor<1x2x2x2xf32>) -> tensor<2x4xf32>
  %3 = nn.transpose %2 {permutation = array<i64: 1, 0>} : (tensor<2x4xf32>) -> tensor<4x2xf32>
  %4 = nn.quantize %3 scale %s : (tensor<4x2xf32>, tensor<f32>) -> tensor<4x2xi8>
  return %4 : tensor<4x2xi8>
}

// -----

// A padding with zeros is one with the zero point; parts of one scale are joined as integers.

// CHECK-LABEL: func.func @joined
// CHECK-DAG:     %[[Z:.*]] = nn.constant dense<5> : tensor<ui8>
// CHECK:         %[[P:.*]] = nn.pad %{{.*}} value %[[Z]] {{.*}} -> tensor<4xui8>
// CHECK:         %[[C:.*]] = nn.concat %[[P]], %{{.*}} -> tensor<7xui8>
// CHECK:         nn.dequantize %[[C]]
func.func @joined(%x: tensor<3xui8>, %y: tensor<3xui8>) -> tensor<7xf32> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %z = nn.constant dense<5> : tensor<ui8>
  %0 = nn.dequantize %x scale %s zero %z : (tensor<3xui8>, tensor<f32>, tensor<ui8>) -> tensor<3xf32>
  %1 = nn.dequantize %y scale %s zero %z : (tensor<3xui8>, tensor<f32>, tensor<ui8>) -> tensor<3xf32>
  %2 = nn.pad %0 {low = [#sym.expr<1>], high = [#sym.expr<0>]} : (tensor<3xf32>) -> tensor<4xf32>
  %3 = nn.concat %2, %1 {axis = 0 : i64} : (tensor<4xf32>, tensor<3xf32>) -> tensor<7xf32>
  return %3 : tensor<7xf32>
}

// -----

// Limits inside the range become limits of integers: 1.5/0.5 + 2 = 5.

// CHECK-LABEL: func.func @limit
// CHECK-DAG:     %[[L:.*]] = nn.constant dense<5> : tensor<i8>
// CHECK:         %[[Q:.*]] = nn.quantize %arg0
// CHECK:         nn.min %[[Q]], %[[L]] : (tensor<4xi8>, tensor<i8>) -> tensor<4xi8>
func.func @limit(%x: tensor<4xf32>) -> tensor<4xi8> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %z = nn.constant dense<2> : tensor<i8>
  %c = nn.constant dense<1.5> : tensor<f32>
  %0 = nn.min %x, %c : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.quantize %0 scale %s zero %z : (tensor<4xf32>, tensor<f32>, tensor<i8>) -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// -----

// A sum works in the unit of its result, a product of bytes is one of integers, a mean adds up whole numbers.

// CHECK-LABEL: func.func @between
// CHECK-DAG:     %[[QUARTER:.*]] = nn.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG:     %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK:         %[[A:.*]] = nn.dequantize %arg0 scale %[[QUARTER]]
// CHECK:         %[[B:.*]] = nn.dequantize %arg1 scale %[[QUARTER]]
// CHECK:         %[[S:.*]] = nn.add %[[A]], %[[B]]
// CHECK:         nn.quantize %[[S]] scale %[[ONE]]
// CHECK:         %[[M:.*]] = nn.mul {{.*}} : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK:         nn.requantize %[[M]]
func.func @between(%x: tensor<4xi8>, %y: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>) {
  %s = nn.constant dense<0.5> : tensor<f32>
  %t = nn.constant dense<2.0> : tensor<f32>
  %0 = nn.dequantize %x scale %s : (tensor<4xi8>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.dequantize %y scale %s : (tensor<4xi8>, tensor<f32>) -> tensor<4xf32>
  %2 = nn.add %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nn.quantize %2 scale %t : (tensor<4xf32>, tensor<f32>) -> tensor<4xi8>
  %4 = nn.mul %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %5 = nn.quantize %4 scale %t : (tensor<4xf32>, tensor<f32>) -> tensor<4xi8>
  return %3, %5 : tensor<4xi8>, tensor<4xi8>
}

// -----

// CHECK-LABEL: func.func @mean
// CHECK:         %[[D:.*]] = nn.dequantize %arg0 scale %{{.*}} zero
// CHECK:         %[[P:.*]] = nn.avg_pool %[[D]]
// CHECK:         nn.quantize %[[P]]
// CHECK-NOT:     nn.mul
func.func @mean(%x: tensor<1x2x4xui8>) -> tensor<1x2x2xui8> {
  %s = nn.constant dense<0.5> : tensor<f32>
  %z = nn.constant dense<9> : tensor<ui8>
  %0 = nn.dequantize %x scale %s zero %z : (tensor<1x2x4xui8>, tensor<f32>, tensor<ui8>) -> tensor<1x2x4xf32>
  %1 = nn.avg_pool %0 {dilations = array<i64: 1>, strides = array<i64: 2>, window = array<i64: 2>} : (tensor<1x2x4xf32>) -> tensor<1x2x2xf32>
  %2 = nn.quantize %1 scale %s zero %z : (tensor<1x2x2xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x2x2xui8>
  return %2 : tensor<1x2x2xui8>
}
