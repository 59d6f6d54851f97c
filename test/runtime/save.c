/* Save, load, fork: the same answers afterwards; every damaged byte of a save is noticed and changes nothing.
 * Tests runtime/src/save.c. SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "models.h"

#include <stdlib.h>

enum { HEADER = 40 };

static void test_round_trip(void) {
  cache_memory memories[2];
  ingot_session *one = cache_session(&memories[0]), *two = cache_session(&memories[1]);
  cache_append(one, 2, 1);
  cache_append(one, 1, 5);
  /* Only used rows: 2 caches of 2 heads x 3 rows x 2 floats, and the counter. */
  const size_t bytes = ingot_session_save_bytes(one);
  CHECK_INT(bytes, HEADER + 2 * 2 * 3 * 2 * 4 + 4);
  unsigned char *data = malloc(bytes + 1);
  CHECK_OK(ingot_session_save(one, data, bytes, &error));
  cache_append(two, 6, 9);
  CHECK_OK(ingot_session_load(two, data, bytes, &error));
  CHECK_INT(ingot_session_length(two), 3);
  CHECK_INT(*(int32_t *)ingot_session_state(two, 2), 102);
  CHECK_INT(cache_append(one, 2, 2), cache_append(two, 2, 2));
  CHECK_INT(ingot_session_length(two), 5);
  /* A save at an odd address. */
  memmove(data + 1, data, bytes);
  ingot_session_reset(two);
  CHECK_OK(ingot_session_load(two, data + 1, bytes, &error));
  CHECK_INT(ingot_session_length(two), 3);
  free(data);
}

static void test_save_errors(void) {
  cache_memory memory;
  ingot_session *session = cache_session(&memory);
  unsigned char data[64];
  CHECK_INT(ingot_session_save_bytes(session), HEADER + 4);
  CHECK_FAILS(ingot_session_save(session, data, HEADER + 3, &error), INGOT_ERROR_MEMORY,
              "save: 43 bytes given, 44 needed");
  CHECK_FAILS(ingot_session_save(session, NULL, 64, &error), INGOT_ERROR_MEMORY,
              "save: 64 bytes given, 44 needed");
}

static void test_load_errors(void) {
  cache_memory memories[2];
  ingot_session *one = cache_session(&memories[0]), *two = cache_session(&memories[1]);
  cache_append(one, 3, 1);
  cache_append(two, 1, 7);
  unsigned char data[256];
  const size_t bytes = ingot_session_save_bytes(one);
  CHECK_OK(ingot_session_save(one, data, bytes, &error));
  CHECK_FAILS(ingot_session_load(two, NULL, bytes, &error), INGOT_ERROR_STATE,
              "load: 140 bytes given, a save has at least 40");
  for (size_t cut = 0; cut < bytes; ++cut)
    CHECK_INT(ingot_session_load(two, data, cut, NULL), INGOT_ERROR_STATE);
  CHECK_FAILS(ingot_session_load(two, data, bytes - 1, &error), INGOT_ERROR_STATE,
              "load: 139 bytes given, the save has 140");
  for (size_t at = 0; at < bytes; ++at)
    for (int bit = 0; bit < 8; ++bit) {
      data[at] ^= (unsigned char)(1 << bit);
      CHECK_INT(ingot_session_load(two, data, bytes, NULL), INGOT_ERROR_STATE);
      data[at] ^= (unsigned char)(1 << bit);
    }
  data[0] ^= 1;
  CHECK_FAILS(ingot_session_load(two, data, bytes, &error), INGOT_ERROR_STATE,
              "load: not a saved session of this version and byte order");
  data[0] ^= 1;
  data[24] = 99;
  CHECK_FAILS(ingot_session_load(two, data, bytes, &error), INGOT_ERROR_STATE,
              "load: length 99 is out of bounds");
  data[24] = 3;
  data[bytes - 1] ^= 1;
  CHECK_FAILS(ingot_session_load(two, data, bytes, &error), INGOT_ERROR_STATE,
              "load: the checksum differs: the save is damaged");
  data[bytes - 1] ^= 1;
  /* After all that, the session is as it was. */
  CHECK_INT(ingot_session_length(two), 1);
  CHECK_INT(cache_append(two, 1, 0), 28);
  CHECK_OK(ingot_session_load(two, data, bytes, &error));
}

static void test_other_model(void) {
  cache_memory memories[2];
  ingot_session *one = cache_session(&memories[0]), *two;
  ingot_model other = cache_model;
  other.weights_hash = 1;
  const ingot_memory given = {.session = memories[1].session,
                              .session_bytes = sizeof(memories[1].session),
                              .states = memories[1].states,
                              .state_bytes = sizeof(memories[1].states)};
  CHECK_OK(ingot_session_create(&other, &given, NULL, &two, &error));
  unsigned char data[64];
  CHECK_OK(ingot_session_save(one, data, sizeof(data), &error));
  CHECK_FAILS(ingot_session_load(two, data, sizeof(data), &error), INGOT_ERROR_STATE,
              "load: saved by another model than 'cache', or with other state shapes");
  CHECK_FAILS(ingot_session_fork(one, two, &error), INGOT_ERROR_STATE,
              "fork: the sessions are of other models or other state shapes");
}

/* A model without states saves its header alone. */
static void test_stateless(void) {
  _Alignas(INGOT_SESSION_ALIGNMENT) unsigned char memory[INGOT_SESSION_BYTES(2, 2, 0, SCALE_SYMBOLS)];
  const ingot_memory given = {.session = memory, .session_bytes = sizeof(memory)};
  ingot_session *session;
  unsigned char data[HEADER];
  CHECK_OK(ingot_session_create(&scale_model, &given, NULL, &session, &error));
  CHECK_INT(ingot_session_save_bytes(session), HEADER);
  CHECK_OK(ingot_session_save(session, data, sizeof(data), &error));
  CHECK_OK(ingot_session_load(session, data, sizeof(data), &error));
}

static void test_fork(void) {
  cache_memory memories[2];
  ingot_session *one = cache_session(&memories[0]), *two = cache_session(&memories[1]);
  cache_append(one, 2, 1);
  cache_append(two, 5, 3);
  CHECK_OK(ingot_session_fork(one, two, &error));
  CHECK_INT(ingot_session_length(two), 2);
  CHECK_INT(cache_append(two, 1, 10), 48);
  CHECK_INT(cache_append(one, 1, 0), 8);
  CHECK_INT(*(int32_t *)ingot_session_state(two, 2), 102);
  CHECK_OK(ingot_session_fork(one, one, &error));
  CHECK_INT(ingot_session_length(one), 3);
}

int main(void) {
  test_round_trip();
  test_save_errors();
  test_load_errors();
  test_other_model();
  test_stateless();
  test_fork();
  return check_result();
}
