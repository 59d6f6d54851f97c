// Recurrent cells over a sequence. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_RECURRENT
#define INGOT_NN_RECURRENT
include "NnBase.td"

/// What the cells have in common. With S steps, B sequences, I inputs, H hidden values and D directions, a cell with
/// G gates has weights [D, G*H, I], recurrence [D, G*H, H] and bias [D, 2*G*H].
class Nn_Cell<string mnemonic, string what, string formula, int functions, dag states, dag extra, dag lastStates,
    string format, string example> : Nn_Op<mnemonic, [AttrSizedOperandSegments]> {
  let summary = what;
  let description = formula # [{
    for every step of `input` [S, B, I]. Axis 1 of `weights` W [D, G*H, I] and `recurrence` R [D, G*H, H] holds the G
    gates in the order given above; `bias` [D, 2*G*H] those of b, then those of d. `lengths` [B] says how many steps
    each sequence has: results of later steps are 0, the state stays. States [D, B, H] begin with 0 where none is
    given. The results are the states of all steps, [S, D, B, H], and the last ones. `reverse` has an entry for each
    direction: whether its steps run from the last to the first. `activations` names f, g and h of each direction (relu,
    tanh, sigmoid, affine, leaky_relu, thresholded_relu, scaled_tanh, hard_sigmoid, elu, softsign, softplus), `alphas`
    and `betas` hold their parameters. `clip` limits what f and g are applied to. The simplify stage writes it in terms
    of matrix products and element-wise operations, in a loop where there are many steps. Exists from `import` to
    `simplify`.

    **Constraints:** (C1) element types agree. (C2) `reverse` has one or two entries. (C3) each direction has }]
    # functions # [{ known activations, each with a parameter in `alphas` and `betas`. (C4) input, weights, recurrence
    and states have rank 3, bias and peepholes 2, lengths 1. (C5) `clip` is positive.
  }] # Nn_Example<example>.text;
  let arguments = !con((ins Nn_FloatTensor:$input, Nn_FloatTensor:$weights, Nn_FloatTensor:$recurrence,
      Optional<Nn_FloatTensor>:$bias, Optional<Nn_IntTensor>:$lengths), states, (ins DenseBoolArrayAttr:$reverse,
      StrArrayAttr:$activations, DenseF64ArrayAttr:$alphas, DenseF64ArrayAttr:$betas, OptionalAttr<F64Attr>:$clip),
      extra);
  let results = !con((outs Nn_FloatTensor:$states), lastStates);
  let assemblyFormat = "$input `,` $weights `,` $recurrence (`bias` $bias^)? (`lengths` $lengths^)? " # format
      # "attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDeclaration = "static constexpr int64_t functions = " # functions # ";";
}

def Nn_LstmOp : Nn_Cell<"lstm", "long short-term memory over a sequence", [{
    Computes a long short-term memory (ONNX LSTM-22), gates i, o, F, c,

        i = f(W_i x + b_i + R_i h + d_i + P_i C)      C <- F C + i g(W_c x + b_c + R_c h + d_c)
        F = f(W_F x + b_F + R_F h + d_F + P_F C)      o = f(W_o x + b_o + R_o h + d_o + P_o C)
        h <- o h(C), F = 1 - i when `input_forget`, `peepholes` P [D, 3*H] in the order i, o, F

}], 3,
    (ins Optional<Nn_FloatTensor>:$initial_h, Optional<Nn_FloatTensor>:$initial_c, Optional<Nn_FloatTensor>:$peepholes),
    (ins DefaultValuedAttr<BoolAttr, "false">:$input_forget), (outs Nn_FloatTensor:$last_h, Nn_FloatTensor:$last_c),
    "(`initial_h` $initial_h^)? (`initial_c` $initial_c^)? (`peepholes` $peepholes^)? ", [{
    %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"],
                                     alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
        : (tensor<7x1x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>)
        -> (tensor<7x1x1x2xf32>, tensor<1x1x2xf32>, tensor<1x1x2xf32>)}]>;

def Nn_GruOp : Nn_Cell<"gru", "gated recurrent unit over a sequence", [{
    Computes a gated recurrent unit (ONNX GRU-22), gates z, r, n,

        z = f(W_z x + b_z + R_z h + d_z)      n = g(W_n x + b_n + R_n (r h) + d_n)
        r = f(W_r x + b_r + R_r h + d_r)      h <- (1 - z) n + z h

    with r (R_n h + d_n) instead of R_n (r h) + d_n when `linear_before_reset`,
}], 2,
    (ins Optional<Nn_FloatTensor>:$initial_h), (ins DefaultValuedAttr<BoolAttr, "false">:$linear_before_reset),
    (outs Nn_FloatTensor:$last_h), "(`initial_h` $initial_h^)? ", [{
    %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh"],
                                alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
        : (tensor<7x1x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<7x1x1x2xf32>, tensor<1x1x2xf32>)}]>;

def Nn_RnnOp : Nn_Cell<"rnn", "simple recurrent network over a sequence", [{
    Computes a simple recurrent network (ONNX RNN-22), h <- f(W x + b + R h + d),
}], 1, (ins Optional<Nn_FloatTensor>:$initial_h), (ins), (outs Nn_FloatTensor:$last_h),
    "(`initial_h` $initial_h^)? ", [{
    %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: true>, activations = ["tanh"], alphas = array<f64: 0.0>,
                                betas = array<f64: 0.0>}
        : (tensor<7x1x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<7x1x1x2xf32>, tensor<1x1x2xf32>)}]>;
#endif
