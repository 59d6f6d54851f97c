// What branches and loops of one code cannot do, and what the message says of it.
// RUN: ingot-opt %s --ingot-infer-types -split-input-file -verify-diagnostics

func.func @ranks(%c: tensor<i1>, %x: tensor<2x3xf32>, %y: tensor<6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operation 'if': expected branches that agree in the rank of result 0, got 2 and 1; the condition depends on data, so the rank would, too; give both branches one rank}}
  %0 = nn.if %c : (tensor<i1>) -> tensor<*xf32> {
    nn.yield %x : tensor<2x3xf32>
  } else {
    nn.yield %y : tensor<6xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

func.func @sizes(%c: tensor<i1>, %x: tensor<5xf32>, %y: tensor<6xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operation 'if': expected branches that agree in dim 0 of result 0, got sizes 5 and 6; the condition depends on data}}
  %0 = nn.if %c : (tensor<i1>) -> tensor<*xf32> {
    nn.yield %x : tensor<5xf32>
  } else {
    nn.yield %y : tensor<6xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

func.func @grows(%n: tensor<i64>, %x: tensor<5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operation 'loop': expected equal sizes for dim 0 of carried value 0 before and after an iteration (only a loop with a constant number of at most 64 iterations may change it), got 5 and 10}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<5xf32>) -> tensor<*xf32> {
  ^bb0(%i: tensor<i64>, %a: tensor<*xf32>):
    %b = nn.concat %a, %a {axis = 0 : i64} : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
    nn.yield %b : tensor<*xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

func.func @rank(%n: tensor<i64>, %x: tensor<5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operation 'loop': expected carried value 0 to keep its rank, got 1 before an iteration and 2 after it}}
  %0 = nn.loop trip %n carry(%x) : (tensor<i64>, tensor<5xf32>) -> tensor<*xf32> {
  ^bb0(%i: tensor<i64>, %a: tensor<*xf32>):
    %b = nn.unsqueeze %a {axes = array<i64: 0>} : (tensor<*xf32>) -> tensor<*xf32>
    nn.yield %b : tensor<*xf32>
  }
  return %0 : tensor<*xf32>
}

// -----

func.func @early(%c: tensor<i1>, %x: tensor<5xf32>) -> tensor<*xf32> {
  // expected-error @+1 {{operation 'loop': expected a number of iterations that follows from the sizes of the inputs, because it is the size of result 0, got one that only the data knows}}
  %0 = nn.loop while %c carry() : (tensor<i1>) -> tensor<*xf32> {
  ^bb0(%i: tensor<i64>):
    nn.yield %c, %x : tensor<i1>, tensor<5xf32>
  }
  return %0 : tensor<*xf32>
}
