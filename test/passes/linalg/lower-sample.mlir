// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// The position along one axis comes from the indices.
// CHECK-LABEL: func.func @gather_elements
// CHECK: arith.cmpi slt
// CHECK: %[[P:.*]] = arith.minsi
// CHECK: tensor.extract %arg0[%{{.*}}, %[[P]]] : tensor<5x3xf32>
func.func @gather_elements(%x: tensor<5x3xf32>, %i: tensor<5x2xi64>) -> tensor<5x2xf32> {
  %y = nn.gather_elements %x, %i {axis = 1 : i64} : (tensor<5x3xf32>, tensor<5x2xi64>) -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

// Each coordinate of a tuple is an operand of its own; the last axis runs along the input's, so that rows are read whole.
// CHECK-DAG: #[[FIRST:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
// CHECK-DAG: #[[SECOND:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, 1)>
// CHECK-LABEL: func.func @gather_nd
// CHECK: linalg.generic {indexing_maps = [#[[FIRST]], #[[SECOND]]
// CHECK: %[[ROW:.*]] = linalg.index 2
// CHECK: tensor.extract %arg0[%{{.*}}, %{{.*}}, %{{.*}}, %[[ROW]]]
func.func @gather_nd(%x: tensor<2x5x3x8xf32>, %i: tensor<2x4x2xi64>) -> tensor<2x4x8xf32> {
  %y = nn.gather_nd %x, %i {batch_dims = 1 : i64} : (tensor<2x5x3x8xf32>, tensor<2x4x2xi64>) -> tensor<2x4x8xf32>
  return %y : tensor<2x4x8xf32>
}

// -----

// CHECK-DAG: #[[DIAGONAL:.*]] = affine_map<(d0, d1) -> (d0, d1, d0)>
// CHECK-LABEL: func.func @diagonal
// CHECK: linalg.generic {indexing_maps = [#[[DIAGONAL]]
func.func @diagonal(%x: tensor<3x2x3xf32>) -> tensor<3x2xf32> {
  %y = nn.diagonal %x {first = 0 : i64, second = 2 : i64} : (tensor<3x2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

// What lies behind the last frame is cut off first.
// CHECK-DAG: #[[FRAMES:.*]] = affine_map<(d0, d1, d2) -> (d0, d1 * 2 + d2)>
// CHECK-LABEL: func.func @frame
// CHECK: %[[CUT:.*]] = tensor.extract_slice %arg0[0, 0] [1, 8] [1, 1]
// CHECK: linalg.generic {indexing_maps = [#[[FRAMES]]{{.*}} ins(%[[CUT]]
func.func @frame(%x: tensor<1x9xf32>) -> tensor<1x3x4xf32> {
  %y = nn.frame %x {axis = 1 : i64, length = 4 : i64, step = 2 : i64} : (tensor<1x9xf32>) -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @bitcasts
// CHECK: arith.bitcast %{{.*}} : f32 to i32
// CHECK: arith.extui %{{.*}} : i1 to i8
func.func @bitcasts(%x: tensor<3xf32>, %b: tensor<3xi1>) -> (tensor<3xi32>, tensor<3xui8>) {
  %y = nn.bitcast %x : (tensor<3xf32>) -> tensor<3xi32>
  %z = nn.bitcast %b : (tensor<3xi1>) -> tensor<3xui8>
  return %y, %z : tensor<3xi32>, tensor<3xui8>
}

// -----

// Four neighbours, those outside of the input as zeros.
// CHECK-LABEL: func.func @grid
// CHECK: linalg.generic
// CHECK: math.floor
// CHECK-COUNT-4: tensor.extract %arg0
// CHECK-NOT: tensor.extract %arg0
func.func @grid(%x: tensor<1x3x8x8xf32>, %g: tensor<1x4x5x2xf32>) -> tensor<1x3x4x5xf32> {
  %y = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>} : (tensor<1x3x8x8xf32>, tensor<1x4x5x2xf32>) -> tensor<1x3x4x5xf32>
  return %y : tensor<1x3x4x5xf32>
}

// -----

// A fixed number of points is a reduction; boxes that decide it themselves are a kernel of loops.
// CHECK-LABEL: func.func @boxes
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
// CHECK: scf.execute_region
// CHECK: rt.kernel_kind = "roi_align"
func.func @boxes(%x: tensor<2x3x8x8xf32>, %r: tensor<9x4xf32>, %b: tensor<9xi64>) -> (tensor<9x3x2x2xf32>, tensor<9x3x2x2xf32>) {
  %y = nn.roi_align %x, %r, %b {height = 2 : i64, width = 2 : i64, samples = 2 : i64, scale = 1.0 : f64}
      : (tensor<2x3x8x8xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<9x3x2x2xf32>
  %z = nn.roi_align %x, %r, %b {height = 2 : i64, width = 2 : i64, samples = 0 : i64, scale = 1.0 : f64}
      : (tensor<2x3x8x8xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<9x3x2x2xf32>
  return %y, %z : tensor<9x3x2x2xf32>, tensor<9x3x2x2xf32>
}

// -----

// 512 = 16 * 32: two products with small matrices, and the twiddles between them.
// CHECK-LABEL: func.func @split
// CHECK-DAG: arith.constant dense<{{.*}}> : tensor<2x1x16x16xf32>
// CHECK-DAG: arith.constant dense<{{.*}}> : tensor<2x2x16x32xf32>
// CHECK-DAG: arith.constant dense<{{.*}}> : tensor<2x2x32x32xf32>
func.func @split(%x: tensor<1x512x1xf32>) -> tensor<1x512x2xf32> {
  %y = nn.dft %x {axis = 1 : i64, size = [#sym.expr<512>]} : (tensor<1x512x1xf32>) -> tensor<1x512x2xf32>
  return %y : tensor<1x512x2xf32>
}

// -----

// A length without factors reads a table of roots of unity, whose place is a product modulo the length.
// CHECK-LABEL: func.func @prime
// CHECK: arith.constant dense<{{.*}}> : tensor<1x2x1009xf32>
// CHECK: arith.remui
func.func @prime(%x: tensor<1x1009x1xf32>) -> tensor<1x1009x2xf32> {
  %y = nn.dft %x {axis = 1 : i64, size = [#sym.expr<1009>]} : (tensor<1x1009x1xf32>) -> tensor<1x1009x2xf32>
  return %y : tensor<1x1009x2xf32>
}

// -----

// Many taps are a loop over a table of weights.
// CHECK-LABEL: func.func @antialias
// CHECK-DAG: arith.constant dense<{{.*}}> : tensor<4x10xf32>
// CHECK: linalg.generic {{.*}}"reduction"
func.func @antialias(%x: tensor<1x20xf32>) -> tensor<1x4xf32> {
  %y = nn.resize %x {mode = #nn.resize_mode<linear>, coordinate_mode = #nn.coordinate_mode<half_pixel>, antialias = true,
                     nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 0.2>} : (tensor<1x20xf32>) -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

// Nothing is read of a slice without elements.
// CHECK-LABEL: func.func @nothing
// CHECK-NEXT: tensor.empty() : tensor<0x3xf32>
// CHECK-NEXT: return
func.func @nothing(%x: tensor<4x3xf32>) -> tensor<0x3xf32> {
  %y = nn.slice %x {offsets = [#sym.expr<4>, #sym.expr<0>], steps_attr = array<i64: 1, 1>} : (tensor<4x3xf32>) -> tensor<0x3xf32>
  return %y : tensor<0x3xf32>
}

// -----

// The only window covers three of four elements: the last one is cut off.
// CHECK-LABEL: func.func @lone_window
// CHECK: tensor.extract_slice %arg0[0, 0, 0] [1, 1, 3]
func.func @lone_window(%x: tensor<1x1x4xf32>) -> tensor<1x1x1xf32> {
  %y = nn.max_pool %x {window = array<i64: 3>, strides = array<i64: 3>, dilations = array<i64: 1>} : (tensor<1x1x4xf32>) -> tensor<1x1x1xf32>
  return %y : tensor<1x1x1xf32>
}
