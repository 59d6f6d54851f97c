// RUN: ingot-opt %s --ingot-verify-lower -split-input-file -verify-diagnostics

llvm.func internal @entry() {
  llvm.return
}
llvm.func @model() {
  llvm.return
}

// -----

llvm.func @model() {
  // expected-error @+1 {{'arith.constant' op breaks the contract of stage 'lower': this operation may not be left}}
  %c = arith.constant 1 : i32
  llvm.return
}

// -----

// expected-error @+1 {{expected one public function after the lower stage, got 2}}
module {
  llvm.func @one() {
    llvm.return
  }
  llvm.func @two() {
    llvm.return
  }
}
