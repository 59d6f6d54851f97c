// RUN: ingot-opt %s --ingot-stage-shape | FileCheck %s --check-prefix=SHAPE
// RUN: ingot-opt %s --ingot-stage-shape --ingot-stage-simplify --ingot-stage-linalg | FileCheck %s --check-prefix=LINALG
// RUN: ingot-opt --help | FileCheck %s --check-prefix=HELP

// Each stage can be run alone under its name; it leaves its name on the module.

// HELP: --ingot-stage-buffers
// HELP: --ingot-stage-linalg
// HELP: --ingot-stage-lower
// HELP: --ingot-stage-shape
// HELP: --ingot-stage-simplify
// HELP: --ingot-stage-tile
// HELP: --ingot-stage-vectorize

// SHAPE: module @positive attributes {ingot.stage = "shape"}
// SHAPE: nn.relu {{.*}} -> tensor<?x8xf32, #sym.shape<N, 8>>
// LINALG: module @positive attributes {ingot.stage = "linalg"}
// LINALG: linalg.generic
module @positive attributes {ingot.stage = "import"} {
  sym.symbol @N {min = 1 : i64}
  func.func @positive(%x: tensor<?x8xf32, #sym.shape<N, 8>> {ingot.name = "x"}) -> (tensor<*xf32> {ingot.name = "y"}) {
    %y = nn.relu %x : (tensor<?x8xf32, #sym.shape<N, 8>>) -> tensor<*xf32>
    return %y : tensor<*xf32>
  }
}
