/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "formats/format_error.h"
#include "formats/icc_check.h"
#include "icc_samples.h"

#include <string.h>

#define HEADER_BYTES 128
#define N_USES 3

/* The check runs on a block of exactly @size bytes, so that a memory checker sees any read past it.
 */
static gboolean
check_bytes (const guint8 *data, gsize size, ReelIccUse use, ReelIccHeader *header, GError **error)
{
  g_autofree guint8 *copy = size > 0 ? g_memdup2 (data, size) : NULL;

  return reel_icc_check (copy, size, use, header, error);
}

static void
assert_passes (const GByteArray *profile, ReelIccUse use, ReelIccHeader *header)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = check_bytes (profile->data, profile->len, use, header, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

/* @part must be in the message: it tells the reasons with one code apart. */
static void
assert_fails (const GByteArray *profile, ReelIccUse use, ReelFormatError code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (check_bytes (profile->data, profile->len, use, NULL, &error));
  g_assert_error (error, REEL_FORMAT_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" lacks \"%s\"", error->message, part);
}

/* Whatever the answer is, it must be one. */
static gboolean
assert_answers (const guint8 *data, gsize size, ReelIccUse use)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = check_bytes (data, size, use, NULL, &error);

  g_assert_true (ok == (error == NULL));
  if (!ok) {
    g_assert_true (error->domain == REEL_FORMAT_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
  return ok;
}

static void
test_accepted (void)
{
  static const gboolean accepted[N_ICC_SAMPLES][N_USES] = {
    [ICC_SAMPLE_MATRIX_V4] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_MATRIX_V2] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_MATRIX_TABLE] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_LUT8] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_LUT16] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_LUT_AB] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_FLOAT] = { TRUE, TRUE, TRUE },
    [ICC_SAMPLE_CMYK] = { FALSE, FALSE, TRUE },
    [ICC_SAMPLE_GREY] = { FALSE, FALSE, TRUE },
    [ICC_SAMPLE_INPUT_ONLY] = { TRUE, FALSE, FALSE },
  };
  guint i, use;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);

    for (use = 0; use < N_USES; use++) {
      g_test_message ("%s, use %u", icc_sample_name ((IccSample) i), use);
      if (accepted[i][use])
        assert_passes (profile, (ReelIccUse) use, NULL);
      else
        assert_fails (profile, (ReelIccUse) use, REEL_FORMAT_ERROR_UNSUPPORTED, "expected");
    }
  }
}

static void
test_facts (void)
{
  g_autoptr (GByteArray) rgb = icc_sample_make (ICC_SAMPLE_LUT8);
  g_autoptr (GByteArray) cmyk = icc_sample_make (ICC_SAMPLE_CMYK);
  ReelIccHeader header;

  assert_passes (rgb, REEL_ICC_USE_DEST, &header);
  g_assert_cmpuint (header.size, ==, rgb->len);
  g_assert_cmphex (header.version, ==, 0x02100000);
  g_assert_cmphex (header.device_class, ==, 0x70727472); /* prtr */
  g_assert_cmphex (header.colour_space, ==, 0x52474220); /* RGB */
  g_assert_cmphex (header.pcs, ==, 0x4c616220);          /* Lab */
  g_assert_cmpuint (header.tag_count, ==, 4);
  g_assert_false (header.has_cicp);

  assert_passes (cmyk, REEL_ICC_USE_PROOF, &header);
  g_assert_cmphex (header.colour_space, ==, 0x434d594b); /* CMYK */
}

/* A refused profile leaves the caller's facts as they were. */
static void
test_facts_untouched (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_INPUT_ONLY);
  ReelIccHeader header, before;

  memset (&header, 0xa5, sizeof header);
  before = header;
  g_assert_false (reel_icc_check (profile->data, profile->len, REEL_ICC_USE_DEST, &header, NULL));
  g_assert_cmpmem (&header, sizeof header, &before, sizeof before);
}

static void
test_truncated (void)
{
  guint i, length;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);

    for (length = 0; length < profile->len; length++) {
      g_autoptr (GError) error = NULL;

      g_assert_false (check_bytes (profile->data, length, REEL_ICC_USE_PROOF, NULL, &error));
      g_assert_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED);
    }
  }
}

/* The same, with a size field that agrees: tags now leave the profile, or the table does. */
static void
test_truncated_consistently (void)
{
  guint i, length, passed = 0;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);
    guint whole = profile->len;

    for (length = whole - 1; length >= HEADER_BYTES + 4; length--) {
      icc_put_u32 (profile, 0, length);
      if (assert_answers (profile->data, length, REEL_ICC_USE_PROOF))
        passed += whole - length > 3; /* the last tag may end in padding */
    }
  }
  g_assert_cmpuint (passed, ==, 0);
}

static void
test_bit_flips (void)
{
  guint i, bit, use;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);

    for (bit = 0; bit < 8 * profile->len; bit++) {
      profile->data[bit / 8] ^= (guint8) (1 << bit % 8);
      for (use = 0; use < N_USES; use++)
        assert_answers (profile->data, profile->len, (ReelIccUse) use);
      profile->data[bit / 8] ^= (guint8) (1 << bit % 8);
    }
  }
}

/* Every aligned word replaced by the numbers that break careless arithmetic. */
static void
test_extreme_words (void)
{
  static const guint32 words[] = { 0,          1,          0x7fffffff, 0x80000000, 0xfffffff0,
                                   0xffffffff, 0x0000ffff, 0xff000000, 0x00010000 };
  guint i, at, w;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);

    for (at = 0; at + 4 <= profile->len; at += 4) {
      guint32 before = icc_get_u32 (profile, at);

      for (w = 0; w < G_N_ELEMENTS (words); w++) {
        icc_put_u32 (profile, at, words[w]);
        assert_answers (profile->data, profile->len, REEL_ICC_USE_PROOF);
      }
      icc_put_u32 (profile, at, before);
    }
  }
}

static void
test_not_icc (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  g_autoptr (GError) error = NULL;

  g_assert_false (reel_icc_check (NULL, 0, REEL_ICC_USE_INPUT, NULL, &error));
  g_assert_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED);

  profile->data[36] = '\0';
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "'acsp'");
}

static void
test_stated_size (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  static const guint8 padding[4] = { 0 };
  guint length = profile->len;
  guint i;

  icc_put_u32 (profile, 0, 131);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "announces 131");
  icc_put_u32 (profile, 0, 0xffffffff);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_TRUNCATED, "announces 4294967295");
  icc_put_u32 (profile, 0, length);

  for (i = 1; i <= 3; i++) {
    g_byte_array_append (profile, padding, 1);
    assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
  }
  g_byte_array_append (profile, padding, 1);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "at most 3");
}

static void
test_too_large (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  guint length = profile->len;

  g_byte_array_set_size (profile, REEL_ICC_MAX_BYTES);
  memset (profile->data + length, 0, profile->len - length);
  icc_put_u32 (profile, 0, profile->len);
  assert_passes (profile, REEL_ICC_USE_INPUT, NULL);

  g_byte_array_append (profile, (const guint8 *) "", 1);
  icc_put_u32 (profile, 0, profile->len);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_TOO_LARGE, "4194304");
}

static void
test_versions (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  static const guint8 accepted[] = { 0, 2, 3, 4 };
  static const guint8 refused[] = { 5, 6, 255 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (accepted); i++) {
    profile->data[8] = accepted[i];
    assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
  }
  for (i = 0; i < G_N_ELEMENTS (refused); i++) {
    profile->data[8] = refused[i];
    assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_UNSUPPORTED, "version");
  }
}

static void
test_classes (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  static const char *accepted[] = { "scnr", "mntr", "prtr", "spac" };
  static const char *refused[][2] = {
    { "link", "device link" },
    { "abst", "abstract" },
    { "nmcl", "named-colour" },
  };
  guint i, use;

  for (use = 0; use < N_USES; use++) {
    for (i = 0; i < G_N_ELEMENTS (accepted); i++) {
      memcpy (profile->data + 12, accepted[i], 4);
      assert_passes (profile, (ReelIccUse) use, NULL);
    }
    for (i = 0; i < G_N_ELEMENTS (refused); i++) {
      memcpy (profile->data + 12, refused[i][0], 4);
      assert_fails (profile, (ReelIccUse) use, REEL_FORMAT_ERROR_UNSUPPORTED, refused[i][1]);
    }
    memcpy (profile->data + 12, "m\001tr", 4);
    assert_fails (profile, (ReelIccUse) use, REEL_FORMAT_ERROR_CORRUPT, "0x6d017472");
  }
}

static void
test_colour_spaces (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  static const char *spaces[] = { "Lab ", "XYZ ", "YCbr", "HSV ", "3CLR", "CMY ", "6CLR" };
  guint i, use;

  for (i = 0; i < G_N_ELEMENTS (spaces); i++) {
    memcpy (profile->data + 16, spaces[i], 4);
    for (use = 0; use < N_USES; use++)
      assert_fails (profile, (ReelIccUse) use, REEL_FORMAT_ERROR_UNSUPPORTED, spaces[i]);
  }
  memcpy (profile->data + 16, "RGB ", 4);
  memcpy (profile->data + 20, "RGB ", 4);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "connection space");
}

static void
test_tag_count (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);

  icc_put_u32 (profile, HEADER_BYTES, REEL_ICC_MAX_TAGS + 1);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_TOO_LARGE, "129 tags");
  icc_put_u32 (profile, HEADER_BYTES, 0xffffffff);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_TOO_LARGE, "4294967295 tags");
  icc_put_u32 (profile, HEADER_BYTES, REEL_ICC_MAX_TAGS);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "room for");
  icc_put_u32 (profile, HEADER_BYTES, 0);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_UNSUPPORTED, "expected a tag");
}

static void
test_most_tags (void)
{
  static const guint8 element[8] = { 't', 'e', 'x', 't' };
  GByteArray *profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  ReelIccHeader header;
  guint i;

  for (i = icc_get_u32 (profile, HEADER_BYTES); i < REEL_ICC_MAX_TAGS; i++) {
    g_autofree char *name = g_strdup_printf ("x%03u", i);
    GByteArray *more = icc_add_tag (profile, name, element, sizeof element);

    g_byte_array_unref (profile);
    profile = more;
  }
  assert_passes (profile, REEL_ICC_USE_INPUT, &header);
  g_assert_cmpuint (header.tag_count, ==, REEL_ICC_MAX_TAGS);
  g_byte_array_unref (profile);
}

static void
test_tag_positions (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  guint entry = icc_find_entry (profile, "cprt");
  guint offset = icc_get_u32 (profile, entry + 4);
  guint length = icc_get_u32 (profile, entry + 8);
  guint count = icc_get_u32 (profile, HEADER_BYTES);
  static const guint32 inside_header[] = { 0, 127, 132 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (inside_header); i++) {
    icc_put_u32 (profile, entry + 4, inside_header[i]);
    assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "tag table");
  }
  icc_put_u32 (profile, entry + 4, 131 + 12 * count);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "tag table");
  icc_put_u32 (profile, entry + 4, profile->len + 1);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "past the end");
  icc_put_u32 (profile, entry + 4, 0xffffffff);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "past the end");

  icc_put_u32 (profile, entry + 4, offset);
  icc_put_u32 (profile, entry + 8, 0xffffffff);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "past the end");
  icc_put_u32 (profile, entry + 8, 0u - offset);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "past the end");
  icc_put_u32 (profile, entry + 8, 7);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "type signature");
  icc_put_u32 (profile, entry + 8, length + 4);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "overlap");
  icc_put_u32 (profile, entry + 8, length);
  assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
}

static void
test_tag_overlap (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V2);
  guint red = icc_find_entry (profile, "rXYZ");
  guint green = icc_find_entry (profile, "gXYZ");
  guint at = icc_get_u32 (profile, red + 4);

  /* The same element twice. */
  icc_put_u32 (profile, green + 4, at);
  assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
  /* One inside the other, and one that ends in the other. */
  icc_put_u32 (profile, green + 8, 19);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "overlap in part");
  icc_put_u32 (profile, green + 4, at - 4);
  icc_put_u32 (profile, green + 8, 20);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "overlap in part");
  icc_put_u32 (profile, green + 4, at + 19);
  icc_put_u32 (profile, green + 8, 8);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "overlap in part");
}

/* As in the smallest profiles around: the white point begins in the zeros of the description. */
static void
test_tag_in_description (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V2);
  guint description = icc_find_entry (profile, "desc");
  guint white = icc_find_entry (profile, "wtpt");

  icc_put_u32 (profile, description + 4, icc_get_u32 (profile, white + 4) - 8);
  icc_put_u32 (profile, description + 8, 16);
  memcpy (profile->data + icc_get_u32 (profile, description + 4), "desc", 4);
  memcpy (profile->data + icc_find_entry (profile, "cprt"), "none", 4);
  icc_put_u32 (profile, icc_find_entry (profile, "none") + 4, icc_get_u32 (profile, white + 4));
  icc_put_u32 (profile, icc_find_entry (profile, "none") + 8, icc_get_u32 (profile, white + 8));
  assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
  memcpy (profile->data + icc_get_u32 (profile, description + 4), "text", 4);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "overlap in part");
}

/* Every tag that a transform is built from, cut at every length. */
static void
test_tag_truncated (void)
{
  static const struct {
    IccSample sample;
    const char *tag;
  } cuts[] = {
    { ICC_SAMPLE_MATRIX_V4, "rXYZ" }, { ICC_SAMPLE_MATRIX_V4, "chad" },
    { ICC_SAMPLE_LUT8, "B2A0" },      { ICC_SAMPLE_LUT16, "B2A0" },
    { ICC_SAMPLE_LUT_AB, "A2B0" },    { ICC_SAMPLE_LUT_AB, "B2A0" },
    { ICC_SAMPLE_FLOAT, "D2B0" },     { ICC_SAMPLE_FLOAT, "B2D0" },
    { ICC_SAMPLE_CMYK, "A2B0" },      { ICC_SAMPLE_GREY, "kTRC" },
  };
  guint i, length;

  for (i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autoptr (GByteArray) profile = icc_sample_make (cuts[i].sample);
    guint at = icc_find_entry (profile, cuts[i].tag) + 8;
    guint whole = icc_get_u32 (profile, at);

    assert_passes (profile, REEL_ICC_USE_PROOF, NULL);
    for (length = 0; length + 3 < whole; length++) { /* the last three may be padding */
      icc_put_u32 (profile, at, length);
      g_assert_false (assert_answers (profile->data, profile->len, REEL_ICC_USE_PROOF));
    }
  }
}

static void
test_tag_twice (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);

  memcpy (profile->data + icc_find_entry (profile, "gTRC"), "rTRC", 4);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "'rTRC' is listed twice");
}

static void
test_missing_tags (void)
{
  static const char *matrix[] = { "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC" };
  guint i, use;

  for (i = 0; i < G_N_ELEMENTS (matrix); i++) {
    g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V2);

    memcpy (profile->data + icc_find_entry (profile, matrix[i]), "none", 4);
    for (use = 0; use < N_USES; use++)
      assert_fails (profile, (ReelIccUse) use, REEL_FORMAT_ERROR_UNSUPPORTED, "six tags");
  }
}

static void
test_missing_tables (void)
{
  g_autoptr (GByteArray) rgb = icc_sample_make (ICC_SAMPLE_LUT16);
  g_autoptr (GByteArray) cmyk = icc_sample_make (ICC_SAMPLE_CMYK);
  g_autoptr (GByteArray) grey = icc_sample_make (ICC_SAMPLE_GREY);

  memcpy (rgb->data + icc_find_entry (rgb, "A2B0"), "none", 4);
  assert_fails (rgb, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_UNSUPPORTED, "'A2B0'");
  assert_fails (rgb, REEL_ICC_USE_PROOF, REEL_FORMAT_ERROR_UNSUPPORTED, "'A2B0'");
  assert_passes (rgb, REEL_ICC_USE_DEST, NULL);

  memcpy (cmyk->data + icc_find_entry (cmyk, "B2A0"), "none", 4);
  assert_fails (cmyk, REEL_ICC_USE_PROOF, REEL_FORMAT_ERROR_UNSUPPORTED, "'B2A0'");

  memcpy (grey->data + icc_find_entry (grey, "kTRC"), "none", 4);
  assert_fails (grey, REEL_ICC_USE_PROOF, REEL_FORMAT_ERROR_UNSUPPORTED, "'kTRC'");
}

static void
test_cicp (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  g_autoptr (GByteArray) sdr = icc_add_cicp (profile, 1);
  g_autoptr (GByteArray) pq = icc_add_cicp (profile, 16);
  g_autoptr (GByteArray) hlg = icc_add_cicp (profile, 18);
  static const guint8 expected[4] = { 9, 1, 0, 1 };
  ReelIccHeader header;

  assert_passes (sdr, REEL_ICC_USE_INPUT, &header);
  g_assert_true (header.has_cicp);
  g_assert_cmpmem (header.cicp, 4, expected, 4);
  assert_fails (pq, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_UNSUPPORTED, "PQ");
  assert_fails (hlg, REEL_ICC_USE_DEST, REEL_FORMAT_ERROR_UNSUPPORTED, "HLG");

  icc_put_u32 (sdr, icc_find_entry (sdr, "cicp") + 8, 11);
  assert_fails (sdr, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "code points");
  memcpy (sdr->data + icc_find_element (sdr, "cicp"), "text", 4);
  assert_fails (sdr, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "'cicp'");
}

/* Writes @value at @at bytes into the element of @tag, expects the complaint, and takes it back. */
static void
assert_word_fails (GByteArray *profile, const char *tag, guint at, guint32 value, const char *part)
{
  guint position = icc_find_element (profile, tag) + at;
  guint32 before = icc_get_u32 (profile, position);

  icc_put_u32 (profile, position, value);
  assert_fails (profile, REEL_ICC_USE_PROOF, REEL_FORMAT_ERROR_CORRUPT, part);
  icc_put_u32 (profile, position, before);
}

static void
test_curves (void)
{
  g_autoptr (GByteArray) table = icc_sample_make (ICC_SAMPLE_MATRIX_TABLE);
  g_autoptr (GByteArray) formula = icc_sample_make (ICC_SAMPLE_MATRIX_V4);

  assert_word_fails (table, "rTRC", 8, 0xffffffff, "a curve");
  assert_word_fails (table, "rTRC", 8, 0x80000000, "a curve");
  assert_word_fails (table, "rTRC", 8, 20, "a curve");
  assert_word_fails (table, "rTRC", 0, 0x74657874, "'curv' or 'para'");
  assert_word_fails (formula, "rTRC", 8, 0x00050000, "function 5");
  assert_word_fails (formula, "rTRC", 8, 0x00040000, "a curve");
}

static void
test_numbers (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  guint chad = icc_find_entry (profile, "chad");

  assert_word_fails (profile, "rXYZ", 0, 0x74657874, "'XYZ '");
  assert_word_fails (profile, "chad", 0, 0x74657874, "'sf32'");
  icc_put_u32 (profile, chad + 8, 40);
  assert_fails (profile, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_CORRUPT, "an array");
}

static void
test_lut (void)
{
  g_autoptr (GByteArray) wide = icc_sample_make (ICC_SAMPLE_LUT16);
  g_autoptr (GByteArray) narrow = icc_sample_make (ICC_SAMPLE_LUT8);
  g_autoptr (GByteArray) cmyk = icc_sample_make (ICC_SAMPLE_CMYK);

  assert_word_fails (wide, "A2B0", 8, 0x0303ff00, "a table");
  assert_word_fails (wide, "A2B0", 8, 0x03030100, "grid of 1");
  assert_word_fails (wide, "A2B0", 8, 0x04030300, "4 channels into 3");
  assert_word_fails (wide, "B2A0", 8, 0x03040300, "3 channels into 4");
  assert_word_fails (wide, "A2B0", 8, 0x00000300, "0 channels into 0");
  assert_word_fails (wide, "A2B0", 48, 0xffffffff, "a table");
  assert_word_fails (wide, "A2B0", 0, 0x6d424120, "'mAB '");
  assert_word_fails (wide, "B2A0", 0, 0x6d414220, "'mBA '");
  assert_word_fails (narrow, "A2B0", 8, 0x03030400, "a table");
  assert_word_fails (cmyk, "A2B0", 8, 0x0403ff00, "a table");
  assert_word_fails (cmyk, "A2B0", 8, 0x04030000, "grid of 0");
  /* No grid, which lcms2 writes where there is none. */
  icc_put_u32 (wide, icc_find_element (wide, "A2B0") + 8, 0x03030000);
  assert_passes (wide, REEL_ICC_USE_PROOF, NULL);
}

static void
test_lut_ab (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_LUT_AB);
  guint grid = icc_get_u32 (profile, icc_find_element (profile, "A2B0") + 24);
  guint curve = icc_get_u32 (profile, icc_find_element (profile, "A2B0") + 28);
  guint at;

  for (at = 12; at <= 28; at += 4) {
    assert_word_fails (profile, "A2B0", at, 0xffffffff, "would take");
    assert_word_fails (profile, "B2A0", at, 0x00010000, "would take");
  }
  assert_word_fails (profile, "A2B0", 8, 0x04030000, "4 channels into 3");
  assert_word_fails (profile, "A2B0", grid, 0xffffff00, "a grid");
  assert_word_fails (profile, "A2B0", grid, 0x03010300, "grid of 1 nodes along axis 1");
  assert_word_fails (profile, "A2B0", grid + 16, 0x03000000, "samples of 3 bytes");
  assert_word_fails (profile, "A2B0", curve, 0x6d626174, "'curv' or 'para'");
  assert_word_fails (profile, "A2B0", curve + 8, 0xffffffff, "function 65535");
}

static void
test_lut_ab_without_grid (void)
{
  g_autoptr (GByteArray) rgb = icc_sample_make (ICC_SAMPLE_LUT_AB);
  g_autoptr (GByteArray) cmyk = icc_sample_make (ICC_SAMPLE_CMYK);
  guint element = icc_find_element (rgb, "A2B0");

  icc_put_u32 (rgb, element + 24, 0);
  assert_passes (rgb, REEL_ICC_USE_PROOF, NULL);

  element = icc_find_element (cmyk, "A2B0");
  memset (cmyk->data + element, 0, 32);
  memcpy (cmyk->data + element, "mAB ", 4);
  icc_put_u16 (cmyk, element + 8, 0x0403);
  assert_fails (cmyk, REEL_ICC_USE_PROOF, REEL_FORMAT_ERROR_CORRUPT, "no grid");
}

/* Where the sample has what, from the position tables of its chain. */
static void
test_process_elements (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_FLOAT);
  guint element = icc_find_element (profile, "D2B0");
  guint curves = icc_get_u32 (profile, element + 16);
  guint matrix = icc_get_u32 (profile, element + 24);
  guint grid = icc_get_u32 (profile, element + 32);
  guint curve = curves + icc_get_u32 (profile, element + curves + 12);
  guint segment = curve + 20;

  assert_word_fails (profile, "D2B0", 0, 0x6d667432, "'mpet'");
  assert_word_fails (profile, "D2B0", 8, 0x00040003, "4 channels into 3");
  assert_word_fails (profile, "D2B0", 12, 0, "0 processing elements");
  assert_word_fails (profile, "D2B0", 12, 33, "33 processing elements");
  assert_word_fails (profile, "D2B0", 12, 0xffffffff, "4294967295 processing elements");
  assert_word_fails (profile, "D2B0", 16, 0xffffffff, "a processing element");
  assert_word_fails (profile, "D2B0", curves, 0x63616c63, "'cvst'");
  assert_word_fails (profile, "D2B0", curves + 8, 0xffffffff, "65535 channels");
  assert_word_fails (profile, "D2B0", curves + 12, 0xffffffff, "a segmented curve");
  assert_word_fails (profile, "D2B0", curve, 0x63757276, "'curf'");
  assert_word_fails (profile, "D2B0", curve + 8, 0x00000000, "0 segments");
  assert_word_fails (profile, "D2B0", curve + 8, 0xffff0000, "65535 segments");
  assert_word_fails (profile, "D2B0", segment, 0x63757266, "'parf' or 'samf'");
  assert_word_fails (profile, "D2B0", segment + 8, 0x00030000, "function 3");
  assert_word_fails (profile, "D2B0", segment + 28 + 8, 0xffffffff, "a curve segment");
  assert_word_fails (profile, "D2B0", matrix + 8, 0x000f000f, "a matrix");
  assert_word_fails (profile, "D2B0", grid + 12, 0xffffff00, "a grid");
  assert_word_fails (profile, "D2B0", grid + 12, 0x02000200, "grid of 0");
  assert_word_fails (profile, "D2B0", grid + 8, 0x00100003, "16 channels");

  /* An element that only reserves a place. */
  memcpy (profile->data + element + grid, "bACS", 4);
  assert_passes (profile, REEL_ICC_USE_INPUT, NULL);
}

/* A position table that names one large grid again and again. */
static void
test_process_elements_shared (void)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  g_autoptr (GByteArray) element = g_byte_array_new();
  g_autoptr (GByteArray) shared = NULL;
  guint grid = 16 + 8 * 32;
  guint i;

  g_byte_array_set_size (element, grid + 28 + 33 * 33 * 33 * 3 * 4);
  memset (element->data, 0, element->len);
  memcpy (element->data, "mpet", 4);
  icc_put_u32 (element, 8, 0x00030003);
  icc_put_u32 (element, 12, 9);
  for (i = 0; i < 32; i++)
    icc_put_u32 (element, 16 + 8 * i, grid);
  memcpy (element->data + grid, "clut", 4);
  icc_put_u32 (element, grid + 8, 0x00030003);
  icc_put_u32 (element, grid + 12, 0x21212100);

  shared = icc_add_tag (profile, "D2B0", element->data, element->len);
  assert_passes (shared, REEL_ICC_USE_INPUT, NULL);
  icc_put_u32 (shared, icc_find_element (shared, "D2B0") + 12, 10);
  assert_fails (shared, REEL_ICC_USE_INPUT, REEL_FORMAT_ERROR_TOO_LARGE, "share their bytes");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icc-check/accepted", test_accepted);
  g_test_add_func ("/icc-check/facts", test_facts);
  g_test_add_func ("/icc-check/facts-untouched", test_facts_untouched);
  g_test_add_func ("/icc-check/truncated", test_truncated);
  g_test_add_func ("/icc-check/truncated-consistently", test_truncated_consistently);
  g_test_add_func ("/icc-check/bit-flips", test_bit_flips);
  g_test_add_func ("/icc-check/extreme-words", test_extreme_words);
  g_test_add_func ("/icc-check/not-icc", test_not_icc);
  g_test_add_func ("/icc-check/stated-size", test_stated_size);
  g_test_add_func ("/icc-check/too-large", test_too_large);
  g_test_add_func ("/icc-check/versions", test_versions);
  g_test_add_func ("/icc-check/classes", test_classes);
  g_test_add_func ("/icc-check/colour-spaces", test_colour_spaces);
  g_test_add_func ("/icc-check/tag-count", test_tag_count);
  g_test_add_func ("/icc-check/most-tags", test_most_tags);
  g_test_add_func ("/icc-check/tag-positions", test_tag_positions);
  g_test_add_func ("/icc-check/tag-overlap", test_tag_overlap);
  g_test_add_func ("/icc-check/tag-in-description", test_tag_in_description);
  g_test_add_func ("/icc-check/tag-truncated", test_tag_truncated);
  g_test_add_func ("/icc-check/tag-twice", test_tag_twice);
  g_test_add_func ("/icc-check/missing-tags", test_missing_tags);
  g_test_add_func ("/icc-check/missing-tables", test_missing_tables);
  g_test_add_func ("/icc-check/cicp", test_cicp);
  g_test_add_func ("/icc-check/curves", test_curves);
  g_test_add_func ("/icc-check/numbers", test_numbers);
  g_test_add_func ("/icc-check/lut", test_lut);
  g_test_add_func ("/icc-check/lut-ab", test_lut_ab);
  g_test_add_func ("/icc-check/lut-ab-without-grid", test_lut_ab_without_grid);
  g_test_add_func ("/icc-check/process-elements", test_process_elements);
  g_test_add_func ("/icc-check/process-elements-shared", test_process_elements_shared);
  return g_test_run();
}
