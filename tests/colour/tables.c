/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "tables.h"

#include <math.h>
#include <string.h>

guint32
white_of_depth (guint depth)
{
  return ((1u << depth) - 1) << (16 - depth);
}

/* Result of channel @c at a node whose coordinates are 0..1. */
static double
smooth_value (const double at[3], guint c)
{
  double own = at[c], other = (at[(c + 1) % 3] + at[(c + 2) % 3]) / 2.0;

  return CLAMP (0.15 * other + 0.85 * own * (0.6 + 0.4 * own), 0.0, 1.0);
}

static guint32
node_value (Random *random, NodesKind kind, guint32 white, const double at[3], guint c)
{
  switch (kind) {
    case NODES_EXTREMES:
      return random_below (random, 2) ? white : 0;
    case NODES_SMOOTH:
      return (guint32) lrint (smooth_value (at, c) * white);
    default:
      return random_below (random, white + 1);
  }
}

/* Fills the nodes; @zero is what stands for the result 0. */
static TestLut *
fill_lut (Random *random, guint size, guint depth, NodesKind kind, const guint8 component[3],
          gint32 zero)
{
  TestLut *test = g_new0 (TestLut, 1);
  const gsize n = REEL_LUT3D_NODES (size), bytes = n * 4 * sizeof (gint16);
  const guint32 white = white_of_depth (depth);
  gint16 *node;
  gsize i;
  guint r, g, b, c;

  test->memory = guarded_new (bytes);
  node = guarded_place (test->memory, bytes, 64, TRUE);
  test->lut.size = size;
  test->lut.nodes = node;
  memcpy (test->lut.component, component, 3);
  for (r = 0; r < size; r++) {
    for (g = 0; g < size; g++) {
      for (b = 0; b < size; b++, node += 4) {
        const double at[3] = { r / (size - 1.0), g / (size - 1.0), b / (size - 1.0) };

        for (c = 0; c < 4; c++)
          node[c] = (gint16) zero;
        for (c = 0; c < 3; c++)
          node[component[c]] = (gint16) ((gint32) node_value (random, kind, white, at, c) + zero);
      }
    }
  }
  /* The margin has no weight, so whatever it holds must not show. */
  for (i = 4 * (gsize) size * size * size; i < 4 * n; i++)
    test->lut.nodes[i] = (gint16) random_bits (random);
  return test;
}

TestLut *
test_lut_new (Random *random, guint size, guint depth, NodesKind kind, const guint8 component[3])
{
  TestLut *test = fill_lut (random, size, depth, kind, component, -32768);
  guint c;

  for (c = 0; c < 3; c++)
    test_lut_set_domain (test, c, depth, 0.0, 1.0);
  return test;
}

TestLut *
test_lut_new_stepped (Random *random, guint size, NodesKind kind, const guint8 component[3])
{
  TestLut *test = fill_lut (random, size, 8, kind, component, 0);

  test->lut.step = (guint16) ((size - 1) * 32768 / 255);
  return test;
}

void
test_lut_free (TestLut *test)
{
  if (test == NULL)
    return;
  guarded_free (test->memory);
  g_free (test);
}

void
test_lut_set_domain (TestLut *test, guint channel, guint depth, double min, double max)
{
  const double cells = (test->lut.size - 1) * 32768.0, white = (1u << depth) - 1;

  test->lut.scale[channel] = (float) (cells / (white * (max - min)));
  test->lut.bias[channel] = (float) (-min / (max - min) * cells);
}

/* What an input curve may hold, also where it should not. */
static float
random_linear (Random *random)
{
  switch (random_below (random, 16)) {
    case 0:
      return 0.0f;
    case 1:
      return 1.0f;
    case 2:
      return (float) random_between (random, -0.5, 1.5);
    case 3:
      return 1e22f;
    case 4:
      return -1e22f;
    case 5:
      return (float) pow (2.0, -random_between (random, 20.0, 50.0));
    case 6:
      return (float) pow (2.0, -(double) random_below (random, 45)); /* exactly an entry */
    default:
      return (float) pow (random_between (random, 0.0, 1.0), 2.4);
  }
}

static float
random_coefficient (Random *random)
{
  switch (random_below (random, 8)) {
    case 0:
      return 0.0f;
    case 1:
      return 1.0f;
    default:
      return (float) random_between (random, -0.6, 1.6);
  }
}

static guint32
random_pair (Random *random, guint32 white)
{
  gint32 here = (gint32) random_below (random, white + 1) - 32768;
  gint32 next = (gint32) random_below (random, white + 1) - 32768;

  switch (random_below (random, 8)) {
    case 0:
      here = -32768;
      break;
    case 1:
      next = -32768;
      break;
    case 2:
      here = (gint32) white - 32768;
      break;
    case 3:
      next = (gint32) white - 32768;
      break;
    default:
      break;
  }
  return (guint32) (here & 0xffff) | (guint32) next << 16;
}

static TestShaper *
allocate_shaper (guint depth)
{
  TestShaper *test = g_new0 (TestShaper, 1);
  const gsize in_size = sizeof (float) << depth, out_size = sizeof (guint32) * REEL_CURVE_ENTRIES;
  guint c;

  for (c = 0; c < 3; c++) {
    test->in[c] = guarded_new (in_size);
    test->out[c] = guarded_new (out_size);
    test->shaper.in[c] = guarded_place (test->in[c], in_size, sizeof (float), TRUE);
    test->shaper.out[c] = guarded_place (test->out[c], out_size, sizeof (guint32), TRUE);
  }
  return test;
}

TestShaper *
test_shaper_new_random (Random *random, guint depth, gboolean shared)
{
  TestShaper *test = allocate_shaper (depth);
  const guint32 white = white_of_depth (depth);
  guint c, d, i;

  for (c = 0; c < 3; c++) {
    float *in = (float *) test->shaper.in[c];
    guint32 *out = (guint32 *) test->shaper.out[c];

    for (i = 0; i < 1u << depth; i++)
      in[i] = random_linear (random);
    for (i = 0; i < REEL_CURVE_ENTRIES; i++)
      out[i] = random_pair (random, white);
    for (d = 0; d < 3; d++)
      test->shaper.matrix[c][d] = random_coefficient (random);
    test->shaper.offset[c] = (float) random_between (random, -0.1, 0.1);
  }
  for (c = 1; c < 3 && shared; c++) {
    test->shaper.in[c] = test->shaper.in[0];
    test->shaper.out[c] = test->shaper.out[0];
  }
  return test;
}

TestShaper *
test_shaper_new (guint depth, const ReferenceCurve *decode, const ReferenceCurve *encode,
                 const double matrix[3][3], const double offset[3])
{
  TestShaper *test = allocate_shaper (depth);
  const double white = white_of_depth (depth);
  guint c, d, i;

  for (c = 0; c < 3; c++) {
    float *in = (float *) test->shaper.in[c];
    guint32 *out = (guint32 *) test->shaper.out[c];
    gint32 here, next = 0;

    for (i = 0; i < 1u << depth; i++)
      in[i] = (float) reference_decode (decode, i / ((1u << depth) - 1.0));
    for (i = REEL_CURVE_ENTRIES; i-- > 0; next = here) {
      /* Entry i stands for 2^(i / 256 - 42), steps within an octave being equal. */
      double linear = ldexp (1.0 + i % 256 / 256.0, (int) (i / 256) - REEL_CURVE_OCTAVES);

      here = (gint32) lrint (white * (i == 0 ? 0.0 : reference_encode (encode, linear))) - 32768;
      if (i == REEL_CURVE_ENTRIES - 1)
        next = here;
      out[i] = (guint32) (here & 0xffff) | (guint32) next << 16;
    }
    for (d = 0; d < 3; d++)
      test->shaper.matrix[c][d] = (float) matrix[c][d];
    test->shaper.offset[c] = (float) offset[c];
  }
  return test;
}

void
test_shaper_free (TestShaper *test)
{
  guint c;

  if (test == NULL)
    return;
  for (c = 0; c < 3; c++) {
    guarded_free (test->in[c]);
    guarded_free (test->out[c]);
  }
  g_free (test);
}

TestBytes *
test_bytes_new_random (Random *random, guint8 lowest, gboolean shared)
{
  TestBytes *test = g_new0 (TestBytes, 1);
  const gsize product_size = 256 * sizeof (float[4]);
  guint c, code, row;
  gsize i;

  test->shaper.lowest = lowest;
  for (c = 0; c < 3; c++) {
    float (*product)[4];
    guint8 *codes;

    test->product[c] = guarded_new (product_size);
    test->code[c] = guarded_new (REEL_BYTE_ENTRIES);
    product = guarded_place (test->product[c], product_size, 16, TRUE);
    codes = guarded_place (test->code[c], REEL_BYTE_ENTRIES, 1, TRUE);
    for (code = 0; code < 256; code++) {
      for (row = 0; row < 4; row++)
        product[code][row] = random_coefficient (random) * random_linear (random);
    }
    for (i = 0; i < REEL_BYTE_ENTRIES; i++)
      codes[i] = (guint8) random_bits (random);
    test->shaper.product[c] = (const float (*)[4]) product;
    test->shaper.code[c] = shared && c > 0 ? test->shaper.code[0] : codes;
  }
  return test;
}

void
test_bytes_free (TestBytes *test)
{
  guint c;

  if (test == NULL)
    return;
  for (c = 0; c < 3; c++) {
    guarded_free (test->product[c]);
    guarded_free (test->code[c]);
  }
  g_free (test);
}
