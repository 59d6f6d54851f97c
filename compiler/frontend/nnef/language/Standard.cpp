// The operations of NNEF 1.0.5: names, parameters in order, defaults. The body, where there is one, is the
// meaning of a compound operation that the importer has no direct form for. Parsed by Library.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Library.h"

namespace ingot::nnef {

static constexpr llvm::StringLiteral storageText = R"nnef(
fragment external<? = scalar>(shape: integer[]) -> (output: tensor<?>);
fragment variable<? = scalar>(shape: integer[] = [], label: string) -> (output: tensor<?>);
fragment constant<? = scalar>(shape: integer[], value: ?[]) -> (output: tensor<?>);
fragment update<?>(variable: tensor<?>, value: tensor<?>) -> (result: tensor<?>);
fragment reshape<?>(input: tensor<?>, shape: integer[], axis_start: integer = 0, axis_count: integer = -1) -> (output: tensor<?>);
fragment transpose<?>(input: tensor<?>, axes: integer[]) -> (output: tensor<?>);
fragment concat<?>(values: tensor<?>[], axis: integer) -> (value: tensor<?>);
fragment split<?>(value: tensor<?>, axis: integer, ratios: integer[]) -> (values: tensor<?>[]);
fragment slice<?>(input: tensor<?>, axes: integer[], begin: integer[], end: integer[], stride: integer[] = []) -> (output: tensor<?>);
fragment squeeze<?>(input: tensor<?>, axes: integer[]) -> (output: tensor<?>);
fragment unsqueeze<?>(input: tensor<?>, axes: integer[]) -> (output: tensor<?>);
fragment stack<?>(values: tensor<?>[], axis: integer) -> (value: tensor<?>);
fragment unstack<?>(value: tensor<?>, axis: integer) -> (values: tensor<?>[]);
fragment tile<?>(input: tensor<?>, repeats: integer[]) -> (output: tensor<?>);
fragment pad(input: tensor<scalar>, padding: (integer, integer)[], border: string = 'constant', value: scalar = 0.0) -> (output: tensor<scalar>);
fragment gather<?>(input: tensor<?>, indices: tensor<integer>, axis: integer = 0) -> (output: tensor<?>);
fragment cast<?>(input: tensor<>) -> (output: tensor<?>);
fragment copy<?>(x: tensor<?>) -> (y: tensor<?>);
fragment copy_n<?>(x: tensor<?>, times: integer) -> (y: tensor<?>[]) { y = [x] * times; }
fragment select<?>(condition: tensor<logical>, true_value: tensor<?>, false_value: tensor<?>) -> (output: tensor<?>);
)nnef";

static constexpr llvm::StringLiteral elementwiseText = R"nnef(
fragment add(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment sub(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment mul(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment div(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment pow(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment min(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment max(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<scalar>);
fragment lt(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment gt(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment le(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment ge(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment eq(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment ne(x: tensor<scalar>, y: tensor<scalar>) -> (z: tensor<logical>);
fragment and(x: tensor<logical>, y: tensor<logical>) -> (z: tensor<logical>);
fragment or(x: tensor<logical>, y: tensor<logical>) -> (z: tensor<logical>);
fragment not(x: tensor<logical>) -> (y: tensor<logical>);
fragment exp(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment log(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sin(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment cos(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment tan(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sinh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment cosh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment tanh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment asin(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment acos(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment atan(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment asinh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment acosh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment atanh(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment abs(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sign(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment rcp(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment neg(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment floor(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment ceil(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment round(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sqrt(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment rsqrt(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sqr(x: tensor<scalar>) -> (y: tensor<scalar>) { y = x * x; }
fragment rsqr(x: tensor<scalar>) -> (y: tensor<scalar>) { y = rcp(x * x); }
fragment log2(x: tensor<scalar>) -> (y: tensor<scalar>) { y = log(x) * 1.4426950408889634; }
fragment clamp(x: tensor<scalar>, a: tensor<scalar>, b: tensor<scalar>) -> (y: tensor<scalar>) { y = max(min(x, b), a); }
fragment add_n(x: tensor<scalar>[]) -> (y: tensor<scalar>);
fragment relu(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment sigmoid(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment softabs(x: tensor<scalar>, epsilon: scalar) -> (y: tensor<scalar>) { y = sqrt(x * x + epsilon); }
fragment softmax(x: tensor<scalar>, axes: integer[] = [1]) -> (y: tensor<scalar>);
fragment softplus(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment elu(x: tensor<scalar>, alpha: scalar = 1.0) -> (y: tensor<scalar>);
fragment selu(x: tensor<scalar>, alpha: scalar = 1.67326319, lambda: scalar = 1.05070102) -> (y: tensor<scalar>);
fragment gelu(x: tensor<scalar>) -> (y: tensor<scalar>) { y = x * sigmoid(1.702 * x); }
fragment silu(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment prelu(x: tensor<scalar>, alpha: tensor<scalar>) -> (y: tensor<scalar>) { y = select(x < 0.0, alpha * x, x); }
fragment leaky_relu(x: tensor<scalar>, alpha: scalar) -> (y: tensor<scalar>);
)nnef";

static constexpr llvm::StringLiteral windowText = R"nnef(
fragment conv(input: tensor<scalar>, filter: tensor<scalar>, bias: tensor<scalar> = 0.0, border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], groups: integer = 1) -> (output: tensor<scalar>);
fragment deconv(input: tensor<scalar>, filter: tensor<scalar>, bias: tensor<scalar> = 0.0, border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], output_shape: integer[] = [], groups: integer = 1) -> (output: tensor<scalar>);
fragment separable_conv(input: tensor<scalar>, plane_filter: tensor<scalar>, point_filter: tensor<scalar>, bias: tensor<scalar> = 0.0, border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], groups: integer = 1) -> (output: tensor<scalar>)
{
  planes = conv(input, plane_filter, border = border, padding = padding, stride = stride, dilation = dilation, groups = 0);
  output = conv(planes, point_filter, bias, groups = groups);
}
fragment separable_deconv(input: tensor<scalar>, plane_filter: tensor<scalar>, point_filter: tensor<scalar>, bias: tensor<scalar> = 0.0, border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], output_shape: integer[] = [], groups: integer = 1) -> (output: tensor<scalar>)
{
  points = deconv(input, point_filter, groups = groups);
  output = deconv(points, plane_filter, bias, border = border, padding = padding, stride = stride, dilation = dilation, output_shape = output_shape, groups = 0);
}
fragment box(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], normalize: logical = false) -> (output: tensor<scalar>);
fragment debox(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], output_shape: integer[] = [], normalize: logical = false) -> (output: tensor<scalar>);
fragment argmax_pool(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (index: tensor<integer>);
fragment sample(input: tensor<scalar>, index: tensor<integer>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (output: tensor<scalar>);
fragment desample(input: tensor<scalar>, index: tensor<integer>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = [], output_shape: integer[] = []) -> (output: tensor<scalar>);
fragment max_pool_with_index(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (output: tensor<scalar>, index: tensor<integer>);
fragment max_pool(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (output: tensor<scalar>);
fragment avg_pool(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (output: tensor<scalar>)
{ output = box(input, size, border = border, padding = padding, stride = stride, dilation = dilation, normalize = true); }
fragment rms_pool(input: tensor<scalar>, size: integer[], border: string = 'constant', padding: (integer, integer)[] = [], stride: integer[] = [], dilation: integer[] = []) -> (output: tensor<scalar>)
{ output = sqrt(avg_pool(sqr(input), size, border = border, padding = padding, stride = stride, dilation = dilation)); }
fragment nearest_downsample(input: tensor<scalar>, factor: integer[]) -> (output: tensor<scalar>)
{
  rank = 2 + length_of(factor);
  output = slice(input, axes = range_of([0] * rank), begin = [0] * rank, end = [0] * rank, stride = [1, 1] + factor);
}
fragment area_downsample(input: tensor<scalar>, factor: integer[]) -> (output: tensor<scalar>)
{ output = box(input, [1, 1] + factor, stride = [1, 1] + factor, padding = [(0, 0)] * (2 + length_of(factor)), normalize = true); }
fragment nearest_upsample(input: tensor<scalar>, factor: integer[]) -> (output: tensor<scalar>);
fragment multilinear_upsample(input: tensor<scalar>, factor: integer[], method: string = 'symmetric', border: string = 'replicate') -> (output: tensor<scalar>);
)nnef";

// A region is [left, top, right, bottom] in elements of the input, the ends not included.
static constexpr llvm::StringLiteral regionText = R"nnef(
fragment ingot_roi_cells(low: tensor<scalar>, high: tensor<scalar>, cells: integer, size: integer) -> (inside: tensor<logical>)
{
  start = unsqueeze(round(low), axes = [2]);
  length = max(unsqueeze(round(high), axes = [2]) - start, 1.0);
  cell = unsqueeze(tract_core_range(0, cells, 1), axes = [0, 2]) * 1.0;
  place = unsqueeze(tract_core_range(0, size, 1), axes = [0, 1]) * 1.0;
  inside = place >= start + floor(cell * length / (cells * 1.0)) && place < start + ceil((cell + 1.0) * length / (cells * 1.0));
}
fragment avg_roi_pool(input: tensor<scalar>, rois: tensor<scalar>, batch_index: tensor<integer>, output_size: integer[]) -> (output: tensor<scalar>)
{
  image = gather(input, batch_index, axis = 0);
  rows = select(ingot_roi_cells(slice(rois, axes = [1], begin = [1], end = [2]), slice(rois, axes = [1], begin = [3], end = [4]), output_size[0], shape_of(input)[2]), 1.0, 0.0);
  columns = select(ingot_roi_cells(slice(rois, axes = [1], begin = [0], end = [1]), slice(rois, axes = [1], begin = [2], end = [3]), output_size[1], shape_of(input)[3]), 1.0, 0.0);
  height = rows / max(sum_reduce(rows, axes = [2]), 1.0);
  width = columns / max(sum_reduce(columns, axes = [2]), 1.0);
  output = matmul(matmul(unsqueeze(height, axes = [1]), image), unsqueeze(width, axes = [1]), transposeB = true);
}
fragment max_roi_pool(input: tensor<scalar>, rois: tensor<scalar>, batch_index: tensor<integer>, output_size: integer[]) -> (output: tensor<scalar>)
{
  image = unsqueeze(gather(input, batch_index, axis = 0), axes = [3]);
  rows = ingot_roi_cells(slice(rois, axes = [1], begin = [1], end = [2]), slice(rois, axes = [1], begin = [3], end = [4]), output_size[0], shape_of(input)[2]);
  columns = ingot_roi_cells(slice(rois, axes = [1], begin = [0], end = [1]), slice(rois, axes = [1], begin = [2], end = [3]), output_size[1], shape_of(input)[3]);
  strips = transpose(max_reduce(select(unsqueeze(columns, axes = [1, 2]), image, -inf), axes = [4]), axes = [0, 1, 4, 3, 2]);
  cells = squeeze(max_reduce(select(unsqueeze(rows, axes = [1, 3]), strips, -inf), axes = [4]), axes = [4]);
  output = select(cells > -inf, cells, 0.0);
}
fragment ingot_roi_weights(low: tensor<scalar>, high: tensor<scalar>, cells: integer, size: integer, method: string) -> (weights: tensor<scalar>)
{
  cell = unsqueeze(tract_core_range(0, cells, 1), axes = [0, 2]) * 1.0;
  place = unsqueeze(tract_core_range(0, size, 1), axes = [0, 1]) * 1.0;
  start = unsqueeze(low, axes = [2]);
  length = unsqueeze(high - low, axes = [2]);
  position = start + (cell + 0.5) * length / (cells * 1.0) - 0.5 if method == 'symmetric' else
             (start + cell * (length - 1.0) / (max(cells - 1, 1) * 1.0) if method == 'aligned' else start + cell * length / (cells * 1.0));
  weights = max(1.0 - abs(clamp(position, 0.0, (size - 1) * 1.0) - place), 0.0);
}
fragment roi_resample(input: tensor<scalar>, rois: tensor<scalar>, batch_index: tensor<integer>, output_size: integer[], method: string = 'symmetric') -> (output: tensor<scalar>)
{
  image = gather(input, batch_index, axis = 0);
  rows = ingot_roi_weights(slice(rois, axes = [1], begin = [1], end = [2]), slice(rois, axes = [1], begin = [3], end = [4]), output_size[0], shape_of(input)[2], method);
  columns = ingot_roi_weights(slice(rois, axes = [1], begin = [0], end = [1]), slice(rois, axes = [1], begin = [2], end = [3]), output_size[1], shape_of(input)[3], method);
  output = matmul(matmul(unsqueeze(rows, axes = [1]), image), unsqueeze(columns, axes = [1]), transposeB = true);
}
fragment avg_roi_align(input: tensor<scalar>, rois: tensor<scalar>, batch_index: tensor<integer>, output_size: integer[], sampling_rate: integer[], resize_method: string = 'symmetric') -> (output: tensor<scalar>)
{
  fine = [for i in range_of(output_size) yield output_size[i] * sampling_rate[i]];
  samples = roi_resample(input, rois, batch_index, output_size = fine, method = resize_method);
  output = avg_pool(samples, size = [1, 1] + sampling_rate, stride = [1, 1] + sampling_rate, padding = [(0, 0), (0, 0), (0, 0), (0, 0)], border = 'ignore');
}
fragment max_roi_align(input: tensor<scalar>, rois: tensor<scalar>, batch_index: tensor<integer>, output_size: integer[], sampling_rate: integer[], resize_method: string = 'symmetric') -> (output: tensor<scalar>)
{
  fine = [for i in range_of(output_size) yield output_size[i] * sampling_rate[i]];
  samples = roi_resample(input, rois, batch_index, output_size = fine, method = resize_method);
  output = max_pool(samples, size = [1, 1] + sampling_rate, stride = [1, 1] + sampling_rate, padding = [(0, 0), (0, 0), (0, 0), (0, 0)], border = 'ignore');
}
)nnef";

static constexpr llvm::StringLiteral reduceText = R"nnef(
fragment matmul(A: tensor<scalar>, B: tensor<scalar>, transposeA: logical = false, transposeB: logical = false) -> (C: tensor<scalar>);
fragment linear(input: tensor<scalar>, filter: tensor<scalar>, bias: tensor<scalar> = 0.0) -> (output: tensor<scalar>)
{ output = matmul(input, filter, transposeB = true) + bias; }
fragment sum_reduce(input: tensor<scalar>, axes: integer[], normalize: logical = false) -> (output: tensor<scalar>);
fragment max_reduce(input: tensor<scalar>, axes: integer[]) -> (output: tensor<scalar>);
fragment min_reduce(input: tensor<scalar>, axes: integer[]) -> (output: tensor<scalar>);
fragment argmax_reduce(input: tensor<scalar>, axes: integer[]) -> (output: tensor<integer>);
fragment argmin_reduce(input: tensor<scalar>, axes: integer[]) -> (output: tensor<integer>);
fragment any_reduce(input: tensor<logical>, axes: integer[]) -> (output: tensor<logical>);
fragment all_reduce(input: tensor<logical>, axes: integer[]) -> (output: tensor<logical>);
fragment mean_reduce(input: tensor<scalar>, axes: integer[]) -> (output: tensor<scalar>)
{ output = sum_reduce(input, axes = axes, normalize = true); }
fragment moments(input: tensor<scalar>, axes: integer[]) -> (mean: tensor<scalar>, variance: tensor<scalar>)
{
  mean = mean_reduce(input, axes = axes);
  variance = mean_reduce(sqr(input - mean), axes = axes);
}
fragment local_response_normalization(input: tensor<scalar>, size: integer[], alpha: scalar = 1.0, beta: scalar = 0.5, bias: scalar = 1.0) -> (output: tensor<scalar>)
{ output = input / (bias + alpha * box(sqr(input), size, normalize = true)) ^ beta; }
fragment local_mean_normalization(input: tensor<scalar>, size: integer[]) -> (output: tensor<scalar>)
{ output = input - box(input, size, normalize = true); }
fragment local_variance_normalization(input: tensor<scalar>, size: integer[], bias: scalar = 0.0, epsilon: scalar = 0.0) -> (output: tensor<scalar>)
{ output = input / max(sqrt(box(sqr(input), size, normalize = true)) + bias, epsilon); }
fragment local_contrast_normalization(input: tensor<scalar>, size: integer[], bias: scalar = 0.0, epsilon: scalar = 0.0) -> (output: tensor<scalar>)
{ output = local_variance_normalization(local_mean_normalization(input, size), size, bias = bias, epsilon = epsilon); }
fragment l1_normalization(input: tensor<scalar>, axes: integer[], bias: scalar = 0.0, epsilon: scalar = 0.0) -> (output: tensor<scalar>)
{ output = input / max(sum_reduce(abs(input), axes = axes) + bias, epsilon); }
fragment l2_normalization(input: tensor<scalar>, axes: integer[], bias: scalar = 0.0, epsilon: scalar = 0.0) -> (output: tensor<scalar>)
{ output = input / max(sqrt(sum_reduce(sqr(input), axes = axes)) + bias, epsilon); }
fragment batch_normalization(input: tensor<scalar>, mean: tensor<scalar>, variance: tensor<scalar>, offset: tensor<scalar>, scale: tensor<scalar>, epsilon: scalar) -> (output: tensor<scalar>)
{ output = offset + scale * (input - mean) / sqrt(variance + epsilon); }
fragment min_max_linear_quantize(x: tensor<scalar>, min: tensor<scalar>, max: tensor<scalar>, bits: integer, signed: logical, symmetric: logical) -> (y: tensor<scalar>)
{
  lowest = 1.0 - 2.0 ^ (bits - 1) if signed && symmetric else (-(2.0 ^ (bits - 1)) if signed else 0.0);
  highest = 2.0 ^ (bits - 1) - 1.0 if signed else 2.0 ^ bits - 1.0;
  step = (max - min) / (highest - lowest);
  y = tract_core_round_even((clamp(x, min, max) - min) / step) * step + min;
}
fragment zero_point_linear_quantize(x: tensor<scalar>, zero_point: tensor<integer>, scale: tensor<scalar>, bits: integer, signed: logical, symmetric: logical) -> (y: tensor<scalar>)
{
  lowest = 1.0 - 2.0 ^ (bits - 1) if signed && symmetric else (-(2.0 ^ (bits - 1)) if signed else 0.0);
  highest = 2.0 ^ (bits - 1) - 1.0 if signed else 2.0 ^ bits - 1.0;
  zero = zero_point * 1.0;
  y = (clamp(tract_core_round_even(x / scale) + zero, lowest, highest) - zero) * scale;
}
fragment linear_quantize(x: tensor<scalar>, min: tensor<scalar>, max: tensor<scalar>, bits: integer) -> (y: tensor<scalar>)
{ y = min_max_linear_quantize(x, min, max, bits = bits, signed = false, symmetric = false); }
fragment logarithmic_quantize(x: tensor<scalar>, max: tensor<scalar>, bits: integer) -> (y: tensor<scalar>)
{
  levels = 2.0 ^ bits - 1.0;
  top = ceil(log2(max));
  power = tract_core_round_even(clamp(log2(abs(x)), top - levels, top));
  y = sign(x) * 2.0 ^ power;
}
)nnef";

std::string standardLibraryText() {
  return (storageText + elementwiseText + windowText + regionText + reduceText).str();
}

} // namespace ingot::nnef
