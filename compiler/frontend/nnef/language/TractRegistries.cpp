// The operations of tract's registries: names, parameters in order, defaults. Compound ones have a body.
// Parsed by Library.cpp. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Library.h"

namespace ingot::nnef {

static constexpr llvm::StringLiteral coreText = R"nnef(
fragment tract_core_cast(input: tensor<>, to: string = '') -> (output: tensor<>);
fragment tract_core_external(shape: integer[], datum_type: string = 'f32') -> (output: tensor<>);
fragment tract_core_broadcast(input: tensor<>, shape: integer[]) -> (output: tensor<>);
fragment tract_core_shape_of(input: tensor<>) -> (output: tensor<integer>);
fragment tract_core_range(start: integer, end: integer, step: integer = 1) -> (output: tensor<>);
fragment tract_core_gather(input: tensor<>, indices: tensor<integer>, axis: integer = 0, datum_type: string = '') -> (output: tensor<>);
fragment tract_core_gather_elements(input: tensor<>, indices: tensor<integer>, axis: integer = 0) -> (output: tensor<>);
fragment tract_core_gather_nd(input: tensor<>, indices: tensor<integer>, batch_dims: integer = 0) -> (output: tensor<>);
fragment tract_core_scatter_elements(input: tensor<>, indices: tensor<integer>, updates: tensor<>, axis: integer, reduction: string = 'none') -> (output: tensor<>);
fragment tract_core_scatter_nd(input: tensor<>, indices: tensor<integer>, updates: tensor<>, reduction: string = 'none') -> (output: tensor<>);
fragment tract_core_one_hot(input: tensor<integer>, axis: integer, dim: integer, value_off: scalar = 0.0, value_on: scalar = 1.0) -> (output: tensor<>);
fragment tract_core_topk(input: tensor<>, k: integer, axis: integer, largest: logical = true) -> (values: tensor<>, indices: tensor<integer>);
fragment tract_core_trilu(input: tensor<>, k: integer = 0, upper: logical = true) -> (output: tensor<>);
fragment tract_core_dyn_slice(input: tensor<>, start: integer, end: integer, len: integer, axis: integer) -> (output: tensor<>);
fragment tract_core_downsample(input: tensor<>, axis: integer, stride: integer, modulo: integer = 0) -> (output: tensor<>);
fragment tract_core_einsum(inputs: tensor<>[], expr: string, acc: string = '', output: string = '') -> (output: tensor<>);
fragment tract_core_softmax(x: tensor<scalar>, axes: integer[], exp: string = '') -> (y: tensor<scalar>);
fragment tract_core_log_softmax(x: tensor<scalar>, axes: integer[]) -> (y: tensor<scalar>);
fragment tract_core_rms_norm(input: tensor<scalar>, axis: integer, eps: scalar = 0.000001) -> (output: tensor<scalar>)
{ output = input * rsqrt(mean_reduce(sqr(input), axes = [axis]) + eps); }
fragment tract_core_silu(x: tensor<scalar>) -> (y: tensor<scalar>) { y = silu(x); }
fragment tract_core_gelu_approx(x: tensor<scalar>, fast_impl: logical = false) -> (y: tensor<scalar>);
fragment tract_core_hard_swish(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment tract_core_erf(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment tract_core_round_even(x: tensor<scalar>) -> (y: tensor<scalar>);
fragment tract_core_pow_const(input: tensor<scalar>, exponent: scalar) -> (output: tensor<scalar>)
{ output = pow(input, exponent); }
fragment tract_core_is_inf(input: tensor<scalar>, detect_positive: logical = true, detect_negative: logical = true) -> (output: tensor<logical>);
fragment tract_core_is_nan(input: tensor<scalar>) -> (output: tensor<logical>);
fragment tract_core_xor(a: tensor<logical>, b: tensor<logical>) -> (c: tensor<logical>);
fragment tract_core_bitand(a: tensor<integer>, b: tensor<integer>) -> (c: tensor<integer>);
fragment tract_core_bitor(a: tensor<integer>, b: tensor<integer>) -> (c: tensor<integer>);
fragment tract_core_bitxor(a: tensor<integer>, b: tensor<integer>) -> (c: tensor<integer>);
fragment tract_core_bitnot(x: tensor<integer>) -> (y: tensor<integer>);
fragment tract_shl(a: tensor<integer>, b: tensor<integer>) -> (c: tensor<integer>);
fragment tract_shr(a: tensor<integer>, b: tensor<integer>) -> (c: tensor<integer>);
fragment tract_core_argmax_reduce_last(input: tensor<scalar>, axes: integer[]) -> (output: tensor<integer>);
fragment tract_core_argmin_reduce_last(input: tensor<scalar>, axes: integer[]) -> (output: tensor<integer>);
fragment tract_core_product_reduce(input: tensor<>, axes: integer[]) -> (output: tensor<>);
fragment tract_core_resize(input: tensor<scalar>, scales: scalar[] = [], sizes: integer[] = [], coord_transformer: string = 'half_pixel', interpolator: string = 'linear', nearest_mode: string = 'floor') -> (output: tensor<scalar>);
fragment tract_core_grid_sample(input: tensor<scalar>, grid: tensor<scalar>, mode: string = 'bilinear', padding_mode: string = 'zeros', align_corners: logical = false) -> (output: tensor<scalar>);
fragment tract_core_fft(input: tensor<scalar>, axis: integer, inverse: logical = false) -> (output: tensor<scalar>);
fragment tract_core_stft(input: tensor<scalar>, axis: integer, frame: integer, stride: integer, window: tensor<scalar> = 1.0) -> (output: tensor<scalar>);
fragment tract_core_scan(body: string, scan: (string, tensor<>, integer, integer)[] = [], full: (string, tensor<>)[] = [], state: (string, tensor<>, string)[] = [], output: (string, string, integer, integer)[] = [], skip: integer = 0, reset_every_turn: logical = false, external_state: logical = false) -> (outputs: tensor<>[]);
fragment tract_core_submodel(input: tensor<>[], label: string) -> (outputs: tensor<>[]);
fragment tract_core_gru_epilogue(xh: tensor<scalar>, rh: tensor<scalar>, h_prev: tensor<scalar>, hidden: integer) -> (h: tensor<scalar>)
{
  [xz, xr, xn] = split(xh, axis = 1, ratios = [1, 1, 1]);
  [rz, rr, rn] = split(rh, axis = 1, ratios = [1, 1, 1]);
  reset = sigmoid(xr + rr);
  update = sigmoid(xz + rz);
  candidate = tanh(xn + reset * rn);
  h = (1.0 - update) * candidate + update * h_prev;
}
fragment tract_core_lstm_epilogue(preact: tensor<scalar>, c_prev: tensor<scalar>, hidden: integer) -> (ht: tensor<scalar>, ct: tensor<scalar>)
{
  [i, o, f, c] = split(preact, axis = 1, ratios = [1, 1, 1, 1]);
  ct = sigmoid(f) * c_prev + sigmoid(i) * tanh(c);
  ht = sigmoid(o) * tanh(ct);
}
fragment tract_core_einsum_q(inputs: tensor<>[], expr: string, acc: string = '', output: string = '') -> (output: tensor<>);
fragment tract_core_qmatmul(A: tensor<>, B: tensor<>, bias: tensor<> = 0, axes: integer[] = [], a0: tensor<> = 0, a_scale: tensor<> = 1.0, b0: tensor<> = 0, b_scale: tensor<> = 1.0, c0: tensor<> = 0, c_scale: tensor<> = 1.0, output_type: string = 'i8') -> (output: tensor<>);
fragment tract_core_qconv(input: tensor<>, filter: tensor<>, bias: tensor<> = 0, group: integer = 1, dilation: integer[] = [], stride: integer[] = [], padding: (integer, integer)[] = [], border: string = 'constant', a0: tensor<> = 0, a_scale: tensor<> = 1.0, b0: tensor<> = 0, b_scale: tensor<> = 1.0, c0: tensor<> = 0, c_scale: tensor<> = 1.0, output_dt: string = 'i8') -> (output: tensor<>);
fragment tract_core_inner_dim_to_complex(input: tensor<scalar>) -> (output: tensor<>);
fragment tract_core_complex_to_inner_dim(input: tensor<>) -> (output: tensor<scalar>);
)nnef";

static constexpr llvm::StringLiteral otherText = R"nnef(
fragment tract_transformers_rms_norm(input: tensor<scalar>, axis: integer, eps: scalar = 0.000001) -> (output: tensor<scalar>)
{ output = tract_core_rms_norm(input, axis, eps); }
fragment tract_transformers_silu(x: tensor<scalar>) -> (y: tensor<scalar>) { y = silu(x); }
fragment tract_transformers_gelu_approx(x: tensor<scalar>, fast_impl: logical = false) -> (y: tensor<scalar>)
{ y = tract_core_gelu_approx(x, fast_impl); }
fragment tract_transformers_sdpa(q: tensor<scalar>, k: tensor<scalar>, v: tensor<scalar>, mask: tensor<> = false, scale: scalar = -1.0, datum_type: string = '', acc_datum_type: string = '', is_causal: logical = false) -> (output: tensor<scalar>);
fragment tract_transformers_scaled_masked_softmax(input: tensor<scalar>, mask: tensor<>, scale: scalar = 1.0, post_softmax_mask: logical = false) -> (output: tensor<scalar>);
fragment tract_transformers_apply_rope(input: tensor<scalar>, cos: tensor<scalar>, sin: tensor<scalar>) -> (output: tensor<scalar>)
{
  axis = length_of(shape_of(input)) - 1;
  half = shape_of(input)[axis] / 2;
  low = slice(input, axes = [axis], begin = [0], end = [half]);
  high = slice(input, axes = [axis], begin = [half], end = [0]);
  output = input * cos + concat([-high, low], axis = axis) * sin;
}
fragment tract_transformers_dyn_kv_cache(input: tensor<scalar>, name: string, axis: integer, datum_type: string = 'f32', past_sequence_shape: integer[] = [], input_sequence_shape: integer[] = []) -> (output: tensor<scalar>);
fragment tract_transformers_quantized_dyn_kv_cache(input: tensor<scalar>, name: string, axis: integer, bits: integer = 8, per_channel: logical = false, datum_type: string = 'f32', past_sequence_shape: integer[] = [], input_sequence_shape: integer[] = []) -> (output: tensor<scalar>);
fragment tract_onnx_non_zero(input: tensor<>, count_symbol: string = '') -> (output: tensor<integer>);
fragment tract_onnx_lrn(input: tensor<scalar>, alpha: scalar, beta: scalar, bias: scalar, size: integer) -> (output: tensor<scalar>)
{
  around = [1] * (length_of(shape_of(input)) - 2);
  output = local_response_normalization(input, [1, size] + around, alpha = alpha, beta = beta, bias = bias);
}
fragment tract_transformers_causal_conv1d_update(input: tensor<scalar>, weight: tensor<scalar>, initial_state: tensor<scalar>) -> (output: tensor<scalar>, final_state: tensor<scalar>);
fragment tract_transformers_gdn_recurrent(query: tensor<scalar>, key: tensor<scalar>, value: tensor<scalar>, log_decay: tensor<scalar>, beta: tensor<scalar>, initial_state: tensor<scalar>) -> (output: tensor<scalar>, final_state: tensor<scalar>);
fragment tract_resource_get(label: string, key: string) -> (output: tensor<>);
fragment tract_onnx_non_max_suppression(boxes: tensor<scalar>, scores: tensor<scalar>, max_output_boxes_per_class: tensor<integer>, iou_threshold: tensor<scalar>, score_threshold: tensor<scalar> = 0.0, center_point_box: logical = false, num_selected_symbol: string = '') -> (output: tensor<integer>);
fragment tract_onnx_random(shape: integer[], dist: string = 'uniform', seed: integer = 0) -> (output: tensor<scalar>);
fragment tract_onnx_multinomial(input: tensor<scalar>, dtype: string, sample_size: integer, seed: integer = 0) -> (output: tensor<integer>);
fragment tract_onnx_grid_sample(input: tensor<scalar>, grid: tensor<scalar>, mode: string = 'bilinear', padding_mode: string = 'zeros', align_corners: logical = false) -> (output: tensor<scalar>)
{ output = tract_core_grid_sample(input, grid, mode = mode, padding_mode = padding_mode, align_corners = align_corners); }
fragment tract_onnx_ml_direct_lookup(input: tensor<>, values: tensor<>, fallback_value: tensor<>) -> (output: tensor<>);
fragment tract_onnx_ml_reverse_lookup(input: tensor<>, keys: tensor<>, fallback: integer) -> (output: tensor<>);
fragment tract_onnx_ml_tree_ensemble_classifier(input: tensor<>, trees: tensor<>, nodes: tensor<>, leaves: tensor<>, max_used_feature: integer, n_classes: integer, aggregate_fn: string = 'SUM') -> (output: tensor<>);
fragment tract_pulse_delay(input: tensor<>, axis: integer, delay: integer, overlap: integer = 0) -> (output: tensor<>);
fragment tract_pulse_mask(input: tensor<>, axis: integer, begin: integer, end: integer, value: scalar = 0.0) -> (output: tensor<>);
fragment tract_pulse_pulse_pad(input: tensor<>, axis: integer, before: integer, after: integer, begin_input: integer, end_input: integer, border: string = 'constant', value: scalar = 0.0, overlap: integer = 0) -> (output: tensor<>);
fragment tract_extra_exp_unit_norm(input: tensor<scalar>, state: tensor<scalar>, axis: integer, alpha: scalar, skip: integer = 0, stateless: logical = false, complex: logical = false, epsilon: scalar = 0.00000000000001) -> (output: tensor<scalar>);
fragment tract_extra_exp_mean_norm(input: tensor<scalar>, state: tensor<scalar>, axis: integer, alpha: scalar, skip: integer = 0, stateless: logical = false, scaling_factor: scalar = 1.0) -> (output: tensor<scalar>);
)nnef";

std::string tractLibraryText() { return (coreText + otherText).str(); }

} // namespace ingot::nnef
