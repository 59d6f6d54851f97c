/* A thread pool on POSIX threads: sleeping workers, each with a mailbox; parts are cut at fixed places.
 * Opt-in (posix.h); given to a session by ingot_session_set_parallel. SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sched_getaffinity */
#include "ingot/posix.h"
#include "internal.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

/* Somebody who waits until a number changes: looks INGOT_POOL_SPIN times, then sleeps. The one who changes
 * the number stores it first and looks at `asleep` after; the sleeper sets `asleep` first and looks at the
 * number after. Both in one total order, so that one of them sees the other. */
typedef struct waiter {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  atomic_int asleep;
} waiter;

/* A worker and its mailbox: a new ticket means a new part. 64-byte steps keep workers off each other's cache
 * lines. */
typedef struct worker {
  _Alignas(INGOT_POOL_ALIGNMENT) atomic_uint ticket;
  int is_last; /* the part is the order to end */
  ingot_task task;
  void *context;
  size_t begin, end;
  ingot_pool *pool;
  waiter waiter;
  pthread_t thread;
} worker;

struct ingot_pool {
  _Alignas(INGOT_POOL_ALIGNMENT) atomic_uint running; /* parts not yet done, without the caller's */
  atomic_flag is_busy;
  uint32_t worker_count;
  waiter waiter; /* the caller, waiting for running to become 0 */
  worker workers[];
};

static inline void pause_cpu(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#endif
}

/* Waits while *number == old. */
static void wait_while(waiter *self, atomic_uint *number, unsigned old) {
  for (unsigned look = 0; look < INGOT_POOL_SPIN; ++look) {
    if (atomic_load_explicit(number, memory_order_acquire) != old)
      return;
    pause_cpu();
  }
  pthread_mutex_lock(&self->mutex);
  atomic_store(&self->asleep, 1);
  while (atomic_load(number) == old)
    pthread_cond_wait(&self->changed, &self->mutex);
  atomic_store(&self->asleep, 0);
  pthread_mutex_unlock(&self->mutex);
}

/* To be called after the number was changed. */
static void wake(waiter *self) {
  if (!atomic_load(&self->asleep))
    return;
  pthread_mutex_lock(&self->mutex);
  pthread_cond_signal(&self->changed);
  pthread_mutex_unlock(&self->mutex);
}

static int make_waiter(waiter *self) {
  atomic_init(&self->asleep, 0);
  if (pthread_mutex_init(&self->mutex, NULL))
    return 0;
  if (!pthread_cond_init(&self->changed, NULL))
    return 1;
  pthread_mutex_destroy(&self->mutex);
  return 0;
}

static void destroy_waiter(waiter *self) {
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->mutex);
}

static void *work(void *argument) {
  worker *self = argument;
  for (unsigned ticket = 0;; ++ticket) {
    wait_while(&self->waiter, &self->ticket, ticket);
    if (self->is_last)
      return NULL;
    self->task(self->context, self->begin, self->end);
    if (atomic_fetch_sub(&self->pool->running, 1) == 1)
      wake(&self->pool->waiter);
  }
}

/* Puts a part into the mailbox. */
static void send(worker *to, ingot_task task, void *context, size_t begin, size_t end) {
  to->task = task;
  to->context = context;
  to->begin = begin;
  to->end = end;
  atomic_fetch_add(&to->ticket, 1);
  wake(&to->waiter);
}

/* Where part `part` of `parts` begins: the first count % parts parts are one longer. */
static size_t part_begin(size_t count, size_t part, size_t parts) {
  const size_t longer = count % parts;
  return count / parts * part + (part < longer ? part : longer);
}

void ingot_pool_parallel_for(void *pool, ingot_task task, void *context, size_t count) {
  ingot_pool *self = pool;
  if (count <= INGOT_POOL_SERIAL_COUNT || !self->worker_count || atomic_flag_test_and_set(&self->is_busy)) {
    ingot_parallel_none(NULL, task, context, count);
    return;
  }
  const size_t threads = (size_t)self->worker_count + 1;
  const size_t parts = count < threads ? count : threads;
  unsigned running = (unsigned)(parts - 1);
  atomic_store(&self->running, running);
  for (size_t part = 1; part < parts; ++part)
    send(&self->workers[part - 1], task, context, part_begin(count, part, parts),
         part_begin(count, part + 1, parts));
  task(context, 0, part_begin(count, 1, parts));
  while ((running = atomic_load_explicit(&self->running, memory_order_acquire)) != 0)
    wait_while(&self->waiter, &self->running, running);
  atomic_flag_clear(&self->is_busy);
}

uint32_t ingot_cpu_count(void) {
#if defined(__linux__)
  cpu_set_t set;
  if (!sched_getaffinity(0, sizeof(set), &set))
    return (uint32_t)CPU_COUNT(&set);
#endif
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (uint32_t)count : 1;
}

size_t ingot_pool_bytes(uint32_t threads) {
  return sizeof(ingot_pool) + sizeof(worker) * (size_t)(threads ? threads - 1 : 0);
}

static int start_worker(ingot_pool *pool, worker *self) {
  atomic_init(&self->ticket, 0);
  self->is_last = 0;
  self->pool = pool;
  if (!make_waiter(&self->waiter))
    return 0;
  if (!pthread_create(&self->thread, NULL, work, self))
    return 1;
  destroy_waiter(&self->waiter);
  return 0;
}

ingot_status ingot_pool_create(void *memory, size_t bytes, uint32_t threads, ingot_pool **pool,
                               ingot_error *error) {
  if (!threads)
    return ingoti_fail(error, INGOT_ERROR_ARGUMENT, "thread pool: 0 threads, expected at least 1");
  const size_t needed = ingot_pool_bytes(threads);
  if (!memory || bytes < needed || !ingoti_is_aligned(memory, INGOT_POOL_ALIGNMENT))
    return ingoti_fail(error, INGOT_ERROR_MEMORY, "thread pool: %u bytes given, %u needed, aligned to %u",
                       (uint64_t)bytes, (uint64_t)needed, (uint64_t)INGOT_POOL_ALIGNMENT);
  ingot_pool *self = memory;
  atomic_init(&self->running, 0);
  atomic_flag_clear(&self->is_busy);
  self->worker_count = 0;
  if (!make_waiter(&self->waiter))
    return ingoti_fail(error, INGOT_ERROR_THREAD, "thread pool: no mutex");
  while (self->worker_count < threads - 1) {
    if (!start_worker(self, &self->workers[self->worker_count])) {
      const uint64_t started = self->worker_count;
      (void)started;
      ingot_pool_destroy(self);
      return ingoti_fail(error, INGOT_ERROR_THREAD, "thread pool: thread %u of %u could not be started",
                         started + 2, (uint64_t)threads);
    }
    ++self->worker_count;
  }
  *pool = self;
  return INGOT_OK;
}

void ingot_pool_destroy(ingot_pool *pool) {
  for (uint32_t index = 0; index < pool->worker_count; ++index) {
    worker *to = &pool->workers[index];
    to->is_last = 1;
    send(to, NULL, NULL, 0, 0);
    pthread_join(to->thread, NULL);
    destroy_waiter(&to->waiter);
  }
  destroy_waiter(&pool->waiter);
}
