/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tables for 8-bit pixels without dither; ReelByteShaper in kernels.h says what they mean. */

#include <math.h>
#include <string.h>

#include "colour/link.h"

static float
float_from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* The unrounded code for linear light @x. */
static double
code_of (const cmsToneCurve *curve, double x)
{
  double code = 255.0 * cmsEvalToneCurveFloat (curve, (float) x);

  return code > 0.0 ? MIN (code, 255.0) : 0.0;
}

static float (*build_product (const ReelMatrixShaper *shaper, const guint channel[3],
                              guint column))[4]
{
  float (*product)[4] = g_aligned_alloc0 (256, sizeof *product, 16);
  guint code, row;

  for (code = 0; code < 256; code++) {
    for (row = 0; row < 3; row++) {
      product[code][row] =
          shaper->matrix[channel[row]][channel[column]] * shaper->in[channel[column]][code];
      if (column == 0)
        product[code][row] += shaper->offset[channel[row]];
    }
  }
  return product;
}

static guint8 *
build_codes (const cmsToneCurve *curve)
{
  guint8 *codes = g_new (guint8, REEL_BYTE_ENTRIES);
  guint32 i;

  for (i = 0; i < REEL_BYTE_ENTRIES; i++) {
    guint32 first = REEL_BYTE_FLOOR_BITS + (i << REEL_BYTE_SHIFT);
    double x = float_from_bits (first);

    /* The middle of the step; but the lowest step is also all that lies below, and the last is 1
     * alone. */
    if (i == 0)
      x = 0.0;
    else if (i < REEL_BYTE_ENTRIES - 1)
      x = float_from_bits (first + (1u << (REEL_BYTE_SHIFT - 1)));
    codes[i] = (guint8) lrint (code_of (curve, x));
  }
  return codes;
}

/* The cubic through four points of the curve in one octave: Newton's divided differences at the
 * Chebyshev nodes, which keep the largest error small, multiplied out. */
static void
fit_octave (const cmsToneCurve *curve, double start, double coefficients[4])
{
  double x[4], d[4];
  int i, j;

  for (i = 0; i < 4; i++) {
    x[i] = 1.5 - 0.5 * cos ((2 * i + 1) * G_PI /
                            8.0); /* in octaves' starts, for the sake of the arithmetic */
    d[i] = code_of (curve, x[i] * start);
  }
  for (j = 1; j < 4; j++) {
    for (i = 3; i >= j; i--)
      d[i] = (d[i] - d[i - 1]) / (x[i] - x[i - j]);
  }
  coefficients[0] = d[3];
  coefficients[1] = coefficients[2] = coefficients[3] = 0.0;
  for (i = 2; i >= 0; i--) {
    for (j = 3; j > 0; j--)
      coefficients[j] = coefficients[j - 1] - x[i] * coefficients[j];
    coefficients[0] = d[i] - x[i] * coefficients[0];
  }
  for (j = 1; j < 4; j++)
    coefficients[j] /= pow (start, j);
}

static gboolean
octave_fits (const cmsToneCurve *curve, float (*cubic)[REEL_BYTE_OCTAVES], guint slot, float start)
{
  guint i;

  for (i = 0; i < 64; i++) {
    float x = start * (1.0f + (float) i / 64.0f);
    float y = fmaf (fmaf (fmaf (cubic[3][slot], x, cubic[2][slot]), x, cubic[1][slot]), x,
                    cubic[0][slot]);

    if (!(fabs (y - code_of (curve, x)) <= REEL_BYTE_SHAPER_ERROR))
      return FALSE;
  }
  return TRUE;
}

/* NULL where the curve bends too much for a cubic per octave. */
static float (*build_cubic (const cmsToneCurve *curve))[REEL_BYTE_OCTAVES]
{
  float (*cubic)[REEL_BYTE_OCTAVES] = g_malloc0 (4 * sizeof *cubic);
  gint exponent;
  guint power;

  for (exponent = 96; exponent < 127;
       exponent++) { /* biased, as in the float's bits: from 2^-31 to 1 */
    const guint slot = (guint) exponent % REEL_BYTE_OCTAVES;
    const float start = ldexpf (1.0f, exponent - 127);
    double coefficients[4];

    fit_octave (curve, start, coefficients);
    for (power = 0; power < 4; power++)
      cubic[power][slot] = (float) coefficients[power];
    if (!octave_fits (curve, cubic, slot, start)) {
      g_free (cubic);
      return NULL;
    }
  }
  cubic[0][127 % REEL_BYTE_OCTAVES] = (float) code_of (curve, 1.0); /* 1 is alone in its octave */
  return cubic;
}

/* A component whose codes are those of an earlier one uses its tables. */
static void
share_tables (ReelByteTables *tables)
{
  guint c, earlier;

  for (c = 0; c < 3; c++) {
    tables->shaper.code[c] = tables->code[c];
    tables->shaper.cubic[c] = (const float (*)[REEL_BYTE_OCTAVES]) tables->cubic[c];
    for (earlier = 0; earlier < c; earlier++) {
      if (tables->code[c] == NULL || tables->code[earlier] == NULL ||
          (tables->cubic[c] == NULL) != (tables->cubic[earlier] == NULL) ||
          memcmp (tables->code[c], tables->code[earlier], REEL_BYTE_ENTRIES) != 0 ||
          (tables->cubic[c] != NULL &&
           memcmp (tables->cubic[c], tables->cubic[earlier], 4 * sizeof *tables->cubic[c]) != 0))
        continue;
      g_clear_pointer (&tables->code[c], g_free);
      g_clear_pointer (&tables->cubic[c], g_free);
      tables->shaper.code[c] = tables->shaper.code[earlier];
      tables->shaper.cubic[c] = tables->shaper.cubic[earlier];
    }
  }
}

ReelByteTables *
reel_byte_tables_new (const ReelMatrixShaper *shaper, cmsToneCurve *const out[3],
                      const guint8 shift[3])
{
  ReelByteTables *tables = g_new0 (ReelByteTables, 1);
  ReelByteShaper *s = &tables->shaper;
  guint channel[3]; /* r, g or b, by place in the word */
  guint c, row;

  s->lowest = MIN (MIN (shift[0], shift[1]), shift[2]);
  for (c = 0; c < 3; c++)
    channel[(shift[c] - s->lowest) / 8] = c;
  for (c = 0; c < 3; c++) {
    s->in[c] = shaper->in[channel[c]];
    s->offset[c] = shaper->offset[channel[c]];
    for (row = 0; row < 3; row++)
      s->matrix[row][c] = shaper->matrix[channel[row]][channel[c]];
    tables->product[c] = build_product (shaper, channel, c);
    s->product[c] = (const float (*)[4]) tables->product[c];
    tables->code[c] = build_codes (out[channel[c]]);
    tables->cubic[c] = build_cubic (out[channel[c]]);
  }
  share_tables (tables);
  return tables;
}

void
reel_byte_tables_free (ReelByteTables *tables)
{
  guint c;

  for (c = 0; c < 3; c++) {
    g_aligned_free (tables->product[c]);
    g_free (tables->code[c]);
    g_free (tables->cubic[c]);
  }
  g_free (tables);
}
