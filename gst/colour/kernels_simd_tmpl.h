/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The kernels for x86 vectors, written once; kernels_avx2.c and kernels_avx512.c define the
 * operations below for their width and include this file. See kernels.h for what is computed.
 *
 * V is a vector of LANES 32-bit lanes, one pixel each, VF the same as floats. "Even" and "odd" are
 * the pixels in even and odd lanes; a gathered node is 64 bits wide, so the even pixels' nodes fill
 * one vector and the odd pixels' another. Shuffles, packs and unpacks work within each 128 bits, as
 * the instructions do. */

#include <string.h>

/* The bias of each pixel of a group, for as many groups as the dither pattern is wide. */
#define BIAS_GROUPS (REEL_DITHER_WIDTH / LANES)

typedef struct {
  V bias32[BIAS_GROUPS]; /* a pixel a lane */
  V even[BIAS_GROUPS];   /* four times 16 bits a pixel */
  V odd[BIAS_GROUPS];
  V black; /* all ones where exact black is to be kept, else zero */
} RowConstants;

INLINE RowConstants
row_constants (const ReelPixelRule *rule)
{
  RowConstants k;
  guint group, i;

  for (group = 0; group < BIAS_GROUPS; group++) {
    const guint16 *bias = rule->bias + group * LANES;
    guint32 lanes[LANES], even[LANES], odd[LANES];

    for (i = 0; i < LANES; i++) {
      lanes[i] = bias[i];
      even[i] = bias[i & ~1u] * 0x10001u;
      odd[i] = bias[i | 1u] * 0x10001u;
    }
    k.bias32[group] = LOAD (lanes);
    k.even[group] = LOAD (even);
    k.odd[group] = LOAD (odd);
  }
  k.black = SET1_32 (rule->keep_black ? -1 : 0);
  return k;
}

/* All ones in the lanes whose pixel is to stay black. */
INLINE V
black_lanes (const RowConstants *k, V r, V g, V b)
{
  return AND (CMPEQ_32 (OR (OR (r, g), b), ZERO()), k->black);
}

/* --- tetrahedral interpolation --- */

typedef struct {
  VF scale[3], bias[3], last;
  V stride_rg;  /* for pmaddwd: size^2 below size */
  V stride_key; /* strides by channel number, in lanes 0..2 */
  V stride_sum;
  const gint16 *nodes;
  V step;
} LutConstants;

INLINE LutConstants
lut_constants (const ReelLut3d *lut)
{
  gint32 n = (gint32) lut->size, strides[LANES] = { n * n, n, 1 };
  LutConstants k;
  guint c;

  for (c = 0; c < 3; c++) {
    k.scale[c] = SET1_F (lut->scale[c]);
    k.bias[c] = SET1_F (lut->bias[c]);
  }
  k.last = SET1_F ((float) ((lut->size - 1) << 15));
  k.stride_rg = SET1_32 (n << 16 | n * n);
  k.stride_key = LOAD (strides);
  k.stride_sum = SET1_32 (n * n + n + 1);
  k.nodes = lut->nodes;
  k.step = SET1_32 (lut->step);
  return k;
}

INLINE V
lut_position (const LutConstants *k, guint channel, V code)
{
  VF position = ADD_F (MUL_F (TO_FLOAT (code), k->scale[channel]), k->bias[channel]);

  position = MIN_F (MAX_F (position, ZERO_F()), k->last);
  return TRUNCATE (ADD_F (position, SET1_F (0.5f)));
}

/* The four nodes of each pixel and what sorting the axes left of the fractions. */
typedef struct {
  V node[4];
  V k_max, k_mid, k_min; /* fractions times 16 plus the channel's number */
} Tetrahedron;

INLINE Tetrahedron
find_tetrahedron (const LutConstants *k, V pr, V pg, V pb)
{
  const V fraction = SET1_32 (0x7fff);
  /* The channel's number in the low bits: sorting fractions sorts the axes, and the low bits of the
   * results look up strides. */
  V kr = SLL_32 (AND (pr, fraction), 4);
  V kg = OR (SLL_32 (AND (pg, fraction), 4), SET1_32 (1));
  V kb = OR (SLL_32 (AND (pb, fraction), 4), SET1_32 (2));
  V rg_max = MAX_32 (kr, kg), rg_min = MIN_32 (kr, kg);
  Tetrahedron t;

  t.k_max = MAX_32 (rg_max, kb);
  t.k_min = MIN_32 (rg_min, kb);
  t.k_mid = MAX_32 (rg_min, MIN_32 (rg_max, kb));
  t.node[0] = ADD_32 (MADD_16 (OR (SRL_32 (pr, 15), SLL_32 (SRL_32 (pg, 15), 16)), k->stride_rg),
                      SRL_32 (pb, 15));
  t.node[1] = ADD_32 (t.node[0], LOOKUP_32 (k->stride_key, t.k_max));
  t.node[3] = ADD_32 (t.node[0], k->stride_sum);
  t.node[2] = SUB_32 (t.node[3], LOOKUP_32 (k->stride_key, t.k_min));
  return t;
}

/* The nodes themselves, of the even and of the odd pixels. */
INLINE V
even_node (const LutConstants *k, const Tetrahedron *t, guint i)
{
  return GATHER_64 (k->nodes, AND (t->node[i], SET1_64 (0xffffffff)));
}

INLINE V
odd_node (const LutConstants *k, const Tetrahedron *t, guint i)
{
  return GATHER_64 (k->nodes, SRL_64 (t->node[i], 32));
}

/* Sum of four nodes by their weights, for pixels whose weights the shuffles @low and @high bring to
 * each lane of the lower and the higher node of 128 bits. Weights are negative, because -32768 fits
 * into 16 bits and 32768 does not. */
#define LUT_MIX(n0, n1, n2, n3, w01, w23, low, high)                                               \
  XOR (PACKS_32 (                                                                                  \
           SRA_32 (SUB_32 (half, ADD_32 (MADD_16 (UNPACKLO_16 (n0, n1), SHUFFLE_32 (w01, low)),    \
                                         MADD_16 (UNPACKLO_16 (n2, n3), SHUFFLE_32 (w23, low)))),  \
                   15),                                                                            \
           SRA_32 (SUB_32 (half, ADD_32 (MADD_16 (UNPACKHI_16 (n0, n1), SHUFFLE_32 (w01, high)),   \
                                         MADD_16 (UNPACKHI_16 (n2, n3), SHUFFLE_32 (w23, high)))), \
                   15)),                                                                           \
       SET1_16 (-32768))

/* Codes in, four left-justified 16-bit results a pixel out, in the nodes' order. */
INLINE void
lut_core (const LutConstants *k, V r, V g, V b, V *even, V *odd)
{
  const V half = SET1_32 (1 << 14);
  const Tetrahedron t =
      find_tetrahedron (k, lut_position (k, 0, r), lut_position (k, 1, g), lut_position (k, 2, b));
  V f_max = SRL_32 (t.k_max, 4), f_mid = SRL_32 (t.k_mid, 4), f_min = SRL_32 (t.k_min, 4);
  /* Minus the four weights, two in a lane: f_max - 32768 and f_mid - f_max; f_min - f_mid and
   * -f_min. */
  V w01 = SUB_32 (OR (f_max, SET1_32 (0x8000)), SLL_32 (SUB_32 (f_max, f_mid), 16));
  V w23 = SUB_32 (AND (SUB_32 (f_min, f_mid), SET1_32 (0xffff)), SLL_32 (f_min, 16));
  V n0 = even_node (k, &t, 0), n1 = even_node (k, &t, 1), n2 = even_node (k, &t, 2),
    n3 = even_node (k, &t, 3);

  *even = LUT_MIX (n0, n1, n2, n3, w01, w23, 0x00, 0xaa);
  n0 = odd_node (k, &t, 0);
  n1 = odd_node (k, &t, 1);
  n2 = odd_node (k, &t, 2);
  n3 = odd_node (k, &t, 3);
  *odd = LUT_MIX (n0, n1, n2, n3, w01, w23, 0x55, 0xff);
}

/* The same for a table with a step, less REEL_LUT_BYTE_ROUNDING. */
INLINE void
lut_byte_core (const LutConstants *k, V r, V g, V b, V *even, V *odd)
{
  const Tetrahedron t =
      find_tetrahedron (k, MADD_16 (r, k->step), MADD_16 (g, k->step), MADD_16 (b, k->step));
  /* Twice the fractions: a key's channel number takes two of its four low bits, and the others are
   * zero. */
  V f_max = SRL_32 (t.k_max, 3), f_mid = SRL_32 (t.k_mid, 3), f_min = SRL_32 (t.k_min, 3);
  V w0 = SUB_32 (SET1_32 (65535), f_max), w1 = SUB_32 (f_max, f_mid), w2 = SUB_32 (f_mid, f_min),
    w3 = f_min;

  *even = ADD_16 (ADD_16 (MULHI_16 (even_node (k, &t, 0), SPREAD_EVEN (w0)),
                          MULHI_16 (even_node (k, &t, 1), SPREAD_EVEN (w1))),
                  ADD_16 (MULHI_16 (even_node (k, &t, 2), SPREAD_EVEN (w2)),
                          MULHI_16 (even_node (k, &t, 3), SPREAD_EVEN (w3))));
  *odd = ADD_16 (ADD_16 (MULHI_16 (odd_node (k, &t, 0), SPREAD_ODD (w0)),
                         MULHI_16 (odd_node (k, &t, 1), SPREAD_ODD (w1))),
                 ADD_16 (MULHI_16 (odd_node (k, &t, 2), SPREAD_ODD (w2)),
                         MULHI_16 (odd_node (k, &t, 3), SPREAD_ODD (w3))));
}

/* --- curve, matrix, curve --- */

typedef struct {
  VF matrix[3][3], offset[3];
  const float *in[3];
  const guint32 *out[3];
} MatrixConstants;

INLINE MatrixConstants
matrix_constants (const ReelMatrixShaper *s)
{
  MatrixConstants k;
  guint row, column;

  for (row = 0; row < 3; row++) {
    for (column = 0; column < 3; column++)
      k.matrix[row][column] = SET1_F (s->matrix[row][column]);
    k.offset[row] = SET1_F (s->offset[row]);
    k.in[row] = s->in[row];
    k.out[row] = s->out[row];
  }
  return k;
}

INLINE V
matrix_channel (const MatrixConstants *k, guint row, VF r, VF g, VF b)
{
  const V half = SET1_32 (1 << 14), fraction_mask = SET1_32 ((1 << REEL_CURVE_SHIFT) - 1);
  VF linear = ADD_F (ADD_F (ADD_F (MUL_F (k->matrix[row][0], r), MUL_F (k->matrix[row][1], g)),
                            MUL_F (k->matrix[row][2], b)),
                     k->offset[row]);
  V bits, entry, fraction, weights;

  linear = MIN_F (MAX_F (linear, SET1_F (REEL_CURVE_FLOOR)), SET1_F (1.0f));
  bits = FLOAT_BITS (linear);
  entry = GATHER_32 (k->out[row],
                     SRL_32 (SUB_32 (bits, SET1_32 (REEL_CURVE_FLOOR_BITS)), REEL_CURVE_SHIFT));
  fraction = AND (bits, fraction_mask);
  /* Minus the two weights: fraction - 32768 and -fraction. */
  weights = SUB_32 (OR (fraction, SET1_32 (0x8000)), SLL_32 (fraction, 16));
  return ADD_32 (SRA_32 (SUB_32 (half, MADD_16 (entry, weights)), 15), SET1_32 (32768));
}

/* Codes in, left-justified results out, a pixel a lane. */
INLINE void
matrix_core (const MatrixConstants *k, V *r, V *g, V *b)
{
  VF lr = GATHER_F (k->in[0], *r), lg = GATHER_F (k->in[1], *g), lb = GATHER_F (k->in[2], *b);

  *r = matrix_channel (k, 0, lr, lg, lb);
  *g = matrix_channel (k, 1, lr, lg, lb);
  *b = matrix_channel (k, 2, lr, lg, lb);
}

/* --- 32-bit pixel words --- */

typedef struct {
  RowConstants row;
  V copied;
  COUNT shift[3];
} Px32Constants;

INLINE Px32Constants
px32_constants (const ReelPixelRule *rule)
{
  Px32Constants k;
  guint32 components = 0;
  guint c;

  k.row = row_constants (rule);
  for (c = 0; c < 3; c++) {
    k.shift[c] = SET_COUNT (rule->shift[c]);
    components |= 0xffu << rule->shift[c];
  }
  k.copied = SET1_32 ((gint32) ~components);
  return k;
}

INLINE void
px32_split (const Px32Constants *k, V words, V *r, V *g, V *b)
{
  const V byte = SET1_32 (0xff);

  *r = AND (SRL_32_BY (words, k->shift[0]), byte);
  *g = AND (SRL_32_BY (words, k->shift[1]), byte);
  *b = AND (SRL_32_BY (words, k->shift[2]), byte);
}

/* Results of even and odd pixels, biased and rounded, as bytes in the words' order. */
INLINE V
px32_pack (V even, V odd)
{
  /* Packed, 128 bits hold even, even, odd, odd. */
  return SHUFFLE_32 (PACKUS_16 (SRL_16 (even, 8), SRL_16 (odd, 8)), 0xd8);
}

INLINE void
lut_float_px32_group (const Px32Constants *px, const LutConstants *lut, guint group, guint32 *dst,
                      const guint32 *src)
{
  V words = LOAD (src), r, g, b, black, even, odd;

  px32_split (px, words, &r, &g, &b);
  black = black_lanes (&px->row, r, g, b);
  lut_core (lut, r, g, b, &even, &odd);
  even = ADD_16 (even, px->row.even[group]);
  odd = ADD_16 (odd, px->row.odd[group]);
  STORE (dst, OR (ANDNOT (black, px32_pack (even, odd)), AND (words, px->copied)));
}

INLINE void
lut_byte_px32_group (const Px32Constants *px, const LutConstants *lut, guint group, guint32 *dst,
                     const guint32 *src)
{
  const V rounding = SET1_16 (REEL_LUT_BYTE_ROUNDING);
  V words = LOAD (src), r, g, b, black, even, odd;

  px32_split (px, words, &r, &g, &b);
  black = black_lanes (&px->row, r, g, b);
  lut_byte_core (lut, r, g, b, &even, &odd);
  even = ADD_16 (even, ADD_16 (px->row.even[group], rounding));
  odd = ADD_16 (odd, ADD_16 (px->row.odd[group], rounding));
  STORE (dst, OR (ANDNOT (black, px32_pack (even, odd)), AND (words, px->copied)));
}

INLINE void
matrix_px32_group (const Px32Constants *px, const MatrixConstants *m, guint group, guint32 *dst,
                   const guint32 *src)
{
  V words = LOAD (src), r, g, b, black;

  px32_split (px, words, &r, &g, &b);
  black = black_lanes (&px->row, r, g, b);
  matrix_core (m, &r, &g, &b);
  r = SLL_32_BY (SRL_32 (ADD_32 (r, px->row.bias32[group]), 8), px->shift[0]);
  g = SLL_32_BY (SRL_32 (ADD_32 (g, px->row.bias32[group]), 8), px->shift[1]);
  b = SLL_32_BY (SRL_32 (ADD_32 (b, px->row.bias32[group]), 8), px->shift[2]);
  STORE (dst, OR (ANDNOT (black, OR (OR (r, g), b)), AND (words, px->copied)));
}

/* --- 64-bit pixel words: the first half of a group is even, the second odd --- */

typedef struct {
  RowConstants row;
  V copied;
  COUNT shift[3];
} Px64Constants;

INLINE Px64Constants
px64_constants (const ReelPixelRule *rule)
{
  Px64Constants k;
  guint64 components = 0;
  guint c;

  k.row = row_constants (rule);
  for (c = 0; c < 3; c++) {
    k.shift[c] = SET_COUNT (rule->shift[c]);
    components |= G_GUINT64_CONSTANT (0xffff) << rule->shift[c];
  }
  k.copied = SET1_64 ((gint64) ~components);
  return k;
}

INLINE V
px64_component (V first, V second, COUNT shift)
{
  const V word = SET1_64 (0xffff);

  return OR (AND (SRL_64_BY (first, shift), word),
             SLL_64 (AND (SRL_64_BY (second, shift), word), 32));
}

INLINE void
px64_split (const Px64Constants *k, V first, V second, V *r, V *g, V *b)
{
  *r = px64_component (first, second, k->shift[0]);
  *g = px64_component (first, second, k->shift[1]);
  *b = px64_component (first, second, k->shift[2]);
}

INLINE void
px64_store (const Px64Constants *k, guint64 *dst, V first, V second, V even, V odd, V black)
{
  even = ANDNOT (SHUFFLE_32 (black, 0xa0), even);
  odd = ANDNOT (SHUFFLE_32 (black, 0xf5), odd);
  STORE (dst, OR (even, AND (first, k->copied)));
  STORE (dst + LANES / 2, OR (odd, AND (second, k->copied)));
}

INLINE void
lut_px64_group (const Px64Constants *px, const LutConstants *lut, guint group, guint64 *dst,
                const guint64 *src)
{
  V first = LOAD (src), second = LOAD (src + LANES / 2), r, g, b, black, even, odd;

  px64_split (px, first, second, &r, &g, &b);
  black = black_lanes (&px->row, r, g, b);
  lut_core (lut, r, g, b, &even, &odd);
  px64_store (px, dst, first, second, even, odd, black);
}

INLINE void
matrix_px64_group (const Px64Constants *px, const MatrixConstants *m, guint group, guint64 *dst,
                   const guint64 *src)
{
  const V low32 = SET1_64 (0xffffffff);
  V first = LOAD (src), second = LOAD (src + LANES / 2), r, g, b, black, even, odd;

  px64_split (px, first, second, &r, &g, &b);
  black = black_lanes (&px->row, r, g, b);
  matrix_core (m, &r, &g, &b);
  even =
      OR (OR (SLL_64_BY (AND (r, low32), px->shift[0]), SLL_64_BY (AND (g, low32), px->shift[1])),
          SLL_64_BY (AND (b, low32), px->shift[2]));
  odd = OR (OR (SLL_64_BY (SRL_64 (r, 32), px->shift[0]), SLL_64_BY (SRL_64 (g, 32), px->shift[1])),
            SLL_64_BY (SRL_64 (b, 32), px->shift[2]));
  px64_store (px, dst, first, second, even, odd, black);
}

/* --- planes of 16-bit words --- */

typedef struct {
  RowConstants row;
  V max;
  COUNT right; /* from left-justified to the planes' depth */
  COUNT place[3];
} PlanarConstants;

INLINE PlanarConstants
planar_constants (const ReelPixelRule *rule, const guint8 component[3])
{
  PlanarConstants k;
  guint c;

  k.row = row_constants (rule);
  k.max = SET1_32 ((1 << rule->depth) - 1);
  k.right = SET_COUNT (16 - rule->depth);
  for (c = 0; c < 3; c++)
    k.place[c] = SET_COUNT (16 * component[c]);
  return k;
}

INLINE V
planar_load (const PlanarConstants *k, const guint16 *src)
{
  return MIN_32 (LOAD_16_TO_32 (src), k->max);
}

INLINE void
planar_store (const PlanarConstants *k, guint group, guint16 *dst, V value, V black)
{
  STORE_32_TO_16 (dst, ANDNOT (black, SRL_32_BY (ADD_32 (value, k->row.bias32[group]), k->right)));
}

INLINE void
lut_planar16_group (const PlanarConstants *px, const LutConstants *lut, guint group,
                    guint16 *const dst[3], const guint16 *const src[3], gsize x)
{
  const V word = SET1_64 (0xffff);
  V r = planar_load (px, src[0] + x), g = planar_load (px, src[1] + x),
    b = planar_load (px, src[2] + x);
  V black = black_lanes (&px->row, r, g, b), even, odd;
  guint c;

  lut_core (lut, r, g, b, &even, &odd);
  for (c = 0; c < 3; c++) {
    V value = OR (AND (SRL_64_BY (even, px->place[c]), word),
                  SLL_64 (AND (SRL_64_BY (odd, px->place[c]), word), 32));

    planar_store (px, group, dst[c] + x, value, black);
  }
}

INLINE void
matrix_planar16_group (const PlanarConstants *px, const MatrixConstants *m, guint group,
                       guint16 *const dst[3], const guint16 *const src[3], gsize x)
{
  V r = planar_load (px, src[0] + x), g = planar_load (px, src[1] + x),
    b = planar_load (px, src[2] + x);
  V black = black_lanes (&px->row, r, g, b);

  matrix_core (m, &r, &g, &b);
  planar_store (px, group, dst[0] + x, r, black);
  planar_store (px, group, dst[1] + x, g, black);
  planar_store (px, group, dst[2] + x, b, black);
}

/* --- rows: whole groups in place, what is left over through a buffer of one group --- */

#define DEFINE_PACKED_ROW(name, Word, Params, PxConstants, px_constants, Constants, constants)     \
  static void name (Word *dst, const Word *src, gsize n, const Params *params,                     \
                    const ReelPixelRule *rule)                                                     \
  {                                                                                                \
    const PxConstants px = px_constants (rule);                                                    \
    const Constants k = constants (params);                                                        \
    Word rest[LANES] = { 0 };                                                                      \
    gsize x;                                                                                       \
                                                                                                   \
    for (x = 0; x + LANES <= n; x += LANES)                                                        \
      name##_group (&px, &k, x / LANES % BIAS_GROUPS, dst + x, src + x);                           \
    if (x == n)                                                                                    \
      return;                                                                                      \
    memcpy (rest, src + x, (n - x) * sizeof (Word));                                               \
    name##_group (&px, &k, x / LANES % BIAS_GROUPS, rest, rest);                                   \
    memcpy (dst + x, rest, (n - x) * sizeof (Word));                                               \
  }

#define DEFINE_PLANAR_ROW(name, Params, component_of, Constants, constants)                        \
  static void name (guint16 *const dst[3], const guint16 *const src[3], gsize n,                   \
                    const Params *params, const ReelPixelRule *rule)                               \
  {                                                                                                \
    const PlanarConstants px = planar_constants (rule, component_of (params));                     \
    const Constants k = constants (params);                                                        \
    guint16 rest[3][LANES] = { { 0 } };                                                            \
    guint16 *const rest_dst[3] = { rest[0], rest[1], rest[2] };                                    \
    const guint16 *const rest_src[3] = { rest[0], rest[1], rest[2] };                              \
    gsize x;                                                                                       \
    guint c;                                                                                       \
                                                                                                   \
    for (x = 0; x + LANES <= n; x += LANES)                                                        \
      name##_group (&px, &k, x / LANES % BIAS_GROUPS, dst, src, x);                                \
    if (x == n)                                                                                    \
      return;                                                                                      \
    for (c = 0; c < 3; c++)                                                                        \
      memcpy (rest[c], src[c] + x, (n - x) * sizeof (guint16));                                    \
    name##_group (&px, &k, x / LANES % BIAS_GROUPS, rest_dst, rest_src, 0);                        \
    for (c = 0; c < 3; c++)                                                                        \
      memcpy (dst[c] + x, rest[c], (n - x) * sizeof (guint16));                                    \
  }

static const guint8 rgb_order[3] = { 0, 1, 2 };

#define LUT_COMPONENT(params) ((params)->component)
#define MATRIX_COMPONENT(params) (rgb_order)

/* clang-format off */
DEFINE_PACKED_ROW (lut_float_px32, guint32, ReelLut3d, Px32Constants, px32_constants, LutConstants, lut_constants)
DEFINE_PACKED_ROW (lut_byte_px32, guint32, ReelLut3d, Px32Constants, px32_constants, LutConstants, lut_constants)
DEFINE_PACKED_ROW (matrix_px32, guint32, ReelMatrixShaper, Px32Constants, px32_constants, MatrixConstants, matrix_constants)
DEFINE_PACKED_ROW (lut_px64, guint64, ReelLut3d, Px64Constants, px64_constants, LutConstants, lut_constants)
DEFINE_PACKED_ROW (matrix_px64, guint64, ReelMatrixShaper, Px64Constants, px64_constants, MatrixConstants, matrix_constants)
DEFINE_PLANAR_ROW (lut_planar16, ReelLut3d, LUT_COMPONENT, LutConstants, lut_constants)
DEFINE_PLANAR_ROW (matrix_planar16, ReelMatrixShaper, MATRIX_COMPONENT, MatrixConstants, matrix_constants)
/* clang-format on */

static void
lut_px32 (guint32 *dst, const guint32 *src, gsize n, const ReelLut3d *lut,
          const ReelPixelRule *rule)
{
  if (lut->step != 0)
    lut_byte_px32 (dst, src, n, lut, rule);
  else
    lut_float_px32 (dst, src, n, lut, rule);
}

const ReelColourKernels KERNELS_NAME = {
  .level = KERNELS_LEVEL,
  .lut_px32 = lut_px32,
  .matrix_px32 = matrix_px32,
  .bytes_px32 = BYTES_PX32,
  .lut_px64 = lut_px64,
  .matrix_px64 = matrix_px64,
  .lut_planar16 = lut_planar16,
  .matrix_planar16 = matrix_planar16,
};
