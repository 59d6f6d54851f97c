// RUN: ingot-opt %s --ingot-convert-nn-to-linalg --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1 * 2 + d4, d2 * 2 + d5 * 3, d6)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d4, d5, d6, d3)>
// CHECK-LABEL: func.func @channels_last
// CHECK: %[[P:.*]] = tensor.pad %arg0 low[0, 1, 1, 0] high[0, 0, 2, 0]
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[W]], #{{.*}}], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]} ins(%[[P]], %arg1
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
// CHECK: arith.addf
func.func @channels_last(%x: tensor<1x8x8x3xf32>, %w: tensor<3x2x3x16xf32>, %b: tensor<16xf32>) -> tensor<1x4x4x16xf32> {
  %y = nn.conv %x, %w bias %b {strides = array<i64: 2, 2>, dilations = array<i64: 1, 3>, pads = array<i64: 1, 1, 0, 2>, layout = #nn.layout<channels_last>} : (tensor<1x8x8x3xf32>, tensor<3x2x3x16xf32>, tensor<16xf32>) -> tensor<1x4x4x16xf32>
  return %y : tensor<1x4x4x16xf32>
}

// -----

// CHECK-DAG: #[[IN1:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d3, d2 + d4)>
// CHECK-LABEL: func.func @channels_first
// CHECK-NOT: tensor.pad
// CHECK: linalg.generic {indexing_maps = [#[[IN1]], #{{.*}}, #{{.*}}], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
func.func @channels_first(%x: tensor<2x3x9xf32>, %w: tensor<4x3x3xf32>) -> tensor<2x4x7xf32> {
  %y = nn.conv %x, %w {strides = array<i64: 1>, dilations = array<i64: 1>} : (tensor<2x3x9xf32>, tensor<4x3x3xf32>) -> tensor<2x4x7xf32>
  return %y : tensor<2x4x7xf32>
}

// -----

// A depthwise convolution has neither a loop of filters nor one of channels in a group.
// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 + d4, d2 + d5, d3)>
// CHECK-DAG: #[[W:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d4, d5, d3)>
// CHECK-LABEL: func.func @depthwise
// CHECK: %[[W3:.*]] = tensor.collapse_shape %arg1 {{\[\[}}0], [1], [2, 3]] : tensor<3x3x1x6xf32> into tensor<3x3x6xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[W]], #{{.*}}], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%{{.*}}, %[[W3]]
func.func @depthwise(%x: tensor<1x8x8x6xf32>, %w: tensor<3x3x1x6xf32>) -> tensor<1x6x6x6xf32> {
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, group = 6 : i64, layout = #nn.layout<channels_last>} : (tensor<1x8x8x6xf32>, tensor<3x3x1x6xf32>) -> tensor<1x6x6x6xf32>
  return %y : tensor<1x6x6x6xf32>
}

// -----

// CHECK-LABEL: func.func @grouped
// CHECK: tensor.expand_shape %arg0 {{\[\[}}0], [1, 2], [3]] output_shape [1, 2, 3, 8] : tensor<1x6x8xf32> into tensor<1x2x3x8xf32>
// CHECK: tensor.expand_shape %arg1 {{\[\[}}0, 1], [2], [3]] output_shape [2, 2, 3, 3] : tensor<4x3x3xf32> into tensor<2x2x3x3xf32>
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x2x2x6xf32>)
// CHECK: tensor.collapse_shape {{.*}} : tensor<1x2x2x6xf32> into tensor<1x4x6xf32>
func.func @grouped(%x: tensor<1x6x8xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x6xf32> {
  %y = nn.conv %x, %w {strides = array<i64: 1>, dilations = array<i64: 1>, group = 2 : i64} : (tensor<1x6x8xf32>, tensor<4x3x3xf32>) -> tensor<1x4x6xf32>
  return %y : tensor<1x4x6xf32>
}

// -----

// Windows that do not overlap: every output has one window element.
// CHECK-LABEL: func.func @transposed_tiling
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "reduction"]} {{.*}} outs(%{{.*}} : tensor<1x4x4x2x5x2xf32>)
// CHECK: tensor.collapse_shape {{.*}} into tensor<1x4x8x10xf32>
func.func @transposed_tiling(%x: tensor<1x3x4x5xf32>, %w: tensor<3x4x2x2xf32>) -> tensor<1x4x8x10xf32> {
  %y = nn.conv_transpose %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>} : (tensor<1x3x4x5xf32>, tensor<3x4x2x2xf32>) -> tensor<1x4x8x10xf32>
  return %y : tensor<1x4x8x10xf32>
}

// -----

// Others: zeros between the elements, and a convolution with the weights reversed.
// CHECK-DAG: #[[REVERSED:.*]] = affine_map<(d0, d1, d2) -> (d1, d0, -d2 + 2)>
// CHECK-LABEL: func.func @transposed
// CHECK: tensor.insert_slice %arg0 into %{{.*}}[0, 0, 0] [1, 3, 4] [1, 1, 2] : tensor<1x3x4xf32> into tensor<1x3x7xf32>
// CHECK: tensor.pad {{.*}} low[0, 0, 1] high[0, 0, 1]
// CHECK: linalg.generic {indexing_maps = [#[[REVERSED]]
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x4x7xf32>)
func.func @transposed(%x: tensor<1x3x4xf32>, %w: tensor<3x4x3xf32>) -> tensor<1x4x7xf32> {
  %y = nn.conv_transpose %x, %w {strides = array<i64: 2>, dilations = array<i64: 1>, pads = array<i64: 1, 1>} : (tensor<1x3x4xf32>, tensor<3x4x3xf32>) -> tensor<1x4x7xf32>
  return %y : tensor<1x4x7xf32>
}

// -----

// CHECK-LABEL: func.func @dynamic
// CHECK: tensor.pad %arg0 low[0, 1, 1, 0] high[0, 1, 1, 0]
// CHECK: sym.size #sym.expr<floordiv(H + 1, 2)>
sym.symbol @H {min = 1 : i64}
func.func @dynamic(%x: tensor<1x?x8x3xf32, #sym.shape<1, H, 8, 3>>, %w: tensor<3x3x3x4xf32>) -> tensor<1x?x4x4xf32, #sym.shape<1, floordiv(H - 1, 2) + 1, 4, 4>> {
  %y = nn.conv %x, %w {strides = array<i64: 2, 2>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, layout = #nn.layout<channels_last>} : (tensor<1x?x8x3xf32, #sym.shape<1, H, 8, 3>>, tensor<3x3x3x4xf32>) -> tensor<1x?x4x4xf32, #sym.shape<1, floordiv(H - 1, 2) + 1, 4, 4>>
  return %y : tensor<1x?x4x4xf32, #sym.shape<1, floordiv(H - 1, 2) + 1, 4, 4>>
}
