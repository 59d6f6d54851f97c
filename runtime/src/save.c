/* Whole states: to bytes, from bytes, from session to session. Optional: not linked unless called.
 * Beside session.c; access to single states is in state.c. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

/* Where the used bytes of a state lie: `count` runs of `used` bytes, one every `stride` bytes. A kv state of
 * capacity C and length L along an axis has one run of L rows for each index of the axes before it: of
 * [2, C, 8] f32, 2 runs of L * 32 bytes, one every C * 32 bytes. */
typedef struct state_rows {
  uint8_t *data;
  size_t count, used, stride;
} state_rows;

static state_rows rows_of(const ingot_session *session, uint32_t index, int64_t length) {
  const ingot_state_info *state = &session->model->states[index];
  const int grows = state->role == INGOT_STATE_KV && length >= 0;
  size_t count = 1, capacity = 1, row = ingot_dtype_bytes(state->tensor.dtype);
  for (uint32_t axis = 0; axis < state->tensor.rank; ++axis) {
    int64_t dim = 0; /* was evaluated at creation, and the whole size fits */
    (void)ingot_evaluate(session->model, state->tensor.dims[axis], session->symbols, &dim);
    if (!grows || axis > state->axis)
      row *= (size_t)dim;
    else if (axis < state->axis)
      count *= (size_t)dim;
    else
      capacity = (size_t)dim;
  }
  const size_t kept = grows && (uint64_t)length < capacity ? (size_t)length : capacity;
  const state_rows rows = {session->states[index], count, kept * row, capacity * row};
  return rows;
}

/* Copies all used rows of the states, one after the other, to `out`, or from `in`; both null only counts.
 * Returns their bytes. */
static size_t transfer(const ingot_session *session, int64_t length, uint8_t *out, const uint8_t *in) {
  size_t bytes = 0;
  for (uint32_t index = 0; index < session->model->state_count; ++index) {
    const state_rows rows = rows_of(session, index, length);
    for (size_t run = 0; run < rows.count; ++run, bytes += rows.used) {
      uint8_t *row = rows.data + run * rows.stride;
      if (out)
        ingoti_copy(out + bytes, row, rows.used);
      else if (in)
        ingoti_copy(row, in + bytes, rows.used);
    }
  }
  return bytes;
}

/* What a save starts with; then come the used rows of every state. */
enum { WORD_MAGIC, WORD_FINGERPRINT, WORD_BYTES, WORD_LENGTH, WORD_CHECKSUM, WORD_COUNT };
#define SAVE_MAGIC (UINT64_C(0x53474E49) | UINT64_C(1) << 32) /* "INGS", version 1 */
#define HEADER_BYTES (sizeof(uint64_t) * WORD_COUNT)

/* Tells whether a save belongs to this model and to states of this shape. */
static uint64_t fingerprint(const ingot_session *session) {
  const ingot_model *model = session->model;
  uint64_t hash = ingoti_hash(INGOTI_HASH_START, &model->weights_hash, sizeof(model->weights_hash));
  for (const char *name = model->name; *name; ++name)
    hash = ingoti_hash(hash, name, 1);
  for (uint32_t index = 0; index < model->state_count; ++index) {
    const state_rows rows = rows_of(session, index, 0);
    const uint64_t shape[3] = {rows.count, rows.stride, model->states[index].tensor.dtype};
    hash = ingoti_hash(hash, shape, sizeof(shape));
  }
  return hash;
}

/* Over the words before the checksum, and the rows. */
static uint64_t checksum(const uint64_t *words, const uint8_t *rows, size_t bytes) {
  const uint64_t hash = ingoti_hash(INGOTI_HASH_START, words, sizeof(uint64_t) * WORD_CHECKSUM);
  return ingoti_hash(hash, rows, bytes);
}

size_t ingot_session_save_bytes(const ingot_session *session) {
  return HEADER_BYTES + transfer(session, ingot_session_length(session), NULL, NULL);
}

ingot_status ingot_session_save(const ingot_session *session, void *data, size_t bytes, ingot_error *error) {
  const int64_t length = ingot_session_length(session);
  const size_t needed = ingot_session_save_bytes(session);
  if (!data || bytes < needed)
    return ingoti_fail(error, INGOT_ERROR_MEMORY, "save: %u bytes given, %u needed", (uint64_t)bytes,
                       (uint64_t)needed);
  uint8_t *const rows = (uint8_t *)data + HEADER_BYTES;
  transfer(session, length, rows, NULL);
  uint64_t words[WORD_COUNT] = {SAVE_MAGIC, fingerprint(session), needed, (uint64_t)length, 0};
  words[WORD_CHECKSUM] = checksum(words, rows, needed - HEADER_BYTES);
  ingoti_copy(data, words, HEADER_BYTES);
  return INGOT_OK;
}

/* Everything about a save that can be wrong. */
static ingot_status check_save(const ingot_session *session, const uint8_t *data, size_t bytes,
                               uint64_t *words, ingot_error *error) {
  if (!data || bytes < HEADER_BYTES)
    return ingoti_fail(error, INGOT_ERROR_STATE, "load: %u bytes given, a save has at least %u",
                       (uint64_t)bytes, (uint64_t)HEADER_BYTES);
  ingoti_copy(words, data, HEADER_BYTES);
  if (words[WORD_MAGIC] != SAVE_MAGIC)
    return ingoti_fail(error, INGOT_ERROR_STATE, "load: not a saved session of this version and byte order");
  if (words[WORD_FINGERPRINT] != fingerprint(session))
    return ingoti_fail(error, INGOT_ERROR_STATE,
                       "load: saved by another model than '%s', or with other state shapes",
                       session->model->name);
  const int64_t length = (int64_t)words[WORD_LENGTH];
  const int64_t *current = ingoti_length_of(session);
  const ingot_symbol *symbol = current ? &session->model->symbols[current - session->symbols] : NULL;
  if (symbol ? length < symbol->minimum || length > symbol->maximum : length != -1)
    return ingoti_fail(error, INGOT_ERROR_STATE, "load: length %d is out of bounds", length);
  const size_t needed = HEADER_BYTES + transfer(session, length, NULL, NULL);
  if (bytes < needed || words[WORD_BYTES] != needed)
    return ingoti_fail(error, INGOT_ERROR_STATE, "load: %u bytes given, the save has %u", (uint64_t)bytes,
                       (uint64_t)needed);
  if (words[WORD_CHECKSUM] != checksum(words, data + HEADER_BYTES, needed - HEADER_BYTES))
    return ingoti_fail(error, INGOT_ERROR_STATE, "load: the checksum differs: the save is damaged");
  return INGOT_OK;
}

static void set_length(const ingot_session *session, int64_t length) {
  int64_t *current = ingoti_length_of(session);
  if (current)
    *current = length;
}

ingot_status ingot_session_load(ingot_session *session, const void *data, size_t bytes, ingot_error *error) {
  uint64_t words[WORD_COUNT];
  const ingot_status status = check_save(session, data, bytes, words, error);
  if (status)
    return status;
  const int64_t length = (int64_t)words[WORD_LENGTH];
  transfer(session, length, NULL, (const uint8_t *)data + HEADER_BYTES);
  set_length(session, length);
  return INGOT_OK;
}

ingot_status ingot_session_fork(const ingot_session *source, ingot_session *target, ingot_error *error) {
  if (source == target)
    return INGOT_OK;
  if (source->model != target->model || fingerprint(source) != fingerprint(target))
    return ingoti_fail(error, INGOT_ERROR_STATE,
                       "fork: the sessions are of other models or other state shapes");
  const int64_t length = ingot_session_length(source);
  for (uint32_t index = 0; index < source->model->state_count; ++index) {
    const state_rows from = rows_of(source, index, length), to = rows_of(target, index, length);
    for (size_t run = 0; run < from.count; ++run)
      ingoti_copy(to.data + run * to.stride, from.data + run * from.stride, from.used);
  }
  set_length(target, length);
  return INGOT_OK;
}
