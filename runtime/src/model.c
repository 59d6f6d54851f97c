/* The model as a table: checks it once, and solves, bounds and guards its symbols for each set of input
 * shapes. First step of every run; sessions are in session.c. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

static int is_tensor(const ingot_tensor_info *tensor) {
  int is_valid = tensor->name && ingot_dtype_bytes(tensor->dtype) && (tensor->dims || !tensor->rank);
  for (uint32_t axis = 0; is_valid && axis < tensor->rank; ++axis)
    is_valid = tensor->dims[axis] != NULL;
  return is_valid;
}

static int is_symbol(const ingot_model *model, const ingot_symbol *symbol) {
  if (!symbol->name || symbol->minimum > symbol->maximum)
    return 0;
  if (ingoti_is_data(model, symbol))
    return symbol->axis == INGOT_NO_INDEX && symbol->bound;
  if (symbol->bound)
    return 0;
  if (ingoti_is_length(model, symbol))
    return 1;
  return symbol->input < model->input_count && symbol->axis < model->inputs[symbol->input].rank &&
         symbol->solve_scale > 0;
}

/* A state keeps its size while the model changes its own symbols, so its programs must not read them. */
static int is_state(const ingot_model *model, const ingot_state_info *state) {
  const ingot_tensor_info *tensor = &state->tensor;
  if (!is_tensor(tensor) || state->role > INGOT_STATE_CELL)
    return 0;
  if ((state->role == INGOT_STATE_KV || state->role == INGOT_STATE_RING) && state->axis >= tensor->rank)
    return 0;
  for (uint32_t axis = 0; axis < tensor->rank; ++axis) {
    ingot_expr program = tensor->dims[axis];
    for (uint32_t at = 0; at < INGOT_EXPR_WORDS && program[at] != INGOT_EXPR_END; ++at) {
      const uint32_t operands = ingoti_operands(program[at]);
      if (program[at] == INGOT_EXPR_SYMBOL && ((uint64_t)program[at + 1] >= model->symbol_count ||
                                               ingoti_is_bound_by_model(&model->symbols[program[at + 1]])))
        return 0;
      at += operands;
    }
  }
  return 1;
}

static ingot_status check_tables(const ingot_model *model, ingot_error *error) {
  if (!model->name || !model->run || !model->arena_bytes || //
      (model->input_count && !model->inputs) || (model->output_count && !model->outputs) ||
      (model->state_count && !model->states) || (model->symbol_count && !model->symbols) ||
      (model->guard_count && !model->guards) || (model->check_count && !model->checks) ||
      model->weights_bytes > SIZE_MAX ||
      !ingoti_is_aligned(model->weights, INGOT_ALIGNMENT))
    return ingoti_fail(error, INGOT_ERROR_MODEL, "the model table is damaged: a pointer or count is wrong");
  const char *table = "inputs";
  uint32_t index, lengths = 0;
  for (index = 0; index < model->input_count; ++index)
    if (!is_tensor(&model->inputs[index]))
      goto damaged;
  table = "outputs";
  for (index = 0; index < model->output_count; ++index)
    if (!is_tensor(&model->outputs[index]))
      goto damaged;
  table = "symbols";
  for (index = 0; index < model->symbol_count; ++index) {
    lengths += (uint32_t)ingoti_is_length(model, &model->symbols[index]);
    if (!is_symbol(model, &model->symbols[index]) || lengths > 1)
      goto damaged;
  }
  table = "states";
  for (index = 0; index < model->state_count; ++index)
    if (!is_state(model, &model->states[index]))
      goto damaged;
  table = "guards";
  for (index = 0; index < model->guard_count; ++index)
    if (!model->guards[index].condition)
      goto damaged;
  table = "checks";
  for (index = 0; index < model->check_count; ++index)
    if (!model->checks[index])
      goto damaged;
  return INGOT_OK;
damaged:
  (void)table;
  return ingoti_fail(error, INGOT_ERROR_MODEL, "model '%s': entry %u of %s is damaged", model->name,
                     (uint64_t)index, table);
}

#if INGOT_ERROR_TEXT
static const char *feature_name(uint64_t missing) {
  if (missing & INGOT_CPU_X86_SSE42)
    return "SSE4.2 (x86-64-v2)";
  if (missing & INGOT_CPU_X86_AVX2_FMA)
    return "AVX2 and FMA (x86-64-v3)";
  return missing & INGOT_CPU_X86_AVX512 ? "AVX-512 (x86-64-v4)" : "a feature that this runtime does not know";
}
#endif

ingot_status ingot_check(const ingot_model *model, ingot_error *error) {
  if (!model)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "the model is a null pointer");
  if (model->magic != INGOT_ABI_MAGIC)
    return ingoti_fail(error, INGOT_ERROR_MODEL, "not a model table: it starts with %u, expected %u",
                       (uint64_t)model->magic, (uint64_t)INGOT_ABI_MAGIC);
  if (model->version != INGOT_ABI_VERSION)
    return ingoti_fail(error, INGOT_ERROR_VERSION,
                       "the model is of ABI version %u, this runtime of version %u: compile it again",
                       (uint64_t)model->version, (uint64_t)INGOT_ABI_VERSION);
  const ingot_status status = check_tables(model, error);
  if (status)
    return status;
  const uint64_t missing = model->cpu_features & ~ingot_cpu_features();
  if (missing)
    return ingoti_fail(error, INGOT_ERROR_CPU, "model '%s' was compiled for '%s', this CPU lacks %s",
                       model->name, model->target, feature_name(missing));
  return INGOT_OK;
}

ingot_status ingot_check_weights(const ingot_model *model, const void *weights, size_t bytes,
                                 ingot_error *error) {
  if (bytes != model->weights_bytes)
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS, "weights: %u bytes given, model '%s' has %u",
                       (uint64_t)bytes, model->name, model->weights_bytes);
  if ((bytes && !weights) || !ingoti_is_aligned(weights, INGOT_ALIGNMENT))
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS, "weights: null or not aligned to %u bytes",
                       (uint64_t)INGOT_ALIGNMENT);
  if (ingoti_hash(INGOTI_HASH_START, weights, bytes) != model->weights_hash)
    return ingoti_fail(error, INGOT_ERROR_WEIGHTS,
                       "weights: the hash differs: they belong to another compilation than model '%s'",
                       model->name);
  return INGOT_OK;
}

uint64_t ingoti_hash(uint64_t hash, const void *data, size_t bytes) {
  for (const uint8_t *byte = data; bytes; --bytes)
    hash = (hash ^ *byte++) * UINT64_C(0x100000001b3);
  return hash;
}

/* A size that only the data knows stands at its bound, within [minimum, maximum]. Solved symbols and those before
 * have their values. */
static ingot_status bound_symbol(const ingot_model *model, uint32_t index, int64_t *symbols,
                                 ingot_error *error) {
  const ingot_symbol *symbol = &model->symbols[index];
  int64_t value = 0;
  ingot_status status = ingot_evaluate(model, symbol->bound, symbols, &value);
  if (!status && (value < symbol->minimum || value > symbol->maximum))
    status = INGOT_ERROR_BOUND;
  if (status) {
    status = ingoti_fail(error, status, "size '%s': its bound is %d, expected %d to %d", symbol->name, value,
                         symbol->minimum, symbol->maximum);
    ingoti_append_values(error, model, symbol->bound, symbols);
  }
  symbols[index] = value;
  return status;
}

void ingot_start_symbols(const ingot_model *model, int64_t *symbols) {
  for (uint32_t index = 0; index < model->symbol_count; ++index)
    symbols[index] = model->symbols[index].minimum;
  for (uint32_t index = 0; index < model->symbol_count; ++index)
    if (ingoti_is_data(model, &model->symbols[index]) && bound_symbol(model, index, symbols, NULL))
      symbols[index] = model->symbols[index].minimum; /* a bound that the minima do not reach */
}

#if INGOT_ERROR_TEXT
/* "input 'x': dim 1 is 0, the model needs S >= 1", or, where the symbol is not the dim itself,
 * "input 'x': dim 1 is 4, which makes S 2, the model needs S >= 3". */
static ingot_status fail_bound(ingot_error *error, const ingot_model *model, const ingot_symbol *symbol,
                               int64_t dim, int64_t value) {
  const char *input = model->inputs[symbol->input].name;
  const int is_below = value < symbol->minimum;
  const char *relation = is_below ? ">=" : "<=";
  const int64_t bound = is_below ? symbol->minimum : symbol->maximum;
  if (dim == value)
    return ingoti_fail(error, INGOT_ERROR_BOUND, "input '%s': dim %u is %d, the model needs %s %s %d", input,
                       (uint64_t)symbol->axis, dim, symbol->name, relation, bound);
  return ingoti_fail(error, INGOT_ERROR_BOUND,
                     "input '%s': dim %u is %d, which makes %s %d, the model needs %s %s %d", input,
                     (uint64_t)symbol->axis, dim, symbol->name, value, symbol->name, relation, bound);
}
#else
#define fail_bound(error, model, symbol, dim, value) ((void)(model), INGOT_ERROR_BOUND)
#endif

/* value <- (dim - offset) / scale, within the bounds. */
static ingot_status solve_symbol(const ingot_model *model, const ingot_symbol *symbol, int64_t dim,
                                 int64_t *value, ingot_error *error) {
  const int64_t difference = (int64_t)((uint64_t)dim - (uint64_t)symbol->solve_offset);
  const int overflows = ((dim ^ symbol->solve_offset) & (dim ^ difference)) < 0;
  *value = difference / symbol->solve_scale;
  if (overflows || *value * symbol->solve_scale != difference)
    return ingoti_fail(error, INGOT_ERROR_SHAPE, "input '%s': dim %u is %d, the model needs %d*%s + %d",
                       model->inputs[symbol->input].name, (uint64_t)symbol->axis, dim, symbol->solve_scale,
                       symbol->name, symbol->solve_offset);
  if (*value < symbol->minimum || *value > symbol->maximum)
    return fail_bound(error, model, symbol, dim, *value);
  return INGOT_OK;
}

/* What needs no symbol: dtype, rank, and that no dim is negative. */
static ingot_status check_input(const ingot_tensor_info *expected, const ingot_input *input,
                                ingot_error *error) {
  if (input->dtype != expected->dtype)
    return ingoti_fail(error, INGOT_ERROR_DTYPE, "input '%s': dtype is %s, the model needs %s",
                       expected->name, ingot_dtype_name(input->dtype), ingot_dtype_name(expected->dtype));
  if (input->rank != expected->rank)
    return ingoti_fail(error, INGOT_ERROR_SHAPE, "input '%s': rank is %u, the model needs %u", expected->name,
                       (uint64_t)input->rank, (uint64_t)expected->rank);
  if (input->rank && !input->dims)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "input '%s': dims is a null pointer", expected->name);
  for (uint32_t axis = 0; axis < input->rank; ++axis)
    if (input->dims[axis] < 0)
      return ingoti_fail(error, INGOT_ERROR_SHAPE, "input '%s': dim %u is %d, expected 0 or more",
                         expected->name, (uint64_t)axis, input->dims[axis]);
  return INGOT_OK;
}

static ingot_status check_dims(const ingot_model *model, const ingot_tensor_info *expected,
                               const ingot_input *input, const int64_t *symbols, ingot_error *error) {
  for (uint32_t axis = 0; axis < expected->rank; ++axis) {
    int64_t needed = 0;
    ingot_status status = ingot_evaluate(model, expected->dims[axis], symbols, &needed);
    if (status)
      status = ingoti_fail(error, status, "input '%s': dim %u: %s", expected->name, (uint64_t)axis,
                           ingot_status_text(status));
    else if (needed != input->dims[axis])
      status = ingoti_fail(error, INGOT_ERROR_SHAPE, "input '%s': dim %u is %d, the model needs %d",
                           expected->name, (uint64_t)axis, input->dims[axis], needed);
    if (status) {
      ingoti_append_values(error, model, expected->dims[axis], symbols);
      return status;
    }
  }
  return INGOT_OK;
}

static ingot_status check_guard(const ingot_model *model, const ingot_guard *guard, const int64_t *symbols,
                                ingot_error *error) {
  int64_t holds = 0;
  ingot_status status = ingot_evaluate(model, guard->condition, symbols, &holds);
  if (status)
    status = ingoti_fail(error, status, "guard '%s': %s", guard->message, ingot_status_text(status));
  else if (!holds)
    status = ingoti_fail(error, INGOT_ERROR_GUARD, "%s", guard->message);
  if (status)
    ingoti_append_values(error, model, guard->condition, symbols);
  return status;
}

ingot_status ingot_solve(const ingot_model *model, const ingot_input *inputs, int64_t *symbols,
                         ingot_error *error) {
  ingot_status status = INGOT_OK;
  if ((model->input_count && !inputs) || (model->symbol_count && !symbols))
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "inputs or symbols is a null pointer");
  for (uint32_t index = 0; !status && index < model->input_count; ++index)
    status = check_input(&model->inputs[index], &inputs[index], error);
  for (uint32_t index = 0; !status && index < model->symbol_count; ++index) {
    const ingot_symbol *symbol = &model->symbols[index];
    if (!ingoti_is_bound_by_model(symbol))
      status = solve_symbol(model, symbol, inputs[symbol->input].dims[symbol->axis], &symbols[index], error);
  }
  for (uint32_t index = 0; !status && index < model->symbol_count; ++index)
    if (ingoti_is_data(model, &model->symbols[index]))
      status = bound_symbol(model, index, symbols, error);
  for (uint32_t index = 0; !status && index < model->input_count; ++index)
    status = check_dims(model, &model->inputs[index], &inputs[index], symbols, error);
  for (uint32_t index = 0; !status && index < model->guard_count; ++index)
    status = check_guard(model, &model->guards[index], symbols, error);
  return status;
}
