/* What the source files of the runtime share and nobody else sees: errors, small memory loops, symbol kinds.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_INTERNAL_H
#define INGOT_INTERNAL_H

#include "ingot/config.h"
#include "ingot/ingot.h"

#if defined(__GNUC__) && !defined(_WIN32)
#define INGOTI_HIDDEN __attribute__((visibility("hidden")))
#else
#define INGOTI_HIDDEN
#endif

/* For a function whose inlining costs bytes. */
#if defined(__GNUC__)
#define INGOTI_NOINLINE __attribute__((noinline))
#else
#define INGOTI_NOINLINE
#endif

/* ingoti_fail(error, status, format, ...) writes the sentence and returns the status. The format knows %s
 * (text, null is "?"), %d (int64_t) and %u (uint64_t), nothing else. The arguments vanish where
 * INGOT_ERROR_TEXT is 0. */
#if INGOT_ERROR_TEXT
INGOTI_HIDDEN ingot_status ingoti_fail(ingot_error *error, ingot_status status, const char *format, ...);
/* Adds " (S = 3, P = 4)": the symbols that a size program reads. */
INGOTI_HIDDEN void ingoti_append_values(ingot_error *error, const ingot_model *model, ingot_expr program,
                                        const int64_t *symbols);
#else
#define ingoti_fail(error, status, ...) ((void)(error), (status))
#define ingoti_append_values(error, model, program, symbols) ((void)0)
#endif

/* The number of operand words after an operation of a size program. */
static inline uint32_t ingoti_operands(int64_t operation) {
  return operation == INGOT_EXPR_CONST || operation == INGOT_EXPR_SYMBOL;
}

/* A symbol that the entry point stores instead of the inputs, and the one of them that a session keeps. */
static inline int ingoti_is_bound_by_model(const ingot_symbol *symbol) {
  return symbol->input == INGOT_NO_INDEX;
}
static inline int ingoti_is_length(const ingot_model *model, const ingot_symbol *symbol) {
  return ingoti_is_bound_by_model(symbol) && symbol->axis < model->state_count;
}

/* A size that only the data knows. */
static inline int ingoti_is_data(const ingot_model *model, const ingot_symbol *symbol) {
  return ingoti_is_bound_by_model(symbol) && !ingoti_is_length(model, symbol);
}

static inline int ingoti_is_aligned(const void *pointer, size_t alignment) {
  return ((uintptr_t)pointer & (alignment - 1)) == 0;
}

/* No memcpy and memset: a freestanding machine need not have them. */
INGOTI_HIDDEN void ingoti_copy(void *restrict target, const void *restrict source, size_t bytes);

/* FNV-1a 64, continued from `hash`. */
#define INGOTI_HASH_START UINT64_C(0xcbf29ce484222325)
INGOTI_HIDDEN uint64_t ingoti_hash(uint64_t hash, const void *data, size_t bytes);

/* The layout of ingot_session: this struct, the arrays of int64_t, the arrays of pointers. */
struct ingot_session {
  const ingot_model *model;
  const void *weights;
  void *arena;
  size_t arena_bytes;
  ingot_parallel_for parallel_for;
  void *pool;
  int64_t *symbols; /* of the last run that succeeded */
  int64_t *trial;   /* of the run being checked, then run */
  void **states;
  const void **inputs;
  void **outputs;
};
_Static_assert(sizeof(struct ingot_session) <= 96, "INGOT_SESSION_BYTES counts 96 bytes");

/* Where a session keeps the length of its kv states; null where the model has none. */
INGOTI_HIDDEN int64_t *ingoti_length_of(const ingot_session *session);

#endif
