/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* bytes_px32 in its table form, with 128-bit vectors: one pixel at a time, its components in three
 * lanes. Included by kernels_sse2.c and by those above it, which gain the shorter encoding. */

#include <emmintrin.h>

#include "colour/kernels.h"

static inline G_ALWAYS_INLINE guint32
bytes_pixel (const ReelByteShaper *s, guint32 word, guint lowest)
{
  const guint32 colour = word >> lowest;
  const guint8 *const first = s->code[0], *const second = s->code[1], *const third = s->code[2];
  __m128 sum = _mm_add_ps (_mm_add_ps (_mm_load_ps (s->product[0][colour & 0xff]),
                                       _mm_load_ps (s->product[1][colour >> 8 & 0xff])),
                           _mm_load_ps (s->product[2][colour >> 16 & 0xff]));
  __m128i index;
  guint64 low;
  guint32 high;

  sum = _mm_min_ps (_mm_max_ps (sum, _mm_set1_ps (REEL_BYTE_FLOOR)), _mm_set1_ps (1.0f));
  index =
      _mm_srli_epi32 (_mm_sub_epi32 (_mm_castps_si128 (sum), _mm_set1_epi32 (REEL_BYTE_FLOOR_BITS)),
                      REEL_BYTE_SHIFT);
  low = (guint64) _mm_cvtsi128_si64 (index);
  high = (guint32) _mm_cvtsi128_si32 (_mm_unpackhi_epi64 (index, index));
  return (first[(guint32) low] | (guint32) second[low >> 32] << 8 | (guint32) third[high] << 16)
             << lowest |
         (word & ~(0xffffffu << lowest));
}

/* @lowest and @keep_black are constants where this is called, so that the loop tests neither. */
static inline G_ALWAYS_INLINE void
bytes_row (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *s, guint lowest,
           gboolean keep_black)
{
  gsize x;

  for (x = 0; x < n; x++) {
    const guint32 word = src[x];

    dst[x] = keep_black && (word & 0xffffffu << lowest) == 0 ? word : bytes_pixel (s, word, lowest);
  }
}

static void
bytes_px32 (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *shaper,
            gboolean keep_black)
{
  const ReelByteShaper local = *shaper; /* so that stores to dst are known not to change it */

  if (keep_black)
    bytes_row (dst, src, n, &local, local.lowest, TRUE);
  else if (local.lowest == 0)
    bytes_row (dst, src, n, &local, 0, FALSE);
  else
    bytes_row (dst, src, n, &local, 8, FALSE);
}
