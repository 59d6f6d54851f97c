// RUN: ingot-opt %s --ingot-emulate-floats -split-input-file | FileCheck %s

// bf16 is computed in f32 on every machine, and converted by integer arithmetic on whole vectors.

// CHECK-LABEL: func.func @sum(
// CHECK:         arith.shli {{.*}} : vector<8xi32>
// CHECK:         %[[WIDE:.*]] = arith.bitcast %{{.*}} : vector<8xi32> to vector<8xf32>
// CHECK:         arith.addf %[[WIDE]], %{{.*}} : vector<8xf32>
// CHECK:         arith.bitcast %{{.*}} : vector<8xi16> to vector<8xbf16>
// CHECK-NOT:     arith.{{extf|truncf}}
func.func @sum(%x: vector<8xbf16>, %y: vector<8xbf16>) -> vector<8xbf16> {
  %z = arith.addf %x, %y : vector<8xbf16>
  return %z : vector<8xbf16>
}

// -----

// Comparisons, functions and sums across lanes as well; what only moves values stays.

// CHECK-LABEL: func.func @others(
// CHECK:         arith.cmpf olt, %{{.*}}, %{{.*}} : f32
// CHECK:         arith.select %{{.*}}, %{{.*}}, %{{.*}} : bf16
// CHECK:         math.exp %{{.*}} : f32
// CHECK:         vector.reduction <add>, %{{.*}} : vector<4xf32> into f32
func.func @others(%x: bf16, %y: bf16, %v: vector<4xbf16>) -> (bf16, bf16, bf16) {
  %less = arith.cmpf olt, %x, %y : bf16
  %least = arith.select %less, %x, %y : bf16
  %power = math.exp %x : bf16
  %sum = vector.reduction <add>, %v : vector<4xbf16> into bf16
  return %least, %power, %sum : bf16, bf16, bf16
}

// -----

// A machine that converts f16 keeps it.

// CHECK-LABEL: func.func @half(
// CHECK:         arith.addf %{{.*}} : vector<8xf16>
func.func @half(%x: vector<8xf16>) -> vector<8xf16> {
  %z = arith.addf %x, %x : vector<8xf16>
  return %z : vector<8xf16>
}

// -----

// One that does not computes it in f32, and converts it with integers.

// CHECK-LABEL: module attributes {rt.target = {fma = false}}
// CHECK:         arith.mulf %{{.*}} : f32
// CHECK:         arith.addf %{{.*}} : f32
// CHECK:         arith.trunci %{{.*}} : i32 to i16
// CHECK:         arith.bitcast %{{.*}} : i16 to f16
// CHECK-NOT:     arith.{{extf|truncf}}
module attributes {rt.target = {fma = false}} {
  func.func @half(%x: f16) -> f16 {
    %z = arith.addf %x, %x : f16
    return %z : f16
  }
}

// -----

// Between f64 and a narrow type there are two conversions.

// CHECK-LABEL: func.func @steps(
// CHECK:         arith.truncf %{{.*}} : f64 to f32
// CHECK:         arith.truncf %{{.*}} : f32 to f16
// CHECK:         arith.extf %{{.*}} : f16 to f32
// CHECK:         arith.extf %{{.*}} : f32 to f64
func.func @steps(%x: f64, %y: f16) -> (f16, f64) {
  %a = arith.truncf %x : f64 to f16
  %b = arith.extf %y : f16 to f64
  return %a, %b : f16, f64
}
