/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Which native kernels this processor can run. */

#ifndef REEL_CPU_H
#define REEL_CPU_H

#include <glib.h>

G_BEGIN_DECLS

/* Instruction-set levels that native hot loops are built for. A higher level includes the lower
 * ones. */
typedef enum {
  REEL_CPU_BASELINE, /* what the compiler may always use: SSE2 on x86-64, NEON on arm64 */
  REEL_CPU_AVX2,     /* AVX2 */
  REEL_CPU_AVX512,   /* AVX-512 F, BW, DQ and VL */
} ReelCpuLevel;

#define REEL_CPU_N_LEVELS 3

/* The highest level that this processor and its operating system support. Looks each time, keeps
 * nothing. */
ReelCpuLevel reel_cpu_detect (void);

/* The level that new work should use: reel_cpu_detect(), or less where the environment variable
 * REEL_CPU names a lower level ("baseline", "avx2", "avx512"), which is how benchmarks and bug
 * reports compare them. A level above what the processor has is not taken. */
ReelCpuLevel reel_cpu_level (void);

/* The name as REEL_CPU takes it. */
const char *reel_cpu_level_name (ReelCpuLevel level);

G_END_DECLS

#endif
