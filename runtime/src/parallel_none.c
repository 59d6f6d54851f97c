/* The default loop: all iterations as one part on the calling thread.
 * Used by sessions until ingot_session_set_parallel. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

void ingot_parallel_none(void *pool, ingot_task task, void *context, size_t count) {
  (void)pool;
  if (count)
    task(context, 0, count);
}
