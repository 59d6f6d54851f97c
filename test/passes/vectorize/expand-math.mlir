// RUN: ingot-opt %s --ingot-expand-math -split-input-file | FileCheck %s

// Functions become polynomials on whole vectors: nothing calls libm.

// CHECK-LABEL: func.func @functions(
// CHECK-NOT:     math.{{exp|tanh|erf|log|sin|powf|sinh|atanh|tan|rsqrt}}
// CHECK:         return
func.func @functions(%x: vector<8xf32>, %y: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>) {
  %a = math.exp %x : vector<8xf32>
  %b = math.tanh %x : vector<8xf32>
  %c = math.erf %x : vector<8xf32>
  %d = math.log %x : vector<8xf32>
  %e = math.sin %x : vector<8xf32>
  %f = math.powf %x, %y : vector<8xf32>
  %g = math.sinh %x : vector<8xf32>
  return %a, %b, %c, %d, %e, %f, %g : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
}

// -----

// With a constant that is a number, an extreme is a compare and a select that keep a NaN in the other operand.

// CHECK-LABEL: func.func @rectify(
// CHECK-SAME:    %[[X:.*]]: vector<4xf32>)
// CHECK:         %[[C:.*]] = arith.constant dense<0.0
// CHECK:         %[[PICK:.*]] = arith.cmpf ogt, %[[C]], %[[X]]
// CHECK:         %[[Y:.*]] = arith.select %[[PICK]], %[[C]], %[[X]]
// CHECK:         arith.cmpf olt, %{{.*}}, %[[Y]]
// CHECK-NOT:     arith.maximumf
// CHECK-NOT:     arith.minimumf
func.func @rectify(%x: vector<4xf32>) -> vector<4xf32> {
  %zero = arith.constant dense<0.0> : vector<4xf32>
  %six = arith.constant dense<6.0> : vector<4xf32>
  %y = arith.maximumf %zero, %x : vector<4xf32>
  %z = arith.minimumf %y, %six : vector<4xf32>
  return %z : vector<4xf32>
}

// -----

// Of two variables the upstream operation stays: either may be NaN.

// CHECK-LABEL: func.func @larger(
// CHECK:         arith.maximumf
func.func @larger(%x: f32, %y: f32) -> f32 {
  %z = arith.maximumf %x, %y : f32
  return %z : f32
}

// -----

// A machine without fused multiply-add gets a product and a sum.

// CHECK-LABEL: module attributes {rt.target = {fma = false
// CHECK:         arith.mulf
// CHECK:         arith.addf
// CHECK-NOT:     math.fma
module attributes {rt.target = {fma = false}} {
  func.func @multiply_add(%x: vector<4xf32>, %y: vector<4xf32>, %z: vector<4xf32>) -> vector<4xf32> {
    %r = math.fma %x, %y, %z : vector<4xf32>
    return %r : vector<4xf32>
  }
}

// -----

// CHECK-LABEL: module {
// CHECK:         math.fma
module {
  func.func @multiply_add(%x: vector<4xf32>, %y: vector<4xf32>, %z: vector<4xf32>) -> vector<4xf32> {
    %r = math.fma %x, %y, %z : vector<4xf32>
    return %r : vector<4xf32>
  }
}

// -----

// Upstream has no polynomials for f64: ours.
// CHECK-LABEL: func.func private @doubles
// CHECK-NOT:   math.exp
// CHECK-NOT:   math.log
// CHECK:       math.fma
func.func private @doubles(%x: vector<4xf64>) -> vector<4xf64> {
  %0 = math.exp %x : vector<4xf64>
  %1 = math.log %0 : vector<4xf64>
  return %1 : vector<4xf64>
}

// -----

// A remainder is computed in f64, bit by bit of the quotient; f16 goes there by way of f32.
// CHECK-LABEL: func.func private @remainder
// CHECK-NOT:   arith.remf
// CHECK:       scf.while
// CHECK:       vector.reduction <or>
// CHECK:       arith.truncf {{.*}} : vector<4xf64> to vector<4xf32>
// CHECK:       arith.truncf {{.*}} : vector<4xf32> to vector<4xf16>
// CHECK:       math.copysign {{.*}} : vector<4xf16>
func.func private @remainder(%x: vector<4xf16>, %y: vector<4xf16>) -> vector<4xf16> {
  %0 = arith.remf %x, %y : vector<4xf16>
  return %0 : vector<4xf16>
}
