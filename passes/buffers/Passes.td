// Passes of the buffers stage. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_BUFFERS_PASSES
#define INGOT_BUFFERS_PASSES
include "mlir/Pass/PassBase.td"

def PassDestinations : Pass<"ingot-pass-destinations", "::mlir::ModuleOp"> {
  let summary = "have the caller give the memory of the outputs";
  let description = [{
    Results of the model's function become arguments after its inputs, and the kernels that made the results write into
    them, through reshapes where there are any. A result that no kernel makes (an input, a constant, the same value
    twice) is copied, and so is what a kernel changes in place, where it cannot be made there.

    Before: `func.func @f(%x: T) -> U { %e = tensor.empty() ... %y = rt.launch @k(%x) to (%e) ... return %y }`
    After: `func.func @f(%x: T, %out: U) { rt.launch @k(%x) to (%out) ... return }`
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::tensor::TensorDialect"];
}

def Bufferize : Pass<"ingot-bufferize", "::mlir::ModuleOp"> {
  let summary = "tensors become memrefs";
  let description = [{
    One-shot bufferization of the whole module (upstream), with identity layouts at function boundaries. Kernels write
    into their last memref arguments and return nothing.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def PackConstants : Pass<"ingot-pack-constants", "::mlir::ModuleOp"> {
  let summary = "gather all constants in one weights blob";
  let description = [{
    Every constant that the model's function uses gets a place in one blob, aligned to 64 bytes, in the order of first
    use; equal constants share a place. The blob becomes the module attribute `ingot.weights`, the uses `rt.weights`.
  }];
  let dependentDialects = ["::ingot::rt::RtDialect"];
}

def PlanArena : Pass<"ingot-plan-arena", "::mlir::ModuleOp"> {
  let summary = "give every buffer a place in one arena";
  let description = [{
    Buffers whose lifetimes overlap get places that do not. Buffers of constant size are placed largest first at the
    lowest offset that is free during their lifetime (the greedy strip packing of Sekiyama et al., "Profile-guided
    memory optimization for deep neural networks", 2018). Buffers with symbolic sizes follow in slots: a slot is reused
    after the last use of its buffer, its size is the maximum over its buffers, its offset the sum of the slots before.
    The module attribute `ingot.arena` holds the size in bytes as a `#sym.expr`.

    Remarks (category `ingot-buffers`) tell the size of the arena and the sum of all buffers.
  }];
  let dependentDialects = ["::ingot::rt::RtDialect", "::ingot::sym::SymDialect"];
}

def BindInterface : Pass<"ingot-bind-interface", "::mlir::ModuleOp"> {
  let summary = "replace arguments by what the caller binds";
  let description = [{
    The model's function loses its arguments: `rt.input` and `rt.output` stand for them. The module attribute
    `ingot.interface` describes inputs and outputs (name, dtype, sizes as text), the symbols with their
    bounds, and the bytes of arena and weights.
  }];
  let dependentDialects = ["::ingot::rt::RtDialect", "::ingot::sym::SymDialect"];
}

def VerifyBuffers : Pass<"ingot-verify-buffers", "::mlir::ModuleOp"> {
  let summary = "check what holds after the buffers stage";
  let description = "No value is a tensor, nothing allocates, no function returns a buffer, the model's function has "
      # "no arguments.";
}
#endif
