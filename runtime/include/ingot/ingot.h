/* The runtime's public interface: check a compiled model, solve its sizes, run it in the caller's memory.
 * Implemented by runtime/src; the model table itself is in abi.h. SPDX-License-Identifier: Apache-2.0
 *
 * The rules that hold for every function here:
 *
 * - nothing is allocated, printed or kept in a global: all memory is the caller's;
 *
 * - a function that can fail returns an ingot_status. What it would have written is then unspecified, but a
 *   session stays as it was;
 *
 * - `error` may be null. Where it is not, a failure writes one sentence (lower case, no full stop) into it;
 *   a success leaves it alone. A runtime built with INGOT_ERROR_TEXT=0 never touches it: set text[0] to 0;
 *
 * - a model table is read only; any number of sessions, on any threads, may share one. A session belongs to
 *   one thread at a time. */
#ifndef INGOT_INGOT_H
#define INGOT_INGOT_H

#include "ingot/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define INGOT_VERSION_STRING "0.1.0"

/* What a function answers. The numbers are part of the ABI: entry points return them too. */
typedef enum ingot_status {
  INGOT_OK = 0,
  INGOT_ERROR_ARGUMENT = 1,    /* a pointer or index given by the caller is wrong */
  INGOT_ERROR_MODEL = 2,       /* not a model table, or a damaged one */
  INGOT_ERROR_VERSION = 3,     /* the table is of another ABI version than this runtime */
  INGOT_ERROR_CPU = 4,         /* the machine lacks CPU features that the model was compiled for */
  INGOT_ERROR_DTYPE = 5,       /* an input has another element type than the model needs */
  INGOT_ERROR_SHAPE = 6,       /* an input has another rank or dim than the model needs */
  INGOT_ERROR_BOUND = 7,       /* a solved symbol lies outside its bounds */
  INGOT_ERROR_GUARD = 8,       /* a condition that the model states on its symbols does not hold */
  INGOT_ERROR_PROGRAM = 9,     /* a size program is malformed */
  INGOT_ERROR_ARITHMETIC = 10, /* a size program overflows or divides by zero for these symbols */
  INGOT_ERROR_MEMORY = 11,     /* session, states, arena or an output: missing, too small or misaligned */
  INGOT_ERROR_WEIGHTS = 12,    /* the weights are missing, or not those the model was compiled with */
  INGOT_ERROR_STATE = 13,      /* states: of another shape or model, a damaged save, no roll-back possible */
  INGOT_ERROR_RUN = 14,   /* the entry point failed; the states may be half changed: reset or load them */
  INGOT_ERROR_FILE = 15,  /* a file could not be read (hosted parts only) */
  INGOT_ERROR_THREAD = 16, /* a thread could not be started (hosted parts only) */
  INGOT_ERROR_DATA = 17    /* the values of the inputs break a condition; states as after INGOT_ERROR_RUN */
} ingot_status;

/* Where the sentence of an error goes: `capacity` bytes at `text`, always ended by a zero, cut where too
 * long. 256 bytes are enough for all messages but those with very long names. */
typedef struct ingot_error {
  char *text;
  size_t capacity;
} ingot_error;

/* An input of a run. */
typedef struct ingot_input {
  const void *data;    /* row-major, no padding, aligned to its element; null only where a dim is 0 */
  const int64_t *dims; /* rank sizes */
  uint32_t rank;
  uint32_t dtype; /* ingot_dtype */
} ingot_input;

/* An output of a run. It must not overlap an input or another output. */
typedef struct ingot_output {
  void *data;   /* aligned to its element; null only where a dim is 0 */
  size_t bytes; /* how many are there; may be more than needed */
} ingot_output;

/* Bytes that the caller provides. See ingot_sizes. */
typedef struct ingot_memory_sizes {
  size_t session; /* for ingot_session_create; depends on the model alone */
  size_t states;  /* all states, each aligned to INGOT_ALIGNMENT */
  size_t arena;   /* scratch of one run; sessions that never run at the same time may share one */
  size_t weights; /* external weights; 0 where they are embedded in the model */
} ingot_memory_sizes;

/* The memory of a session. It must outlive the session; nothing has to be freed or closed afterwards. */
typedef struct ingot_memory {
  void *session; /* aligned to INGOT_SESSION_ALIGNMENT */
  size_t session_bytes;
  void *states; /* aligned to INGOT_ALIGNMENT; null where the model has no state */
  size_t state_bytes;
  void *arena; /* aligned to INGOT_ALIGNMENT; may be null until ingot_session_set_arena */
  size_t arena_bytes;
  const void *weights; /* aligned to INGOT_ALIGNMENT; null uses the embedded ones */
  size_t weights_bytes;
} ingot_memory;

/* One conversation with a model: its states, its memory, the last sizes. */
typedef struct ingot_session ingot_session;

#define INGOT_SESSION_ALIGNMENT 8u

/* An upper bound of ingot_memory_sizes.session, constant, for arrays in static memory. */
#define INGOT_SESSION_BYTES(inputs, outputs, states, symbols)                                                \
  (96u + 16u * (symbols) + 8u * ((states) + (inputs) + (outputs)))

/* ---- the model ---- */

/* Whether this runtime and this machine can run `model`: magic, version, consistent table, CPU features.
 * Call it once, before anything else is done with the model; the other functions trust a checked table. */
ingot_status ingot_check(const ingot_model *model, ingot_error *error);

/* The INGOT_CPU_* bits of this machine, as far as the operating system lets them be used. */
uint64_t ingot_cpu_features(void);

/* Whether `bytes` bytes at `weights` are the blob that the model was compiled with: alignment, size and hash.
 * It reads every byte; a caller that trusts its file may skip it. */
ingot_status ingot_check_weights(const ingot_model *model, const void *weights, size_t bytes,
                                 ingot_error *error);

/* Bytes of one element; 0 for a dtype that this runtime does not know. */
size_t ingot_dtype_bytes(uint32_t dtype);

/* "f32", "i64", ...; "?" if unknown; always "" where INGOT_ERROR_TEXT is 0. */
const char *ingot_dtype_name(uint32_t dtype);

/* A few words for a status; always "" where INGOT_ERROR_TEXT is 0. */
const char *ingot_status_text(ingot_status status);

/* ---- sizes ---- */

/* Fills `symbols` (symbol_count values) with what holds before any input is known: a size that only the data
 * knows stands at its bound, every other symbol at its minimum. */
void ingot_start_symbols(const ingot_model *model, int64_t *symbols);

/* Solves the symbols from the dims of `inputs` (input_count of them; data is not looked at), checks every
 * dtype, rank and dim, then the guards. The length of the kv states is read from `symbols`, not solved: start
 * from ingot_start_symbols, or from a copy of ingot_session_symbols for the next run of a session. */
ingot_status ingot_solve(const ingot_model *model, const ingot_input *inputs, int64_t *symbols,
                         ingot_error *error);

/* Memory needed for these symbols. `symbols` may be null where no size depends on one. */
ingot_status ingot_sizes(const ingot_model *model, const int64_t *symbols, ingot_memory_sizes *sizes,
                         ingot_error *error);

/* The shape of an input, output or state of the model: rank values into `dims`, its size into `bytes`; either
 * may be null. For example: ingot_shape(model, &model->outputs[0], symbols, dims, &bytes, &error). */
ingot_status ingot_shape(const ingot_model *model, const ingot_tensor_info *tensor, const int64_t *symbols,
                         int64_t *dims, size_t *bytes, ingot_error *error);

/* The value of one size program. */
ingot_status ingot_evaluate(const ingot_model *model, ingot_expr program, const int64_t *symbols,
                            int64_t *value);

/* ---- sessions ---- */

/* Makes a session in the caller's memory and resets its states. `symbols` are the values that size the
 * states; null where no state depends on a symbol. Loops run on the calling thread until
 * ingot_session_set_parallel. */
ingot_status ingot_session_create(const ingot_model *model, const ingot_memory *memory,
                                  const int64_t *symbols, ingot_session **session, ingot_error *error);

/* Gives the session another arena: for inputs that need more, or to share one. */
ingot_status ingot_session_set_arena(ingot_session *session, void *arena, size_t bytes, ingot_error *error);

/* From now on loops run by parallel_for(pool, ...); null goes back to the calling thread. Results do not
 * depend on it. */
void ingot_session_set_parallel(ingot_session *session, ingot_parallel_for parallel_for, void *pool);

/* Runs the model once. `inputs` and `outputs` are indexed as in the model table. All sizes are checked before
 * any work is done: a refused call changes neither states nor outputs. */
ingot_status ingot_run(ingot_session *session, const ingot_input *inputs, const ingot_output *outputs,
                       ingot_error *error);

/* The symbols of the last run (of the creation, before the first): symbol_count values, valid as long as the
 * session. With ingot_shape they give the shapes of the last outputs. */
const int64_t *ingot_session_symbols(const ingot_session *session);

/* All states to their initial values, the length to its minimum. */
void ingot_session_reset(ingot_session *session);

/* The bytes of state `index`, to be read or written between runs, or null for a wrong index; its size and
 * dims are those of ingot_shape(model, &model->states[index].tensor, ingot_session_symbols(session), ...). */
void *ingot_session_state(ingot_session *session, uint32_t index);

/* How many rows the kv states hold; -1 where the model has none. */
int64_t ingot_session_length(const ingot_session *session);

/* Forgets the rows from `length` on, so that the next run writes there: the roll-back of speculative
 * decoding. It is refused where a state of another role exists, which cannot be rolled back. */
ingot_status ingot_session_truncate(ingot_session *session, int64_t length, ingot_error *error);

/* How many bytes ingot_session_save writes now. Only the rows in use of a kv state are saved. */
size_t ingot_session_save_bytes(const ingot_session *session);

/* Writes the states to `data`: versioned, tied to the model and protected by a checksum. For the same kind of
 * machine: numbers are stored as the machine has them. */
ingot_status ingot_session_save(const ingot_session *session, void *data, size_t bytes, ingot_error *error);

/* Reads what ingot_session_save wrote. All is verified before the first state changes. */
ingot_status ingot_session_load(ingot_session *session, const void *data, size_t bytes, ingot_error *error);

/* Copies the states of `source` into `target`, a session of the same model and the same state shapes. */
ingot_status ingot_session_fork(const ingot_session *source, ingot_session *target, ingot_error *error);

/* ---- loops ---- */

/* The default ingot_parallel_for: one part, on the calling thread; `pool` is not used. */
void ingot_parallel_none(void *pool, ingot_task task, void *context, size_t count);

#ifdef __cplusplus
}
#endif
#endif
