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

def CarryBuffers : Pass<"ingot-carry-buffers", "::mlir::ModuleOp"> {
  let summary = "say which memory branches and loops leave results in";
  let description = [{
    Both branches of an `scf.if` write their results into memory that is there before it, and every iteration of a loop
    leaves what it carries in the memory where it found it: no result of control flow is in memory that only the run
    knows, and none is made anew in each iteration. What shares memory with another carried value (as where two are
    swapped) is copied away first. A tensor that an iteration changes in place, and reads nowhere else, stays as it is.

    Before: `scf.for ... iter_args(%a = %x) { %b = rt.launch @k(%a) to (%e) ... scf.yield %b }`
    After: `scf.for ... iter_args(%a = %x) { ... %c = bufferization.materialize_in_destination %b in %a; scf.yield %c }`
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::bufferization::BufferizationDialect",
                           "::mlir::tensor::TensorDialect", "::ingot::sym::SymDialect"];
}

def Bufferize : Pass<"ingot-bufferize", "::mlir::ModuleOp"> {
  let summary = "tensors become memrefs";
  let description = [{
    One-shot bufferization of the whole module (upstream), with identity layouts at function boundaries. Kernels write
    into their last memref arguments and return nothing.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"];
}

def RotateBuffers : Pass<"ingot-rotate-buffers", "::mlir::ModuleOp"> {
  let summary = "exchange buffers instead of copying between them";
  let description = [{
    Where a loop ends every iteration by a copy of a buffer that it made to one that it carries, it carries both, and
    hands them to the next iteration in exchanged order.

    Before: `scf.for ... { %b = memref.alloc() rt.launch @k(%a) to (%b) ... memref.copy %b, %a }`
    After: `scf.for ... iter_args(%p = %a, %q = %b) { rt.launch @k(%p) to (%q) ... scf.yield %q, %p }`
  }];
  let dependentDialects = ["::mlir::scf::SCFDialect"];
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

    A buffer that is made outside of a loop and used in it lives as long as the loop; one that is made inside lives
    within an iteration, and every iteration has it in the same place.

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
