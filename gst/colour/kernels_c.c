/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The plain C kernels: the definition that the others are compared with, and what runs where no
 * others exist. */

#include <string.h>

#include "colour/kernels.h"

/* Results of one pixel, left-justified. */
typedef struct {
  guint32 r, g, b;
} Rgb;

static inline guint32
lut_position (const ReelLut3d *lut, guint channel, guint32 code)
{
  float last = (float) ((lut->size - 1) << 15);
  float position = (float) code * lut->scale[channel] + lut->bias[channel];

  return (guint32) (CLAMP (position, 0.0f, last) + 0.5f);
}

/* The place of one colour in the table: its four nodes and what sorting the axes left of the
 * fractions. */
typedef struct {
  const gint16 *node[4];
  gint32 f_max, f_mid, f_min;
} Tetrahedron;

static inline Tetrahedron
find_tetrahedron (const ReelLut3d *lut, guint32 pr, guint32 pg, guint32 pb)
{
  const gint32 stride[3] = { (gint32) (lut->size * lut->size), (gint32) lut->size, 1 };
  /* The fraction with the channel's number below it, so that sorting fractions sorts the axes. */
  guint32 kr = (pr & 0x7fff) << 2, kg = (pg & 0x7fff) << 2 | 1, kb = (pb & 0x7fff) << 2 | 2;
  guint32 k_max = MAX (MAX (kr, kg), kb), k_min = MIN (MIN (kr, kg), kb);
  guint32 k_mid = kr ^ kg ^ kb ^ k_max ^ k_min;
  gint32 first =
      (gint32) (pr >> 15) * stride[0] + (gint32) (pg >> 15) * stride[1] + (gint32) (pb >> 15);
  gint32 last = first + stride[0] + stride[1] + stride[2];
  Tetrahedron t;

  t.node[0] = lut->nodes + 4 * first;
  t.node[1] = lut->nodes + 4 * (first + stride[k_max & 3]);
  t.node[2] = lut->nodes + 4 * (last - stride[k_min & 3]);
  t.node[3] = lut->nodes + 4 * last;
  t.f_max = (gint32) (k_max >> 2);
  t.f_mid = (gint32) (k_mid >> 2);
  t.f_min = (gint32) (k_min >> 2);
  return t;
}

/* Weighted mean of one component of four nodes; weights sum to 32768. */
static inline guint32
lut_mix (const Tetrahedron *t, const gint32 w[4], guint component)
{
  gint32 sum = t->node[0][component] * w[0] + t->node[1][component] * w[1] +
               t->node[2][component] * w[2] + t->node[3][component] * w[3];

  return (guint32) (((sum + (1 << 14)) >> 15) + 32768);
}

static inline Rgb
lut_pixel (const ReelLut3d *lut, guint32 r, guint32 g, guint32 b)
{
  const Tetrahedron t = find_tetrahedron (lut, lut_position (lut, 0, r), lut_position (lut, 1, g),
                                          lut_position (lut, 2, b));
  const gint32 w[4] = { 32768 - t.f_max, t.f_max - t.f_mid, t.f_mid - t.f_min, t.f_min };
  Rgb result;

  result.r = lut_mix (&t, w, lut->component[0]);
  result.g = lut_mix (&t, w, lut->component[1]);
  result.b = lut_mix (&t, w, lut->component[2]);
  return result;
}

/* The same for a table with a step; the result includes REEL_LUT_BYTE_ROUNDING. */
static inline guint32
lut_byte_mix (const Tetrahedron *t, const guint32 w[4], guint component)
{
  guint32 sum = REEL_LUT_BYTE_ROUNDING;
  guint i;

  for (i = 0; i < 4; i++)
    sum += (guint16) t->node[i][component] * w[i] >> 16;
  return sum;
}

static inline Rgb
lut_byte_pixel (const ReelLut3d *lut, guint32 r, guint32 g, guint32 b)
{
  const Tetrahedron t = find_tetrahedron (lut, r * lut->step, g * lut->step, b * lut->step);
  const guint32 w[4] = { 65535 - 2 * (guint32) t.f_max, 2 * (guint32) (t.f_max - t.f_mid),
                         2 * (guint32) (t.f_mid - t.f_min), 2 * (guint32) t.f_min };
  Rgb result;

  result.r = lut_byte_mix (&t, w, lut->component[0]);
  result.g = lut_byte_mix (&t, w, lut->component[1]);
  result.b = lut_byte_mix (&t, w, lut->component[2]);
  return result;
}

static inline guint32
curve_out (const guint32 *table, float linear)
{
  guint32 bits, entry, fraction;
  gint32 here, next;

  linear = CLAMP (linear, REEL_CURVE_FLOOR, 1.0f);
  memcpy (&bits, &linear, sizeof bits);
  entry = table[(bits - REEL_CURVE_FLOOR_BITS) >> REEL_CURVE_SHIFT];
  fraction = bits & ((1u << REEL_CURVE_SHIFT) - 1);
  here = (gint16) (entry & 0xffff);
  next = (gint16) (entry >> 16);
  return (guint32) (((here * (gint32) (32768 - fraction) + next * (gint32) fraction + (1 << 14)) >>
                     15) +
                    32768);
}

static inline Rgb
matrix_pixel (const ReelMatrixShaper *s, guint32 r, guint32 g, guint32 b)
{
  float lr = s->in[0][r], lg = s->in[1][g], lb = s->in[2][b];
  Rgb result;

  result.r = curve_out (s->out[0], s->matrix[0][0] * lr + s->matrix[0][1] * lg +
                                       s->matrix[0][2] * lb + s->offset[0]);
  result.g = curve_out (s->out[1], s->matrix[1][0] * lr + s->matrix[1][1] * lg +
                                       s->matrix[1][2] * lb + s->offset[1]);
  result.b = curve_out (s->out[2], s->matrix[2][0] * lr + s->matrix[2][1] * lg +
                                       s->matrix[2][2] * lb + s->offset[2]);
  return result;
}

static void
bytes_px32 (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *s, gboolean keep_black)
{
  const guint32 copied = ~(0xffffffu << s->lowest);
  gsize x;
  guint c;

  for (x = 0; x < n; x++) {
    const guint32 word = src[x], colour = word >> s->lowest;
    const float *first = s->product[0][colour & 0xff];
    const float *second = s->product[1][colour >> 8 & 0xff];
    const float *third = s->product[2][colour >> 16 & 0xff];
    guint32 codes = 0;

    if (keep_black && (word & ~copied) == 0) {
      dst[x] = word;
      continue;
    }
    for (c = 0; c < 3; c++) {
      float sum = CLAMP (first[c] + second[c] + third[c], REEL_BYTE_FLOOR, 1.0f);
      guint32 bits;

      memcpy (&bits, &sum, sizeof bits);
      codes |= (guint32) s->code[c][(bits - REEL_BYTE_FLOOR_BITS) >> REEL_BYTE_SHIFT] << 8 * c;
    }
    dst[x] = codes << s->lowest | (word & copied);
  }
}

/* The arrangements around each computation. Macros, because a function pointer per pixel would cost
 * more than the pixel. */
#define DEFINE_PX32_ROW(name, Params, pixel)                                                       \
  static void name (guint32 *dst, const guint32 *src, gsize n, const Params *params,               \
                    const ReelPixelRule *rule)                                                     \
  {                                                                                                \
    const guint sr = rule->shift[0], sg = rule->shift[1], sb = rule->shift[2];                     \
    const guint32 copied = ~(0xffu << sr | 0xffu << sg | 0xffu << sb);                             \
    gsize x;                                                                                       \
                                                                                                   \
    for (x = 0; x < n; x++) {                                                                      \
      guint32 word = src[x], bias = rule->bias[x % REEL_DITHER_WIDTH];                             \
      Rgb p;                                                                                       \
                                                                                                   \
      if (rule->keep_black && (word & ~copied) == 0) {                                             \
        dst[x] = word;                                                                             \
        continue;                                                                                  \
      }                                                                                            \
      p = pixel (params, word >> sr & 0xff, word >> sg & 0xff, word >> sb & 0xff);                 \
      dst[x] = (word & copied) | (p.r + bias) >> 8 << sr | (p.g + bias) >> 8 << sg |               \
               (p.b + bias) >> 8 << sb;                                                            \
    }                                                                                              \
  }

#define DEFINE_DEEP_ROWS(name, Params, pixel)                                                      \
  static void name##_px64 (guint64 *dst, const guint64 *src, gsize n, const Params *params,        \
                           const ReelPixelRule *rule)                                              \
  {                                                                                                \
    const guint sr = rule->shift[0], sg = rule->shift[1], sb = rule->shift[2];                     \
    const guint64 copied =                                                                         \
        ~(G_GUINT64_CONSTANT (0xffff) << sr | G_GUINT64_CONSTANT (0xffff) << sg |                  \
          G_GUINT64_CONSTANT (0xffff) << sb);                                                      \
    gsize x;                                                                                       \
                                                                                                   \
    for (x = 0; x < n; x++) {                                                                      \
      guint64 word = src[x];                                                                       \
      Rgb p;                                                                                       \
                                                                                                   \
      if (rule->keep_black && (word & ~copied) == 0) {                                             \
        dst[x] = word;                                                                             \
        continue;                                                                                  \
      }                                                                                            \
      p = pixel (params, word >> sr & 0xffff, word >> sg & 0xffff, word >> sb & 0xffff);           \
      dst[x] = (word & copied) | (guint64) p.r << sr | (guint64) p.g << sg | (guint64) p.b << sb;  \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void name##_planar16 (guint16 *const dst[3], const guint16 *const src[3], gsize n,        \
                               const Params *params, const ReelPixelRule *rule)                    \
  {                                                                                                \
    const guint32 max = (1u << rule->depth) - 1;                                                   \
    const guint right = 16 - rule->depth;                                                          \
    gsize x;                                                                                       \
                                                                                                   \
    for (x = 0; x < n; x++) {                                                                      \
      guint32 r = MIN (src[0][x], max), g = MIN (src[1][x], max), b = MIN (src[2][x], max);        \
      guint32 bias = rule->bias[x % REEL_DITHER_WIDTH];                                            \
      Rgb p = pixel (params, r, g, b);                                                             \
                                                                                                   \
      if (rule->keep_black && (r | g | b) == 0)                                                    \
        p.r = p.g = p.b = bias = 0;                                                                \
      dst[0][x] = (guint16) ((p.r + bias) >> right);                                               \
      dst[1][x] = (guint16) ((p.g + bias) >> right);                                               \
      dst[2][x] = (guint16) ((p.b + bias) >> right);                                               \
    }                                                                                              \
  }

/* clang-format off */
DEFINE_PX32_ROW (lut_float_px32, ReelLut3d, lut_pixel)
DEFINE_PX32_ROW (lut_byte_px32, ReelLut3d, lut_byte_pixel)
DEFINE_PX32_ROW (matrix_px32, ReelMatrixShaper, matrix_pixel)
DEFINE_DEEP_ROWS (lut, ReelLut3d, lut_pixel)
DEFINE_DEEP_ROWS (matrix, ReelMatrixShaper, matrix_pixel)
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

const ReelColourKernels reel_colour_kernels_c = {
  .level = REEL_CPU_BASELINE,
  .lut_px32 = lut_px32,
  .matrix_px32 = matrix_px32,
  .bytes_px32 = bytes_px32,
  .lut_px64 = lut_px64,
  .matrix_px64 = matrix_px64,
  .lut_planar16 = lut_planar16,
  .matrix_planar16 = matrix_planar16,
};

void
reel_lut3d_pixel (const ReelLut3d *lut, const guint32 codes[3], guint32 results[3])
{
  Rgb p = lut->step != 0 ? lut_byte_pixel (lut, codes[0], codes[1], codes[2])
                         : lut_pixel (lut, codes[0], codes[1], codes[2]);

  results[0] = p.r;
  results[1] = p.g;
  results[2] = p.b;
}

void
reel_matrix_shaper_pixel (const ReelMatrixShaper *shaper, const guint32 codes[3],
                          guint32 results[3])
{
  Rgb p = matrix_pixel (shaper, codes[0], codes[1], codes[2]);

  results[0] = p.r;
  results[1] = p.g;
  results[2] = p.b;
}
