// Scaling and rounding as formulas; products of integers of different signs.
// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --split-input-file | FileCheck %s

// A sum in f32, comparisons that take NaN to the least number, and a conversion through 32 bits.

// CHECK-LABEL: func.func @quantize
// CHECK:         arith.divf
// CHECK:         math.roundeven
// CHECK:         arith.uitofp %{{.*}} : i8 to f32
// CHECK:         %[[SUM:.*]] = arith.addf
// CHECK-DAG:     arith.constant 0.000000e+00 : f32
// CHECK-DAG:     arith.constant 2.550000e+02 : f32
// CHECK:         %[[ABOVE:.*]] = arith.cmpf ogt, %[[SUM]]
// CHECK:         arith.select %[[ABOVE]], %[[SUM]]
// CHECK:         arith.cmpf olt
// CHECK:         arith.fptosi %{{.*}} : f32 to i32
// CHECK:         arith.trunci %{{.*}} : i32 to i8
func.func @quantize(%x: tensor<3x4xf32>, %s: tensor<f32>, %z: tensor<ui8>) -> tensor<3x4xui8> {
  %0 = nn.quantize %x scale %s zero %z : (tensor<3x4xf32>, tensor<f32>, tensor<ui8>) -> tensor<3x4xui8>
  return %0 : tensor<3x4xui8>
}

// -----

// 32 bits need more digits than f32 has.

// CHECK-LABEL: func.func @wide
// CHECK:         math.roundeven %{{.*}} : f32
// CHECK:         arith.extf %{{.*}} : f32 to f64
// CHECK:         arith.fptosi %{{.*}} : f64 to i32
func.func @wide(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xi32> {
  %0 = nn.quantize %x scale %s : (tensor<4xf32>, tensor<f32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

// A scale of 1 divides and multiplies nothing.

// CHECK-LABEL: func.func @unit
// CHECK-NOT:     arith.mulf
// CHECK-NOT:     arith.divf
// CHECK:         return
func.func @unit(%x: tensor<4xi8>) -> tensor<4xi8> {
  %s = nn.constant dense<1.0> : tensor<f32>
  %0 = nn.dequantize %x scale %s : (tensor<4xi8>, tensor<f32>) -> tensor<4xf32>
  %1 = nn.quantize %0 scale %s : (tensor<4xf32>, tensor<f32>) -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// -----

// CHECK-LABEL: func.func @requantize
// CHECK:         arith.sitofp %{{.*}} : i32 to f32
// CHECK-NEXT:    arith.mulf
// CHECK-NEXT:    math.roundeven
func.func @requantize(%x: tensor<2x3xi32>, %f: tensor<3xf32>) -> tensor<2x3xi8> {
  %0 = nn.requantize %x factor %f : (tensor<2x3xi32>, tensor<3xf32>) -> tensor<2x3xi8>
  return %0 : tensor<2x3xi8>
}

// -----

// Each operand is extended as its type says.

// CHECK-LABEL: func.func @product
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]
// CHECK:         %[[A:.*]] = arith.extui %{{.*}} : i8 to i32
// CHECK:         %[[B:.*]] = arith.extsi %{{.*}} : i8 to i32
// CHECK:         %[[P:.*]] = arith.muli %[[A]], %[[B]]
// CHECK:         arith.addi
func.func @product(%a: tensor<2x3xui8>, %b: tensor<3x4xi8>) -> tensor<2x4xi32> {
  %0 = nn.matmul %a, %b : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xi32>
  return %0 : tensor<2x4xi32>
}
