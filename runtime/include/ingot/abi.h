/* The contract between compiled models and the runtime: the layout of the model table.
 * Written by the compiler (dialects/rt/Abi.cpp), read by runtime/src. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_ABI_H
#define INGOT_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Any change of a struct below bumps this number, dialects/rt/Abi.cpp and docs/abi.md in the same commit. */
#define INGOT_ABI_VERSION 2u
/* The bytes "INGT", little-endian: the first word of every model table. */
#define INGOT_ABI_MAGIC 0x54474E49u

/* Element types. Sub-byte types are not part of version 2; bool is one byte, 0 or 1. */
typedef enum ingot_dtype {
  INGOT_DTYPE_BOOL = 0,
  INGOT_DTYPE_I8 = 1,
  INGOT_DTYPE_I16 = 2,
  INGOT_DTYPE_I32 = 3,
  INGOT_DTYPE_I64 = 4,
  INGOT_DTYPE_U8 = 5,
  INGOT_DTYPE_U16 = 6,
  INGOT_DTYPE_U32 = 7,
  INGOT_DTYPE_U64 = 8,
  INGOT_DTYPE_F16 = 9,
  INGOT_DTYPE_BF16 = 10,
  INGOT_DTYPE_F32 = 11,
  INGOT_DTYPE_F64 = 12
} ingot_dtype;

/* A size program: a postfix sequence of int64 words ending in INGOT_EXPR_END, evaluated on a stack of at most
 * INGOT_EXPR_STACK values. CONST and SYMBOL take one operand word. Comparisons push 0 or 1. */
typedef enum ingot_expr_op {
  INGOT_EXPR_END = 0,
  INGOT_EXPR_CONST = 1,  /* next word: the value */
  INGOT_EXPR_SYMBOL = 2, /* next word: the index into ingot_model.symbols */
  INGOT_EXPR_ADD = 3,
  INGOT_EXPR_MUL = 4,
  INGOT_EXPR_FLOORDIV = 5, /* rounds towards minus infinity; a divisor of 0 is an evaluation error */
  INGOT_EXPR_CEILDIV = 6,
  INGOT_EXPR_MOD = 7, /* sign of the divisor, as floordiv */
  INGOT_EXPR_MIN = 8,
  INGOT_EXPR_MAX = 9,
  INGOT_EXPR_EQ = 10,
  INGOT_EXPR_LE = 11
} ingot_expr_op;
#define INGOT_EXPR_STACK 16
typedef const int64_t *ingot_expr;

/* A named dimension. Its value is solved from one axis of one input: value = (size - solve_offset) /
 * solve_scale, which must divide exactly and lie in [minimum, maximum]. Every other axis is then checked
 * against its program. A symbol whose input is INGOT_NO_INDEX is stored by the entry point, not solved:
 *
 * - where axis < state_count, it is the length of the kv states, and axis names one of them: the session
 *   keeps it from run to run, minimum at first; the entry point stores the new length. At most one per model;
 *
 * - where axis is INGOT_NO_INDEX, it is a size that only the data knows: the value of the program bound until
 *   the entry point stores the true value, which lies in [minimum, bound]. The program reads solved symbols
 *   and symbols that come before. */
typedef struct ingot_symbol {
  const char *name;
  int64_t minimum;
  int64_t maximum; /* INT64_MAX: unbounded */
  int64_t solve_scale;
  int64_t solve_offset;
  uint32_t input;
  uint32_t axis;
  ingot_expr bound; /* of a size that only the data knows; null for every other symbol */
} ingot_symbol;
#define INGOT_NO_INDEX UINT32_MAX

/* An input, output or state. dims has rank programs; row-major, no padding, aligned to its element. */
typedef struct ingot_tensor_info {
  const char *name;
  const ingot_expr *dims;
  uint32_t rank;
  uint32_t dtype; /* ingot_dtype */
} ingot_tensor_info;

/* Role of a state; it decides what truncate and length mean. */
typedef enum ingot_state_role {
  INGOT_STATE_PLAIN = 0,
  INGOT_STATE_KV = 1,
  INGOT_STATE_RING = 2,
  INGOT_STATE_CELL = 3
} ingot_state_role;

typedef struct ingot_state_info {
  ingot_tensor_info tensor;
  const void *initial; /* bytes of the initial value, or null for zeros */
  uint32_t role;       /* ingot_state_role */
  uint32_t axis;       /* the growing axis of a kv or ring state */
} ingot_state_info;

/* A condition on the symbols that must hold before any work is done: condition evaluates to non-zero. */
typedef struct ingot_guard {
  ingot_expr condition;
  const char *message; /* names the node, the dimension and the remedy */
} ingot_guard;

/* Runs task(context, begin, end) over a partition of [0, count); returns when all parts are done. */
typedef void (*ingot_task)(void *context, size_t begin, size_t end);
typedef void (*ingot_parallel_for)(void *pool, ingot_task task, void *context, size_t count);

/* What an entry point receives. Pointers are valid for the call; arrays are indexed as in the model table. */
typedef struct ingot_call {
  const void *const *inputs;
  void *const *outputs;
  void *const *states;
  int64_t *symbols;    /* solved; the entry point may store those without an input, if it returns 0 */
  void *arena;         /* arena_bytes, aligned to INGOT_ALIGNMENT */
  const void *weights; /* the weights blob, aligned to INGOT_ALIGNMENT */
  ingot_parallel_for parallel_for; /* never null */
  void *pool;                      /* handed to parallel_for */
} ingot_call;

/* 0; or an ingot_status from ingot.h; or -1 - index, where a condition on the data does not hold: the sentence
 * is ingot_model.checks[index]. */
typedef int32_t (*ingot_entry)(const ingot_call *call);

/* Alignment in bytes of arena, weights and state memory. */
#define INGOT_ALIGNMENT 64u

typedef struct ingot_model {
  uint32_t magic;   /* INGOT_ABI_MAGIC */
  uint32_t version; /* INGOT_ABI_VERSION */
  const char *name;
  const char *target;    /* triple, cpu and features, for people */
  uint64_t cpu_features; /* INGOT_CPU_* bits that the machine must have */
  uint32_t input_count;
  uint32_t output_count;
  uint32_t state_count;
  uint32_t symbol_count;
  uint32_t guard_count;
  uint32_t check_count;
  const ingot_tensor_info *inputs;
  const ingot_tensor_info *outputs;
  const ingot_state_info *states;
  const ingot_symbol *symbols;
  const ingot_guard *guards;
  const char *const *checks; /* sentences for people, of the conditions that the entry point checks */
  ingot_expr arena_bytes;    /* over the symbols */
  uint64_t weights_bytes;
  const void *weights;   /* embedded, or null when they live in a file of their own */
  uint64_t weights_hash; /* FNV-1a 64 of the blob: an external file must match */
  ingot_entry run;
} ingot_model;

/* Bits of ingot_model.cpu_features. */
#define INGOT_CPU_X86_SSE42 (UINT64_C(1) << 0)
#define INGOT_CPU_X86_AVX2_FMA (UINT64_C(1) << 1)
#define INGOT_CPU_X86_AVX512 (UINT64_C(1) << 2) /* f, bw, cd, dq, vl: x86-64-v4 */

/* The one symbol that a compiled model exports is a function of this type, named after the model. */
typedef const ingot_model *(*ingot_model_function)(void);

#ifdef __cplusplus
}
#endif
#endif
