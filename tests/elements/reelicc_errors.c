/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What reelicc refuses, when, and with what words. */

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>

#include "icc_frames.h"

static char *dir;

static void
set_up (void)
{
  dir = icc_make_dir();
}

static void
tear_down (void)
{
  icc_remove_dir (dir);
  g_clear_pointer (&dir, g_free);
}

/* Takes the element to READY, which must fail, and returns the error, which must name the property
 * and the file. Afterwards the same element must work without them. */
static GstMessage *
refuse (const char *property, const char *value)
{
  g_autoptr (GstElement) element = gst_element_factory_make ("reelicc", NULL);
  g_autoptr (GstBus) bus = gst_bus_new();
  GstMessage *message;

  fail_unless (element != NULL);
  gst_element_set_bus (element, bus);
  g_object_set (element, property, value, NULL);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
                          GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  fail_unless (message != NULL, "%s=%s: no error message", property, value);
  fail_unless (GST_MESSAGE_SRC (message) == GST_OBJECT (element));
  assert_message_says (message, property, value, NULL);

  gst_element_set_state (element, GST_STATE_NULL);
  g_object_set (element, property, NULL, NULL);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
                          GST_STATE_CHANGE_SUCCESS);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
  gst_bus_set_flushing (bus, TRUE);
  return message;
}

static void
assert_error_code (GstMessage *message, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, domain, code), "%s, %d: %s",
               g_quark_to_string (error->domain), error->code, error->message);
}

/* --- profiles --- */

enum { INPUT = 1, DEST = 2, PROOF = 4, ALL = 7, DEVICES = INPUT | DEST };

static const char *const properties[3] = { "input-profile", "dest-profile", "proof-profile" };

typedef GBytes *(*MakeFunc) (void);

typedef struct {
  const char *name;
  MakeFunc make;
  guint uses;
  const char *says;
} BadProfile;

static GBytes *
srgb_patched (gsize at, gconstpointer data, gsize n)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);

  return icc_patch (srgb, at, data, n);
}

static GBytes *
make_empty (void)
{
  return g_bytes_new (NULL, 0);
}

static GBytes *
make_short (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);

  return icc_truncate (srgb, 100);
}

static GBytes *
make_text (void)
{
  static const char line[] = "This is not a profile but a text that is long enough to be one. ";

  return g_bytes_new_take (g_strconcat (line, line, line, NULL), 3 * (sizeof line - 1));
}

static GBytes *
make_half (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);

  return icc_truncate (srgb, g_bytes_get_size (srgb) / 2);
}

static GBytes *
make_half_table (void)
{
  g_autoptr (GBytes) strong = icc_make_rgb_clut (ICC_CLUT_STRONG);

  return icc_truncate (strong, g_bytes_get_size (strong) / 2);
}

static GBytes *
make_trailing (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  gsize size = g_bytes_get_size (srgb);
  guint8 *data = g_malloc0 (size + 100);

  memcpy (data, g_bytes_get_data (srgb, NULL), size);
  return g_bytes_new_take (data, size + 100);
}

static GBytes *
make_huge (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  const gsize size = ((gsize) 4 << 20) + 4;
  const guint8 length[4] = { 0, 0x40, 0, 4 };
  guint8 *data = g_malloc0 (size);

  memcpy (data, g_bytes_get_data (srgb, NULL), g_bytes_get_size (srgb));
  memcpy (data, length, 4);
  return g_bytes_new_take (data, size);
}

static GBytes *
make_version_5 (void)
{
  return srgb_patched (8, "\5", 1);
}

static GBytes *
make_ycbcr (void)
{
  return srgb_patched (16, "YCbr", 4);
}

static GBytes *
make_bad_space (void)
{
  return srgb_patched (20, "RGB ", 4);
}

static GBytes *
make_bad_class (void)
{
  return srgb_patched (12, "what", 4);
}

static GBytes *
make_bad_offset (void)
{
  return srgb_patched (128 + 4 + 4, "\x7f\xff\xff\x00", 4);
}

static GBytes *
make_bad_length (void)
{
  return srgb_patched (128 + 4 + 8, "\x00\x01\x00\x00", 4);
}

static GBytes *
make_many_tags (void)
{
  return srgb_patched (128, "\xff\xff\xff\xff", 4);
}

static GBytes *
make_no_curve (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  const guint8 *data = g_bytes_get_data (srgb, NULL);
  gsize at;

  for (at = 132; memcmp (data + at, "gTRC", 4) != 0; at += 12)
    ;
  return icc_patch (srgb, at, "none", 4);
}

static GBytes *
make_bad_curve (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);

  return icc_patch (srgb, icc_find_tag (srgb, "rTRC") + 8, "\0\x09", 2);
}

static GBytes *
make_bad_grid (void)
{
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);

  return icc_patch (mild, icc_find_tag (mild, "A2B0") + 10, "\xff", 1);
}

static GBytes *
make_pq (void)
{
  g_autoptr (GBytes) bt2020 = icc_make_matrix (&icc_spec_bt2020);

  return icc_make_with_transfer (bt2020, 16);
}

static GBytes *
make_hlg (void)
{
  g_autoptr (GBytes) bt2020 = icc_make_matrix (&icc_spec_bt2020);

  return icc_make_with_transfer (bt2020, 18);
}

static const BadProfile bad_profiles[] = {
  { "empty.icc", make_empty, ALL, "0 bytes" },
  { "short.icc", make_short, ALL, "100 bytes" },
  { "text.icc", make_text, ALL, "not an ICC profile" },
  { "half.icc", make_half, ALL, "ends at byte" },
  { "half-table.icc", make_half_table, ALL, "ends at byte" },
  { "trailing.icc", make_trailing, ALL, "announces" },
  { "huge.icc", make_huge, ALL, "4194304" },
  { "version-5.icc", make_version_5, ALL, "version 5" },
  { "ycbcr.icc", make_ycbcr, ALL, "'YCbr'" },
  { "space.icc", make_bad_space, ALL, "connection space" },
  { "class.icc", make_bad_class, ALL, "'what'" },
  { "offset.icc", make_bad_offset, ALL, "past the end" },
  { "length.icc", make_bad_length, ALL, "past the end" },
  { "many-tags.icc", make_many_tags, ALL, "4294967295 tags" },
  { "no-curve.icc", make_no_curve, ALL, "'gTRC'" },
  { "bad-curve.icc", make_bad_curve, ALL, "function 9" },
  { "bad-grid.icc", make_bad_grid, ALL, "'A2B0'" },
  { "pq.icc", make_pq, ALL, "PQ" },
  { "hlg.icc", make_hlg, ALL, "HLG" },
  { "link.icc", icc_make_link, ALL, "device link" },
  { "lab.icc", icc_make_lab, ALL, "abstract" },
  { "named.icc", icc_make_named, ALL, "named-colour" },
  { "cmyk.icc", icc_make_cmyk, DEVICES, "'CMYK'" },
  { "grey.icc", icc_make_gray, DEVICES, "'GRAY'" },
  { "one-way.icc", icc_make_input, DEST | PROOF, "B2A0" },
};

GST_START_TEST (test_bad_profile)
{
  const BadProfile *bad = &bad_profiles[__i__];
  g_autoptr (GBytes) bytes = bad->make();
  g_autofree char *path = icc_write_file (dir, bad->name, bytes);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (properties); i++) {
    if (bad->uses & 1u << i) {
      g_autoptr (GstMessage) message = refuse (properties[i], path);

      assert_message_says (message, bad->says, NULL);
    }
  }
}
GST_END_TEST;

/* What is refused above is refused for its use only. */
GST_START_TEST (test_good_uses)
{
  static const struct {
    MakeFunc make;
    guint use;
  } good[] = {
    { icc_make_cmyk, 2 },
    { icc_make_gray, 2 },
    { icc_make_input, 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GBytes) bytes = good[i].make();
    g_autofree char *path = icc_write_file (dir, "good.icc", bytes);
    g_autoptr (Rig) rig = rig_new (properties[good[i].use], path, NULL);

    rig_caps (rig, "RGB", 8, 8, NULL);
    gst_buffer_unref (rig_run (rig));
    fail_unless (rig_message (rig, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR) == NULL);
  }
}
GST_END_TEST;

/* --- names --- */

GST_START_TEST (test_missing)
{
  static const char *const all[] = { "input-profile", "dest-profile", "proof-profile",
                                     "lut-location" };
  g_autofree char *path = g_build_filename (dir, "nothing.here", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GstMessage) message = refuse (all[i], path);

    assert_error_code (message, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
    assert_message_says (message, "No such file", NULL);
  }
}
GST_END_TEST;

GST_START_TEST (test_unknown_name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_autoptr (GstMessage) message = refuse (properties[i], "rec709");

    assert_error_code (message, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND);
    assert_message_says (message, "srgb", "bt709", "bt2020", "display-p3", "adobe-rgb", NULL);
  }
}
GST_END_TEST;

/* Someone may ask for them by name. */
GST_START_TEST (test_hdr_name)
{
  static const char *const names[] = { "bt2100-pq", "bt2100-hlg", "pq", "HLG" };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    for (j = 0; j < G_N_ELEMENTS (properties); j++) {
      g_autoptr (GstMessage) message = refuse (properties[j], names[i]);

      assert_message_says (message, "tone mapping", NULL);
    }
  }
}
GST_END_TEST;

/* Neither a folder nor a device without end is a profile. */
GST_START_TEST (test_odd_files)
{
  static const char *const all[] = { "input-profile", "dest-profile", "proof-profile",
                                     "lut-location" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autoptr (GstMessage) folder = refuse (all[i], dir);
    g_autoptr (GstMessage) endless = refuse (all[i], "/dev/zero");

    assert_error_code (folder, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ);
  }
}
GST_END_TEST;

GST_START_TEST (test_unreadable)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  g_autofree char *path = icc_write_file (dir, "secret.icc", srgb);
  guint i;

  if (geteuid() == 0) /* who may read everything */
    return;
  fail_unless_equals_int (g_chmod (path, 0), 0);
  for (i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_autoptr (GstMessage) message = refuse (properties[i], path);

    assert_error_code (message, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ);
  }
}
GST_END_TEST;

/* --- .cube files --- */

typedef struct {
  const char *name;
  const char *text;
  const char *says[2];
} BadCube;

#define EIGHT "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n"

static const BadCube bad_cubes[] = {
  { "empty.cube", "", { "LUT_3D_SIZE" } },
  { "no-size.cube", "TITLE \"x\"\n", { "LUT_3D_SIZE" } },
  { "no-keyword.cube", EIGHT, { "line 1", "LUT_3D_SIZE" } },
  { "one.cube", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n", { "line 1", "one-dimensional" } },
  { "size-1.cube", "LUT_3D_SIZE 1\n0 0 0\n", { "line 1", "size" } },
  { "size-130.cube", "# large\nLUT_3D_SIZE 130\n", { "line 2", "130" } },
  { "size-text.cube", "LUT_3D_SIZE many\n", { "line 1", "many" } },
  { "size-huge.cube", "LUT_3D_SIZE 99999999999999999999\n", { "line 1" } },
  { "size-twice.cube", "LUT_3D_SIZE 2\nLUT_3D_SIZE 2\n" EIGHT, { "line 2", "again" } },
  { "short.cube", "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n", { "2 rows", "8" } },
  { "long.cube", "LUT_3D_SIZE 2\n" EIGHT "0 0 0\n", { "line 10", "more rows" } },
  { "two.cube", "LUT_3D_SIZE 2\n0 0\n", { "line 2" } },
  { "four.cube", "LUT_3D_SIZE 2\n0 0 0 0\n", { "line 2" } },
  { "nan.cube", "LUT_3D_SIZE 2\nnan 0 0\n", { "line 2", "nan" } },
  { "inf.cube", "LUT_3D_SIZE 2\n0 inf 0\n", { "line 2" } },
  { "word.cube", "LUT_3D_SIZE 2\n0 0 zero\n", { "line 2", "zero" } },
  { "keyword.cube", "LUT_3D_SIZE 2\nSHAPER 2\n", { "line 2", "SHAPER" } },
  { "late.cube", "LUT_3D_SIZE 2\n0 0 0\nTITLE \"late\"\n", { "line 3", "TITLE" } },
  { "domain.cube", "LUT_3D_SIZE 2\nDOMAIN_MIN 1 0 0\nDOMAIN_MAX 0 1 1\n" EIGHT, { "domain" } },
  { "binary.cube", "LUT_3D_SIZE 2\n\001\002\003\n", { "line 2", "0x01" } },
};

GST_START_TEST (test_bad_cube)
{
  const BadCube *bad = &bad_cubes[__i__];
  g_autoptr (GBytes) bytes = g_bytes_new (bad->text, strlen (bad->text));
  g_autofree char *path = icc_write_file (dir, bad->name, bytes);
  g_autoptr (GstMessage) message = refuse ("lut-location", path);

  assert_message_says (message, bad->says[0], bad->says[1], NULL);
}
GST_END_TEST;

/* A profile is no table, and a table is no profile. */
GST_START_TEST (test_swapped_files)
{
  g_autoptr (GBytes) profile = icc_make_matrix (&icc_spec_srgb);
  g_autoptr (GBytes) table = g_bytes_new_static ("LUT_3D_SIZE 2\n" EIGHT, 14 + 48);
  g_autofree char *profile_path = icc_write_file (dir, "a.icc", profile);
  g_autofree char *table_path = icc_write_file (dir, "a.cube", table);
  g_autoptr (GstMessage) a = refuse ("lut-location", profile_path);
  g_autoptr (GstMessage) b = refuse ("dest-profile", table_path);
  g_autoptr (Rig) rig = rig_new ("lut-location", table_path, "dest-profile", profile_path, NULL);
}
GST_END_TEST;

/* --- settings that contradict each other --- */

/* The error, in READY or with the first frame. */
static GstMessage *
first_error (const char *first_property, ...)
{
  g_autoptr (GstElement) element = gst_element_factory_make ("reelicc", NULL);
  g_autoptr (GstBus) bus = gst_bus_new();
  GstMessage *message;
  va_list arguments;

  gst_element_set_bus (element, bus);
  va_start (arguments, first_property);
  g_object_set_valist (G_OBJECT (element), first_property, arguments);
  va_end (arguments);
  if (gst_element_set_state (element, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS) {
    GstHarness *harness = gst_harness_new_with_element (element, "sink", "src");
    RgbLayout layout;

    rgb_layout_init (&layout, "BGRA");
    gst_harness_set_src_caps (harness, rgb_caps (&layout, 8, 8, NULL));
    fail_unless_equals_int (gst_harness_push (harness, rgb_picture_new (&layout, 8, 8, RGB_PLAIN)),
                            GST_FLOW_ERROR);
    fail_unless_equals_int ((gint) gst_harness_buffers_received (harness), 0);
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
    gst_harness_teardown (harness);
  } else {
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  }
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
  gst_bus_set_flushing (bus, TRUE);
  fail_unless (message != NULL);
  return message;
}

GST_START_TEST (test_contradictions)
{
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autofree char *file = icc_write_file (dir, "mild.icc", mild);
  g_autoptr (GstMessage) no_proof = first_error ("gamut-check", TRUE, NULL);
  g_autoptr (GstMessage) by_table =
      first_error ("gamut-check", TRUE, "proof-profile", "bt709", "mode", MODE_LUT, NULL);
  g_autoptr (GstMessage) from_table =
      first_error ("input-profile", file, "dest-profile", "srgb", "mode", MODE_MATRIX, NULL);
  g_autoptr (GstMessage) to_table = first_error ("dest-profile", file, "mode", MODE_MATRIX, NULL);
  g_autoptr (GstMessage) with_proof =
      first_error ("dest-profile", "bt2020", "proof-profile", "bt709", "mode", MODE_MATRIX, NULL);

  assert_message_says (no_proof, "proof-profile", NULL);
  assert_message_says (by_table, "mode=exact", NULL);
  assert_message_says (from_table, "mode=matrix", file, NULL);
  assert_message_says (to_table, "mode=matrix", file, NULL);
  assert_message_says (with_proof, "mode=matrix", NULL);
}
GST_END_TEST;

/* --- bytes that are wrong somewhere --- */

/* Whatever a byte is changed to, the element refuses the file or works with it. */
GST_START_TEST (test_damaged)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) __i__);
  g_autoptr (GBytes) whole =
      __i__ % 2 == 0 ? icc_make_matrix (&icc_spec_adobe_rgb) : icc_make_rgb_clut (ICC_CLUT_MILD);
  guint round, refused = 0;

  for (round = 0; round < 30; round++) {
    gsize size = MIN (g_bytes_get_size (whole), 700);
    guint8 byte = (guint8) g_rand_int_range (random, 0, 256);
    g_autoptr (GBytes) damaged =
        icc_patch (whole, (gsize) g_rand_int_range (random, 0, (gint32) size), &byte, 1);
    g_autofree char *path = icc_write_file (dir, "damaged.icc", damaged);
    g_autoptr (GstElement) element = gst_element_factory_make ("reelicc", NULL);

    g_object_set (element, "input-profile", path, "dest-profile", path, "lut-size", 9, NULL);
    if (gst_element_set_state (element, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS) {
      GstHarness *harness = gst_harness_new_with_element (element, "sink", "src");
      RgbLayout layout;

      rgb_layout_init (&layout, "RGB");
      g_object_set (element, "input-profile", "srgb", NULL);
      gst_harness_set_src_caps (harness, rgb_caps (&layout, 16, 4, NULL));
      gst_harness_push (harness, rgb_picture_new (&layout, 16, 4, RGB_PLAIN));
      gst_harness_teardown (harness);
    } else {
      refused++;
    }
    gst_element_set_state (element, GST_STATE_NULL);
  }
  fail_unless (refused > 0 && refused < 30, "%u of 30 refused", refused);
}
GST_END_TEST;

static Suite *
reelicc_errors_suite (void)
{
  Suite *suite = suite_create ("reelicc-errors");
  TCase *tests = tcase_create ("general");

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_bad_profile, 0, G_N_ELEMENTS (bad_profiles));
  tcase_add_test (tests, test_good_uses);
  tcase_add_test (tests, test_missing);
  tcase_add_test (tests, test_unknown_name);
  tcase_add_test (tests, test_hdr_name);
  tcase_add_test (tests, test_odd_files);
  tcase_add_test (tests, test_unreadable);
  tcase_add_loop_test (tests, test_bad_cube, 0, G_N_ELEMENTS (bad_cubes));
  tcase_add_test (tests, test_swapped_files);
  tcase_add_test (tests, test_contradictions);
  tcase_add_loop_test (tests, test_damaged, 0, 8);
  suite_add_tcase (suite, tests);
  return suite;
}

GST_CHECK_MAIN (reelicc_errors);
