/* Checks of the runtime's tests: a failed one is printed and counted, the test goes on.
 * Included by every test here. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_TEST_CHECK_H
#define INGOT_TEST_CHECK_H

#include "ingot/ingot.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int check_failures;

#define CHECK(condition) check_that(!!(condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(found, expected)                                                                           \
  check_int((int64_t)(found), (int64_t)(expected), #found, __FILE__, __LINE__)
#define CHECK_TEXT(found, expected) check_text(found, expected, __FILE__, __LINE__)

/* CHECK_FAILS(call, INGOT_ERROR_X, "sentence") runs a call that uses the variable `error`. */
#define CHECK_FAILS(call, status, sentence)                                                                  \
  do {                                                                                                       \
    char check_buffer[512] = "";                                                                             \
    ingot_error error = {check_buffer, sizeof(check_buffer)};                                                \
    CHECK_INT(call, status);                                                                                 \
    CHECK_TEXT(check_buffer, sentence);                                                                      \
  } while (0)
#define CHECK_OK(call) CHECK_FAILS(call, INGOT_OK, "")

static inline void check_that(int holds, const char *text, const char *file, int line) {
  if (holds)
    return;
  ++check_failures;
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
}

static inline void check_int(int64_t found, int64_t expected, const char *text, const char *file, int line) {
  if (found == expected)
    return;
  ++check_failures;
  fprintf(stderr, "%s:%d: %s is %" PRId64 ", expected %" PRId64 "\n", file, line, text, found, expected);
}

static inline void check_text(const char *found, const char *expected, const char *file, int line) {
#if defined(INGOT_ERROR_TEXT) && !INGOT_ERROR_TEXT
  expected = "";
#endif
  if (!strcmp(found, expected))
    return;
  ++check_failures;
  fprintf(stderr, "%s:%d: text is\n  \"%s\", expected\n  \"%s\"\n", file, line, found, expected);
}

static inline int check_result(void) {
  if (check_failures)
    fprintf(stderr, "%d checks failed\n", check_failures);
  return check_failures != 0;
}

/* Operations of size programs, short. */
#define C(value) INGOT_EXPR_CONST, (value)
#define V(symbol) INGOT_EXPR_SYMBOL, (symbol)
#define END INGOT_EXPR_END

#endif
