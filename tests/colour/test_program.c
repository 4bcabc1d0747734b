/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Programs on rows: that every pixel format gets the colours that the simplest format of its depth
 * gets. How good the colours are is the business of test_accuracy.c. */

#include "layouts.h"
#include "programs.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define LONGEST 1031 /* more than two of the chunks that program.c works in */

static const Setup *const setups[] = { &setup_matrix,   &setup_bytes,     &setup_lut,
                                       &setup_exact,    &setup_cube,      &setup_matrix_cube,
                                       &setup_lut_cube, &setup_exact_cube };

/* --- all formats alike --- */

typedef struct {
  const Setup *setup;
  ReelCpuLevel level;
  TestCube cube;
  Random random;
  ReelColourProgram *plain[2][17]; /* by planar and depth */
  TestRow *src, *dst, *expected, *plain_row;
} Context;

/* PLANAR16 for its own kind, because 8-bit words may have kernels of their own. */
static ReelPixelFormat
plain_format_for (const ReelPixelFormat *format)
{
  return plain_format (format->depth, format->layout == REEL_LAYOUT_PLANAR16);
}

static const ReelColourProgram *
plain_program (Context *context, const ReelPixelFormat *plain)
{
  ReelColourProgram **program =
      &context->plain[plain->layout == REEL_LAYOUT_PLANAR16][plain->depth];

  if (*program == NULL)
    *program = test_program_new (context->setup, plain, context->level, &context->cube);
  return *program;
}

/* Black often enough for preserve_black to matter. */
static void
add_black (Context *context, const ReelPixelFormat *format, gsize n)
{
  gsize x;
  guint c;

  for (x = 0; x < n; x++) {
    for (c = 0; c < 3 && random_below (&context->random, 8) == 0; c++)
      layout_set (format, &context->src->row, x, c, 0);
    if (random_below (&context->random, 8) == 0) {
      for (c = 0; c < 3; c++)
        layout_set (format, &context->src->row, x, c, 0);
    }
  }
}

/* What the row is to become: colours by way of the plain format, everything else copied. */
static void
make_expected (Context *context, const ReelPixelFormat *format, gsize n, guint y)
{
  const ReelPixelFormat plain = plain_format_for (format);
  const ReelRow *row = &context->plain_row->row;
  gsize x;
  guint c;

  test_row_fill (context->plain_row, &plain, n, FALSE, &context->random);
  test_row_copy (context->expected, context->src, format, n);
  for (x = 0; x < n; x++) {
    for (c = 0; c < 3; c++)
      layout_set (&plain, row, x, c,
                  MIN (layout_get (format, &context->src->row, x, c), layout_max (format)));
  }
  reel_colour_program_run (plain_program (context, &plain), row, row, n, y);
  for (x = 0; x < n; x++) {
    for (c = 0; c < 3; c++)
      layout_set (format, &context->expected->row, x, c, layout_get (&plain, row, x, c));
  }
}

static void
check_format (Context *context, const ReelPixelFormat *format)
{
  static const gsize lengths[] = { 0, 1, 15, 16, 17, 70, 511, 512, 513, LONGEST };
  g_autoptr (ReelColourProgram) program =
      test_program_new (context->setup, format, context->level, &context->cube);
  g_autofree char *name = layout_describe (format);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lengths); i++) {
    const gsize n = lengths[i];
    const guint y = random_below (&context->random, 40);

    test_row_fill (context->src, format, n, (gboolean) random_below (&context->random, 2),
                   &context->random);
    add_black (context, format, n);
    make_expected (context, format, n, y);
    test_row_fill (context->dst, format, n, (gboolean) random_below (&context->random, 2),
                   &context->random);
    reel_colour_program_run (program, &context->dst->row, &context->src->row, n, y);
    if (!test_row_equal (context->dst, context->expected, format, n))
      g_error ("%s: row %u of %" G_GSIZE_FORMAT " pixels went wrong", name, y, n);
    reel_colour_program_run (program, &context->src->row, &context->src->row, n, y);
    if (!test_row_equal (context->src, context->expected, format, n))
      g_error ("%s: row %u of %" G_GSIZE_FORMAT " pixels went wrong in place", name, y, n);
  }
}

/* Same but for the order of components. */
static gboolean
same_kind (const ReelPixelFormat *a, const ReelPixelFormat *b)
{
  return a->layout == b->layout && a->depth == b->depth && a->swapped == b->swapped &&
         a->n_planes == b->n_planes;
}

/* The byte that is not colour is the first or the last of a pixel, as in all formats of GStreamer.
 */
static gboolean
exists (const ReelPixelFormat *format)
{
  const guint sum = format->place[0] + format->place[1] + format->place[2];

  return format->layout != REEL_LAYOUT_PX32 || sum == 0 + 1 + 2 || sum == 1 + 2 + 3;
}

static void
context_init (Context *context, const Setup *setup)
{
  memset (context, 0, sizeof *context);
  context->setup = setup;
  context->random = random_new();
  test_cube_fill_random (&context->cube, &context->random);
  context->src = test_row_new (LONGEST);
  context->dst = test_row_new (LONGEST);
  context->expected = test_row_new (LONGEST);
  context->plain_row = test_row_new (LONGEST);
}

static void
context_forget_programs (Context *context)
{
  guint planar, depth;

  for (planar = 0; planar < 2; planar++) {
    for (depth = 0; depth < G_N_ELEMENTS (context->plain[0]); depth++)
      g_clear_pointer (&context->plain[planar][depth], reel_colour_program_unref);
  }
}

static void
context_clear (Context *context)
{
  context_forget_programs (context);
  test_row_free (context->src);
  test_row_free (context->dst);
  test_row_free (context->expected);
  test_row_free (context->plain_row);
}

/* A program takes a while to make, so unless REEL_TEST_FULL is set, one order of each kind, by lot.
 */
static void
check_formats (Context *context, GArray *formats)
{
  const gboolean full = g_getenv ("REEL_TEST_FULL") != NULL;
  guint first, end, i;

  for (first = 0; first < formats->len; first = end) {
    const ReelPixelFormat *format = &g_array_index (formats, ReelPixelFormat, first);

    for (end = first + 1; end < formats->len; end++) {
      if (!same_kind (format, &g_array_index (formats, ReelPixelFormat, end)))
        break;
    }
    if (!full) {
      do {
        i = first + random_below (&context->random, end - first);
      } while (!exists (&g_array_index (formats, ReelPixelFormat, i)));
      check_format (context, &g_array_index (formats, ReelPixelFormat, i));
      continue;
    }
    for (i = first; i < end; i++) {
      if (exists (&g_array_index (formats, ReelPixelFormat, i)))
        check_format (context, &g_array_index (formats, ReelPixelFormat, i));
    }
  }
}

static void
test_formats (gconstpointer data)
{
  g_autoptr (GArray) formats = layouts_all();
  Context context;
  ReelCpuLevel level;

  context_init (&context, data);
  if (g_getenv ("REEL_TEST_FULL") != NULL) {
    for (level = REEL_CPU_BASELINE; level <= reel_cpu_detect(); level++) {
      context.level = level;
      check_formats (&context, formats);
      context_forget_programs (&context);
    }
  } else {
    context.level = (ReelCpuLevel) random_below (&context.random, reel_cpu_detect() + 1);
    check_formats (&context, formats);
  }
  context_clear (&context);
}

/* Rows at odd addresses get the same colours. */
static void
check_unaligned (Context *context, const ReelPixelFormat *format, gsize n)
{
  g_autoptr (ReelColourProgram) program =
      test_program_new (context->setup, format, context->level, &context->cube);
  g_autofree char *name = layout_describe (format);
  guint64 words[REEL_MAX_PLANES][LONGEST + 1];
  const gsize size = n * layout_step (format);
  ReelRow odd = { { NULL } };
  guint shift, p;

  for (shift = 1; shift < 8; shift++) {
    test_row_fill (context->src, format, n, TRUE, &context->random);
    test_row_copy (context->expected, context->src, format, n);
    reel_colour_program_run (program, &context->expected->row, &context->expected->row, n, shift);
    for (p = 0; p < layout_planes (format); p++) {
      odd.plane[p] = (guint8 *) words[p] + shift;
      memcpy (odd.plane[p], context->src->row.plane[p], size);
    }
    reel_colour_program_run (program, &context->src->row, &odd, n, shift);
    if (!test_row_equal (context->src, context->expected, format, n))
      g_error ("%s: a row %u bytes from an aligned one went wrong", name, shift);
    reel_colour_program_run (program, &odd, &odd, n, shift);
    for (p = 0; p < layout_planes (format); p++) {
      if (memcmp (odd.plane[p], context->expected->row.plane[p], size) != 0)
        g_error ("%s: a row %u bytes from an aligned one went wrong in place", name, shift);
    }
  }
}

static void
test_unaligned (gconstpointer data)
{
  static const gsize lengths[] = { 1, 17, 512, LONGEST };
  g_autoptr (GArray) formats = layouts_all();
  Context context;
  guint i;

  context_init (&context, data);
  context.level = reel_cpu_detect();
  for (i = 0; i < formats->len; i++) {
    const ReelPixelFormat *format = &g_array_index (formats, ReelPixelFormat, i);

    if (format->place[0] == 0 && format->place[1] == 1 && format->place[2] == 2)
      check_unaligned (&context, format, lengths[i % G_N_ELEMENTS (lengths)]);
  }
  context_clear (&context);
}

/* --- black --- */

/* A table that would lift black leaves it alone where that is wished, and every other colour gets
 * what it gets without the wish. */
static void
check_black (const Setup *lifting, const ReelPixelFormat *format, Random *random)
{
  g_autoptr (TestRow) row = test_row_new (LONGEST);
  g_autoptr (TestRow) lifted = test_row_new (LONGEST);
  g_autoptr (ReelColourProgram) with = NULL;
  g_autoptr (ReelColourProgram) without = NULL;
  Setup setup = *lifting;
  TestCube cube;
  gsize x;
  guint c;

  test_cube_fill_constant (&cube, 30 * 256, 256);
  setup.preserve_black = TRUE;
  with = test_program_new (&setup, format, reel_cpu_detect(), &cube);
  setup.preserve_black = FALSE;
  without = test_program_new (&setup, format, reel_cpu_detect(), &cube);

  test_row_fill (row, format, LONGEST, TRUE, random);
  for (x = 0; x < LONGEST; x++) {
    /* Black, and one step from black in each channel. */
    for (c = 0; c < 3 && x % 8 < 4; c++)
      layout_set (format, &row->row, x, c, c + 1 == x % 8 ? 1 : 0);
  }
  test_row_copy (lifted, row, format, LONGEST);
  reel_colour_program_run (with, &row->row, &row->row, LONGEST, 3);
  reel_colour_program_run (without, &lifted->row, &lifted->row, LONGEST, 3);
  for (x = 0; x < LONGEST; x++) {
    for (c = 0; c < 3; c++) {
      guint32 code = layout_get (format, &lifted->row, x, c);

      g_assert_cmpfloat_with_epsilon ((double) code / layout_max (format), (30.0 + c) / 255.0,
                                      1.0 / 255.0);
      g_assert_cmpuint (layout_get (format, &row->row, x, c), ==, x % 8 == 0 ? 0 : code);
    }
  }
}

static void
test_preserve_black (gconstpointer data)
{
  const Setup *setup = data;
  const ReelPixelFormat formats[] = {
    plain_format (8, FALSE),
    plain_format (8, TRUE),
    plain_format (10, TRUE),
    plain_format (16, FALSE),
    { .layout = REEL_LAYOUT_PX24, .depth = 8, .place = { 2, 1, 0 }, .n_planes = 1 }
  };
  Random random = random_new();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (formats); i++)
    check_black (setup, &formats[i], &random);
}

/* --- tables that change nothing --- */

static void
fill_identity (ReelCube *cube, guint size)
{
  float *value;
  guint r, g, b;

  memset (cube, 0, sizeof *cube);
  cube->size = size;
  cube->domain_max[0] = cube->domain_max[1] = cube->domain_max[2] = 1.0f;
  value = cube->table = g_new (float, 3 * size * size * size);
  for (b = 0; b < size; b++) {
    for (g = 0; g < size; g++) {
      for (r = 0; r < size; r++) {
        *value++ = (float) r / (float) (size - 1);
        *value++ = (float) g / (float) (size - 1);
        *value++ = (float) b / (float) (size - 1);
      }
    }
  }
}

/* All greys, then random colours, come back exactly; with dither, black and white in every pixel,
 * the others but for one step up or down. */
static void
check_identity_cube (const ReelCube *cube, ReelDither dither, Random *random)
{
  const ReelPixelFormat format = plain_format (8, FALSE);
  Setup setup = setup_cube;
  g_autoptr (ReelColourProgram) program = NULL;
  g_autoptr (TestRow) row = test_row_new (LONGEST);
  g_autoptr (TestRow) before = test_row_new (LONGEST);
  TestCube test = { .cube = *cube };
  guint x, y, c;

  setup.dither = dither;
  setup.preserve_black = FALSE;
  program = test_program_new (&setup, &format, reel_cpu_detect(), &test);
  for (y = 0; y < 16; y++) {
    test_row_fill (row, &format, LONGEST, TRUE, random);
    for (x = 0; x < LONGEST; x++) {
      for (c = 0; c < 3 && x < 256 + 32; c++)
        layout_set (&format, &row->row, x, c, x < 256 ? x : x < 256 + 16 ? 0 : 255);
    }
    test_row_copy (before, row, &format, LONGEST);
    reel_colour_program_run (program, &row->row, &row->row, LONGEST, y);
    for (x = 0; x < LONGEST; x++) {
      for (c = 0; c < 3; c++) {
        gint was = (gint) layout_get (&format, &before->row, x, c);
        gint is = (gint) layout_get (&format, &row->row, x, c);
        gint tolerance = dither == REEL_DITHER_NONE || was == 0 || was == 255 ? 0 : 1;

        if (ABS (is - was) > tolerance)
          g_error ("%u nodes, dither %d, row %u, pixel %u: %d became %d", cube->size, dither, y, x,
                   was, is);
      }
    }
  }
}

static void
test_identity_cubes (gconstpointer data)
{
  static const guint sizes[] = { 2, 3, 4, 5, 6, 8, 9, 16, 17, 32, 33, 64, 65, 129 };
  Random random = random_new();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    ReelCube cube;

    fill_identity (&cube, sizes[i]);
    check_identity_cube (&cube, (ReelDither) GPOINTER_TO_INT (data), &random);
    g_free (cube.table);
  }
}

/* --- lcms2 for every pixel --- */

/* What lcms2 gives in float, clipped and rounded to the nearest code. */
static void
test_exact (void)
{
  const Setup *setup = &setup_exact;
  const ReelPixelFormat format = plain_format (16, FALSE);
  g_autoptr (ReelColourProgram) program =
      test_program_new (setup, &format, reel_cpu_detect(), NULL);
  g_autoptr (ReelProfile) input = reel_profile_load (setup->input, REEL_ICC_USE_INPUT, NULL);
  g_autoptr (ReelProfile) dest = reel_profile_load (setup->dest, REEL_ICC_USE_DEST, NULL);
  g_autoptr (ReelLcmsContext) context = reel_lcms_context_new();
  g_autoptr (ReelLcmsProfile) from = reel_profile_open (input, context, NULL);
  g_autoptr (ReelLcmsProfile) to = reel_profile_open (dest, context, NULL);
  g_autoptr (ReelLcmsTransform) transform =
      cmsCreateTransformTHR (context->handle, from, TYPE_RGB_FLT, to, TYPE_RGB_FLT,
                             INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  g_autoptr (TestRow) row = test_row_new (LONGEST);
  float colours[LONGEST][3];
  Random random = random_new();
  gsize x;
  guint c;

  test_row_fill (row, &format, LONGEST, TRUE, &random);
  for (x = 0; x < LONGEST; x++) {
    for (c = 0; c < 3; c++)
      colours[x][c] = (float) layout_get (&format, &row->row, x, c) / 65535.0f;
  }
  cmsDoTransform (transform, colours, colours, LONGEST);
  reel_colour_program_run (program, &row->row, &row->row, LONGEST, 0);
  for (x = 0; x < LONGEST; x++) {
    for (c = 0; c < 3; c++) {
      double expected = 65535.0 * CLAMP (colours[x][c], 0.0f, 1.0f);

      /* Half a code, and what float arithmetic makes of numbers up to 65535. */
      g_assert_cmpfloat (fabs (layout_get (&format, &row->row, x, c) - expected), <=, 0.51);
    }
  }
}

/* --- what programs say of themselves --- */

static void
test_identity (void)
{
  static const Setup nothing = { "nothing",           "srgb", "srgb", REEL_COLOUR_MODE_AUTO, FALSE,
                                 REEL_DITHER_ORDERED, FALSE };
  const ReelPixelFormat format = plain_format (8, FALSE);
  TestCube cube;
  guint i;

  test_cube_fill_constant (&cube, 0, 0);
  {
    g_autoptr (ReelColourProgram) program =
        test_program_new (&nothing, &format, REEL_CPU_BASELINE, NULL);

    g_assert_true (reel_colour_program_is_identity (program));
    g_assert_cmpint (reel_colour_program_mode (program), ==, REEL_COLOUR_MODE_AUTO);
  }
  for (i = 0; i < G_N_ELEMENTS (setups); i++) {
    g_autoptr (ReelColourProgram) program =
        test_program_new (setups[i], &format, REEL_CPU_BASELINE, &cube);
    double mean, max;

    g_assert_false (reel_colour_program_is_identity (program));
    g_assert_cmpint (reel_colour_program_mode (program), ==, setups[i]->mode);
    reel_colour_program_error (program, &mean, &max);
    g_assert_cmpfloat (mean, <=, max);
    if (setups[i]->mode == REEL_COLOUR_MODE_MATRIX || setups[i]->mode == REEL_COLOUR_MODE_LUT)
      g_assert_cmpfloat (max, >, 0.0);
    else
      g_assert_cmpfloat (max, ==, 0.0);
  }
}

int
main (int argc, char **argv)
{
  static const Setup *const with_cube[] = { &setup_cube, &setup_matrix_cube, &setup_lut_cube,
                                            &setup_exact_cube };
  guint i;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/identity", test_identity);
  for (i = 0; i < G_N_ELEMENTS (setups); i++) {
    g_autofree char *path = g_strdup_printf ("/program/formats/%s", setups[i]->name);

    g_test_add_data_func (path, setups[i], test_formats);
  }
  g_test_add_data_func ("/program/unaligned/matrix", &setup_matrix, test_unaligned);
  g_test_add_data_func ("/program/unaligned/bytes", &setup_bytes, test_unaligned);
  g_test_add_data_func ("/program/unaligned/lut", &setup_lut, test_unaligned);
  g_test_add_data_func ("/program/unaligned/lut-cube", &setup_lut_cube, test_unaligned);
  for (i = 0; i < G_N_ELEMENTS (with_cube); i++) {
    g_autofree char *path = g_strdup_printf ("/program/preserve-black/%s", with_cube[i]->name);

    g_test_add_data_func (path, with_cube[i], test_preserve_black);
  }
  g_test_add_data_func ("/program/identity-cubes/rounded", GINT_TO_POINTER (REEL_DITHER_NONE),
                        test_identity_cubes);
  g_test_add_data_func ("/program/identity-cubes/dithered", GINT_TO_POINTER (REEL_DITHER_ORDERED),
                        test_identity_cubes);
  g_test_add_func ("/program/exact", test_exact);
  return g_test_run();
}
