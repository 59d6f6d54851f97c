/* Which INGOT_CPU_* features the machine has: by cpuid, or as INGOT_CPU_FEATURES states.
 * Asked by ingot_check. SPDX-License-Identifier: Apache-2.0 */
#include "internal.h"

#if INGOT_CPU_DETECT

#include <cpuid.h>

/* Bits of the cpuid leaves: what x86-64-v2, v3 and v4 need beyond one another. */
#define LEAF1_ECX_V2                                                                                         \
  ((1u << 0) | (1u << 9) | (1u << 13) | (1u << 19) | (1u << 20) |                                            \
   (1u << 23)) /* sse3 ssse3 cx16 sse4.1 sse4.2 popcnt */
#define LEAF1_ECX_V3                                                                                         \
  ((1u << 12) | (1u << 22) | (1u << 27) | (1u << 28) | (1u << 29)) /* fma movbe osxsave avx f16c */
#define LEAF7_EBX_V3 ((1u << 3) | (1u << 5) | (1u << 8))           /* bmi1 avx2 bmi2 */
#define LEAF7_EBX_V4                                                                                         \
  ((1u << 16) | (1u << 17) | (1u << 28) | (1u << 30) | (1u << 31)) /* avx512 f dq cd bw vl */
#define EXTENDED_ECX_V3 (1u << 5)                                  /* lzcnt */
/* Bits of XCR0: registers that the operating system saves. */
#define XCR0_YMM 0x6u
#define XCR0_ZMM 0xe6u

static uint32_t saved_registers(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

uint64_t ingot_cpu_features(void) {
  unsigned eax, ebx, ecx, edx, leaf7 = 0, extended = 0;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx & LEAF1_ECX_V2) != LEAF1_ECX_V2)
    return 0;
  const unsigned leaf1 = ecx;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
    leaf7 = ebx;
  if (__get_cpuid(0x80000001u, &eax, &ebx, &ecx, &edx))
    extended = ecx;

  uint64_t features = INGOT_CPU_X86_SSE42;
  if ((leaf1 & LEAF1_ECX_V3) != LEAF1_ECX_V3 || (leaf7 & LEAF7_EBX_V3) != LEAF7_EBX_V3 ||
      !(extended & EXTENDED_ECX_V3))
    return features;
  const uint32_t saved = saved_registers();
  if ((saved & XCR0_YMM) == XCR0_YMM)
    features |= INGOT_CPU_X86_AVX2_FMA;
  if ((saved & XCR0_ZMM) == XCR0_ZMM && (leaf7 & LEAF7_EBX_V4) == LEAF7_EBX_V4)
    features |= INGOT_CPU_X86_AVX512;
  return features;
}

#else

uint64_t ingot_cpu_features(void) { return INGOT_CPU_FEATURES; }

#endif
