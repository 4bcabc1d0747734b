/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The kernels with 512-bit vectors; built with -mavx512f and its bw, dq and vl parts. */

#include <immintrin.h>
#include <string.h>

#include "colour/kernels.h"

/* Not a wish: a call would pass vectors through memory, whatever the optimisation level says of
 * size. */
#define INLINE static inline G_ALWAYS_INLINE

#define KERNELS_NAME reel_colour_kernels_avx512
#define KERNELS_LEVEL REEL_CPU_AVX512
#define BYTES_PX32 cubic_px32
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
#define MULHI_16(a, b) _mm512_mulhi_epu16 (a, b)
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
/* The low 16 bits of the even or odd 32-bit lanes, four times in each 64 bits. */
#define SPREAD_EVEN(a) _mm512_shuffle_epi8 (a, SPREAD_BYTES (0, 8))
#define SPREAD_ODD(a) _mm512_shuffle_epi8 (a, SPREAD_BYTES (4, 12))
#define SPREAD_BYTES(low, high)                                                                    \
  _mm512_broadcast_i32x4 (_mm_setr_epi8 (low, low + 1, low, low + 1, low, low + 1, low, low + 1,   \
                                         high, high + 1, high, high + 1, high, high + 1, high,     \
                                         high + 1))
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

#include "colour/kernels_bytes_sse.h"

/* --- bytes_px32 in its polynomial form --- */

typedef struct {
  VF low[4],
      high[4]; /* coefficients of 1, x, x^2, x^3 for the exponents 0..15 and 16..31, modulo 32 */
} Cubic;

INLINE Cubic
cubic_load (const float (*cubic)[REEL_BYTE_OCTAVES])
{
  Cubic k;
  guint power;

  for (power = 0; power < 4; power++) {
    k.low[power] = _mm512_loadu_ps (cubic[power]);
    k.high[power] = _mm512_loadu_ps (cubic[power] + 16);
  }
  return k;
}

INLINE VF
cubic_coefficient (const Cubic *k, guint power, V exponent)
{
  return _mm512_permutex2var_ps (k->low[power], exponent, k->high[power]);
}

/* Linear light to codes. The permutation looks at the exponent's low five bits only. */
INLINE V
cubic_codes (const Cubic *k, VF x)
{
  V exponent;
  VF y;

  x = MIN_F (MAX_F (x, SET1_F (REEL_BYTE_POLY_FLOOR)), SET1_F (1.0f));
  exponent = SRL_32 (FLOAT_BITS (x), 23);
  y = _mm512_fmadd_ps (cubic_coefficient (k, 3, exponent), x, cubic_coefficient (k, 2, exponent));
  y = _mm512_fmadd_ps (y, x, cubic_coefficient (k, 1, exponent));
  y = _mm512_fmadd_ps (y, x, cubic_coefficient (k, 0, exponent));
  return _mm512_cvtps_epi32 (y);
}

typedef struct {
  VF matrix[3][3], offset[3];
  V copied, black;
  COUNT lowest;
  Cubic cubic[3];
} CubicConstants;

INLINE V
cubic_component (const CubicConstants *k, guint row, const Cubic *cubic, VF first, VF second,
                 VF third)
{
  VF sum = _mm512_fmadd_ps (k->matrix[row][0], first, k->offset[row]);

  sum = _mm512_fmadd_ps (k->matrix[row][1], second, sum);
  sum = _mm512_fmadd_ps (k->matrix[row][2], third, sum);
  return cubic_codes (cubic, sum);
}

/* @shared is a constant where this is called: all components have the first one's curve. */
INLINE void
cubic_group (const CubicConstants *k, const ReelByteShaper *s, guint32 *dst, const guint32 *src,
             gboolean shared)
{
  const V byte = SET1_32 (0xff);
  V words = LOAD (src), colour = SRL_32_BY (words, k->lowest);
  V black = AND (CMPEQ_32 (ANDNOT (k->copied, words), ZERO()), k->black);
  VF first = GATHER_F (s->in[0], AND (colour, byte));
  VF second = GATHER_F (s->in[1], AND (SRL_32 (colour, 8), byte));
  VF third = GATHER_F (s->in[2], AND (SRL_32 (colour, 16), byte));
  V codes =
      OR (OR (cubic_component (k, 0, &k->cubic[0], first, second, third),
              SLL_32 (cubic_component (k, 1, &k->cubic[shared ? 0 : 1], first, second, third), 8)),
          SLL_32 (cubic_component (k, 2, &k->cubic[shared ? 0 : 2], first, second, third), 16));

  STORE (dst, OR (ANDNOT (black, SLL_32_BY (codes, k->lowest)), AND (words, k->copied)));
}

INLINE void
cubic_row (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *s,
           const CubicConstants *k, gboolean shared)
{
  guint32 rest[LANES] = { 0 };
  gsize x;

  for (x = 0; x + LANES <= n; x += LANES)
    cubic_group (k, s, dst + x, src + x, shared);
  if (x == n)
    return;
  memcpy (rest, src + x, (n - x) * sizeof *rest);
  cubic_group (k, s, rest, rest, shared);
  memcpy (dst + x, rest, (n - x) * sizeof *rest);
}

static void
cubic_px32 (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *s, gboolean keep_black)
{
  CubicConstants k;
  guint row, column;

  if (s->cubic[0] == NULL || s->cubic[1] == NULL || s->cubic[2] == NULL) {
    bytes_px32 (dst, src, n, s, keep_black);
    return;
  }
  for (row = 0; row < 3; row++) {
    for (column = 0; column < 3; column++)
      k.matrix[row][column] = SET1_F (s->matrix[row][column]);
    k.offset[row] = SET1_F (s->offset[row]);
    k.cubic[row] = cubic_load (s->cubic[row]);
  }
  k.copied = SET1_32 ((gint32) ~(0xffffffu << s->lowest));
  k.black = SET1_32 (keep_black ? -1 : 0);
  k.lowest = SET_COUNT (s->lowest);
  if (s->cubic[1] == s->cubic[0] && s->cubic[2] == s->cubic[0])
    cubic_row (dst, src, n, s, &k, TRUE);
  else
    cubic_row (dst, src, n, s, &k, FALSE);
}

#include "colour/kernels_simd_tmpl.h"
