/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "base/cpu.h"

ReelCpuLevel
reel_cpu_detect (void)
{
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return REEL_CPU_AVX512;
  if (__builtin_cpu_supports ("avx2"))
    return REEL_CPU_AVX2;
#endif
  return REEL_CPU_BASELINE;
}

ReelCpuLevel
reel_cpu_level (void)
{
  ReelCpuLevel detected = reel_cpu_detect();
  const char *wanted = g_getenv ("REEL_CPU");
  ReelCpuLevel level;

  if (wanted == NULL || *wanted == '\0')
    return detected;

  for (level = REEL_CPU_BASELINE; level <= REEL_CPU_AVX512; level++) {
    if (g_str_equal (wanted, reel_cpu_level_name (level)))
      return MIN (level, detected);
  }
  g_warning ("REEL_CPU=%s is not one of baseline, avx2, avx512; using %s", wanted,
             reel_cpu_level_name (detected));
  return detected;
}

const char *
reel_cpu_level_name (ReelCpuLevel level)
{
  switch (level) {
    case REEL_CPU_AVX512:
      return "avx512";
    case REEL_CPU_AVX2:
      return "avx2";
    case REEL_CPU_BASELINE:
      break;
  }
  return "baseline";
}
