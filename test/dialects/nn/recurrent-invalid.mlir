// RUN: ingot-opt %s -verify-diagnostics -split-input-file

func.func @lstm_c1(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %h0: tensor<1x2x2xf16>) {
  // expected-error @+1 {{expected operands of element type 'f32', got 'f16'}}
  %y, %h, %c = nn.lstm %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<1x2x2xf16>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c1_result(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected results of element type 'f32', got 'f64'}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf64>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c2(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected 1 or 2 directions in 'reverse', got 3}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false, true, false>, activations = ["sigmoid", "tanh", "tanh", "sigmoid", "tanh", "tanh", "sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c3_number(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected 6 activations with an alpha and a beta each, got 3}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false, true>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c3_alphas(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected 3 activations with an alpha and a beta each, got 4}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c3(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected a known activation, got "cosine"}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "cosine"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c4(%x: tensor<7x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected an input of rank 3, got 'tensor<7x3xf32>'}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c4_bias(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %b: tensor<16xf32>) {
  // expected-error @+1 {{expected a bias of rank 2, got 'tensor<16xf32>'}}
  %y, %h, %c = nn.lstm %x, %w, %r bias %b {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<16xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c4_lengths(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %l: tensor<i32>) {
  // expected-error @+1 {{expected lengths of rank 1, got 'tensor<i32>'}}
  %y, %h, %c = nn.lstm %x, %w, %r lengths %l {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<i32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c4_state(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %h0: tensor<2x2xf32>) {
  // expected-error @+1 {{expected an initial state of rank 3, got 'tensor<2x2xf32>'}}
  %y, %h, %c = nn.lstm %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c4_peepholes(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>, %p: tensor<6xf32>) {
  // expected-error @+1 {{expected peepholes of rank 2, got 'tensor<6xf32>'}}
  %y, %h, %c = nn.lstm %x, %w, %r peepholes %p {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>, tensor<6xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @lstm_c5(%x: tensor<7x2x3xf32>, %w: tensor<1x8x3xf32>, %r: tensor<1x8x2xf32>) {
  // expected-error @+1 {{expected a positive 'clip', got}}
  %y, %h, %c = nn.lstm %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>, clip = 0.0 : f64}
    : (tensor<7x2x3xf32>, tensor<1x8x3xf32>, tensor<1x8x2xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c1(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>, %h0: tensor<1x2x2xf16>) {
  // expected-error @+1 {{expected operands of element type 'f32', got 'f16'}}
  %y, %h = nn.gru %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>, tensor<1x2x2xf16>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c1_result(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected results of element type 'f32', got 'f64'}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf64>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c2(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected 1 or 2 directions in 'reverse', got 3}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false, true, false>, activations = ["sigmoid", "tanh", "sigmoid", "tanh", "sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0, 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c3_number(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected 4 activations with an alpha and a beta each, got 2}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false, true>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c3_alphas(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected 2 activations with an alpha and a beta each, got 3}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c3(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected a known activation, got "cosine"}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "cosine"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c4(%x: tensor<7x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected an input of rank 3, got 'tensor<7x3xf32>'}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c4_bias(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>, %b: tensor<12xf32>) {
  // expected-error @+1 {{expected a bias of rank 2, got 'tensor<12xf32>'}}
  %y, %h = nn.gru %x, %w, %r bias %b {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>, tensor<12xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c4_lengths(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>, %l: tensor<i32>) {
  // expected-error @+1 {{expected lengths of rank 1, got 'tensor<i32>'}}
  %y, %h = nn.gru %x, %w, %r lengths %l {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>, tensor<i32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c4_state(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>, %h0: tensor<2x2xf32>) {
  // expected-error @+1 {{expected an initial state of rank 3, got 'tensor<2x2xf32>'}}
  %y, %h = nn.gru %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>, tensor<2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @gru_c5(%x: tensor<7x2x3xf32>, %w: tensor<1x6x3xf32>, %r: tensor<1x6x2xf32>) {
  // expected-error @+1 {{expected a positive 'clip', got}}
  %y, %h = nn.gru %x, %w, %r {reverse = array<i1: false>, activations = ["sigmoid", "tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0, 0.0>, clip = 0.0 : f64}
    : (tensor<7x2x3xf32>, tensor<1x6x3xf32>, tensor<1x6x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c1(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>, %h0: tensor<1x2x2xf16>) {
  // expected-error @+1 {{expected operands of element type 'f32', got 'f16'}}
  %y, %h = nn.rnn %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>, tensor<1x2x2xf16>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c1_result(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected results of element type 'f32', got 'f64'}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf64>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c2(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected 1 or 2 directions in 'reverse', got 3}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false, true, false>, activations = ["tanh", "tanh", "tanh"], alphas = array<f64: 0.0, 0.0, 0.0>, betas = array<f64: 0.0, 0.0, 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c3_number(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected 2 activations with an alpha and a beta each, got 1}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false, true>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c3_alphas(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected 1 activations with an alpha and a beta each, got 2}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0, 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c3(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected a known activation, got "cosine"}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["cosine"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c4(%x: tensor<7x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected an input of rank 3, got 'tensor<7x3xf32>'}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c4_bias(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{expected a bias of rank 2, got 'tensor<4xf32>'}}
  %y, %h = nn.rnn %x, %w, %r bias %b {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>, tensor<4xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c4_lengths(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>, %l: tensor<i32>) {
  // expected-error @+1 {{expected lengths of rank 1, got 'tensor<i32>'}}
  %y, %h = nn.rnn %x, %w, %r lengths %l {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>, tensor<i32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c4_state(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>, %h0: tensor<2x2xf32>) {
  // expected-error @+1 {{expected an initial state of rank 3, got 'tensor<2x2xf32>'}}
  %y, %h = nn.rnn %x, %w, %r initial_h %h0 {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>, tensor<2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}

// -----

func.func @rnn_c5(%x: tensor<7x2x3xf32>, %w: tensor<1x2x3xf32>, %r: tensor<1x2x2xf32>) {
  // expected-error @+1 {{expected a positive 'clip', got}}
  %y, %h = nn.rnn %x, %w, %r {reverse = array<i1: false>, activations = ["tanh"], alphas = array<f64: 0.0>, betas = array<f64: 0.0>, clip = 0.0 : f64}
    : (tensor<7x2x3xf32>, tensor<1x2x3xf32>, tensor<1x2x2xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return
}
