/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "programs.h"

#include <string.h>

const Setup setup_matrix = { "matrix", "display-p3",        "bt709", REEL_COLOUR_MODE_MATRIX,
                             FALSE,    REEL_DITHER_ORDERED, FALSE };

const Setup setup_bytes = { "bytes", "display-p3",     "bt709", REEL_COLOUR_MODE_MATRIX,
                            FALSE,   REEL_DITHER_NONE, TRUE };

const Setup setup_lut = { "lut", "adobe-rgb",         "bt2020", REEL_COLOUR_MODE_LUT,
                          FALSE, REEL_DITHER_ORDERED, FALSE };

const Setup setup_exact = {
  "exact", "bt2020", "srgb", REEL_COLOUR_MODE_EXACT, FALSE, REEL_DITHER_ORDERED, TRUE
};

const Setup setup_matrix_cube = { "matrix-cube", "display-p3",     "bt709", REEL_COLOUR_MODE_MATRIX,
                                  TRUE,          REEL_DITHER_NONE, TRUE };

const Setup setup_lut_cube = { "lut-cube", "display-p3",        "srgb", REEL_COLOUR_MODE_LUT,
                               TRUE,       REEL_DITHER_ORDERED, FALSE };

const Setup setup_exact_cube = { "exact-cube", "bt2020",         "srgb", REEL_COLOUR_MODE_EXACT,
                                 TRUE,         REEL_DITHER_NONE, FALSE };

const Setup setup_cube = { "cube", "srgb",           "srgb", REEL_COLOUR_MODE_AUTO,
                           TRUE,   REEL_DITHER_NONE, TRUE };

static void
cube_init (TestCube *test, guint size)
{
  guint c;

  memset (test, 0, sizeof *test);
  test->cube.size = size;
  test->cube.table = test->values;
  for (c = 0; c < 3; c++)
    test->cube.domain_max[c] = 1.0f;
}

void
test_cube_fill_random (TestCube *test, Random *random)
{
  guint i;

  cube_init (test, CUBE_SIZE);
  for (i = 0; i < G_N_ELEMENTS (test->values); i++)
    test->values[i] = (float) random_between (random, -0.1, 1.1);
}

void
test_cube_fill_constant (TestCube *test, guint value, guint step)
{
  guint i;

  cube_init (test, 2);
  for (i = 0; i < 3 * 8; i++)
    test->values[i] = (float) ((value + i % 3 * step) / 65280.0);
}

ReelColourProgram *
test_program_new (const Setup *setup, const ReelPixelFormat *format, ReelCpuLevel level,
                  const TestCube *cube)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) input = reel_profile_load (setup->input, REEL_ICC_USE_INPUT, &error);
  g_autoptr (ReelProfile) dest = reel_profile_load (setup->dest, REEL_ICC_USE_DEST, &error);
  const ReelColourRecipe recipe = {
    .input = input,
    .dest = dest,
    .intent = REEL_INTENT_RELATIVE_COLORIMETRIC,
    .proof_intent = REEL_INTENT_RELATIVE_COLORIMETRIC,
    .preserve_black = setup->preserve_black,
    .mode = setup->mode,
    .lut_size = 17,
    .cube = setup->has_cube ? &cube->cube : NULL,
    .dither = setup->dither,
    .format = *format,
    .cpu_level = level,
  };
  ReelColourProgram *program;

  g_assert_no_error (error);
  program = reel_colour_program_new (&recipe, &error);
  g_assert_no_error (error);
  return program;
}

ReelPixelFormat
plain_format (guint8 depth, gboolean planar)
{
  ReelPixelFormat format = {
    .layout = REEL_LAYOUT_PLANAR16, .depth = depth, .place = { 0, 1, 2 }, .n_planes = 3
  };

  if (!planar && (depth == 8 || depth == 16)) {
    format.layout = depth == 8 ? REEL_LAYOUT_PX32 : REEL_LAYOUT_PX64;
    format.n_planes = 1;
  }
  return format;
}
