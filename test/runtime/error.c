/* Names of statuses and dtypes; messages are cut where the buffer ends.
 * Tests runtime/src/error.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

int main(void) {
  CHECK_TEXT(ingot_status_text(INGOT_OK), "ok");
  CHECK_TEXT(ingot_status_text(INGOT_ERROR_THREAD), "thread cannot be started");
  CHECK_TEXT(ingot_status_text(INGOT_ERROR_DATA), "the data breaks a condition");
  CHECK_TEXT(ingot_status_text((ingot_status)(INGOT_ERROR_DATA + 1)), "unknown status");
  for (int status = 0; status <= INGOT_ERROR_DATA; ++status)
    CHECK(strlen(ingot_status_text((ingot_status)status)) > 1);
  CHECK_TEXT(ingot_dtype_name(INGOT_DTYPE_BOOL), "bool");
  CHECK_TEXT(ingot_dtype_name(INGOT_DTYPE_BF16), "bf16");
  CHECK_TEXT(ingot_dtype_name(INGOT_DTYPE_F64), "f64");
  CHECK_TEXT(ingot_dtype_name(INGOT_DTYPE_F64 + 1), "?");

  const char *full = "the model is a null pointer";
  for (size_t capacity = 0; capacity < 40; ++capacity) {
    char text[41];
    memset(text, '#', sizeof(text));
    ingot_error error = {text, capacity};
    CHECK_INT(ingot_check(NULL, &error), INGOT_ERROR_ARGUMENT);
    for (size_t at = capacity; at < sizeof(text); ++at)
      CHECK(text[at] == '#');
    if (capacity)
      CHECK(!strncmp(text, full, capacity - 1) && (strlen(text) == capacity - 1 || !strcmp(text, full)));
  }
  ingot_error nowhere = {NULL, 100};
  CHECK_INT(ingot_check(NULL, &nowhere), INGOT_ERROR_ARGUMENT);
  CHECK_INT(ingot_check(NULL, NULL), INGOT_ERROR_ARGUMENT);
  return check_result();
}
