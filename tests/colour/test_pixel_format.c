/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/pixel_format.h"
#include "layouts.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define LONGEST 100

/* Calls @check for every format with random numbers of its own. */
typedef void (*Check) (const ReelPixelFormat *format, Random *random, TestRow *row,
                       TestRow *expected);

static void
test_all (gconstpointer data)
{
  Check check = (Check) data;
  g_autoptr (GArray) formats = layouts_all();
  g_autoptr (TestRow) row = test_row_new (LONGEST);
  g_autoptr (TestRow) expected = test_row_new (LONGEST);
  Random random = random_new();
  guint i;

  for (i = 0; i < formats->len; i++)
    check (&g_array_index (formats, ReelPixelFormat, i), &random, row, expected);
}

static void G_GNUC_NORETURN
fail (const ReelPixelFormat *format, const char *what)
{
  g_autofree char *name = layout_describe (format);

  g_error ("%s: %s", name, what);
}

/* Rows are to be equal to what was written a byte at a time. */
static void
check_rows (const ReelPixelFormat *format, const TestRow *row, const TestRow *expected, gsize n,
            const char *what)
{
  if (!test_row_equal (row, expected, format, n))
    fail (format, what);
}

static void
check_max (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  g_assert_cmpuint (reel_pixel_format_max (format), ==, layout_max (format));
}

/* A pixel whose components are 1, 2 and 3, read as one word of this machine. */
static void
check_shifts (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  guint8 shift[3];
  guint64 word = 0;
  guint32 word32;
  guint c;

  if (format->layout == REEL_LAYOUT_PLANAR16 || format->swapped)
    return;
  reel_pixel_format_shifts (format, shift);
  if (format->layout == REEL_LAYOUT_PX24 || format->layout == REEL_LAYOUT_PLANAR8) {
    /* These travel as 32-bit words with red lowest. */
    for (c = 0; c < 3; c++)
      g_assert_cmpuint (shift[c], ==, 8 * c);
    return;
  }
  test_row_fill (row, format, 1, FALSE, random);
  memset (row->row.plane[0], 0, layout_step (format));
  for (c = 0; c < 3; c++)
    layout_set (format, &row->row, 0, c, c + 1);
  if (format->layout == REEL_LAYOUT_PX32) {
    memcpy (&word32, row->row.plane[0], 4);
    word = word32;
  } else {
    memcpy (&word, row->row.plane[0], 8);
  }
  g_assert_cmphex (word, ==,
                   (guint64) 1 << shift[0] | (guint64) 2 << shift[1] | (guint64) 3 << shift[2]);
}

/* Only native words of four bytes, of four 16-bit values, and planes of 16-bit words. */
static void
check_direct (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  gboolean direct =
      format->layout == REEL_LAYOUT_PX32 ||
      ((format->layout == REEL_LAYOUT_PX64 || format->layout == REEL_LAYOUT_PLANAR16) &&
       !format->swapped);

  g_assert_true ((reel_pixel_format_is_direct (format) != FALSE) == direct);
}

/* --- 32-bit words --- */

static void
check_words32 (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  guint32 words[LONGEST];
  guint length, c;
  gsize i;

  if (format->layout != REEL_LAYOUT_PX24 && format->layout != REEL_LAYOUT_PLANAR8)
    return;
  for (length = 0; length < 70; length++) {
    gsize n = length + random_below (random, 30),
          x = random_below (random, (guint32) (n - length) + 1);

    test_row_fill (row, format, n, (gboolean) (length & 1), random);
    reel_pixels_load32 (format, &row->row, x, length, words);
    for (i = 0; i < length; i++) {
      for (c = 0; c < 3; c++)
        g_assert_cmpuint (words[i] >> (8 * c) & 0xff, ==, layout_get (format, &row->row, x + i, c));
      words[i] = (guint32) random_bits (random);
    }
    test_row_copy (expected, row, format, n);
    reel_pixels_store32 (format, &row->row, x, length, words);
    for (i = 0; i < length; i++) {
      for (c = 0; c < 3; c++)
        layout_set (format, &expected->row, x + i, c, words[i] >> (8 * c) & 0xff);
    }
    check_rows (format, row, expected, n, "storing words went wrong");
  }
}

static void
test_swap (void)
{
  guint16 words[70], swapped[70];
  Random random = random_new();
  gsize n, i;

  for (n = 0; n < 70; n++) {
    for (i = 0; i < 70; i++) {
      words[i] = (guint16) random_bits (&random);
      swapped[i] = 0x5aa5;
    }
    reel_words_swap (swapped, words, n);
    for (i = 0; i < 70; i++)
      g_assert_cmphex (swapped[i], ==, i < n ? words[i] % 256 * 256 + words[i] / 256 : 0x5aa5);
    reel_words_swap (swapped, swapped, n); /* in place */
    for (i = 0; i < 70; i++)
      g_assert_cmphex (swapped[i], ==, i < n ? words[i] : 0x5aa5);
  }
}

/* --- wide words --- */

static void
check_load_wide (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  const double max = layout_max (format);
  guint64 wide[LONGEST];
  guint length, c;
  gsize i;

  for (length = 0; length < 40; length++) {
    gsize n = length + random_below (random, 30);
    gsize x = random_below (random, (guint32) (n - length) + 1);

    test_row_fill (row, format, n, (gboolean) (length & 1), random);
    reel_pixels_load_wide (format, &row->row, x, length, wide);
    for (i = 0; i < length; i++) {
      g_assert_cmphex (wide[i] >> 48, ==, 0);
      for (c = 0; c < 3; c++) {
        double code = MIN (layout_get (format, &row->row, x + i, c), max);
        double got = (double) (wide[i] >> (16 * c) & 0xffff);

        g_assert_cmpfloat (fabs (got - code * 65535.0 / max), <=, 0.5);
      }
    }
  }
}

/* Every code of every depth. */
static void
check_load_wide_codes (const ReelPixelFormat *format, Random *random, TestRow *row,
                       TestRow *expected)
{
  const guint32 max = layout_max (format);
  guint64 wide[64], before = 0;
  guint32 code;
  guint i, c;

  if (format->layout != REEL_LAYOUT_PLANAR16 || format->swapped || format->n_planes == 4 ||
      format->place[0] != 0 || format->place[1] != 1)
    return;
  for (code = 0; code <= max; code += 64) {
    test_row_fill (row, format, 64, FALSE, random);
    for (i = 0; i < 64; i++) {
      for (c = 0; c < 3; c++)
        layout_set (format, &row->row, i, c, code + i);
    }
    reel_pixels_load_wide (format, &row->row, 0, 64, wide);
    for (i = 0; i < 64; i++) {
      guint64 one = wide[i] & 0xffff;

      g_assert_cmphex (wide[i], ==, one | one << 16 | one << 32);
      g_assert_cmpfloat (fabs ((double) one - (code + i) * 65535.0 / max), <=, 0.5);
      g_assert_true (code + i == 0 || one > before);
      before = one;
    }
  }
  g_assert_cmpuint (before, ==, 65535);
}

static guint64
random_wide (Random *random)
{
  guint64 bits = random_bits (random) & G_GUINT64_CONSTANT (0xffffffffffff);

  switch (random_below (random, 8)) {
    case 0:
    case 1:
      return 0;
    case 2:
      return G_GUINT64_CONSTANT (0xffffffffffff);
    case 3:
      return bits & G_GUINT64_CONSTANT (0x000700070007); /* next to black */
    case 4:
      return bits | G_GUINT64_CONSTANT (0xfff8fff8fff8);
    default:
      return bits;
  }
}

static void
check_store_wide (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  const guint right = 16u - format->depth;
  const double white = ldexp (layout_max (format), (int) right);
  guint64 wide[LONGEST];
  guint length, c;
  gsize i;

  for (length = 0; length < 40; length++) {
    const gsize x = random_below (random, 2) * REEL_DITHER_WIDTH, n = x + length;
    ReelPixelRule rule = { .depth = format->depth };

    rule.keep_black = (gboolean) random_below (random, 2);
    for (i = 0; i < REEL_DITHER_WIDTH; i++)
      rule.bias[i] = (guint16) random_below (random, 1u << right);
    for (i = 0; i < length; i++)
      wide[i] = random_wide (random);
    test_row_fill (row, format, n, (gboolean) (length & 1), random);
    test_row_copy (expected, row, format, n);
    reel_pixels_store_wide (format, &row->row, x, length, wide, &rule);
    for (i = 0; i < length; i++) {
      for (c = 0; c < 3; c++) {
        double value = floor ((double) (wide[i] >> (16 * c) & 0xffff) * white / 65535.0 + 0.5);
        double biased =
            rule.keep_black && wide[i] == 0 ? value : value + rule.bias[i % REEL_DITHER_WIDTH];

        layout_set (format, &expected->row, x + i, c,
                    (guint32) floor (ldexp (biased, -(int) right)));
      }
    }
    check_rows (format, row, expected, n, "storing wide words went wrong");
  }
}

/* Every code comes back from its wide word. */
static void
check_round_trip (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  const guint32 max = layout_max (format);
  ReelPixelRule rule = { .depth = format->depth };
  guint64 wide[64];
  guint32 code;
  guint i, c;

  /* Orders of components make no difference to this. */
  if (format->place[0] != 0 || format->place[1] != 1)
    return;
  for (i = 0; i < REEL_DITHER_WIDTH; i++)
    rule.bias[i] = (guint16) (1u << (16 - format->depth) >> 1);
  for (code = 0; code <= max; code += 64) {
    test_row_fill (row, format, 64, FALSE, random);
    for (i = 0; i < 64; i++) {
      for (c = 0; c < 3; c++)
        layout_set (format, &row->row, i, c, (code + i + c * 7) & max);
    }
    test_row_copy (expected, row, format, 64);
    reel_pixels_load_wide (format, &row->row, 0, 64, wide);
    reel_pixels_store_wide (format, &row->row, 0, 64, wide, &rule);
    check_rows (format, row, expected, 64, "codes do not come back from wide words");
  }
}

/* --- what is not colour --- */

static void
check_copy_rest (const ReelPixelFormat *format, Random *random, TestRow *row, TestRow *expected)
{
  g_autoptr (TestRow) from = test_row_new (LONGEST);
  gsize n, i;

  for (n = 0; n < 40; n++) {
    test_row_fill (from, format, n, n % 3 == 0, random);
    test_row_fill (row, format, n, n % 2 == 0, random);
    test_row_copy (expected, row, format, n);
    reel_pixels_copy_rest (format, &row->row, &from->row, n);
    for (i = 0; i < n; i++)
      layout_set (format, &expected->row, i, 3, layout_get (format, &from->row, i, 3));
    check_rows (format, row, expected, n, "copying what is not colour went wrong");
    /* To itself. */
    reel_pixels_copy_rest (format, &row->row, &row->row, n);
    check_rows (format, row, expected, n, "copying what is not colour to itself went wrong");
  }
}

static void
add (const char *path, Check check)
{
  g_test_add_data_func (path, (gconstpointer) check, test_all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/pixel-format/max", check_max);
  add ("/pixel-format/shifts", check_shifts);
  add ("/pixel-format/direct", check_direct);
  add ("/pixel-format/words32", check_words32);
  g_test_add_func ("/pixel-format/swap", test_swap);
  add ("/pixel-format/load-wide", check_load_wide);
  add ("/pixel-format/load-wide-codes", check_load_wide_codes);
  add ("/pixel-format/store-wide", check_store_wide);
  add ("/pixel-format/round-trip", check_round_trip);
  add ("/pixel-format/copy-rest", check_copy_rest);
  return g_test_run();
}
