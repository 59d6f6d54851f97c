/* Runs the kernel of copies.mlir on every small size and many alignments, and compares with the C library.
 * Argument: the shared object. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { COPY, MOVE, FILL, KINDS, BYTES = 600, PLACES = 300, SIZES = 200 };
typedef int32_t (*kernel)(void *, const void *, int64_t, int32_t);
static unsigned char expected[BYTES], found[BYTES];

static int check(kernel run, int kind, int size, int to, int from) {
  for (int i = 0; i < BYTES; ++i)
    expected[i] = found[i] = (unsigned char)(i * 7 + i / 256);
  if (kind == FILL)
    memset(expected + to, 0xa5, (size_t)size);
  else
    memmove(expected + to, expected + from, (size_t)size);
  if (run(found + to, found + from, size, kind) == kind && memcmp(expected, found, BYTES) == 0)
    return 0;
  printf("kind %d, %d bytes from %d to %d: wrong\n", kind, size, from, to);
  return 1;
}

int main(int argc, char **argv) {
  void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  kernel run = library ? (kernel)(uintptr_t)dlsym(library, "copies") : NULL;
  if (!run)
    return 1;
  for (int kind = 0; kind < KINDS; ++kind)
    for (int size = 0; size < SIZES; ++size)
      for (int to = 0; to < PLACES; to += 7)
        for (int from = 0; from < PLACES; from += 5) {
          int overlaps = to < from + size && from < to + size;
          if (!(kind == COPY && overlaps) && check(run, kind, size, to, from))
            return 1;
        }
  puts("all sizes agree");
  return 0;
}
