/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The kernels with 128-bit vectors and no more than SSE2, which every x86-64 processor has. */

#include <emmintrin.h>

#include "colour/kernels.h"

/* Not a wish: a call would pass vectors through memory, whatever the optimisation level says of
 * size. */
#define INLINE static inline G_ALWAYS_INLINE

#define KERNELS_NAME reel_colour_kernels_sse2
#define KERNELS_LEVEL REEL_CPU_BASELINE
#define BYTES_PX32 bytes_px32
#define LANES 4

typedef __m128i V;
typedef __m128 VF;
typedef __m128i COUNT;

#define LOAD(p) _mm_loadu_si128 ((const __m128i *) (p))
#define STORE(p, v) _mm_storeu_si128 ((__m128i *) (p), v)
#define ZERO() _mm_setzero_si128()
#define ZERO_F() _mm_setzero_ps()
#define SET1_16(i) _mm_set1_epi16 (i)
#define SET1_32(i) _mm_set1_epi32 (i)
#define SET1_64(i) _mm_set1_epi64x (i)
#define SET1_F(f) _mm_set1_ps (f)
#define SET_COUNT(n) _mm_cvtsi32_si128 (n)

#define AND(a, b) _mm_and_si128 (a, b)
#define ANDNOT(a, b) _mm_andnot_si128 (a, b)
#define OR(a, b) _mm_or_si128 (a, b)
#define XOR(a, b) _mm_xor_si128 (a, b)
#define ADD_16(a, b) _mm_add_epi16 (a, b)
#define ADD_32(a, b) _mm_add_epi32 (a, b)
#define SUB_32(a, b) _mm_sub_epi32 (a, b)
#define MIN_32(a, b) min_32 (a, b)
#define MAX_32(a, b) max_32 (a, b)
#define CMPEQ_32(a, b) _mm_cmpeq_epi32 (a, b)
#define MADD_16(a, b) _mm_madd_epi16 (a, b)
#define MULHI_16(a, b) _mm_mulhi_epu16 (a, b)
#define SRL_16(a, n) _mm_srli_epi16 (a, n)
#define SRL_32(a, n) _mm_srli_epi32 (a, n)
#define SRL_64(a, n) _mm_srli_epi64 (a, n)
#define SRA_32(a, n) _mm_srai_epi32 (a, n)
#define SLL_32(a, n) _mm_slli_epi32 (a, n)
#define SLL_64(a, n) _mm_slli_epi64 (a, n)
#define SRL_32_BY(a, n) _mm_srl_epi32 (a, n)
#define SRL_64_BY(a, n) _mm_srl_epi64 (a, n)
#define SLL_32_BY(a, n) _mm_sll_epi32 (a, n)
#define SLL_64_BY(a, n) _mm_sll_epi64 (a, n)

#define UNPACKLO_16(a, b) _mm_unpacklo_epi16 (a, b)
#define UNPACKHI_16(a, b) _mm_unpackhi_epi16 (a, b)
#define PACKS_32(a, b) _mm_packs_epi32 (a, b)
#define PACKUS_16(a, b) _mm_packus_epi16 (a, b)
#define SHUFFLE_32(a, imm) _mm_shuffle_epi32 (a, imm)
/* The low 16 bits of the even or odd 32-bit lanes, four times in each 64 bits. */
#define SPREAD_EVEN(a) _mm_shufflehi_epi16 (_mm_shufflelo_epi16 (a, 0x00), 0x00)
#define SPREAD_ODD(a) _mm_shufflehi_epi16 (_mm_shufflelo_epi16 (a, 0xaa), 0xaa)
#define LOOKUP_32(table, key) lookup_32 (table, key)

#define TO_FLOAT(a) _mm_cvtepi32_ps (a)
#define TRUNCATE(a) _mm_cvttps_epi32 (a)
#define FLOAT_BITS(a) _mm_castps_si128 (a)
#define ADD_F(a, b) _mm_add_ps (a, b)
#define MUL_F(a, b) _mm_mul_ps (a, b)
#define MIN_F(a, b) _mm_min_ps (a, b)
#define MAX_F(a, b) _mm_max_ps (a, b)

#define GATHER_32(base, index) gather_32 (base, index)
#define GATHER_64(base, index) gather_64 (base, index)
#define GATHER_F(base, index) _mm_castsi128_ps (gather_32 ((const guint32 *) (base), index))

#define LOAD_16_TO_32(p) _mm_unpacklo_epi16 (_mm_loadl_epi64 ((const __m128i *) (p)), ZERO())
#define STORE_32_TO_16(p, v) store_32_to_16 (p, v)

/* What SSE2 lacks. */

INLINE V
select_32 (V mask, V a, V b)
{
  return OR (AND (mask, a), ANDNOT (mask, b));
}

INLINE V
min_32 (V a, V b)
{
  return select_32 (_mm_cmpgt_epi32 (a, b), b, a);
}

INLINE V
max_32 (V a, V b)
{
  return select_32 (_mm_cmpgt_epi32 (a, b), a, b);
}

/* Lane 0, 1 or 2 of @table by the low two bits of each lane of @key. */
INLINE V
lookup_32 (V table, V key)
{
  V number = AND (key, SET1_32 (3));
  V first = SHUFFLE_32 (table, 0x00), second = SHUFFLE_32 (table, 0x55),
    third = SHUFFLE_32 (table, 0xaa);

  return select_32 (CMPEQ_32 (number, ZERO()), first,
                    select_32 (CMPEQ_32 (number, SET1_32 (1)), second, third));
}

INLINE V
gather_32 (const guint32 *base, V index)
{
  guint32 lane[4];

  STORE (lane, index);
  return _mm_setr_epi32 ((int) base[lane[0]], (int) base[lane[1]], (int) base[lane[2]],
                         (int) base[lane[3]]);
}

INLINE V
gather_64 (const gint16 *base, V index)
{
  gint64 low = _mm_cvtsi128_si64 (index),
         high = _mm_cvtsi128_si64 (_mm_unpackhi_epi64 (index, index));

  return _mm_unpacklo_epi64 (_mm_loadl_epi64 ((const __m128i *) (base + 4 * low)),
                             _mm_loadl_epi64 ((const __m128i *) (base + 4 * high)));
}

INLINE void
store_32_to_16 (guint16 *dst, V v)
{
  /* The only narrowing is a signed one: make the words signed first. */
  V words = SRA_32 (SLL_32 (v, 16), 16);

  _mm_storel_epi64 ((__m128i *) dst, _mm_packs_epi32 (words, words));
}

#include "colour/kernels_bytes_sse.h"
#include "colour/kernels_simd_tmpl.h"
