/* Statuses, dtypes and the sentences of errors; with INGOT_ERROR_TEXT=0 nothing but the empty string is left.
 * Called by every file of the runtime. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#if INGOT_ERROR_TEXT

#include <stdarg.h>

const char *ingot_status_text(ingot_status status) {
  static const char *const texts[] = {
      "ok",
      "wrong argument",
      "not a valid model table",
      "other ABI version",
      "missing CPU features",
      "wrong element type",
      "wrong shape",
      "symbol out of bounds",
      "guard does not hold",
      "malformed size program",
      "size overflows or divides by zero",
      "memory missing, too small or misaligned",
      "wrong weights",
      "state cannot be used so",
      "entry point failed",
      "file cannot be read",
      "thread cannot be started",
      "the data breaks a condition",
  };
  return (size_t)status < sizeof(texts) / sizeof(texts[0]) ? texts[status] : "unknown status";
}

const char *ingot_dtype_name(uint32_t dtype) {
  static const char names[][5] = {"bool", "i8",  "i16", "i32",  "i64", "u8", "u16",
                                  "u32",  "u64", "f16", "bf16", "f32", "f64"};
  return dtype < sizeof(names) / sizeof(names[0]) ? names[dtype] : "?";
}

/* The free part of the error's buffer: what follows its text. */
static char *text_end(const ingot_error *error, char **limit) {
  char *end = error->text;
  *limit = error->text + error->capacity - 1;
  while (*end)
    ++end;
  return end;
}

static void append_character(ingot_error *error, char character) {
  char *limit;
  char *end = text_end(error, &limit);
  if (end < limit) {
    end[0] = character;
    end[1] = 0;
  }
}

static void append_text(ingot_error *error, const char *text) {
  for (text = text ? text : "?"; *text; ++text)
    append_character(error, *text);
}

static void append_number(ingot_error *error, uint64_t number) {
  char digits[21];
  char *digit = &digits[20];
  *digit = 0;
  do {
    *--digit = (char)('0' + (int)(number % 10));
    number /= 10;
  } while (number);
  append_text(error, digit);
}

static void append_signed(ingot_error *error, int64_t number) {
  if (number < 0)
    append_character(error, '-');
  append_number(error, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

ingot_status ingoti_fail(ingot_error *error, ingot_status status, const char *format, ...) {
  if (!error || !error->text || !error->capacity)
    return status;
  error->text[0] = 0;
  va_list arguments;
  va_start(arguments, format);
  for (; *format; ++format) {
    if (*format != '%') {
      append_character(error, *format);
      continue;
    }
    ++format;
    if (*format == 's')
      append_text(error, va_arg(arguments, const char *));
    else if (*format == 'd')
      append_signed(error, va_arg(arguments, int64_t));
    else
      append_number(error, va_arg(arguments, uint64_t));
  }
  va_end(arguments);
  return status;
}

/* Whether the program reads the symbol. The program was evaluated before, so it has an end. */
static int reads_symbol(ingot_expr program, uint32_t symbol) {
  for (uint32_t at = 0; at < INGOT_EXPR_WORDS && program[at] != INGOT_EXPR_END; ++at) {
    if (program[at] == INGOT_EXPR_SYMBOL && program[at + 1] == (int64_t)symbol)
      return 1;
    at += ingoti_operands(program[at]);
  }
  return 0;
}

void ingoti_append_values(ingot_error *error, const ingot_model *model, ingot_expr program,
                          const int64_t *symbols) {
  if (!error || !error->text || !error->capacity || !program || !symbols)
    return;
  const char *before = " (";
  for (uint32_t symbol = 0; symbol < model->symbol_count; ++symbol) {
    if (!reads_symbol(program, symbol))
      continue;
    append_text(error, before);
    append_text(error, model->symbols[symbol].name);
    append_text(error, " = ");
    append_signed(error, symbols[symbol]);
    before = ", ";
  }
  if (before[0] == ',')
    append_character(error, ')');
}

#else

const char *ingot_status_text(ingot_status status) {
  (void)status;
  return "";
}

const char *ingot_dtype_name(uint32_t dtype) {
  (void)dtype;
  return "";
}

#endif
