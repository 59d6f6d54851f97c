// `ingot dump` shows the graph with its costs: a convolution counts 2 for each multiply-add and 1 for each bias.

// RUN: ingot dump %s --stage import | FileCheck %s
// CHECK: input  'image': float32 [N, 3, 8, 8]
// CHECK-NEXT: output 'scores': float32 [N, 10]
// CHECK-NEXT: symbol N: 1 to 64
// CHECK: # operation node result FLOP bytes FLOP/B
// CHECK-NEXT: 0 conv first conv float32 [N, 16, 8, 8] 56.3 k 6.66 kB 8.46
// CHECK-NEXT: 1 relu float32 [N, 16, 8, 8] 1.02 k 8.19 kB 0.1{{[23]}}
// CHECK-NEXT: 2 max_pool float32 [N, 16, 2, 2] 1.02 k
// CHECK-NEXT: 3 reshape float32 [N, 64] 0 0 B
// CHECK-NEXT: 4 matmul float32 [N, 10] 1.28 k
// CHECK-NEXT: 5 softmax float32 [N, 10] 50 80 B 0.6{{[23]}}
// CHECK: 6 operations, 59.7 kFLOP at N = 1 (59698*N)
// CHECK-NEXT: moved when nothing is fused
// CHECK-NEXT: 4.35 kB of constants

// RUN: ingot dump %s --stage import --json | %python -c "import json, sys; g = json.load(sys.stdin); print(g['flop'], g['inputs'], g['operations'][0])" | FileCheck %s --check-prefix=JSON
// JSON: 59698*N [{'name': 'image', 'dtype': 'float32', 'dims': ['N', 3, 8, 8]}] {'operation': 'nn.conv', 'node': 'first conv'

// RUN: ingot dump %s --stage import --ir | FileCheck %s --check-prefix=IR
// IR: nn.constant {{.*}}dense<{{.*}}> : tensor<16x3x3x3xf32>
// IR: nn.conv

// RUN: ingot dump %s | FileCheck %s --check-prefix=SHAPE
// SHAPE: 6 operations, 59.7 kFLOP at N = 1 (59698*N)

module @net attributes {ingot.stage = "import"} {
  sym.symbol @N {min = 1 : i64, max = 64 : i64}
  func.func @net(%image: tensor<?x3x8x8xf32, #sym.shape<N, 3, 8, 8>> {ingot.name = "image"})
      -> (tensor<?x10xf32, #sym.shape<N, 10>> {ingot.name = "scores"}) {
    %w = nn.constant dense<0.5> : tensor<16x3x3x3xf32>
    %b = nn.constant dense<0.0> : tensor<16xf32>
    %m = nn.constant dense<0.1> : tensor<64x10xf32>
    %0 = nn.conv %image, %w bias %b {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
       : (tensor<?x3x8x8xf32, #sym.shape<N, 3, 8, 8>>, tensor<16x3x3x3xf32>, tensor<16xf32>)
      -> tensor<?x16x8x8xf32, #sym.shape<N, 16, 8, 8>> loc("first conv")
    %1 = nn.relu %0 : (tensor<?x16x8x8xf32, #sym.shape<N, 16, 8, 8>>) -> tensor<?x16x8x8xf32, #sym.shape<N, 16, 8, 8>>
    %2 = nn.max_pool %1 {window = array<i64: 4, 4>, strides = array<i64: 4, 4>, dilations = array<i64: 1, 1>}
       : (tensor<?x16x8x8xf32, #sym.shape<N, 16, 8, 8>>) -> tensor<?x16x2x2xf32, #sym.shape<N, 16, 2, 2>>
    %3 = nn.reshape %2 : (tensor<?x16x2x2xf32, #sym.shape<N, 16, 2, 2>>) -> tensor<?x64xf32, #sym.shape<N, 64>>
    %4 = nn.matmul %3, %m : (tensor<?x64xf32, #sym.shape<N, 64>>, tensor<64x10xf32>) -> tensor<?x10xf32, #sym.shape<N, 10>>
    %5 = nn.softmax %4 {axes = array<i64: -1>} : (tensor<?x10xf32, #sym.shape<N, 10>>) -> tensor<?x10xf32, #sym.shape<N, 10>>
    return %5 : tensor<?x10xf32, #sym.shape<N, 10>>
  }
}
