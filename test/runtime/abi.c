/* The layout of every struct of the ABI, for 32 and 64 bits. If this does not compile, the ABI has changed:
 * see "Versions" in docs/abi.md. Tests runtime/include/ingot/abi.h. SPDX-License-Identifier: Apache-2.0 */
#include "ingot/abi.h"

/* OFFSET(struct, field, on 64 bits, on 32 bits) */
#if UINTPTR_MAX > UINT32_MAX
#define PICK(wide, narrow) (wide)
#else
#define PICK(wide, narrow) (narrow)
#endif
#define SIZE(type, wide, narrow) _Static_assert(sizeof(type) == PICK(wide, narrow), "size of " #type)
#define OFFSET(type, field, wide, narrow)                                                                    \
  _Static_assert(offsetof(type, field) == PICK(wide, narrow), "offset of " #type "." #field)

_Static_assert(INGOT_ABI_VERSION == 2, "the numbers below are those of version 2");
_Static_assert(INGOT_ABI_MAGIC == ('I' | 'N' << 8 | 'G' << 16 | 'T' << 24), "INGT, little-endian");
_Static_assert(INGOT_DTYPE_F64 == 12 && INGOT_EXPR_LE == 11 && INGOT_EXPR_STACK == 16, "numbers of enums");
_Static_assert(INGOT_STATE_CELL == 3 && INGOT_ALIGNMENT == 64, "numbers of enums");

SIZE(ingot_symbol, 56, 56);
OFFSET(ingot_symbol, minimum, 8, 8);
OFFSET(ingot_symbol, maximum, 16, 16);
OFFSET(ingot_symbol, solve_scale, 24, 24);
OFFSET(ingot_symbol, solve_offset, 32, 32);
OFFSET(ingot_symbol, input, 40, 40);
OFFSET(ingot_symbol, axis, 44, 44);
OFFSET(ingot_symbol, bound, 48, 48);

SIZE(ingot_tensor_info, 24, 16);
OFFSET(ingot_tensor_info, dims, 8, 4);
OFFSET(ingot_tensor_info, rank, 16, 8);
OFFSET(ingot_tensor_info, dtype, 20, 12);

SIZE(ingot_state_info, 40, 28);
OFFSET(ingot_state_info, initial, 24, 16);
OFFSET(ingot_state_info, role, 32, 20);
OFFSET(ingot_state_info, axis, 36, 24);

SIZE(ingot_guard, 16, 8);
OFFSET(ingot_guard, message, 8, 4);

SIZE(ingot_call, 64, 32);
OFFSET(ingot_call, outputs, 8, 4);
OFFSET(ingot_call, states, 16, 8);
OFFSET(ingot_call, symbols, 24, 12);
OFFSET(ingot_call, arena, 32, 16);
OFFSET(ingot_call, weights, 40, 20);
OFFSET(ingot_call, parallel_for, 48, 24);
OFFSET(ingot_call, pool, 56, 28);

SIZE(ingot_model, 144, 112);
OFFSET(ingot_model, version, 4, 4);
OFFSET(ingot_model, name, 8, 8);
OFFSET(ingot_model, target, 16, 12);
OFFSET(ingot_model, cpu_features, 24, 16);
OFFSET(ingot_model, input_count, 32, 24);
OFFSET(ingot_model, output_count, 36, 28);
OFFSET(ingot_model, state_count, 40, 32);
OFFSET(ingot_model, symbol_count, 44, 36);
OFFSET(ingot_model, guard_count, 48, 40);
OFFSET(ingot_model, check_count, 52, 44);
OFFSET(ingot_model, inputs, 56, 48);
OFFSET(ingot_model, outputs, 64, 52);
OFFSET(ingot_model, states, 72, 56);
OFFSET(ingot_model, symbols, 80, 60);
OFFSET(ingot_model, guards, 88, 64);
OFFSET(ingot_model, checks, 96, 68);
OFFSET(ingot_model, arena_bytes, 104, 72);
OFFSET(ingot_model, weights_bytes, 112, 80);
OFFSET(ingot_model, weights, 120, 88);
OFFSET(ingot_model, weights_hash, 128, 96);
OFFSET(ingot_model, run, 136, 104);
