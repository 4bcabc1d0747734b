/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/kernels.h"

/* The build says which of the tables it contains (meson.build). */
const ReelColourKernels *
reel_colour_kernels_get (ReelCpuLevel level)
{
#ifdef REEL_HAVE_AVX512
  if (level >= REEL_CPU_AVX512)
    return &reel_colour_kernels_avx512;
#endif
#ifdef REEL_HAVE_AVX2
  if (level >= REEL_CPU_AVX2)
    return &reel_colour_kernels_avx2;
#endif
#ifdef REEL_HAVE_SSE2
  return &reel_colour_kernels_sse2;
#else
  return &reel_colour_kernels_c;
#endif
}
