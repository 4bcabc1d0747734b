/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The plain C pixel against the same computations in double (reference.c), within bounds that
 * follow from where the kernels round. All numbers are left-justified 16-bit codes. */

#include "colour/link.h"
#include "random.h"
#include "reference.h"
#include "tables.h"

#include <math.h>

/* What a float's rounding changes at most, relative to the number. */
#define FLOAT_ROUNDING 0x1p-24

static const guint8 rgb_places[3] = { 0, 1, 2 };

static guint
colour_count (void)
{
  return g_getenv ("REEL_TEST_FULL") != NULL ? 50000 : 1500;
}

/* --- tetrahedral interpolation --- */

typedef struct {
  const ReelLut3d *lut;
  guint channel;
} NodeChannel;

static double
node_of_lut (guint r, guint g, guint b, gconstpointer data)
{
  const NodeChannel *node = data;
  const gsize size = node->lut->size, index = (r * size + g) * size + b;

  const gint16 value = node->lut->nodes[4 * index + node->lut->component[node->channel]];

  return node->lut->step != 0 ? (guint16) value : value + 32768.0;
}

/* The same in absolute terms: half of the last place of a float of the size of @x. */
static double
half_last_place (double x)
{
  int exponent;

  frexp (x, &exponent);
  return ldexp (0.5, exponent - 24);
}

/* Where code @code lies in the table, from the table's own numbers but without rounding, in units
 * of 1/32768 cell; and how far from there the kernel may look.
 *
 * Product and sum and the addition of 0.5 before truncation round once each in float, and then the
 * position becomes a whole number. Positions clearly out of range become 0 or the last node
 * exactly. */
static double
lut_position (const ReelLut3d *lut, guint channel, guint32 code, double *move)
{
  const double product = (double) code * lut->scale[channel], sum = product + lut->bias[channel];
  const double last = (lut->size - 1) * 32768.0;

  if (sum < -1.0 || sum > last + 1.0)
    *move = 0.0;
  else
    *move = 0.5 + half_last_place (product) + half_last_place (sum) +
            (sum < last ? half_last_place (sum + 0.5) : 0.0);
  return CLAMP (sum, 0.0, last);
}

/* How far the kernel's result may be from the exact one.
 *
 * The kernel's position lies in the same cell or on its border: a border is a whole number, and so
 * is what the kernel takes, less than one away. Within a cell, all tetrahedra change along an axis
 * by the difference of two nodes on one of the cell's edges in that direction, so the largest such
 * difference bounds what a move changes. The weights are exact integers; the weighted mean is
 * rounded once, by half a code at most. */
static double
lut_bound (const ReelLut3d *lut, const double position[3], const double move[3],
           const NodeChannel *node)
{
  double bound = 0.5;
  guint axis;

  for (axis = 0; axis < 3; axis++) {
    g_assert_cmpfloat (move[axis], <=, 1.0);
    bound += move[axis] / 32768.0 * reference_slope (lut->size, position, axis, node_of_lut, node);
  }
  return bound + 1e-6; /* the reference's own arithmetic */
}

/* Returns the error, for the table of results. */
static double
check_lut_colour (const ReelLut3d *lut, const guint32 code[3])
{
  double position[3], move[3], worst = 0.0;
  guint32 result[3];
  guint c;

  for (c = 0; c < 3; c++)
    position[c] = lut_position (lut, c, code[c], &move[c]) / 32768.0;
  reel_lut3d_pixel (lut, code, result);
  for (c = 0; c < 3; c++) {
    const NodeChannel node = { lut, c };
    double expected = reference_tetrahedral (lut->size, position, node_of_lut, &node);
    double bound = lut_bound (lut, position, move, &node), error = fabs (result[c] - expected);

    if (!(error <= bound))
      g_error ("size %u, codes %u %u %u, channel %u: %u is %.4f from %.4f, more than %.4f",
               lut->size, code[0], code[1], code[2], c, result[c], error, expected, bound);
    worst = MAX (worst, error);
  }
  return worst;
}

static void
random_codes (Random *random, guint32 max, guint32 code[3])
{
  guint c, kind = random_below (random, 8);

  for (c = 0; c < 3; c++)
    code[c] = random_below (random, max + 1);
  if (kind == 0)
    code[1] = code[2] = code[0];
  else if (kind < 4)
    code[kind % 3] = code[(kind + 1) % 3];
}

static double
check_lut_colours (Random *random, const TestLut *table, guint depth)
{
  const guint32 max = (1u << depth) - 1;
  double worst = 0.0;
  guint32 code[3];
  guint i, c;

  for (i = 0; i < colour_count(); i++) {
    random_codes (random, max, code);
    worst = MAX (worst, check_lut_colour (&table->lut, code));
  }
  for (i = 0; i < 8; i++) {
    for (c = 0; c < 3; c++)
      code[c] = (i >> c & 1) * max;
    worst = MAX (worst, check_lut_colour (&table->lut, code));
  }
  return worst;
}

static void
test_lut (gconstpointer data)
{
  static const char *const names[] = { "random nodes", "black and white nodes", "smooth nodes" };
  static const guint sizes[] = { 2, 3, 4, 9, 17, 33, 65, 129 };
  static const guint depths[] = { 8, 10, 12, 16 };
  static const double domains[][2] = { { 0.0, 1.0 }, { -0.25, 1.25 }, { 0.2, 0.8 }, { -9.0, 0.5 } };
  const NodesKind kind = (NodesKind) GPOINTER_TO_INT (data);
  Random random = random_new();
  guint s, d, i, c;

  for (s = 0; s < G_N_ELEMENTS (sizes); s++) {
    double worst = 0.0;

    for (d = 0; d < G_N_ELEMENTS (depths); d++) {
      g_autoptr (TestLut) table = test_lut_new (&random, sizes[s], depths[d], kind, rgb_places);

      worst = MAX (worst, check_lut_colours (&random, table, depths[d]));
      for (i = 0; i < G_N_ELEMENTS (domains); i++) {
        for (c = 0; c < 3; c++) {
          const double *domain = domains[(i + c) % G_N_ELEMENTS (domains)];

          test_lut_set_domain (table, c, depths[d], domain[0], domain[1]);
        }
        check_lut_colours (&random, table, depths[d]);
      }
    }
    g_test_message ("table: tetrahedral interpolation, %u^3 %s | %.3f of 65535 at most", sizes[s],
                    names[kind], worst);
  }
}

/* A table with a step takes code * step for the position and cuts the share of each of four nodes
 * to a whole number. That may take less than 4 from the exact value, and adds nothing that shows
 * but for the one that makes up for it at nodes. */
static void
check_stepped_colour (const ReelLut3d *lut, const guint32 code[3])
{
  double position[3];
  guint32 result[3];
  guint c;

  for (c = 0; c < 3; c++)
    position[c] = code[c] * (double) lut->step / 32768.0;
  reel_lut3d_pixel (lut, code, result);
  for (c = 0; c < 3; c++) {
    const NodeChannel node = { lut, c };
    double expected = reference_tetrahedral (lut->size, position, node_of_lut, &node);
    double error = result[c] - expected;

    if (!(error >= -4.0 && error <= 1.0))
      g_error ("size %u, codes %u %u %u, channel %u: %u is %.4f from %.4f", lut->size, code[0],
               code[1], code[2], c, result[c], error, expected);
  }
}

static void
test_lut_stepped (void)
{
  static const guint sizes[] = { 3, 5, 9, 17, 33, 65, 129 };
  Random random = random_new();
  guint s, kind, i, c;

  for (s = 0; s < G_N_ELEMENTS (sizes); s++) {
    for (kind = 0; kind < N_NODES; kind++) {
      g_autoptr (TestLut) table =
          test_lut_new_stepped (&random, sizes[s], (NodesKind) kind, rgb_places);
      guint32 code[3] = { 0, 0, 0 }, result[3];

      for (i = 0; i < colour_count(); i++) {
        random_codes (&random, 255, code);
        check_stepped_colour (&table->lut, code);
      }
      /* The first node comes out as it is, but for 0, which rounding makes 0 later. */
      code[0] = code[1] = code[2] = 0;
      reel_lut3d_pixel (&table->lut, code, result);
      for (c = 0; c < 3; c++)
        g_assert_cmpuint (result[c], ==, MAX ((guint16) table->lut.nodes[c], 1));
    }
  }
}

/* Codes that lie on nodes give them to the bit: the ends in tables of any size, and all nodes where
 * the number of cells divides the largest code. */
static void
test_lut_nodes (void)
{
  static const guint sizes[] = { 2, 4, 6, 16, 18, 52, 86 };
  Random random = random_new();
  guint s, r, g, b, c;

  for (s = 0; s < G_N_ELEMENTS (sizes); s++) {
    const guint cells = sizes[s] - 1, step = 255 / cells;
    g_autoptr (TestLut) table = test_lut_new (&random, sizes[s], 8, NODES_RANDOM, rgb_places);

    for (r = 0; r <= cells; r++) {
      for (g = 0; g <= cells; g++) {
        for (b = 0; b <= cells; b++) {
          const guint32 code[3] = { r * step, g * step, b * step };
          guint32 result[3];

          reel_lut3d_pixel (&table->lut, code, result);
          for (c = 0; c < 3; c++) {
            const NodeChannel node = { &table->lut, c };

            g_assert_cmpuint (result[c], ==, (guint32) node_of_lut (r, g, b, &node));
          }
        }
      }
    }
  }
}

static void
test_lut_corners (void)
{
  static const guint depths[] = { 8, 9, 10, 12, 14, 16 };
  Random random = random_new();
  guint size, d, i, c;

  for (size = 2; size <= 129; size += size < 33 ? 1 : 16) {
    for (d = 0; d < G_N_ELEMENTS (depths); d++) {
      const guint32 max = (1u << depths[d]) - 1;
      g_autoptr (TestLut) table = test_lut_new (&random, size, depths[d], NODES_RANDOM, rgb_places);

      for (i = 0; i < 8; i++) {
        const guint corner[3] = { i & 1, i >> 1 & 1, i >> 2 };
        const guint32 code[3] = { corner[0] * max, corner[1] * max, corner[2] * max };
        guint32 result[3];

        reel_lut3d_pixel (&table->lut, code, result);
        for (c = 0; c < 3; c++) {
          const NodeChannel node = { &table->lut, c };

          g_assert_cmpuint (result[c], ==,
                            (guint32) node_of_lut (corner[0] * (size - 1), corner[1] * (size - 1),
                                                   corner[2] * (size - 1), &node));
        }
      }
    }
  }
}

/* --- curve, matrix, curve --- */

typedef struct {
  guint depth;
  const ReferenceCurve *decode, *encode;
  const ReelMatrixShaper *shaper;
} Pipeline;

/* How far the kernel's result for linear light @linear may be from the exact one, where the terms
 * of the matrix row add up to @magnitude in absolute value.
 *
 *   - Input curve, products, two sums and the offset round once each in float, none of them a
 * number larger than @magnitude: five roundings. The output curve rises, so what they do to the
 * result is seen by encoding both ends of the interval.
 *   - The output table's entries are rounded (half a code), and so is the mean of two (half a
 * code).
 *   - Between entries the curve is taken as straight. A step is at most 1/256 of its lower end x,
 * so the chord of x^a is off by at most (x/256)^2 / 8 * |a (a - 1)| x^(a - 2), that is x^a / 8 /
 *     65536 * |a (a - 1)|, and |a (a - 1)| <= 1/4 for gammas of 1 and more. A tenth more covers the
 *     1.055 of sRGB.
 *   - Where sRGB's straight and bent parts meet, the slope jumps from 12.92 to 12.70 in a step of
 *     2^-17: off by 0.22 / 4 * 2^-17 at most.
 *   - The first step begins with 0 instead of the curve's value there. */
static double
matrix_bound (const Pipeline *p, double linear, double magnitude)
{
  const double white = white_of_depth (p->depth), first_step = 0x1p-42 * (1.0 + 1.0 / 256.0);
  const double rounding = 5.0 * FLOAT_ROUNDING * 1.001 * magnitude;
  const double low = CLAMP (linear - rounding, 0.0, 1.0),
               high = CLAMP (linear + rounding, 0.0, 1.0);
  const double here = reference_encode (p->encode, CLAMP (linear, 0.0, 1.0));
  double bound = 0.5 + 0.5 + white * 1.1 / 4.0 / 8.0 / 65536.0 + 1e-6;

  bound += white * MAX (reference_encode (p->encode, high) - here,
                        here - reference_encode (p->encode, low));
  if (p->encode->gamma == 0.0)
    bound += white * 0.22 / 4.0 * 0x1p-17;
  if (low < first_step)
    bound += white * reference_encode (p->encode, first_step);
  return bound;
}

static double
check_matrix_colour (const Pipeline *p, const guint32 code[3])
{
  const double max = (1u << p->depth) - 1, white = white_of_depth (p->depth);
  double worst = 0.0;
  guint32 result[3];
  guint row, c;

  reel_matrix_shaper_pixel (p->shaper, code, result);
  for (row = 0; row < 3; row++) {
    double linear = p->shaper->offset[row], magnitude = fabs (linear), expected, error, bound;

    for (c = 0; c < 3; c++) {
      double term = p->shaper->matrix[row][c] * reference_decode (p->decode, code[c] / max);

      linear += term;
      magnitude += fabs (term);
    }
    expected = white * reference_encode (p->encode, CLAMP (linear, 0.0, 1.0));
    error = fabs (result[row] - expected);
    bound = matrix_bound (p, linear, magnitude);
    if (!(error <= bound))
      g_error ("depth %u, gammas %g and %g, codes %u %u %u, channel %u: %u is %.4f from %.4f, more "
               "than %.4f",
               p->depth, p->decode->gamma, p->encode->gamma, code[0], code[1], code[2], row,
               result[row], error, expected, bound);
    worst = MAX (worst, error);
  }
  return worst;
}

static double
check_pipeline (Random *random, const Pipeline *p)
{
  const guint32 max = (1u << p->depth) - 1, grey_step = p->depth > 12 ? 37 : 1;
  double worst = 0.0;
  guint32 code[3], grey;
  guint i;

  for (i = 0; i < colour_count(); i++) {
    random_codes (random, max, code);
    worst = MAX (worst, check_matrix_colour (p, code));
  }
  for (grey = 0; grey <= max; grey += grey_step) {
    code[0] = code[1] = code[2] = grey;
    worst = MAX (worst, check_matrix_colour (p, code));
  }
  return worst;
}

static const ReferenceCurve curves[] = { { 0.0 }, { 1.0 }, { 1.8 }, { 2.2 },
                                         { 2.4 }, { 2.6 }, { 2.8 } };

static const double matrices[][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  /* Display P3 to BT.709 and back: out of range on both sides, and inside. */
  { { 1.2249, -0.2247, 0.0 }, { -0.0420, 1.0419, 0.0 }, { -0.0197, -0.0786, 1.0979 } },
  { { 0.8225, 0.1774, 0.0 }, { 0.0332, 0.9669, 0.0 }, { 0.0171, 0.0724, 0.9108 } },
  { { 0.1, 0.2, 0.3 }, { -0.5, 0.7, 0.4 }, { 1.9, -1.3, 0.2 } },
};

static const double offsets[][3] = {
  { 0, 0, 0 }, { 0, 0, 0 }, { 0.002, 0.002, -0.002 }, { -0.05, 0.25, 0.125 }
};

static void
test_matrix (void)
{
  static const guint depths[] = { 8, 10, 12, 16 };
  Random random = random_new();
  guint e, d, m, in;

  for (e = 0; e < G_N_ELEMENTS (curves); e++) {
    double worst = 0.0;

    for (d = 0; d < G_N_ELEMENTS (depths); d++) {
      for (m = 0; m < G_N_ELEMENTS (matrices); m++) {
        for (in = m % 2; in < G_N_ELEMENTS (curves); in += 2) {
          g_autoptr (TestShaper) table =
              test_shaper_new (depths[d], &curves[in], &curves[e], matrices[m], offsets[m]);
          const Pipeline p = { depths[d], &curves[in], &curves[e], &table->shaper };

          worst = MAX (worst, check_pipeline (&random, &p));
        }
      }
    }
    if (curves[e].gamma == 0.0)
      g_test_message ("table: curve, matrix, sRGB curve | %.3f of 65535 at most", worst);
    else
      g_test_message ("table: curve, matrix, gamma 1/%.1f | %.3f of 65535 at most", curves[e].gamma,
                      worst);
  }
}

/* Where nothing is to change, every code of up to 12 bits comes back. */
static void
test_matrix_identity (void)
{
  static const double identity[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
  static const double nothing[3] = { 0, 0, 0 };
  guint curve, depth, c;
  guint32 i;

  for (curve = 0; curves[curve].gamma < 2.5; curve++) {
    for (depth = 8; depth <= 12; depth++) {
      const guint right = 16 - depth;
      g_autoptr (TestShaper) table =
          test_shaper_new (depth, &curves[curve], &curves[curve], identity, nothing);

      for (i = 0; i < 1u << depth; i++) {
        const guint32 code[3] = { i, i, i };
        guint32 result[3];

        reel_matrix_shaper_pixel (&table->shaper, code, result);
        for (c = 0; c < 3; c++)
          g_assert_cmpuint ((result[c] + (1u << right >> 1)) >> right, ==, i);
      }
    }
  }
}

/* --- curve, matrix, curve for bytes --- */

#define ROW 1009

typedef struct {
  Pipeline pipeline; /* its out-tables are not used */
  const ReelByteShaper *shaper;
  guint8 shift[3];
} Bytes;

/* lcms2's curve from linear light to codes. */
static cmsToneCurve *
make_tone_curve (const ReferenceCurve *curve)
{
  static const cmsFloat64Number srgb[] = { 2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045 };
  g_autoptr (cmsToneCurve) decode = NULL;

  if (curve->gamma == 0.0)
    decode = cmsBuildParametricToneCurve (NULL, 4, srgb);
  else
    decode = cmsBuildGamma (NULL, curve->gamma);
  return cmsReverseToneCurve (decode);
}

/* @order of 12: six orders of three neighbouring bytes, below and above the one that is not colour.
 */
static void
bytes_order (guint order, guint8 shift[3])
{
  static const guint8 orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                       { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  guint c;

  for (c = 0; c < 3; c++)
    shift[c] = (guint8) (8 * orders[order % 6][c] + (order >= 6 ? 8 : 0));
}

/* Half a code for the one rounding, what kernels.h says of both forms, and the rounding of the sums
 * in float as in matrix_bound(). */
static double
bytes_bound (const Pipeline *p, double linear, double magnitude)
{
  const double rounding = 5.0 * FLOAT_ROUNDING * 1.001 * magnitude;
  const double low = CLAMP (linear - rounding, 0.0, 1.0),
               high = CLAMP (linear + rounding, 0.0, 1.0);
  const double here = reference_encode (p->encode, CLAMP (linear, 0.0, 1.0));
  double bound = 0.5 + REEL_BYTE_SHAPER_ERROR + 1e-6;

  bound += 255.0 * MAX (reference_encode (p->encode, high) - here,
                        here - reference_encode (p->encode, low));
  if (low < REEL_BYTE_POLY_FLOOR)
    bound += 255.0 * reference_encode (p->encode, REEL_BYTE_POLY_FLOOR);
  return bound;
}

static void
check_bytes_pixel (const Bytes *bytes, const char *level, guint32 before, guint32 after)
{
  const Pipeline *p = &bytes->pipeline;
  guint32 others = ~(0xffffffu << bytes->shaper->lowest);
  guint row, c;

  g_assert_cmphex (after & others, ==, before & others);
  for (row = 0; row < 3; row++) {
    double linear = p->shaper->offset[row], magnitude = fabs (linear), expected, error, bound;
    guint32 code = after >> bytes->shift[row] & 0xff;

    for (c = 0; c < 3; c++) {
      double light = reference_decode (p->decode, (before >> bytes->shift[c] & 0xff) / 255.0);
      double term = p->shaper->matrix[row][c] * light;

      linear += term;
      magnitude += fabs (term);
    }
    expected = 255.0 * reference_encode (p->encode, CLAMP (linear, 0.0, 1.0));
    error = fabs (code - expected);
    bound = bytes_bound (p, linear, magnitude);
    if (!(error <= bound))
      g_error ("%s, gammas %g and %g, word %08x, channel %u: %u is %.4f from %.4f, more than %.4f",
               level, p->decode->gamma, p->encode->gamma, before, row, code, error, expected,
               bound);
  }
}

/* Greys first, then colours; then the same with preserve_black. Returns how many codes differ from
 * those of the plain C table. */
static guint
check_bytes (Random *random, const Bytes *bytes, const ReelColourKernels *kernels,
             const char *level)
{
  guint32 words[ROW], results[ROW], plain[ROW];
  guint i, c, different = 0;

  for (i = 0; i < ROW; i++) {
    guint32 code[3];

    random_codes (random, 255, code);
    words[i] = (guint32) random_bits (random);
    for (c = 0; c < 3; c++) {
      words[i] &= ~(0xffu << bytes->shift[c]);
      words[i] |= (i < 256 ? i : code[c]) << bytes->shift[c];
    }
  }
  kernels->bytes_px32 (results, words, ROW, bytes->shaper, FALSE);
  reel_colour_kernels_c.bytes_px32 (plain, words, ROW, bytes->shaper, FALSE);
  for (i = 0; i < ROW; i++) {
    check_bytes_pixel (bytes, level, words[i], results[i]);
    for (c = 0; c < 3; c++)
      different += (results[i] >> bytes->shift[c] & 0xff) != (plain[i] >> bytes->shift[c] & 0xff);
  }
  words[ROW - 1] = words[0];
  results[ROW - 1] = results[0];
  kernels->bytes_px32 (plain, words, ROW, bytes->shaper, TRUE);
  for (i = 0; i < ROW; i++) {
    gboolean black = (words[i] & 0xffffffu << bytes->shaper->lowest) == 0;

    g_assert_cmphex (plain[i], ==, black ? words[i] : results[i]);
  }
  return different;
}

typedef struct {
  const char *name;
  const ReelColourKernels *kernels;
} Level;

static const Level levels[] = {
  { "c", &reel_colour_kernels_c },
#ifdef REEL_HAVE_SSE2
  { "sse2", &reel_colour_kernels_sse2 },
#endif
#ifdef REEL_HAVE_AVX2
  { "avx2", &reel_colour_kernels_avx2 },
#endif
#ifdef REEL_HAVE_AVX512
  { "avx512", &reel_colour_kernels_avx512 },
#endif
};

static void
test_bytes (gconstpointer data)
{
  const Level *level = data;
  const guint repeats = g_getenv ("REEL_TEST_FULL") != NULL ? 40 : 1;
  Random random = random_new();
  guint e, in, m, repeat, different = 0, all = 0;

  if (level->kernels->level > reel_cpu_detect()) {
    g_test_skip ("this processor cannot run it");
    return;
  }
  for (e = 0; e < G_N_ELEMENTS (curves); e++) {
    cmsToneCurve *curve = make_tone_curve (&curves[e]);
    cmsToneCurve *const out[3] = { curve, curve, curve };

    for (m = 0; m < G_N_ELEMENTS (matrices); m++) {
      for (in = 0; in < G_N_ELEMENTS (curves); in++) {
        g_autoptr (TestShaper) table =
            test_shaper_new (8, &curves[in], &curves[e], matrices[m], offsets[m]);
        Bytes bytes = { .pipeline = { 8, &curves[in], &curves[e], &table->shaper } };
        ReelByteTables *tables;

        bytes_order (random_below (&random, 12), bytes.shift);
        tables = reel_byte_tables_new (&table->shaper, out, bytes.shift);
        bytes.shaper = &tables->shaper;
        for (repeat = 0; repeat < repeats; repeat++) {
          different += check_bytes (&random, &bytes, level->kernels, level->name);
          all += 3 * ROW;
        }
        reel_byte_tables_free (tables);
      }
    }
    cmsFreeToneCurve (curve);
  }
  g_test_message ("table: bytes_px32 of %s | %u of %u codes are not those of the C table",
                  level->name, different, all);
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/kernels-maths/lut/random", GINT_TO_POINTER (NODES_RANDOM), test_lut);
  g_test_add_data_func ("/kernels-maths/lut/extremes", GINT_TO_POINTER (NODES_EXTREMES), test_lut);
  g_test_add_data_func ("/kernels-maths/lut/smooth", GINT_TO_POINTER (NODES_SMOOTH), test_lut);
  g_test_add_func ("/kernels-maths/lut/stepped", test_lut_stepped);
  g_test_add_func ("/kernels-maths/lut/nodes", test_lut_nodes);
  g_test_add_func ("/kernels-maths/lut/corners", test_lut_corners);
  g_test_add_func ("/kernels-maths/matrix/curves", test_matrix);
  g_test_add_func ("/kernels-maths/matrix/identity", test_matrix_identity);
  for (i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autofree char *path = g_strdup_printf ("/kernels-maths/bytes/%s", levels[i].name);

    g_test_add_data_func (path, &levels[i], test_bytes);
  }
  return g_test_run();
}
