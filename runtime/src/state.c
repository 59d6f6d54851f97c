/* The states of a session between runs: access, length, roll back.
 * Beside session.c; whole states are saved and copied in save.c. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

void *ingot_session_state(ingot_session *session, uint32_t index) {
  return index < session->model->state_count ? session->states[index] : NULL;
}

int64_t *ingoti_length_of(const ingot_session *session) {
  const ingot_model *model = session->model;
  for (uint32_t index = 0; index < model->symbol_count; ++index)
    if (ingoti_is_length(model, &model->symbols[index]))
      return &session->symbols[index];
  return NULL;
}

int64_t ingot_session_length(const ingot_session *session) {
  const int64_t *length = ingoti_length_of(session);
  return length ? *length : -1;
}

ingot_status ingot_session_truncate(ingot_session *session, int64_t length, ingot_error *error) {
  const ingot_model *model = session->model;
  int64_t *current = ingoti_length_of(session);
  if (!current)
    return ingoti_fail(error, INGOT_ERROR_STATE, "model '%s' has no state with a length", model->name);
  for (uint32_t index = 0; index < model->state_count; ++index)
    if (model->states[index].role != INGOT_STATE_KV)
      return ingoti_fail(error, INGOT_ERROR_STATE,
                         "state '%s' cannot be rolled back: reset or load the session",
                         model->states[index].tensor.name);
  const int64_t minimum = model->symbols[current - session->symbols].minimum;
  if (length < minimum || length > *current)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "length is %d, expected %d to %d", length, minimum,
                       *current);
  *current = length;
  return INGOT_OK;
}
