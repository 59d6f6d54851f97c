/* Every knob of the runtime, with its default and its cost. Set one with -DKNOB=VALUE, for all files alike.
 * Read by runtime/src. SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_CONFIG_H
#define INGOT_CONFIG_H

/* 1: errors come with a sentence that names the input, the dim and both values (about 3 KB of code and
 * strings). 0: errors are status codes only; text buffers are not touched. */
#ifndef INGOT_ERROR_TEXT
#define INGOT_ERROR_TEXT 1
#endif

/* 1: ingot_cpu_features asks the CPU (the cpuid instruction; needs no operating system).
 * 0: it answers INGOT_CPU_FEATURES; for firmware and sandboxes where cpuid is not to be executed. */
#ifndef INGOT_CPU_DETECT
#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define INGOT_CPU_DETECT 1
#else
#define INGOT_CPU_DETECT 0
#endif
#endif

/* The INGOT_CPU_* bits of the machine when INGOT_CPU_DETECT is 0. By default, what the runtime itself was
 * compiled for. */
#ifndef INGOT_CPU_FEATURES
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512CD__) && defined(__AVX512DQ__) &&       \
    defined(__AVX512VL__)
#define INGOT_CPU_FEATURES (INGOT_CPU_X86_SSE42 | INGOT_CPU_X86_AVX2_FMA | INGOT_CPU_X86_AVX512)
#elif defined(__AVX2__) && defined(__FMA__)
#define INGOT_CPU_FEATURES (INGOT_CPU_X86_SSE42 | INGOT_CPU_X86_AVX2_FMA)
#elif defined(__SSE4_2__)
#define INGOT_CPU_FEATURES INGOT_CPU_X86_SSE42
#else
#define INGOT_CPU_FEATURES UINT64_C(0)
#endif
#endif

/* A size program longer than this many words is refused: a program without an end must not run for ever. */
#ifndef INGOT_EXPR_WORDS
#define INGOT_EXPR_WORDS 65536u
#endif

/* How many times a thread of the POSIX pool looks for work before it sleeps; each look is a pause instruction
 * (about 40 ns on x86), so that 2000 bridge the gaps between the kernels of one model. */
#ifndef INGOT_POOL_SPIN
#define INGOT_POOL_SPIN 2000u
#endif

/* A parallel loop of at most this many iterations stays on the calling thread. */
#ifndef INGOT_POOL_SERIAL_COUNT
#define INGOT_POOL_SERIAL_COUNT 1u
#endif

#endif
