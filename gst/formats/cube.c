/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the Cube LUT Specification 1.0 demands is demanded here too: every keyword at most once, all
 * of them before the table, three numbers a row, nothing else. What files in circulation do all the
 * same and what cannot be misunderstood is let through: CR and CRLF line ends, tabs, a byte-order
 * mark, longer lines, a title without quotes or in another encoding. */

#include "formats/cube.h"
#include "formats/format_error.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <glib/gstdio.h>

/* The specification has 250; long comments are common. */
#define MAX_LINE_BYTES 4096
#define MAX_NUMBER_BYTES 128
#define MAX_FILE_BYTES ((gsize) 256 << 20)
#define READ_BYTES (1 << 16)
/* "0 0 0" and a line end. */
#define MIN_ROW_BYTES 6
/* Half-way between FLT_MAX and what would be the next float: below it a number rounds to FLT_MAX.
 */
#define FLOAT_LIMIT 0x1.ffffffp127

typedef enum {
  KEYWORD_TITLE,
  KEYWORD_SIZE,
  KEYWORD_DOMAIN_MIN,
  KEYWORD_DOMAIN_MAX,
  KEYWORD_INPUT_RANGE,
  N_KEYWORDS
} Keyword;

typedef struct {
  const char *next; /* first byte after the current line */
  const char *end;
  const char *at; /* what is left of the current line */
  const char *line_end;
  gsize line;             /* its number, from 1 */
  gsize seen[N_KEYWORDS]; /* line each keyword was on, 0 for none */
  gsize rows;
  gsize rows_wanted;
  ReelCube *cube;
} Parser;

/* Always FALSE, so that a check can end in "return refuse (...)". */
static gboolean G_GNUC_PRINTF (4, 5)
    refuse (const Parser *parser, GError **error, ReelFormatError code, const char *format, ...)
{
  va_list args;

  if (error != NULL) {
    va_start (args, format);
    *error = g_error_new_valist (REEL_FORMAT_ERROR, (gint) code, format, args);
    va_end (args);
    g_prefix_error (error, "line %" G_GSIZE_FORMAT ": ", MAX (parser->line, 1));
  }
  return FALSE;
}

/* Up to 40 bytes of the file as they may appear in a message, whatever they are. */
static char *
quote (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, MIN (length, 40));
  g_autofree char *escaped = g_strescape (copy, NULL);

  return g_strdup_printf ("\"%s\"%s", escaped, length > 40 ? "..." : "");
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static void
skip_blanks (Parser *parser)
{
  while (parser->at < parser->line_end && is_blank (*parser->at))
    parser->at++;
}

static const char *
word_end (const Parser *parser)
{
  const char *p = parser->at;

  while (p < parser->line_end && !is_blank (*p))
    p++;
  return p;
}

/* Takes up the next line. Control characters have no place in text; most likely the file is binary,
 * or UTF-16. */
static gboolean
read_line (Parser *parser, GError **error)
{
  const char *p = parser->next;
  const char *limit = p + MIN (parser->end - p, MAX_LINE_BYTES);

  parser->line++;
  parser->at = p;
  for (; p < limit && *p != '\n' && *p != '\r'; p++) {
    guint8 c = (guint8) *p;

    if ((c < 0x20 && c != '\t') || c == 0x7f)
      return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                     "byte 0x%02x in column %d is not text", c, (int) (p - parser->at) + 1);
  }
  if (p == limit && p < parser->end && *p != '\n' && *p != '\r')
    return refuse (parser, error, REEL_FORMAT_ERROR_TOO_LARGE, "more than %d bytes long",
                   MAX_LINE_BYTES);
  parser->line_end = p;
  if (p < parser->end && *p++ == '\r' && p < parser->end && *p == '\n')
    p++;
  parser->next = p;
  return TRUE;
}

typedef struct {
  guint64 digits; /* the significant digits as one number */
  gint exponent;  /* of ten, to multiply them with */
  gboolean exact; /* whether both hold the number as written */
} Decimal;

/* Reads digits and at most one point. Returns NULL where there is no digit. */
static const char *
scan_digits (const char *p, const char *end, Decimal *decimal)
{
  gboolean any = FALSE, point = FALSE;

  for (; p < end && (g_ascii_isdigit (*p) || (*p == '.' && !point)); p++) {
    if (*p == '.') {
      point = TRUE;
      continue;
    }
    any = TRUE;
    if (decimal->digits >= G_GUINT64_CONSTANT (100000000000000)) {
      decimal->exact = FALSE;
      continue;
    }
    decimal->digits = decimal->digits * 10 + (guint64) (*p - '0');
    if (point)
      decimal->exponent--;
  }
  return any ? p : NULL;
}

/* Reads the digits after an 'e' and its sign. Returns NULL where there is none. */
static const char *
scan_exponent (const char *p, const char *end, Decimal *decimal)
{
  gboolean negative = p < end && *p == '-';
  gint exponent = 0;

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  if (p == end || !g_ascii_isdigit (*p))
    return NULL;
  for (; p < end && g_ascii_isdigit (*p); p++) {
    if (exponent < 10000)
      exponent = exponent * 10 + (*p - '0');
  }
  decimal->exponent += negative ? -exponent : exponent;
  return p;
}

/* Fifteen digits and the powers of ten up to 22 are whole numbers that a double holds, so one
 * multiplication or division rounds as correctly as strtod() does, several times faster, for
 * practically every number in such files. */
static gboolean
evaluate_quickly (const Decimal *decimal, double *value)
{
  static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

  if (!decimal->exact || ABS (decimal->exponent) >= (gint) G_N_ELEMENTS (powers))
    return FALSE;
  *value = decimal->exponent < 0 ? (double) decimal->digits / powers[-decimal->exponent]
                                 : (double) decimal->digits * powers[decimal->exponent];
  return TRUE;
}

/* Reads one number. strtod() alone would also take "nan", "inf" and hexadecimal numbers. */
static gboolean
read_number (Parser *parser, float *number, GError **error)
{
  Decimal decimal = { 0, 0, TRUE };
  const char *start, *end, *p;
  g_autofree char *quoted = NULL;
  char copy[MAX_NUMBER_BYTES];
  gboolean negative;
  double value;

  skip_blanks (parser);
  start = p = parser->at;
  end = word_end (parser);
  negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  p = scan_digits (p, end, &decimal);
  if (p != NULL && p < end && (*p == 'e' || *p == 'E'))
    p = scan_exponent (p + 1, end, &decimal);
  if (p != end) {
    quoted = quote (start, (gsize) (end - start));
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT, "expected a number, found %s",
                   start == end ? "the end of the line" : quoted);
  }

  if (!evaluate_quickly (&decimal, &value)) {
    if (end - start >= MAX_NUMBER_BYTES)
      return refuse (parser, error, REEL_FORMAT_ERROR_TOO_LARGE,
                     "number of more than %d characters", MAX_NUMBER_BYTES - 1);
    memcpy (copy, start, (gsize) (end - start));
    copy[end - start] = '\0';
    value = fabs (g_ascii_strtod (copy, NULL));
  }
  if (value >= FLOAT_LIMIT) {
    quoted = quote (start, (gsize) (end - start));
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "%s is beyond the range of a 32-bit float", quoted);
  }
  *number = (float) MIN (value, (double) FLT_MAX);
  if (negative)
    *number = -*number;
  parser->at = end;
  return TRUE;
}

static gboolean
expect_line_end (Parser *parser, const char *after, GError **error)
{
  g_autofree char *quoted = NULL;

  skip_blanks (parser);
  if (parser->at == parser->line_end)
    return TRUE;
  quoted = quote (parser->at, (gsize) (parser->line_end - parser->at));
  return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                 "expected the end of the line after %s, found %s", after, quoted);
}

/* The specification wants quotes; without them the title is the rest of the line. */
static gboolean
read_title (Parser *parser, GError **error)
{
  const char *start, *end;
  g_autofree char *raw = NULL;

  skip_blanks (parser);
  start = parser->at;
  end = parser->line_end;
  while (end > start && is_blank (end[-1]))
    end--;
  if (start < end && *start == '"') {
    start++;
    if (start == end || end[-1] != '"')
      return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                     "title begins with a quote, but the line does not end in one");
    end--;
  }
  raw = g_strndup (start, (gsize) (end - start));
  parser->cube->title = g_utf8_make_valid (raw, -1);
  return TRUE;
}

static gboolean
read_size (Parser *parser, GError **error)
{
  const char *start, *end, *p;
  g_autofree char *quoted = NULL;
  guint size = 0;

  skip_blanks (parser);
  start = parser->at;
  end = word_end (parser);
  quoted = quote (start, (gsize) (end - start));
  for (p = start; p < end && g_ascii_isdigit (*p); p++)
    size = MIN (size * 10 + (guint) (*p - '0'), REEL_CUBE_MAX_SIZE + 1);
  if (start == end || p != end || size < REEL_CUBE_MIN_SIZE)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "size %s; expected a whole number from %d to %d", quoted, REEL_CUBE_MIN_SIZE,
                   REEL_CUBE_MAX_SIZE);
  if (size > REEL_CUBE_MAX_SIZE)
    return refuse (parser, error, REEL_FORMAT_ERROR_TOO_LARGE,
                   "size %s; at most %d nodes per axis are accepted", quoted, REEL_CUBE_MAX_SIZE);
  parser->at = end;
  parser->cube->size = size;
  parser->rows_wanted = (gsize) size * size * size;
  return expect_line_end (parser, "the size", error);
}

static gboolean
read_triple (Parser *parser, float *triple, GError **error)
{
  return read_number (parser, &triple[0], error) && read_number (parser, &triple[1], error) &&
         read_number (parser, &triple[2], error) &&
         expect_line_end (parser, "three numbers", error);
}

static gboolean
read_domain_min (Parser *parser, GError **error)
{
  return read_triple (parser, parser->cube->domain_min, error);
}

static gboolean
read_domain_max (Parser *parser, GError **error)
{
  return read_triple (parser, parser->cube->domain_max, error);
}

/* Resolve's own way to state the domain, the same for all three channels. */
static gboolean
read_input_range (Parser *parser, GError **error)
{
  float low, high;
  guint i;

  if (!read_number (parser, &low, error) || !read_number (parser, &high, error) ||
      !expect_line_end (parser, "two numbers", error))
    return FALSE;
  for (i = 0; i < 3; i++) {
    parser->cube->domain_min[i] = low;
    parser->cube->domain_max[i] = high;
  }
  return TRUE;
}

static const struct {
  const char *name;
  gboolean (*read) (Parser *parser, GError **error);
} keywords[N_KEYWORDS] = {
  [KEYWORD_TITLE] = { "TITLE", read_title },
  [KEYWORD_SIZE] = { "LUT_3D_SIZE", read_size },
  [KEYWORD_DOMAIN_MIN] = { "DOMAIN_MIN", read_domain_min },
  [KEYWORD_DOMAIN_MAX] = { "DOMAIN_MAX", read_domain_max },
  [KEYWORD_INPUT_RANGE] = { "LUT_3D_INPUT_RANGE", read_input_range },
};

static gboolean
word_is (const char *word, gsize length, const char *name)
{
  return length == strlen (name) && memcmp (word, name, length) == 0;
}

/* Says of a word that is none of ours what it most likely is. */
static gboolean
refuse_word (const Parser *parser, const char *word, gsize length, GError **error)
{
  g_autofree char *quoted = quote (word, length);
  gsize i;

  if (word_is (word, length, "LUT_1D_SIZE") || word_is (word, length, "LUT_1D_INPUT_RANGE"))
    return refuse (parser, error, REEL_FORMAT_ERROR_UNSUPPORTED,
                   "%s announces a one-dimensional table; expected a three-dimensional one alone",
                   quoted);
  if (length >= 3 &&
      (g_ascii_strncasecmp (word, "nan", 3) == 0 || g_ascii_strncasecmp (word, "inf", 3) == 0))
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT, "%s is not a finite number", quoted);
  for (i = 0; i < length; i++) {
    if (!g_ascii_isupper (word[i]) && !g_ascii_isdigit (word[i]) && word[i] != '_')
      return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                     "expected a keyword, three numbers or a comment, found %s", quoted);
  }
  return refuse (parser, error, REEL_FORMAT_ERROR_UNSUPPORTED,
                 "unknown keyword %s; expected TITLE, LUT_3D_SIZE, DOMAIN_MIN, DOMAIN_MAX or "
                 "LUT_3D_INPUT_RANGE",
                 quoted);
}

static gboolean
check_keyword_place (const Parser *parser, Keyword keyword, GError **error)
{
  const gsize *seen = parser->seen;

  if (parser->rows > 0)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "%s after the table has begun; keywords come first", keywords[keyword].name);
  if (seen[keyword] != 0)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "%s again; line %" G_GSIZE_FORMAT " has it already", keywords[keyword].name,
                   seen[keyword]);
  if ((keyword == KEYWORD_INPUT_RANGE &&
       (seen[KEYWORD_DOMAIN_MIN] != 0 || seen[KEYWORD_DOMAIN_MAX] != 0)) ||
      ((keyword == KEYWORD_DOMAIN_MIN || keyword == KEYWORD_DOMAIN_MAX) &&
       seen[KEYWORD_INPUT_RANGE] != 0))
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "%s states the domain a second time; expected either DOMAIN_MIN and DOMAIN_MAX "
                   "or LUT_3D_INPUT_RANGE",
                   keywords[keyword].name);
  return TRUE;
}

static gboolean
read_keyword_line (Parser *parser, GError **error)
{
  const char *word = parser->at;
  gsize length = (gsize) (word_end (parser) - word);
  guint i;

  for (i = 0; i < N_KEYWORDS; i++) {
    if (!word_is (word, length, keywords[i].name))
      continue;
    if (!check_keyword_place (parser, (Keyword) i, error))
      return FALSE;
    parser->seen[i] = parser->line;
    parser->at += length;
    return keywords[i].read (parser, error);
  }
  return refuse_word (parser, word, length, error);
}

/* No more rows than the bytes left can hold, whatever the size line promises. */
static void
allocate_table (Parser *parser)
{
  gsize bytes_left = (gsize) (parser->end - parser->at);
  gsize rows = MIN (parser->rows_wanted, bytes_left / MIN_ROW_BYTES + 1);

  parser->cube->table = g_new (float, 3 * rows);
}

static gboolean
read_row (Parser *parser, GError **error)
{
  if (parser->seen[KEYWORD_SIZE] == 0)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "numbers before a LUT_3D_SIZE line; expected a keyword");
  if (parser->rows == parser->rows_wanted)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "more rows than the %" G_GSIZE_FORMAT " of size %u", parser->rows_wanted,
                   parser->cube->size);
  if (parser->rows == 0)
    allocate_table (parser);
  if (!read_triple (parser, parser->cube->table + 3 * parser->rows, error))
    return FALSE;
  parser->rows++;
  return TRUE;
}

static gboolean
read_lines (Parser *parser, GError **error)
{
  while (parser->next < parser->end) {
    if (!read_line (parser, error))
      return FALSE;
    skip_blanks (parser);
    if (parser->at == parser->line_end || *parser->at == '#')
      continue;
    if (g_ascii_isdigit (*parser->at) || strchr ("+-.", *parser->at) != NULL) {
      if (!read_row (parser, error))
        return FALSE;
    } else if (!read_keyword_line (parser, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_complete (const Parser *parser, GError **error)
{
  if (parser->seen[KEYWORD_SIZE] == 0)
    return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                   "the text ends without a LUT_3D_SIZE line");
  if (parser->rows < parser->rows_wanted)
    return refuse (parser, error, REEL_FORMAT_ERROR_TRUNCATED,
                   "the text ends after %" G_GSIZE_FORMAT " rows; size %u has %" G_GSIZE_FORMAT,
                   parser->rows, parser->cube->size, parser->rows_wanted);
  return TRUE;
}

/* Whoever looks up a colour divides by the width of the domain: that must give finite numbers.
 * Reported for the line that stated the domain. */
static gboolean
check_domain (Parser *parser, GError **error)
{
  const ReelCube *cube = parser->cube;
  guint i;

  parser->line = MAX (MAX (parser->seen[KEYWORD_DOMAIN_MIN], parser->seen[KEYWORD_DOMAIN_MAX]),
                      parser->seen[KEYWORD_INPUT_RANGE]);
  for (i = 0; i < 3; i++) {
    float width = cube->domain_max[i] - cube->domain_min[i];

    if (!(width > 0))
      return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                     "domain of channel %u goes from %g to %g; expected the first to be lower", i,
                     (double) cube->domain_min[i], (double) cube->domain_max[i]);
    if (!isfinite (width) || !isfinite ((float) (cube->size - 1) / width))
      return refuse (parser, error, REEL_FORMAT_ERROR_CORRUPT,
                     "domain of channel %u, from %g to %g, is too wide or too narrow for 32-bit "
                     "floats",
                     i, (double) cube->domain_min[i], (double) cube->domain_max[i]);
  }
  return TRUE;
}

ReelCube *
reel_cube_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (ReelCube) cube = NULL;
  Parser parser = { 0 };
  guint i;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  cube = g_new0 (ReelCube, 1);
  for (i = 0; i < 3; i++)
    cube->domain_max[i] = 1.0f;
  parser.cube = cube;
  if (length > 0) {
    parser.next = text;
    parser.end = text + length;
    if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
      parser.next += 3;
  }
  if (!read_lines (&parser, error) || !check_complete (&parser, error) ||
      !check_domain (&parser, error))
    return NULL;
  return g_steal_pointer (&cube);
}

static gboolean
refuse_file (GError **error)
{
  int saved = errno;

  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (saved), g_strerror (saved));
  return FALSE;
}

/* Reads up to one byte more than is accepted: the size that the file system states is not to be
 * trusted for a device or a file that grows. */
static gboolean
read_file (const char *filename, GByteArray *bytes, GError **error)
{
  FILE *file = g_fopen (filename, "rb");
  gsize got = 1;
  gboolean ok = TRUE;

  if (file == NULL)
    return refuse_file (error);
  while (got > 0 && bytes->len <= MAX_FILE_BYTES) {
    guint before = bytes->len;

    g_byte_array_set_size (bytes, before + READ_BYTES);
    got = fread (bytes->data + before, 1, READ_BYTES, file);
    g_byte_array_set_size (bytes, before + (guint) got);
  }
  if (ferror (file))
    ok = refuse_file (error);
  fclose (file);
  if (ok && bytes->len > MAX_FILE_BYTES) {
    g_set_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TOO_LARGE,
                 "larger than %" G_GSIZE_FORMAT " bytes", MAX_FILE_BYTES);
    ok = FALSE;
  }
  return ok;
}

ReelCube *
reel_cube_load (const char *filename, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *shown = NULL;
  ReelCube *cube = NULL;

  g_return_val_if_fail (filename != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  bytes = g_byte_array_new();
  if (read_file (filename, bytes, error))
    cube = reel_cube_parse ((const char *) bytes->data, bytes->len, error);
  if (cube == NULL) {
    shown = g_filename_display_name (filename);
    g_prefix_error (error, "%s: ", shown);
  }
  return cube;
}

void
reel_cube_free (ReelCube *cube)
{
  if (cube == NULL)
    return;
  g_free (cube->title);
  g_free (cube->table);
  g_free (cube);
}
