/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "formats/cube.h"
#include "formats/format_error.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <glib/gstdio.h>

/* The eight rows of an identity table of size 2. */
#define ROWS                                                                                       \
  "0 0 0\n"                                                                                        \
  "1 0 0\n"                                                                                        \
  "0 1 0\n"                                                                                        \
  "1 1 0\n"                                                                                        \
  "0 0 1\n"                                                                                        \
  "1 0 1\n"                                                                                        \
  "0 1 1\n"                                                                                        \
  "1 1 1\n"
#define SIZE "LUT_3D_SIZE 2\n"

/* Parses a block of exactly @length bytes, so that a memory checker sees any read past it. */
static ReelCube *
parse_bytes (const char *text, gsize length, GError **error)
{
  g_autofree char *copy = length > 0 ? g_memdup2 (text, length) : NULL;

  return reel_cube_parse (copy, length, error);
}

static ReelCube *
parse_ok (const char *text)
{
  g_autoptr (GError) error = NULL;
  ReelCube *cube = parse_bytes (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (cube);
  return cube;
}

/* @part must be in the message: it tells the reasons with one code apart. */
static void
assert_bytes_fail (const char *text, gsize length, ReelFormatError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  ReelCube *cube = parse_bytes (text, length, &error);

  g_assert_null (cube);
  g_assert_error (error, REEL_FORMAT_ERROR, (gint) code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_test_message ("%s", error->message);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" lacks \"%s\"", error->message, part);
}

static void
assert_fails (const char *text, ReelFormatError code, const char *part)
{
  assert_bytes_fail (text, strlen (text), code, part);
}

static void
assert_identity (const ReelCube *cube)
{
  guint i, channel;

  g_assert_cmpuint (cube->size, ==, 2);
  for (i = 0; i < 8; i++) {
    for (channel = 0; channel < 3; channel++)
      g_assert_cmpfloat (cube->table[3 * i + channel], ==, (float) (i >> channel & 1));
  }
}

static void
assert_domain (const ReelCube *cube, float low, float high)
{
  guint i;

  for (i = 0; i < 3; i++) {
    g_assert_cmpfloat (cube->domain_min[i], ==, low);
    g_assert_cmpfloat (cube->domain_max[i], ==, high);
  }
}

static void
test_plain (void)
{
  g_autoptr (ReelCube) cube = parse_ok (SIZE ROWS);

  assert_identity (cube);
  assert_domain (cube, 0.0f, 1.0f);
  g_assert_null (cube->title);
}

static void
test_everything (void)
{
  g_autoptr (ReelCube) cube = parse_ok ("# made by hand\n"
                                        "\n"
                                        "TITLE \"Night, \"late\"\"\n"
                                        "  LUT_3D_SIZE\t2  \n"
                                        "#LUT_1D_SIZE 4\n"
                                        "DOMAIN_MAX 1.5 2 4e0\n"
                                        "DOMAIN_MIN -0.5 0 .25\n"
                                        "\t\n" ROWS "# done\n\n");

  assert_identity (cube);
  g_assert_cmpstr (cube->title, ==, "Night, \"late\"");
  g_assert_cmpfloat (cube->domain_min[0], ==, -0.5f);
  g_assert_cmpfloat (cube->domain_min[1], ==, 0.0f);
  g_assert_cmpfloat (cube->domain_min[2], ==, 0.25f);
  g_assert_cmpfloat (cube->domain_max[0], ==, 1.5f);
  g_assert_cmpfloat (cube->domain_max[1], ==, 2.0f);
  g_assert_cmpfloat (cube->domain_max[2], ==, 4.0f);
}

static void
test_resolve (void)
{
  g_autoptr (ReelCube) cube = parse_ok (SIZE "LUT_3D_INPUT_RANGE 0.0 1.0951\n" ROWS);

  assert_identity (cube);
  assert_domain (cube, 0.0f, 1.0951f);
  assert_fails (SIZE "LUT_3D_INPUT_RANGE 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 2");
  assert_fails (SIZE "LUT_3D_INPUT_RANGE 0 1 2\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "two numbers");
  assert_fails (SIZE "LUT_3D_INPUT_RANGE 1 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 2: domain");
  assert_fails (SIZE "LUT_3D_INPUT_RANGE 0 1\nDOMAIN_MIN 0 0 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT,
                "a second time");
  assert_fails (SIZE "DOMAIN_MAX 1 1 1\nLUT_3D_INPUT_RANGE 0 1\n" ROWS, REEL_FORMAT_ERROR_CORRUPT,
                "a second time");
}

static char *
replace_line_ends (const char *text, const char *line_end)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strjoinv (line_end, lines);
}

static void
test_line_ends (void)
{
  static const char *line_ends[] = { "\n", "\r\n", "\r" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (line_ends); i++) {
    g_autofree char *good = replace_line_ends ("# a\n\nTITLE \"t\"\n" SIZE ROWS, line_ends[i]);
    g_autofree char *bad = replace_line_ends ("# a\n\n" SIZE "0 0 zero\n", line_ends[i]);
    g_autoptr (ReelCube) cube = parse_ok (good);

    assert_identity (cube);
    g_assert_cmpstr (cube->title, ==, "t");
    assert_fails (bad, REEL_FORMAT_ERROR_CORRUPT, "line 4: ");
  }
}

static void
test_no_final_newline (void)
{
  g_autofree char *text = g_strchomp (g_strdup (SIZE ROWS));
  g_autoptr (ReelCube) cube = parse_ok (text);

  assert_identity (cube);
}

static void
test_byte_order_marks (void)
{
  g_autoptr (ReelCube) cube = parse_ok ("\xef\xbb\xbf" SIZE ROWS);
  static const char utf16[] = "\xff\xfeL\0U\0T\0";

  assert_identity (cube);
  assert_fails ("\xef\xbb\xbf\xef\xbb\xbf" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "keyword");
  assert_fails ("\xef\xbb", REEL_FORMAT_ERROR_CORRUPT, "keyword");
  assert_bytes_fail (utf16, sizeof utf16 - 1, REEL_FORMAT_ERROR_CORRUPT, "0x00 in column 4");
}

static void
test_titles (void)
{
  static const char *titles[][2] = {
    { "TITLE \"\"\n", "" },
    { "TITLE\n", "" },
    { "TITLE no quotes \t\n", "no quotes" },
    { "TITLE \"Caf\xc3\xa9\" \n", "Caf\xc3\xa9" },
    { "TITLE \"Caf\xe9\"\n", "Caf\xef\xbf\xbd" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (titles); i++) {
    g_autofree char *text = g_strconcat (titles[i][0], SIZE ROWS, NULL);
    g_autoptr (ReelCube) cube = parse_ok (text);

    g_assert_cmpstr (cube->title, ==, titles[i][1]);
  }
  assert_fails ("TITLE \"open\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 1: title");
  assert_fails ("TITLE \"\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 1: title");
  assert_fails ("TITLE \"a\" b\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 1: title");
}

static void
test_one_dimensional (void)
{
  assert_fails ("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n", REEL_FORMAT_ERROR_UNSUPPORTED, "one-dimensional");
  assert_fails ("LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1\n" SIZE "0 0 0\n1 1 1\n" ROWS,
                REEL_FORMAT_ERROR_UNSUPPORTED, "line 1: \"LUT_1D_SIZE\"");
  assert_fails (SIZE "LUT_1D_INPUT_RANGE 0 1\n" ROWS, REEL_FORMAT_ERROR_UNSUPPORTED,
                "line 2: \"LUT_1D_INPUT_RANGE\"");
}

static void
test_unknown_keywords (void)
{
  assert_fails (SIZE "LUT_IN_VIDEO_RANGE\n" ROWS, REEL_FORMAT_ERROR_UNSUPPORTED,
                "line 2: unknown keyword \"LUT_IN_VIDEO_RANGE\"");
  assert_fails ("LUT_3D_SIZES 2\n" ROWS, REEL_FORMAT_ERROR_UNSUPPORTED, "unknown keyword");
  assert_fails ("LUT_3D_SIZ\n" ROWS, REEL_FORMAT_ERROR_UNSUPPORTED, "unknown keyword");
  assert_fails ("lut_3d_size 2\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "expected a keyword");
  assert_fails ("{ \"size\": 2 }\n", REEL_FORMAT_ERROR_CORRUPT, "expected a keyword");
  assert_fails ("<?xml version=\"1.0\"?>\n", REEL_FORMAT_ERROR_CORRUPT, "expected a keyword");
  assert_fails ("Dear sir\n", REEL_FORMAT_ERROR_CORRUPT, "expected a keyword");
  assert_fails ("\xff\xd8\xff\xe0\n", REEL_FORMAT_ERROR_CORRUPT, "expected a keyword");
}

static void
test_repeated_keywords (void)
{
  assert_fails (SIZE SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 2: LUT_3D_SIZE again; line 1");
  assert_fails ("TITLE a\nTITLE a\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT, "TITLE again");
  assert_fails ("DOMAIN_MIN 0 0 0\nDOMAIN_MIN 0 0 0\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT,
                "DOMAIN_MIN again");
  assert_fails ("DOMAIN_MAX 1 1 1\n\nDOMAIN_MAX 1 1 1\n" SIZE ROWS, REEL_FORMAT_ERROR_CORRUPT,
                "line 3: DOMAIN_MAX again; line 1");
}

static void
test_order (void)
{
  assert_fails (ROWS SIZE, REEL_FORMAT_ERROR_CORRUPT, "line 1: numbers before");
  assert_fails (SIZE ROWS "TITLE late\n", REEL_FORMAT_ERROR_CORRUPT, "line 10: TITLE after");
  assert_fails (SIZE "0 0 0\nDOMAIN_MAX 1 1 1\n", REEL_FORMAT_ERROR_CORRUPT, "line 3: DOMAIN_MAX");
}

static void
test_sizes (void)
{
  static const char *malformed[] = { "",    "0",    "1",   "-2", "+2",   "2.0",
                                     "2e0", "0x10", "two", "2x", "\"2\"" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (malformed); i++) {
    g_autofree char *text = g_strdup_printf ("LUT_3D_SIZE %s\n" ROWS, malformed[i]);

    assert_fails (text, REEL_FORMAT_ERROR_CORRUPT, "line 1: size");
  }
  assert_fails ("LUT_3D_SIZE 2 2\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "after the size");
  assert_fails ("LUT_3D_SIZE 130\n" ROWS, REEL_FORMAT_ERROR_TOO_LARGE, "at most 129");
  assert_fails ("LUT_3D_SIZE 4294967298\n" ROWS, REEL_FORMAT_ERROR_TOO_LARGE, "at most 129");
  assert_fails ("LUT_3D_SIZE 99999999999999999999999\n" ROWS, REEL_FORMAT_ERROR_TOO_LARGE,
                "at most 129");
  assert_fails ("", REEL_FORMAT_ERROR_CORRUPT, "without a LUT_3D_SIZE line");
  assert_fails ("# nothing\n", REEL_FORMAT_ERROR_CORRUPT, "without a LUT_3D_SIZE line");
}

static void
test_row_counts (void)
{
  assert_fails (SIZE, REEL_FORMAT_ERROR_TRUNCATED, "after 0 rows; size 2 has 8");
  assert_fails (SIZE "0 0 0\n1 1 1", REEL_FORMAT_ERROR_TRUNCATED, "after 2 rows");
  assert_fails ("LUT_3D_SIZE 129\n" ROWS, REEL_FORMAT_ERROR_TRUNCATED, "after 8 rows");
  assert_fails (SIZE ROWS "0 0 0\n", REEL_FORMAT_ERROR_CORRUPT, "line 10: more rows than the 8");
}

static void
test_malformed_rows (void)
{
  static const char *rows[] = {
    "0 0",        "0 0 ",      "0 0 0 0",   "0,0,0",     "0, 0, 0",      "0;0;0",
    "0 0 #",      "0 0 0 # c", "0 0 x",     "0 0 0x1",   "0 0 1f",       "0 0 .",
    "0 0 -",      "0 0 +.",    "0 0 1e",    "0 0 1e+",   "0 0 1.2.3",    "0 0 --1",
    "0 0 +-1",    "0 0 1_",    "0 0 1e1.0", "0 0 e1",    "0 0 .e1",      "+",
    "-",          ".",         "-nan 0 0",  "0 nan 0",   "0 0 inf",      "0 0 -inf",
    "0 0 NAN(1)", "0 0 1\v0",  "0 0 1\f",   "0 0 1\x7f", "0 0 \xd9\xa1", "0 0 1d3",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf (SIZE "%s\n" ROWS, rows[i]);

    assert_fails (text, REEL_FORMAT_ERROR_CORRUPT, "line 2: ");
  }
  assert_fails (SIZE "nan 0 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "not a finite number");
  assert_fails (SIZE "Infinity 0 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "not a finite number");
}

static void
test_too_big_numbers (void)
{
  static const char *numbers[] = {
    "1e400",
    "-1e400",
    "1e39",
    "3.5e38",
    "1e99999999999999999999",
    "9999999999999999999999999999999999999999",
    "3.40282357e38",
  };
  g_autofree char *digits = g_strnfill (MAX (200, FLT_DIG), '1');
  g_autofree char *many = g_strconcat (SIZE "0.", digits, " 0 0\n", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *row = g_strdup_printf (SIZE "0 %s 0\n" ROWS, numbers[i]);
    g_autofree char *domain = g_strdup_printf (SIZE "DOMAIN_MAX 1 1 %s\n" ROWS, numbers[i]);

    assert_fails (row, REEL_FORMAT_ERROR_CORRUPT, "32-bit float");
    assert_fails (domain, REEL_FORMAT_ERROR_CORRUPT, "32-bit float");
  }
  assert_fails (many, REEL_FORMAT_ERROR_TOO_LARGE, "line 2: number of more than 127");
}

static float
parse_number (const char *number)
{
  g_autofree char *text = g_strdup_printf (SIZE "%s 0 0\n" ROWS, number);
  char *last_row = strstr (text, "1 1 1\n");
  g_autoptr (ReelCube) cube = NULL;

  *last_row = '\0';
  cube = parse_ok (text);
  return cube->table[0];
}

static void
test_numbers (void)
{
  static const char *numbers[] = {
    "0",
    "-0",
    "+1",
    "1.",
    ".5",
    "-.5",
    "1e0",
    "1E-3",
    "1e+3",
    "001",
    "0.1",
    "1.0951",
    "1e-45",
    "1e-46",
    "1e-400",
    "-1e-400",
    "0e400",
    "3.4028235e38",
    "-3.4028235e+38",
    "1e22",
    "1e23",
    "123456789012345",
    "1234567890123456",
    "0.000000000000000000000000000001",
    "0.30000001192092896",
    "0.3000000119209289550781250000000000000000001",
    "16777217",
    "16777219",
    "1.00000005960464477539",
    "1.000000059604644775391",
    "5e-324",
    "9007199254740993",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (numbers); i++) {
    float expected = (float) MIN (g_ascii_strtod (numbers[i], NULL), (double) FLT_MAX);
    float got = parse_number (numbers[i]);

    g_test_message ("%s", numbers[i]);
    g_assert_cmpmem (&got, sizeof got, &expected, sizeof expected);
  }
}

/* Numbers as programs print them, against strtod(). */
static void
test_random_numbers (void)
{
  static const char *formats[] = { "%.6f", "%.10f", "%.17g", "%g", "%.3e", "%.25f" };
  guint i;

  for (i = 0; i < 20000; i++) {
    char number[64];
    double value = g_test_rand_double_range (-2, 2) * pow (10, g_test_rand_int_range (-40, 37));
    float expected, got;

    g_ascii_formatd (number, sizeof number, formats[i % G_N_ELEMENTS (formats)], value);
    expected = (float) g_ascii_strtod (number, NULL);
    got = parse_number (number);
    g_assert_cmpmem (&got, sizeof got, &expected, sizeof expected);
  }
}

static void
test_domains (void)
{
  g_autoptr (ReelCube) wide = parse_ok (SIZE "LUT_3D_INPUT_RANGE -1e38 1e38\n" ROWS);
  g_autoptr (ReelCube) narrow = parse_ok (SIZE "LUT_3D_INPUT_RANGE 0 1e-37\n" ROWS);

  assert_domain (wide, -1e38f, 1e38f);
  assert_domain (narrow, 0.0f, 1e-37f);
  assert_fails (SIZE "DOMAIN_MIN 0 1 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "channel 1");
  assert_fails (SIZE "DOMAIN_MIN 0 0 2\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "line 2: domain");
  assert_fails (SIZE "DOMAIN_MAX 0 1 1\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "channel 0");
  assert_fails (SIZE "DOMAIN_MAX 1 1 -1\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "channel 2");
  /* Apart as written, together as floats. */
  assert_fails (SIZE "DOMAIN_MIN 1 1 1\nDOMAIN_MAX 2 2 1.00000000001\n" ROWS,
                REEL_FORMAT_ERROR_CORRUPT, "channel 2");
  assert_fails (SIZE "LUT_3D_INPUT_RANGE -3e38 3e38\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "too wide");
  assert_fails (SIZE "LUT_3D_INPUT_RANGE 0 1e-45\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "too narrow");
  assert_fails (SIZE "DOMAIN_MIN 0 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT,
                "line 2: expected a number");
  assert_fails (SIZE "DOMAIN_MIN 0 0 0 0\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "three numbers");
}

static void
test_not_text (void)
{
  static const char nul[] = SIZE "0 0 0\0\n";
  guint c;

  assert_bytes_fail (nul, sizeof nul - 1, REEL_FORMAT_ERROR_CORRUPT,
                     "line 2: byte 0x00 in column 6");
  for (c = 1; c < 0x20; c++) {
    g_autofree char *text = g_strdup_printf ("# %c\n" SIZE ROWS, c);

    if (c == '\t' || c == '\n' || c == '\r')
      continue;
    assert_fails (text, REEL_FORMAT_ERROR_CORRUPT, "is not text");
  }
}

/* Comments in any encoding are nobody's business. */
static void
test_comments (void)
{
  g_autoptr (ReelCube) cube = parse_ok ("# \xa9 1999\n#\n" SIZE "  # in\n" ROWS "#\xff");

  assert_identity (cube);
}

static void
test_long_lines (void)
{
  g_autofree char *comment = g_strnfill (4096, '#');
  g_autofree char *good = g_strconcat (comment, "\r\n", SIZE ROWS, comment, NULL);
  g_autofree char *bad = g_strconcat (SIZE, comment, "#\n", ROWS, NULL);
  g_autofree char *blanks = g_strnfill (5000, ' ');
  g_autoptr (ReelCube) cube = parse_ok (good);

  assert_identity (cube);
  assert_fails (bad, REEL_FORMAT_ERROR_TOO_LARGE, "line 2: more than 4096");
  assert_fails (blanks, REEL_FORMAT_ERROR_TOO_LARGE, "line 1: more than 4096");
}

static const char everything[] = "\xef\xbb\xbf# c\r\nTITLE \"Night\"\nLUT_3D_SIZE 2\n"
                                 "DOMAIN_MIN -1e-1 0 0\nDOMAIN_MAX 2.5 1 1\n" ROWS "# end\n";

/* Cut anywhere before its last number the text is refused; whatever happens, an error is set or a
 * table returned. */
static void
test_truncated (void)
{
  gsize last = (gsize) (strstr (everything, "# end") - everything) - 1;
  gsize length;

  for (length = 0; length < sizeof everything; length++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ReelCube) cube = parse_bytes (everything, length, &error);

    g_assert_true ((cube == NULL) == (length < last || length == sizeof everything));
    g_assert_true ((cube == NULL) == (error != NULL));
  }
}

static void
assert_sane (const ReelCube *cube)
{
  guint i;

  g_assert_cmpuint (cube->size, >=, REEL_CUBE_MIN_SIZE);
  g_assert_cmpuint (cube->size, <=, REEL_CUBE_MAX_SIZE);
  g_assert_true (cube->title == NULL || g_utf8_validate (cube->title, -1, NULL));
  for (i = 0; i < 3; i++)
    g_assert_true (cube->domain_min[i] < cube->domain_max[i]);
  for (i = 0; i < 3 * cube->size * cube->size * cube->size; i++)
    g_assert_true (isfinite (cube->table[i]));
}

static void
test_byte_changes (void)
{
  g_autofree char *text = g_memdup2 (everything, sizeof everything);
  gsize length = sizeof everything - 1;
  gsize at;
  guint c;

  for (at = 0; at < length; at++) {
    for (c = 0; c < 256; c++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelCube) cube = NULL;

      text[at] = (char) c;
      cube = parse_bytes (text, length, &error);
      g_assert_true ((cube == NULL) == (error != NULL));
      if (cube != NULL)
        assert_sane (cube);
      else
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
    text[at] = everything[at];
  }
}

/* A table of @size with six digits a number, as most programs write it. */
static char *
make_table (guint size)
{
  GString *text = g_string_new (NULL);
  char number[3][16];
  guint r, g, b;

  g_string_append_printf (text, "LUT_3D_SIZE %u\n", size);
  for (b = 0; b < size; b++) {
    for (g = 0; g < size; g++) {
      g_ascii_formatd (number[1], sizeof number[1], "%.6f", g / (size - 1.0));
      g_ascii_formatd (number[2], sizeof number[2], "%.6f", b / (size - 1.0));
      for (r = 0; r < size; r++) {
        g_ascii_formatd (number[0], sizeof number[0], "%.6f", r / (size - 1.0));
        g_string_append_printf (text, "%s %s %s\n", number[0], number[1], number[2]);
      }
    }
  }
  return g_string_free (text, FALSE);
}

/* The limits on time are far above what any machine needs, and far below what a parser takes that
 * goes over the text more than once per line. */
static void
check_size (guint size, double seconds)
{
  g_autofree char *text = make_table (size);
  g_autoptr (ReelCube) cube = NULL;
  gsize last = (gsize) size * size * size - 1;
  double took;

  g_test_timer_start();
  cube = parse_ok (text);
  took = g_test_timer_elapsed();
  g_test_message ("size %u: %.0f ms", size, 1000 * took);
  g_assert_cmpfloat (took, <, seconds);
  g_assert_cmpuint (cube->size, ==, size);
  assert_sane (cube);
  /* Red runs fastest. */
  g_assert_cmpfloat_with_epsilon (cube->table[3], 1.0f / (float) (size - 1), 1e-6);
  g_assert_cmpfloat (cube->table[4], ==, 0.0f);
  g_assert_cmpfloat (cube->table[3 * last], ==, 1.0f);
  g_assert_cmpfloat (cube->table[3 * (last - 1) + 2], ==, 1.0f);
}

static void
test_size_65 (void)
{
  check_size (65, 10);
}

static void
test_size_129 (void)
{
  check_size (129, 60);
}

/* A comma for the decimal point, if the machine has such a locale; without one the numbers below
 * still tell a parser that takes commas. */
static void
test_locale (void)
{
  static const char *locales[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "es_ES.UTF-8",
                                   "ru_RU.UTF-8", "de_DE",      "fr_FR" };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autoptr (ReelCube) cube = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (locales) && setlocale (LC_ALL, locales[i]) == NULL; i++)
    ;
  g_test_message ("locale: %s", i < G_N_ELEMENTS (locales) ? locales[i] : "none with a comma");
  cube = parse_ok (SIZE "DOMAIN_MAX 1.5 1.5 1.50000000000000000000\n" ROWS);
  assert_domain (cube, 0.0f, 1.5f);
  assert_fails (SIZE "0,5 0,5 0,5\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "\"0,5\"");
  assert_fails (SIZE "DOMAIN_MAX 1,5 1 1\n" ROWS, REEL_FORMAT_ERROR_CORRUPT, "\"1,5\"");
  setlocale (LC_ALL, before);
}

static void
test_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("reel-cube-XXXXXX", &error);
  g_autofree char *name = NULL;
  g_autoptr (ReelCube) cube = NULL;

  g_assert_no_error (error);
  name = g_build_filename (folder, "a.cube", NULL);

  g_assert_null (reel_cube_load (name, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_true (g_str_has_prefix (error->message, name));
  g_clear_error (&error);

  g_assert_null (reel_cube_load (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (name, SIZE "0 0 0\n", -1, NULL));
  g_assert_null (reel_cube_load (name, &error));
  g_assert_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED);
  g_assert_true (g_str_has_prefix (error->message, name));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (name, "", -1, NULL));
  g_assert_null (reel_cube_load (name, &error));
  g_assert_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_CORRUPT);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (name, SIZE ROWS, -1, NULL));
  cube = reel_cube_load (name, &error);
  g_assert_no_error (error);
  assert_identity (cube);

  g_assert_cmpint (g_remove (name), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A file that never ends. */
static void
test_load_endless (void)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/dev/zero", G_FILE_TEST_EXISTS)) {
    g_test_skip ("no /dev/zero");
    return;
  }
  g_assert_null (reel_cube_load ("/dev/zero", &error));
  g_assert_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TOO_LARGE);
}

static void
test_free_nothing (void)
{
  reel_cube_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cube/plain", test_plain);
  g_test_add_func ("/cube/everything", test_everything);
  g_test_add_func ("/cube/resolve", test_resolve);
  g_test_add_func ("/cube/line-ends", test_line_ends);
  g_test_add_func ("/cube/no-final-newline", test_no_final_newline);
  g_test_add_func ("/cube/byte-order-marks", test_byte_order_marks);
  g_test_add_func ("/cube/titles", test_titles);
  g_test_add_func ("/cube/one-dimensional", test_one_dimensional);
  g_test_add_func ("/cube/unknown-keywords", test_unknown_keywords);
  g_test_add_func ("/cube/repeated-keywords", test_repeated_keywords);
  g_test_add_func ("/cube/order", test_order);
  g_test_add_func ("/cube/sizes", test_sizes);
  g_test_add_func ("/cube/row-counts", test_row_counts);
  g_test_add_func ("/cube/malformed-rows", test_malformed_rows);
  g_test_add_func ("/cube/too-big-numbers", test_too_big_numbers);
  g_test_add_func ("/cube/numbers", test_numbers);
  g_test_add_func ("/cube/random-numbers", test_random_numbers);
  g_test_add_func ("/cube/domains", test_domains);
  g_test_add_func ("/cube/not-text", test_not_text);
  g_test_add_func ("/cube/comments", test_comments);
  g_test_add_func ("/cube/long-lines", test_long_lines);
  g_test_add_func ("/cube/truncated", test_truncated);
  g_test_add_func ("/cube/byte-changes", test_byte_changes);
  g_test_add_func ("/cube/size-65", test_size_65);
  g_test_add_func ("/cube/size-129", test_size_129);
  g_test_add_func ("/cube/locale", test_locale);
  g_test_add_func ("/cube/load", test_load);
  g_test_add_func ("/cube/load-endless", test_load_endless);
  g_test_add_func ("/cube/free-nothing", test_free_nothing);
  return g_test_run();
}
