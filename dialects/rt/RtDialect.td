// The rt dialect and its attributes. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_RT_DIALECT
#define INGOT_RT_DIALECT
include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Rt_Dialect : Dialect {
  let name = "rt";
  let cppNamespace = "::ingot::rt";
  let summary = "what the runtime sees of a model: kernels, arena, weights";
  let description = [{
    The words in which a compiled model talks to the runtime. A *kernel* is a private `func.func` with the unit
    attribute `rt.kernel`: its arguments are tensors (memrefs after `buffers`) that it reads, then those that it
    writes, then two indices `begin` and `end`: it computes that part of its outermost loop. `rt.launch` runs a kernel.
    After the `buffers` stage inputs, outputs, arena and weights appear as views that `rt` operations make. The dialect
    exists from `tile` to `lower`.

    The `linalg` stage marks with `rt.kernel_kind` each `scf.execute_region` that becomes a kernel as it is: loops,
    branches and single elements, for what no `linalg.generic` says (writing at computed positions). An innermost loop
    in it may carry `rt.run`: its iterations are independent of each other and go along neighbouring elements.

    Function attribute `rt.trip_count` of a kernel is the number of iterations of its outermost loop where that is
    constant.
  }];
  let useDefaultAttributePrinterParser = 1;
}

def Rt_TileAttr : AttrDef<Rt_Dialect, "Tile"> {
  let mnemonic = "tile";
  let summary = "how the loops of one linalg operation are cut";
  let description = [{
    Written by `ingot-choose-tiles`, read by `ingot-vectorize-kernels`. Loop `vector` is cut into `vectors` vectors of
    `lanes` elements; loop `row` (-1: none) into blocks of `rows`; all of these stay in registers. `order` lists the
    other parallel loops, outermost first; the first loop of it is the one that `begin` and `end` of the kernel cut.
    Without such loops it is left out.

    Example: `#rt.tile<vector = 3, lanes = 16, vectors = 2, row = 2, rows = 12, order = [0, 1, 3, 2]>`
  }];
  let parameters = (ins "int64_t":$vector, "int64_t":$lanes, "int64_t":$vectors, "int64_t":$row, "int64_t":$rows,
      OptionalArrayRefParameter<"int64_t">:$order);
  let assemblyFormat = [{
    `<` `vector` `=` $vector `,` `lanes` `=` $lanes `,` `vectors` `=` $vectors `,` `row` `=` $row `,`
        `rows` `=` $rows (`,` `order` `=` `[` $order^ `]`)? `>`
  }];
}
#endif
