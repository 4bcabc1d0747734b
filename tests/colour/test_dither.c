/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What dithering does to the colours of programs. */

#include "layouts.h"
#include "programs.h"
#include "random.h"

#include <math.h>

#define LONGEST 1031
#define PATTERN 16 /* the dither pattern is so wide and high */

static const Setup dithered = { "dithered",          "srgb", "srgb", REEL_COLOUR_MODE_AUTO, TRUE,
                                REEL_DITHER_ORDERED, FALSE };
static const Setup dithered_wide = {
  "dithered-wide", "display-p3", "bt709", REEL_COLOUR_MODE_MATRIX, TRUE, REEL_DITHER_ORDERED, FALSE
};
static const Setup rounded = { "rounded", "srgb",           "srgb", REEL_COLOUR_MODE_AUTO,
                               TRUE,      REEL_DITHER_NONE, FALSE };

/* Codes of two by two patterns. */
typedef guint8 Codes[2 * PATTERN][2 * PATTERN];

/* Runs a program that makes every colour the values @value, @value + @step and @value + 2 * @step
 * (in 1/256 of an 8-bit code). */
static void
run_constant (const Setup *setup, guint value, guint step, Codes codes[3])
{
  const ReelPixelFormat format = plain_format (8, FALSE);
  guint32 pixels[2 * PATTERN];
  ReelRow row = { { (guint8 *) pixels } };
  g_autoptr (ReelColourProgram) program = NULL;
  TestCube cube;
  guint x, y, c;

  test_cube_fill_constant (&cube, value, step);
  program = test_program_new (setup, &format, reel_cpu_detect(), &cube);
  for (y = 0; y < 2 * PATTERN; y++) {
    for (x = 0; x < 2 * PATTERN; x++)
      pixels[x] = 0; /* a node: some tables cut a little from colours between nodes */
    reel_colour_program_run (program, &row, &row, 2 * PATTERN, y);
    for (x = 0; x < 2 * PATTERN; x++) {
      for (c = 0; c < 3; c++)
        codes[c][y][x] = (guint8) layout_get (&format, &row, x, c);
    }
  }
}

static void
note_thresholds (Codes codes, guint fraction, guint thresholds[PATTERN][PATTERN])
{
  guint x, y;

  for (y = 0; y < 2 * PATTERN; y++) {
    for (x = 0; x < 2 * PATTERN; x++) {
      guint *threshold = &thresholds[y % PATTERN][x % PATTERN];

      g_assert_cmpuint (codes[y][x], ==, codes[y % PATTERN][x % PATTERN]);
      if (codes[y][x] == 101) {
        *threshold = MIN (*threshold, fraction);
      } else {
        g_assert_cmpuint (codes[y][x], ==, 100);
        g_assert_cmpuint (*threshold, ==, 256); /* once up, it stays up */
      }
    }
  }
}

/* The smallest value above a whole code, in 1/256, at which each pixel takes the next code; 256
 * where none does. */
static void
find_thresholds (const Setup *setup, guint thresholds[PATTERN][PATTERN])
{
  Codes codes[3];
  guint fraction, x, y, c;

  for (y = 0; y < PATTERN; y++) {
    for (x = 0; x < PATTERN; x++)
      thresholds[y][x] = 256;
  }
  for (fraction = 0; fraction < 256; fraction += 3) {
    run_constant (setup, 100 * 256 + fraction, 1, codes);
    for (c = 0; c < 3 && fraction + c < 256; c++)
      note_thresholds (codes[c], fraction + c, thresholds);
  }
}

/* The pixels that go up first lie far from each other: of the first 4, 16 and 64, one is in every
 * part of the pattern of 8, 4 and 2 pixels a side; and of twice as many, the second one lies
 * diagonally across. */
static void
check_spread (guint thresholds[PATTERN][PATTERN], guint side)
{
  const guint count = (PATTERN / side) * (PATTERN / side);
  guint left, top, x, y;

  for (top = 0; top < PATTERN; top += side) {
    for (left = 0; left < PATTERN; left += side) {
      guint found_x[2] = { 0 }, found_y[2] = { 0 }, first = 0, found = 0;

      for (y = 0; y < side; y++) {
        for (x = 0; x < side; x++) {
          first += thresholds[top + y][left + x] <= count;
          if (thresholds[top + y][left + x] <= 2 * count) {
            g_assert_cmpuint (found, <, 2);
            found_x[found] = x;
            found_y[found++] = y;
          }
        }
      }
      g_assert_cmpuint (first, ==, 1);
      g_assert_cmpuint (found, ==, 2);
      g_assert_cmpuint (found_y[1], ==, found_y[0] + side / 2);
      g_assert_cmpuint (found_x[1] % (side / 2), ==, found_x[0] % (side / 2));
      g_assert_cmpuint (found_x[1], !=, found_x[0]);
    }
  }
}

/* The mean over a pattern is the value itself: each of 1..256 is the threshold of one pixel. */
static void
test_pattern (gconstpointer data)
{
  guint thresholds[PATTERN][PATTERN], seen[257] = { 0 }, x, y, side;

  find_thresholds (data, thresholds);
  for (y = 0; y < PATTERN; y++) {
    for (x = 0; x < PATTERN; x++)
      seen[thresholds[y][x]]++;
  }
  g_assert_cmpuint (seen[0], ==, 0);
  for (x = 1; x <= 256; x++)
    g_assert_cmpuint (seen[x], ==, 1);

  for (side = 2; side <= PATTERN; side *= 2)
    check_spread (thresholds, side);
}

/* Formats of more than 8 bits are not dithered. */
static void
test_depths (void)
{
  static const guint8 depths[] = { 9, 10, 12, 14, 16 };
  g_autoptr (TestRow) row = test_row_new (LONGEST);
  g_autoptr (TestRow) expected = test_row_new (LONGEST);
  Random random = random_new();
  guint d, y;

  for (d = 0; d < G_N_ELEMENTS (depths); d++) {
    const ReelPixelFormat format = plain_format (depths[d], depths[d] != 16);
    Setup undithered = setup_matrix;
    g_autoptr (ReelColourProgram) with =
        test_program_new (&setup_matrix, &format, REEL_CPU_BASELINE, NULL);
    g_autoptr (ReelColourProgram) without = NULL;

    undithered.dither = REEL_DITHER_NONE;
    without = test_program_new (&undithered, &format, REEL_CPU_BASELINE, NULL);
    for (y = 0; y < PATTERN; y++) {
      test_row_fill (row, &format, LONGEST, TRUE, &random);
      test_row_copy (expected, row, &format, LONGEST);
      reel_colour_program_run (with, &row->row, &row->row, LONGEST, y);
      reel_colour_program_run (without, &expected->row, &expected->row, LONGEST, y);
      g_assert_true (test_row_equal (row, expected, &format, LONGEST));
    }
  }
}

/* The ends: black and white have nothing to round and must not flicker. */
static void
test_ends (void)
{
  static const guint values[] = { 0, 255 * 256 };
  Codes codes[3];
  guint i, x, y, c;

  for (i = 0; i < G_N_ELEMENTS (values); i++) {
    run_constant (&dithered, values[i], 0, codes);
    for (y = 0; y < 2 * PATTERN; y++) {
      for (x = 0; x < 2 * PATTERN; x++) {
        for (c = 0; c < 3; c++)
          g_assert_cmpuint (codes[c][y][x], ==, values[i] / 256);
      }
    }
  }
}

static void
test_rounded (void)
{
  Codes codes[3];
  guint value, x, y, c;

  for (value = 0; value + 2 * 97 <= 255 * 256; value += 1009) {
    run_constant (&rounded, value, 97, codes);
    for (y = 0; y < 2 * PATTERN; y++) {
      for (x = 0; x < 2 * PATTERN; x++) {
        for (c = 0; c < 3; c++)
          g_assert_cmpuint (codes[c][y][x], ==, (value + 97 * c + 128) / 256);
      }
    }
  }
}

/* On real conversions: the mean of 256 dithered 8-bit pixels of one colour is the 16-bit result of
 * that colour, but for what the two tables round. */
static void
test_mean (gconstpointer data)
{
  const Setup *setup = data;
  const ReelPixelFormat format8 = plain_format (8, FALSE), format16 = plain_format (16, FALSE);
  Random random = random_new();
  TestCube cube;
  g_autoptr (ReelColourProgram) program8 = NULL;
  g_autoptr (ReelColourProgram) program16 = NULL;
  guint i, x, y, c;

  test_cube_fill_random (&cube, &random);
  program8 = test_program_new (setup, &format8, reel_cpu_detect(), &cube);
  program16 = test_program_new (setup, &format16, reel_cpu_detect(), &cube);
  for (i = 0; i < 300; i++) {
    guint32 code[3], sum[3] = { 0, 0, 0 };
    guint8 pixels8[4 * PATTERN];
    guint16 pixel16[4] = { 0 };
    ReelRow row8 = { { pixels8 } }, row16 = { { (guint8 *) pixel16 } };

    for (c = 0; c < 3; c++)
      code[c] = 1 + random_below (&random, 255);
    for (y = 0; y < PATTERN; y++) {
      for (x = 0; x < PATTERN; x++) {
        for (c = 0; c < 3; c++)
          layout_set (&format8, &row8, x, c, code[c]);
      }
      reel_colour_program_run (program8, &row8, &row8, PATTERN, y);
      for (x = 0; x < PATTERN; x++) {
        for (c = 0; c < 3; c++)
          sum[c] += layout_get (&format8, &row8, x, c);
      }
    }
    for (c = 0; c < 3; c++)
      layout_set (&format16, &row16, 0, c, code[c] * 257);
    reel_colour_program_run (program16, &row16, &row16, 1, 0);
    for (c = 0; c < 3; c++) {
      double mean = sum[c] / 256.0 / 255.0, exact = layout_get (&format16, &row16, 0, c) / 65535.0;

      /* Two steps may round by one code of 16 bits each, in either program, and tables for bytes
       * cut up to four from shares and a little from positions. A twentieth of a code is not seen.
       */
      g_assert_cmpfloat (fabs (mean - exact), <=, 13.0 / 65280.0);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/dither/pattern", &dithered, test_pattern);
  g_test_add_data_func ("/dither/pattern-wide", &dithered_wide, test_pattern);
  g_test_add_func ("/dither/ends", test_ends);
  g_test_add_func ("/dither/depths", test_depths);
  g_test_add_data_func ("/dither/mean-matrix", &setup_matrix, test_mean);
  g_test_add_data_func ("/dither/mean-lut", &setup_lut, test_mean);
  g_test_add_data_func ("/dither/mean-lut-cube", &setup_lut_cube, test_mean);
  g_test_add_func ("/dither/rounded", test_rounded);
  return g_test_run();
}
