/* The thread pool: every iteration once, the same parts each time, nested and concurrent loops, many loops in
 * a row. Tests runtime/src/parallel_posix.c; also built with the thread sanitizer. SPDX-License-Identifier:
 * Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "ingot/posix.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1000 };

typedef struct record {
  atomic_int visits[MOST];
  atomic_size_t part_of[MOST]; /* where the part began that made this iteration */
  ingot_pool *nested;
} record;

static void visit(void *context, size_t begin, size_t end) {
  record *self = context;
  for (size_t at = begin; at < end; ++at) {
    atomic_fetch_add(&self->visits[at], 1);
    atomic_store(&self->part_of[at], begin);
  }
}

static ingot_pool *make_pool(uint32_t threads, void **memory) {
  ingot_pool *pool = NULL;
  const size_t bytes = ingot_pool_bytes(threads);
  CHECK(!posix_memalign(memory, INGOT_POOL_ALIGNMENT, bytes));
  CHECK_OK(ingot_pool_create(*memory, bytes, threads, &pool, &error));
  return pool;
}

static void test_coverage(void) {
  static record first, second;
  for (uint32_t threads = 1; threads <= 5; ++threads) {
    void *memory;
    ingot_pool *pool = make_pool(threads, &memory);
    for (size_t count = 0; count <= MOST; count += count < 20 ? 1 : 97) {
      memset(&first, 0, sizeof(first));
      memset(&second, 0, sizeof(second));
      ingot_pool_parallel_for(pool, visit, &first, count);
      ingot_pool_parallel_for(pool, visit, &second, count);
      for (size_t at = 0; at < MOST; ++at) {
        CHECK_INT(atomic_load(&first.visits[at]), at < count);
        CHECK_INT(atomic_load(&first.part_of[at]), atomic_load(&second.part_of[at]));
      }
    }
    ingot_pool_destroy(pool);
    free(memory);
  }
}

static void visit_nested(void *context, size_t begin, size_t end) {
  record *self = context;
  for (size_t at = begin; at < end; ++at)
    ingot_pool_parallel_for(self->nested, visit, self, 10);
}

static void test_nested(void) {
  static record self;
  void *memory;
  self.nested = make_pool(3, &memory);
  ingot_pool_parallel_for(self.nested, visit_nested, &self, 8);
  for (size_t at = 0; at < 10; ++at)
    CHECK_INT(atomic_load(&self.visits[at]), 8);
  ingot_pool_destroy(self.nested);
  free(memory);
}

/* Two threads use one pool: the one that finds it busy works alone. */
static void *loop_often(void *argument) {
  record *self = argument;
  for (int round = 0; round < 200; ++round)
    ingot_pool_parallel_for(self->nested, visit, self, 64);
  return NULL;
}

static void test_shared(void) {
  static record one, two;
  void *memory;
  pthread_t thread;
  one.nested = two.nested = make_pool(3, &memory);
  CHECK(!pthread_create(&thread, NULL, loop_often, &one));
  loop_often(&two);
  pthread_join(thread, NULL);
  for (size_t at = 0; at < 64; ++at) {
    CHECK_INT(atomic_load(&one.visits[at]), 200);
    CHECK_INT(atomic_load(&two.visits[at]), 200);
  }
  ingot_pool_destroy(one.nested);
  free(memory);
}

/* Pauses longer than the spinning, so that threads sleep and are woken; plain memory carries the results. */
static void add_squares(void *context, size_t begin, size_t end) {
  double *values = context;
  for (size_t at = begin; at < end; ++at)
    values[at] += (double)at * (double)at;
}

static void test_sleep(void) {
  void *memory;
  ingot_pool *pool = make_pool(4, &memory);
  double values[MOST] = {0};
  for (int round = 0; round < 40; ++round) {
    const struct timespec pause = {0, round % 4 ? 0 : 3000000};
    nanosleep(&pause, NULL);
    ingot_pool_parallel_for(pool, add_squares, values, MOST);
  }
  for (size_t at = 0; at < MOST; ++at)
    CHECK(values[at] == 40.0 * (double)at * (double)at);
  ingot_pool_destroy(pool);
  free(memory);
}

static void test_errors(void) {
  _Alignas(INGOT_POOL_ALIGNMENT) unsigned char memory[64];
  ingot_pool *pool;
  char expected[128];
  CHECK_FAILS(ingot_pool_create(memory, 64, 0, &pool, &error), INGOT_ERROR_ARGUMENT,
              "thread pool: 0 threads, expected at least 1");
  snprintf(expected, sizeof(expected), "thread pool: 64 bytes given, %zu needed, aligned to 64",
           ingot_pool_bytes(8));
  CHECK_FAILS(ingot_pool_create(memory, 64, 8, &pool, &error), INGOT_ERROR_MEMORY, expected);
  CHECK_INT(ingot_pool_create(NULL, 1 << 20, 2, &pool, NULL), INGOT_ERROR_MEMORY);
  CHECK_INT(ingot_pool_create(memory + 8, 1 << 20, 2, &pool, NULL), INGOT_ERROR_MEMORY);
  CHECK(ingot_cpu_count() >= 1);
}

int main(void) {
  test_coverage();
  test_nested();
  test_shared();
  test_sleep();
  test_errors();
  return check_result();
}
