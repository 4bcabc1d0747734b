/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The kernels with 256-bit vectors; built with -mavx2. */

#include <immintrin.h>

#include "colour/kernels.h"

/* Not a wish: a call would pass vectors through memory, whatever the optimisation level says of
 * size. */
#define INLINE static inline G_ALWAYS_INLINE

#define KERNELS_NAME reel_colour_kernels_avx2
#define KERNELS_LEVEL REEL_CPU_AVX2
#define BYTES_PX32 bytes_px32
#define LANES 8

typedef __m256i V;
typedef __m256 VF;
typedef __m128i COUNT;

#define LOAD(p) _mm256_loadu_si256 ((const __m256i *) (p))
#define STORE(p, v) _mm256_storeu_si256 ((__m256i *) (p), v)
#define ZERO() _mm256_setzero_si256()
#define ZERO_F() _mm256_setzero_ps()
#define SET1_16(i) _mm256_set1_epi16 (i)
#define SET1_32(i) _mm256_set1_epi32 (i)
#define SET1_64(i) _mm256_set1_epi64x (i)
#define SET1_F(f) _mm256_set1_ps (f)
#define SET_COUNT(n) _mm_cvtsi32_si128 (n)

#define AND(a, b) _mm256_and_si256 (a, b)
#define ANDNOT(a, b) _mm256_andnot_si256 (a, b)
#define OR(a, b) _mm256_or_si256 (a, b)
#define XOR(a, b) _mm256_xor_si256 (a, b)
#define ADD_16(a, b) _mm256_add_epi16 (a, b)
#define ADD_32(a, b) _mm256_add_epi32 (a, b)
#define SUB_32(a, b) _mm256_sub_epi32 (a, b)
#define MIN_32(a, b) _mm256_min_epi32 (a, b)
#define MAX_32(a, b) _mm256_max_epi32 (a, b)
#define CMPEQ_32(a, b) _mm256_cmpeq_epi32 (a, b)
#define MADD_16(a, b) _mm256_madd_epi16 (a, b)
#define MULHI_16(a, b) _mm256_mulhi_epu16 (a, b)
#define SRL_16(a, n) _mm256_srli_epi16 (a, n)
#define SRL_32(a, n) _mm256_srli_epi32 (a, n)
#define SRL_64(a, n) _mm256_srli_epi64 (a, n)
#define SRA_32(a, n) _mm256_srai_epi32 (a, n)
#define SLL_32(a, n) _mm256_slli_epi32 (a, n)
#define SLL_64(a, n) _mm256_slli_epi64 (a, n)
#define SRL_32_BY(a, n) _mm256_srl_epi32 (a, n)
#define SRL_64_BY(a, n) _mm256_srl_epi64 (a, n)
#define SLL_32_BY(a, n) _mm256_sll_epi32 (a, n)
#define SLL_64_BY(a, n) _mm256_sll_epi64 (a, n)

#define UNPACKLO_16(a, b) _mm256_unpacklo_epi16 (a, b)
#define UNPACKHI_16(a, b) _mm256_unpackhi_epi16 (a, b)
#define PACKS_32(a, b) _mm256_packs_epi32 (a, b)
#define PACKUS_16(a, b) _mm256_packus_epi16 (a, b)
#define SHUFFLE_32(a, imm) _mm256_shuffle_epi32 (a, imm)
/* The low 16 bits of the even or odd 32-bit lanes, four times in each 64 bits. */
#define SPREAD_EVEN(a) _mm256_shuffle_epi8 (a, SPREAD_BYTES (0, 8))
#define SPREAD_ODD(a) _mm256_shuffle_epi8 (a, SPREAD_BYTES (4, 12))
#define SPREAD_BYTES(low, high)                                                                    \
  _mm256_broadcastsi128_si256 (_mm_setr_epi8 (low, low + 1, low, low + 1, low, low + 1, low,       \
                                              low + 1, high, high + 1, high, high + 1, high,       \
                                              high + 1, high, high + 1))
#define LOOKUP_32(table, key) _mm256_permutevar8x32_epi32 (table, AND (key, SET1_32 (3)))

#define TO_FLOAT(a) _mm256_cvtepi32_ps (a)
#define TRUNCATE(a) _mm256_cvttps_epi32 (a)
#define FLOAT_BITS(a) _mm256_castps_si256 (a)
#define ADD_F(a, b) _mm256_add_ps (a, b)
#define MUL_F(a, b) _mm256_mul_ps (a, b)
#define MIN_F(a, b) _mm256_min_ps (a, b)
#define MAX_F(a, b) _mm256_max_ps (a, b)

#define GATHER_32(base, index) _mm256_i32gather_epi32 ((const int *) (base), index, 4)
#define GATHER_64(base, index) _mm256_i64gather_epi64 ((const long long *) (base), index, 8)
#define GATHER_F(base, index) _mm256_i32gather_ps (base, index, 4)

#define LOAD_16_TO_32(p) _mm256_cvtepu16_epi32 (_mm_loadu_si128 ((const __m128i *) (p)))
#define STORE_32_TO_16(p, v) store_32_to_16 (p, v)

INLINE void
store_32_to_16 (guint16 *dst, V v)
{
  V packed = _mm256_permute4x64_epi64 (_mm256_packus_epi32 (v, v), 0x08);

  _mm_storeu_si128 ((__m128i *) dst, _mm256_castsi256_si128 (packed));
}

#include "colour/kernels_bytes_sse.h"
#include "colour/kernels_simd_tmpl.h"
