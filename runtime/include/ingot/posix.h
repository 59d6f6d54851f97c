/* The hosted parts of the runtime: a thread pool, mapped weight files, models opened from shared objects.
 * Implemented by runtime/src/ *_posix.c (libingot_rt_posix.a); the core needs none of it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_POSIX_H
#define INGOT_POSIX_H

#include "ingot/ingot.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- threads ---- */

/* A set of sleeping threads that share the iterations of a loop. */
typedef struct ingot_pool ingot_pool;

/* Alignment of a pool's memory. */
#define INGOT_POOL_ALIGNMENT 64u

/* CPUs that this process may use, at least 1. */
uint32_t ingot_cpu_count(void);

/* Bytes for a pool of `threads` threads, the caller counted. */
size_t ingot_pool_bytes(uint32_t threads);

/* Starts threads - 1 threads in the caller's memory; the thread that runs a loop is the last one. */
ingot_status ingot_pool_create(void *memory, size_t bytes, uint32_t threads, ingot_pool **pool,
                               ingot_error *error);

/* Ends the threads and waits for them; the memory is the caller's again. No loop may be running. */
void ingot_pool_destroy(ingot_pool *pool);

/* An ingot_parallel_for over an ingot_pool: count iterations in at most `threads` equal parts, always cut at
 * the same places. Loops of INGOT_POOL_SERIAL_COUNT iterations, loops inside loops and loops that find the
 * pool busy with another session stay on the calling thread. */
void ingot_pool_parallel_for(void *pool, ingot_task task, void *context, size_t count);

/* ---- files ---- */

/* A file mapped for reading; its first byte is page-aligned, so that it serves as weights. */
typedef struct ingot_file {
  const void *data;
  size_t bytes;
} ingot_file;

/* Maps the file; nothing is read until it is used. An empty file gives null and 0. */
ingot_status ingot_file_map(const char *path, ingot_file *file, ingot_error *error);
void ingot_file_unmap(ingot_file *file);

/* A model in a shared object. */
typedef struct ingot_library {
  void *handle;
  const ingot_model *model; /* checked by ingot_check */
} ingot_library;

/* Opens the shared object and checks the model in it. `name` is the model's exported function; null finds it:
 * the only function that the object exports, or else the one named after the file. Code of the file may run:
 * open only files that you trust. */
ingot_status ingot_library_open(const char *path, const char *name, ingot_library *library,
                                ingot_error *error);

/* Closes it; no session of the model may be used afterwards. */
void ingot_library_close(ingot_library *library);

#ifdef __cplusplus
}
#endif
#endif
