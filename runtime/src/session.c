/* Sessions: their layout in the caller's memory, the checks before a run, and the run itself.
 * Follows model.c; the states between runs are in state.c. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

void ingoti_copy(void *restrict target, const void *restrict source, size_t bytes) {
  uint8_t *to = target;
  for (const uint8_t *from = source; bytes; --bytes)
    *to++ = *from++;
}

/* Bytes of all states; where `states` is given, also points them into `memory`. */
static ingot_status place_states(const ingot_model *model, const int64_t *symbols, void **states,
                                 uint8_t *memory, size_t *total, ingot_error *error) {
  size_t placed = 0;
  for (uint32_t index = 0; index < model->state_count; ++index) {
    const ingot_tensor_info *tensor = &model->states[index].tensor;
    size_t bytes;
    const ingot_status status = ingot_shape(model, tensor, symbols, NULL, &bytes, error);
    if (status)
      return status;
    if (states)
      states[index] = memory + placed;
    if (bytes > SIZE_MAX - INGOT_ALIGNMENT - placed)
      return ingoti_fail(error, INGOT_ERROR_ARITHMETIC, "'%s': its size overflows", tensor->name);
    placed += (bytes + (INGOT_ALIGNMENT - 1)) & ~(size_t)(INGOT_ALIGNMENT - 1);
  }
  *total = placed;
  return INGOT_OK;
}

static ingot_status arena_bytes(const ingot_model *model, const int64_t *symbols, size_t *bytes,
                                ingot_error *error) {
  int64_t value;
  ingot_status status = ingot_evaluate(model, model->arena_bytes, symbols, &value);
  if (!status && (value < 0 || (uint64_t)value > SIZE_MAX))
    status = INGOT_ERROR_ARITHMETIC;
  if (status) {
    status = ingoti_fail(error, status, "arena: %s", ingot_status_text(status));
    ingoti_append_values(error, model, model->arena_bytes, symbols);
    return status;
  }
  *bytes = (size_t)value;
  return INGOT_OK;
}

/* The sizes that do not change from run to run. */
static ingot_status fixed_sizes(const ingot_model *model, const int64_t *symbols, ingot_memory_sizes *sizes,
                                ingot_error *error) {
  /* Counts of 32 bits cannot overflow 64. */
  const uint64_t session =
      sizeof(ingot_session) + 2 * sizeof(int64_t) * (uint64_t)model->symbol_count +
      sizeof(void *) * ((uint64_t)model->state_count + model->input_count + model->output_count);
  if (session > SIZE_MAX)
    return ingoti_fail(error, INGOT_ERROR_ARITHMETIC, "session: its size overflows");
  sizes->session = (size_t)session;
  sizes->arena = 0;
  sizes->weights = model->weights ? 0 : (size_t)model->weights_bytes;
  return place_states(model, symbols, NULL, NULL, &sizes->states, error);
}

ingot_status ingot_sizes(const ingot_model *model, const int64_t *symbols, ingot_memory_sizes *sizes,
                         ingot_error *error) {
  const ingot_status status = fixed_sizes(model, symbols, sizes, error);
  return status ? status : arena_bytes(model, symbols, &sizes->arena, error);
}

/* Whether `given` bytes at `pointer` serve where `needed` are. */
static ingot_status check_memory(const char *kind, const char *name, const void *pointer, size_t given,
                                 size_t needed, size_t alignment, ingot_error *error) {
  (void)kind;
  (void)name;
  if (needed && !pointer)
    return ingoti_fail(error, INGOT_ERROR_MEMORY, "%s '%s': null pointer", kind, name);
  if (given < needed)
    return ingoti_fail(error, INGOT_ERROR_MEMORY, "%s '%s': %u bytes given, %u needed", kind, name,
                       (uint64_t)given, (uint64_t)needed);
  if (!ingoti_is_aligned(pointer, alignment))
    return ingoti_fail(error, INGOT_ERROR_MEMORY, "%s '%s': not aligned to %u bytes", kind, name,
                       (uint64_t)alignment);
  return INGOT_OK;
}

/* The weights to use: the caller's, or the embedded ones. */
static ingot_status choose_weights(const ingot_model *model, const ingot_memory *memory, const void **weights,
                                   ingot_error *error) {
  *weights = memory->weights ? memory->weights : model->weights;
  if (model->weights_bytes && !*weights)
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS, "weights: model '%s' needs its weights file, %u bytes",
                       model->name, model->weights_bytes);
  if (memory->weights && memory->weights_bytes != model->weights_bytes)
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS, "weights: %u bytes given, model '%s' has %u",
                       (uint64_t)memory->weights_bytes, model->name, model->weights_bytes);
  if (!ingoti_is_aligned(*weights, INGOT_ALIGNMENT))
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS, "weights: not aligned to %u bytes",
                       (uint64_t)INGOT_ALIGNMENT);
  return INGOT_OK;
}

ingot_status ingot_session_create(const ingot_model *model, const ingot_memory *memory,
                                  const int64_t *symbols, ingot_session **session, ingot_error *error) {
  if (!model || !memory || !session)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "model, memory or session is a null pointer");
  const void *weights;
  ingot_memory_sizes sizes;
  ingot_status status = fixed_sizes(model, symbols, &sizes, error);
  if (!status)
    status = choose_weights(model, memory, &weights, error);
  if (!status)
    status = check_memory("buffer", "session", memory->session, memory->session_bytes, sizes.session,
                          INGOT_SESSION_ALIGNMENT, error);
  if (!status)
    status = check_memory("buffer", "states", memory->states, memory->state_bytes, sizes.states,
                          INGOT_ALIGNMENT, error);
  if (!status)
    status = check_memory("buffer", "arena", memory->arena, memory->arena_bytes, memory->arena_bytes,
                          INGOT_ALIGNMENT, error);
  if (status)
    return status;

  ingot_session *self = memory->session;
  self->model = model;
  self->weights = weights;
  self->arena = memory->arena;
  self->arena_bytes = memory->arena_bytes;
  ingot_session_set_parallel(self, NULL, NULL);
  self->symbols = (int64_t *)((uint8_t *)self + sizeof(*self));
  self->trial = self->symbols + model->symbol_count;
  self->states = (void **)(void *)(self->trial + model->symbol_count);
  self->inputs = (const void **)(self->states + model->state_count);
  self->outputs = (void **)(self->inputs + model->input_count);
  ingot_start_symbols(model, self->symbols);
  if (symbols)
    ingoti_copy(self->symbols, symbols, sizeof(int64_t) * model->symbol_count);
  (void)place_states(model, symbols, self->states, memory->states, &sizes.states, NULL); /* as above */
  ingot_session_reset(self);
  *session = self;
  return INGOT_OK;
}

ingot_status ingot_session_set_arena(ingot_session *session, void *arena, size_t bytes, ingot_error *error) {
  const ingot_status status = check_memory("buffer", "arena", arena, bytes, bytes, INGOT_ALIGNMENT, error);
  if (!status) {
    session->arena = arena;
    session->arena_bytes = bytes;
  }
  return status;
}

void ingot_session_set_parallel(ingot_session *session, ingot_parallel_for parallel_for, void *pool) {
  session->parallel_for = parallel_for ? parallel_for : ingot_parallel_none;
  session->pool = pool;
}

void ingot_session_reset(ingot_session *session) {
  const ingot_model *model = session->model;
  for (uint32_t index = 0; index < model->state_count; ++index) {
    const ingot_state_info *state = &model->states[index];
    uint8_t *data = session->states[index];
    size_t bytes = 0;
    (void)ingot_shape(model, &state->tensor, session->symbols, NULL, &bytes, NULL); /* it sized the memory */
    if (state->initial)
      ingoti_copy(data, state->initial, bytes);
    else
      while (bytes)
        data[--bytes] = 0;
  }
  int64_t *length = ingoti_length_of(session);
  if (length)
    *length = model->symbols[length - session->symbols].minimum;
}

const int64_t *ingot_session_symbols(const ingot_session *session) { return session->symbols; }

/* The states keep the shape that they were made for. */
static ingot_status check_state_shapes(const ingot_session *session, ingot_error *error) {
  const ingot_model *model = session->model;
  for (uint32_t index = 0; index < model->state_count; ++index) {
    const ingot_tensor_info *tensor = &model->states[index].tensor;
    for (uint32_t axis = 0; axis < tensor->rank; ++axis) {
      int64_t has = 0, needs = 0;
      const ingot_status status = ingot_evaluate(model, tensor->dims[axis], session->trial, &needs);
      (void)ingot_evaluate(model, tensor->dims[axis], session->symbols, &has); /* it sized the memory */
      if (status || has != needs)
        return ingoti_fail(
            error, INGOT_ERROR_STATE,
            "state '%s': dim %u is %d in this session, these inputs need %d: make another session",
            tensor->name, (uint64_t)axis, has, needs);
    }
  }
  return INGOT_OK;
}

static ingot_status bind_input(const ingot_session *session, uint32_t index, const ingot_input *input,
                               ingot_error *error) {
  const ingot_tensor_info *tensor = &session->model->inputs[index];
  int is_empty = 0;
  for (uint32_t axis = 0; axis < input->rank; ++axis)
    is_empty |= input->dims[axis] == 0;
  session->inputs[index] = input->data;
  return check_memory("input", tensor->name, input->data, 1, !is_empty, ingot_dtype_bytes(tensor->dtype),
                      error);
}

static ingot_status bind_output(const ingot_session *session, uint32_t index, const ingot_output *output,
                                ingot_error *error) {
  const ingot_tensor_info *tensor = &session->model->outputs[index];
  size_t bytes = 0;
  const ingot_status status = ingot_shape(session->model, tensor, session->trial, NULL, &bytes, error);
  session->outputs[index] = output->data;
  return status ? status
                : check_memory("output", tensor->name, output->data, output->bytes, bytes,
                               ingot_dtype_bytes(tensor->dtype), error);
}

/* All that can be wrong with a call; session->trial are then its symbols. */
static ingot_status prepare(const ingot_session *session, const ingot_input *inputs,
                            const ingot_output *outputs, ingot_error *error) {
  const ingot_model *model = session->model;
  ingoti_copy(session->trial, session->symbols, sizeof(int64_t) * model->symbol_count);
  if (model->output_count && !outputs)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "outputs is a null pointer");
  ingot_status status = ingot_solve(model, inputs, session->trial, error);
  if (!status)
    status = check_state_shapes(session, error);
  for (uint32_t index = 0; !status && index < model->input_count; ++index)
    status = bind_input(session, index, &inputs[index], error);
  for (uint32_t index = 0; !status && index < model->output_count; ++index)
    status = bind_output(session, index, &outputs[index], error);
  size_t arena = 0;
  if (!status)
    status = arena_bytes(model, session->trial, &arena, error);
  return status ? status
                : check_memory("buffer", "arena", session->arena, session->arena_bytes, arena, 1, error);
}

ingot_status ingot_run(ingot_session *session, const ingot_input *inputs, const ingot_output *outputs,
                       ingot_error *error) {
  if (!session)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "session is a null pointer");
  const ingot_model *model = session->model;
  const ingot_status status = prepare(session, inputs, outputs, error);
  if (status)
    return status;
  const ingot_call call = {session->inputs, session->outputs, session->states,       session->trial,
                           session->arena,  session->weights, session->parallel_for, session->pool};
  const int64_t result = model->run(&call);
  if (result < 0 && -1 - result < (int64_t)model->check_count)
    return ingoti_fail(error, INGOT_ERROR_DATA, "%s", model->checks[-1 - result]);
  if (result)
    return ingoti_fail(error,
                       result > 0 && result <= INGOT_ERROR_DATA ? (ingot_status)result : INGOT_ERROR_RUN,
                       "model '%s': the entry point returned %d", model->name, result);
  ingoti_copy(session->symbols, session->trial, sizeof(int64_t) * model->symbol_count);
  return INGOT_OK;
}
