// What passes did is reported where --remarks asks for their category, and is not otherwise.
// RUN: ingot compile %s -o %t.so --remarks ingot-tile 2>&1 | FileCheck %s --implicit-check-not=ingot-simplify
// RUN: ingot compile %s -o %t.so --remarks 'ingot-.*' 2>&1 | FileCheck %s --check-prefix=ALL
// RUN: ingot compile %s -o %t.so 2>&1 | FileCheck %s --check-prefix=NONE --allow-empty

// CHECK: remark: {{.*}}[Passed] Tile | Category:ingot-tile
// ALL-DAG: remark: {{.*}}[Passed] RecognizePatterns | Category:ingot-simplify
// ALL-DAG: remark: {{.*}}[Passed] Tile | Category:ingot-tile
// NONE-NOT: remark
module @remarks {
  func.func @remarks(%x: tensor<64xf32> {ingot.name = "x"}) -> (tensor<64xf32> {ingot.name = "y"}) {
    %0 = nn.sigmoid %x : (tensor<64xf32>) -> tensor<64xf32>
    %1 = nn.mul %x, %0 : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>
    return %1 : tensor<64xf32>
  }
}
