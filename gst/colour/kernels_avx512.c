/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The kernels with 512-bit vectors; built with -mavx512f and its bw, dq and vl parts. */

#include <immintrin.h>

#include "colour/kernels.h"

/* Not a wish: a call would pass vectors through memory, whatever the optimisation level says of
 * size. */
#define INLINE static inline G_ALWAYS_INLINE

#define KERNELS_NAME reel_colour_kernels_avx512
#define KERNELS_LEVEL REEL_CPU_AVX512
#define LANES 16

typedef __m512i V;
typedef __m512 VF;
typedef __m128i COUNT;

#define LOAD(p) _mm512_loadu_si512 ((const __m512i *) (p))
#define STORE(p, v) _mm512_storeu_si512 ((__m512i *) (p), v)
#define ZERO() _mm512_setzero_si512()
#define ZERO_F() _mm512_setzero_ps()
#define SET1_16(i) _mm512_set1_epi16 (i)
#define SET1_32(i) _mm512_set1_epi32 (i)
#define SET1_64(i) _mm512_set1_epi64 (i)
#define SET1_F(f) _mm512_set1_ps (f)
#define SET_COUNT(n) _mm_cvtsi32_si128 (n)

#define AND(a, b) _mm512_and_si512 (a, b)
#define ANDNOT(a, b) _mm512_andnot_si512 (a, b)
#define OR(a, b) _mm512_or_si512 (a, b)
#define XOR(a, b) _mm512_xor_si512 (a, b)
#define ADD_16(a, b) _mm512_add_epi16 (a, b)
#define ADD_32(a, b) _mm512_add_epi32 (a, b)
#define SUB_32(a, b) _mm512_sub_epi32 (a, b)
#define MIN_32(a, b) _mm512_min_epi32 (a, b)
#define MAX_32(a, b) _mm512_max_epi32 (a, b)
#define CMPEQ_32(a, b) _mm512_movm_epi32 (_mm512_cmpeq_epi32_mask (a, b))
#define MADD_16(a, b) _mm512_madd_epi16 (a, b)
#define SRL_16(a, n) _mm512_srli_epi16 (a, n)
#define SRL_32(a, n) _mm512_srli_epi32 (a, n)
#define SRL_64(a, n) _mm512_srli_epi64 (a, n)
#define SRA_32(a, n) _mm512_srai_epi32 (a, n)
#define SLL_32(a, n) _mm512_slli_epi32 (a, n)
#define SLL_64(a, n) _mm512_slli_epi64 (a, n)
#define SRL_32_BY(a, n) _mm512_srl_epi32 (a, n)
#define SRL_64_BY(a, n) _mm512_srl_epi64 (a, n)
#define SLL_32_BY(a, n) _mm512_sll_epi32 (a, n)
#define SLL_64_BY(a, n) _mm512_sll_epi64 (a, n)

#define UNPACKLO_16(a, b) _mm512_unpacklo_epi16 (a, b)
#define UNPACKHI_16(a, b) _mm512_unpackhi_epi16 (a, b)
#define PACKS_32(a, b) _mm512_packs_epi32 (a, b)
#define PACKUS_16(a, b) _mm512_packus_epi16 (a, b)
#define SHUFFLE_32(a, imm) _mm512_shuffle_epi32 (a, (_MM_PERM_ENUM) (imm))
#define LOOKUP_32(table, key) _mm512_permutexvar_epi32 (key, table)

#define TO_FLOAT(a) _mm512_cvtepi32_ps (a)
#define TRUNCATE(a) _mm512_cvttps_epi32 (a)
#define FLOAT_BITS(a) _mm512_castps_si512 (a)
#define ADD_F(a, b) _mm512_add_ps (a, b)
#define MUL_F(a, b) _mm512_mul_ps (a, b)
#define MIN_F(a, b) _mm512_min_ps (a, b)
#define MAX_F(a, b) _mm512_max_ps (a, b)

#define GATHER_32(base, index) _mm512_i32gather_epi32 (index, base, 4)
#define GATHER_64(base, index) _mm512_i64gather_epi64 (index, base, 8)
#define GATHER_F(base, index) _mm512_i32gather_ps (index, base, 4)

#define LOAD_16_TO_32(p) _mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const __m256i *) (p)))
#define STORE_32_TO_16(p, v) _mm256_storeu_si256 ((__m256i *) (p), _mm512_cvtepi32_epi16 (v))

#include "colour/kernels_simd_tmpl.h"
