/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reelicc and what streams say of their colours: caps and tags, in and out. */

#include <string.h>
#include <gst/check/gstcheck.h>

#include "icc_frames.h"

#define WIDTH 96
#define HEIGHT 6

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

/* --- tags --- */

/* What downstream knows: the sticky events that it holds. */
typedef struct {
  GstVideoColorimetry colorimetry;
  guint n_titles, n_others; /* attachments that are no profile */
  guint n_profiles;
  GBytes *profile;
} Known;

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->profile, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static gboolean
is_profile (GstSample *sample)
{
  const GstStructure *info = gst_sample_get_info (sample);
  GstCaps *caps = gst_sample_get_caps (sample);

  return (info != NULL && gst_structure_has_name (info, ICC_MEDIA_TYPE)) ||
         (caps != NULL &&
          gst_structure_has_name (gst_caps_get_structure (caps, 0), ICC_MEDIA_TYPE));
}

static void
add_known_attachment (Known *known, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gpointer data;
  gsize size;

  if (!is_profile (sample)) {
    known->n_others++;
    return;
  }
  known->n_profiles++;
  g_clear_pointer (&known->profile, g_bytes_unref);
  gst_buffer_extract_dup (buffer, 0, gst_buffer_get_size (buffer), &data, &size);
  known->profile = g_bytes_new_take (data, size);
}

static void
know (Known *known, GstPad *pad, GstTagScope scope)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstEvent *event;
  guint i, j;

  memset (known, 0, sizeof *known);
  if (caps != NULL)
    gst_video_colorimetry_from_string (
        &known->colorimetry,
        gst_structure_get_string (gst_caps_get_structure (caps, 0), "colorimetry"));
  for (i = 0; (event = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, i)) != NULL; i++) {
    GstTagList *tags;

    gst_event_parse_tag (event, &tags);
    if (gst_tag_list_get_scope (tags) == scope) {
      known->n_titles += gst_tag_list_get_tag_size (tags, GST_TAG_TITLE);
      for (j = 0; j < gst_tag_list_get_tag_size (tags, GST_TAG_ATTACHMENT); j++) {
        GstSample *sample;

        gst_tag_list_get_sample_index (tags, GST_TAG_ATTACHMENT, j, &sample);
        add_known_attachment (known, sample);
        gst_sample_unref (sample);
      }
    }
    gst_event_unref (event);
  }
}

/* Notes what downstream knew as the latest frame arrived. */
static GstPadProbeReturn
note_known (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Known *known = data;

  known_clear (known);
  know (known, pad, GST_TAG_SCOPE_STREAM);
  return GST_PAD_PROBE_OK;
}

static void
watch (Rig *rig, Known *known)
{
  gst_pad_add_probe (rig->harness->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, note_known, known, NULL);
}

/* --- where the input profile comes from --- */

/* Every combination of: a property, a tag, embedded-profile, the tag before or after the caps, in
 * the stream's tags or in global ones. */
GST_START_TEST (test_precedence)
{
  const gboolean property = __i__ & 1, tag = __i__ >> 1 & 1, embedded = __i__ >> 2 & 1,
                 tag_first = __i__ >> 3 & 1, global = __i__ >> 4 & 1;
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autoptr (Rig) rig = rig_new ("input-profile", property ? "adobe-rgb" : NULL, "dest-profile",
                                 "display-p3", "embedded-profile", embedded, NULL);
  g_autoptr (Reference) reference = reference_new_matrix (property          ? &icc_spec_adobe_rgb
                                                          : tag && embedded ? &icc_spec_wide
                                                                            : &icc_spec_bt709,
                                                          &icc_spec_display_p3);

  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("test"));
  if (tag && tag_first)
    rig_send_tags (rig, wide, global);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, bt709);
  if (tag && !tag_first)
    rig_send_tags (rig, wide, global);
  rig_compare (rig, reference, CLOSE_8);
}
GST_END_TEST;

/* A second stream begins without the first one's profile. */
GST_START_TEST (test_stream_start)
{
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (Reference) of_tag = reference_new_matrix (&icc_spec_wide, &icc_spec_display_p3);
  g_autoptr (Reference) of_caps = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  g_auto (Known) known = { 0 };

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  rig_send_tags (rig, wide, FALSE);
  watch (rig, &known);
  rig_compare (rig, of_tag, CLOSE_8);
  fail_unless_equals_int ((gint) known.n_titles, 1);

  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("second"));
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  rig_compare (rig, of_caps, CLOSE_8);
  fail_unless_equals_int ((gint) known.n_titles, 0);
  fail_unless_equals_int ((gint) known.n_profiles, 1);
}
GST_END_TEST;

/* And the element itself, once stopped, does not remember the profile of what it was given. */
GST_START_TEST (test_restart)
{
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (Reference) of_tag = reference_new_matrix (&icc_spec_wide, &icc_spec_display_p3);
  g_autoptr (Reference) of_caps = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  GstElement *element = rig->harness->element;
  GstSegment segment;
  guint i;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  for (i = 0; i < 4; i++) {
    if (i % 2 == 0)
      rig_send_tags (rig, wide, FALSE);
    rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
    rig_compare (rig, i % 2 == 0 ? of_tag : of_caps, CLOSE_8);
    fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
                            GST_STATE_CHANGE_SUCCESS);
    fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PLAYING),
                            GST_STATE_CHANGE_SUCCESS);
    gst_harness_push_event (rig->harness, gst_event_new_stream_start ("again"));
    rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
    gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  }
}
GST_END_TEST;

/* --- what downstream is told --- */

GST_START_TEST (test_tags_replaced)
{
  const gboolean with_profile = __i__ & 1, global = __i__ >> 1 & 1, tag_first = __i__ >> 2 & 1;
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autoptr (GBytes) dest = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autofree char *file = icc_write_file (dir, "dest.icc", dest);
  g_autoptr (Rig) rig = rig_new ("dest-profile", file, NULL);
  g_auto (Known) known = { 0 };
  g_auto (Known) known_global = { 0 };

  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("test"));
  if (tag_first)
    rig_send_tags (rig, with_profile ? wide : NULL, global);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  if (!tag_first)
    rig_send_tags (rig, with_profile ? wide : NULL, global);
  watch (rig, &known);
  gst_buffer_unref (rig_run (rig));
  know (&known_global, rig->harness->sinkpad, GST_TAG_SCOPE_GLOBAL);

  fail_unless_equals_int ((gint) known.n_profiles, 1);
  fail_unless (g_bytes_equal (known.profile, dest));
  fail_unless_equals_int ((gint) known.n_titles, !global);
  fail_unless_equals_int ((gint) known.n_others, global ? 0 : 2);
  fail_unless_equals_int ((gint) known_global.n_profiles, 0);
  fail_unless_equals_int ((gint) known_global.n_titles, global);
  fail_unless_equals_int ((gint) known_global.n_others, global ? 2 : 0);
}
GST_END_TEST;

/* Tags may come without any before, and again: the destination's profile stays with them. */
GST_START_TEST (test_tags_later)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "bt709", NULL);
  g_auto (Known) known = { 0 };
  g_autoptr (GBytes) told = NULL;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  watch (rig, &known);
  gst_buffer_unref (rig_run (rig));
  fail_unless_equals_int ((gint) known.n_profiles, 1);
  fail_unless_equals_int ((gint) known.n_titles, 0);
  told = g_bytes_ref (known.profile);

  rig_send_tags (rig, NULL, FALSE);
  gst_buffer_unref (rig_run (rig));
  fail_unless_equals_int ((gint) known.n_profiles, 1);
  fail_unless_equals_int ((gint) known.n_titles, 1);
  fail_unless_equals_int ((gint) known.n_others, 2);
  fail_unless (g_bytes_equal (known.profile, told));
}
GST_END_TEST;

/* A new destination is in caps and tags before the first frame that uses it, and not before. */
GST_START_TEST (test_new_dest)
{
  g_autoptr (Rig) p3_rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "bt2020", NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_auto (Known) known_p3 = { 0 };
  g_auto (Known) known_bt2020 = { 0 };
  g_auto (Known) known = { 0 };
  gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
  gboolean changed = FALSE;

  rig_caps (p3_rig, "BGRA", WIDTH, HEIGHT, NULL);
  after = rig_run_to_bytes (p3_rig);
  know (&known_p3, p3_rig->harness->sinkpad, GST_TAG_SCOPE_STREAM);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  before = rig_run_to_bytes (rig);
  know (&known_bt2020, rig->harness->sinkpad, GST_TAG_SCOPE_STREAM);
  fail_if (g_bytes_equal (before, after));
  fail_if (g_bytes_equal (known_p3.profile, known_bt2020.profile));

  watch (rig, &known);
  g_object_set (rig->harness->element, "dest-profile", "display-p3", NULL);
  while (!changed) {
    g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

    fail_unless (g_get_monotonic_time() < end);
    changed = g_bytes_equal (frame, after);
    fail_unless (changed || g_bytes_equal (frame, before));
    fail_unless_equals_int (known.colorimetry.primaries, changed
                                                             ? GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432
                                                             : GST_VIDEO_COLOR_PRIMARIES_BT2020);
    fail_unless (g_bytes_equal (known.profile, changed ? known_p3.profile : known_bt2020.profile));
    fail_unless_equals_int ((gint) known.n_profiles, 1);
  }
}
GST_END_TEST;

/* --- what cannot be used --- */

static void
assert_still_works (Rig *rig)
{
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, "sRGB");
  rig_compare (rig, reference, CLOSE_8);
}

GST_START_TEST (test_hdr_caps)
{
  static const GstVideoTransferFunction transfers[] = { GST_VIDEO_TRANSFER_SMPTE2084,
                                                        GST_VIDEO_TRANSFER_ARIB_STD_B67 };
  g_autofree char *colorimetry =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT2020, transfers[__i__]);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GstMessage) message = NULL;
  guint i;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, colorimetry);
  /* Whoever sends more gets the same answer. */
  for (i = 0; i < 3; i++)
    fail_unless_equals_int (
        gst_harness_push (rig->harness, rgb_picture_new (&rig->layout, WIDTH, HEIGHT, RGB_PLAIN)),
        GST_FLOW_ERROR);
  fail_unless_equals_int ((gint) gst_harness_buffers_received (rig->harness), 0);
  message = rig_message (rig, GST_MESSAGE_ERROR);
  assert_message_says (message, __i__ == 0 ? "PQ" : "HLG", "tone mapping", "input-profile", NULL);
  assert_still_works (rig);
}
GST_END_TEST;

/* Who says what such a stream's colours are can have them. */
GST_START_TEST (test_hdr_caps_with_profile)
{
  g_autofree char *pq =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT2020, GST_VIDEO_TRANSFER_SMPTE2084);
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autofree char *file = icc_write_file (dir, "wide.icc", wide);
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_wide, &icc_spec_display_p3);
  g_autoptr (Rig) by_property = rig_new ("input-profile", file, "dest-profile", "display-p3", NULL);
  g_autoptr (Rig) by_tag = rig_new ("dest-profile", "display-p3", NULL);

  rig_caps (by_property, "BGRA", WIDTH, HEIGHT, pq);
  rig_compare (by_property, reference, CLOSE_8);
  rig_send_tags (by_tag, wide, FALSE);
  rig_caps (by_tag, "BGRA", WIDTH, HEIGHT, pq);
  rig_compare (by_tag, reference, CLOSE_8);
}
GST_END_TEST;

/* Other caps that no profile can stand for. */
GST_START_TEST (test_odd_caps)
{
  static const GstVideoColorimetry odd[] = {
    { GST_VIDEO_COLOR_RANGE_16_235, GST_VIDEO_COLOR_MATRIX_RGB, GST_VIDEO_TRANSFER_SRGB,
      GST_VIDEO_COLOR_PRIMARIES_BT709 },
    { GST_VIDEO_COLOR_RANGE_0_255, GST_VIDEO_COLOR_MATRIX_RGB, GST_VIDEO_TRANSFER_LOG100,
      GST_VIDEO_COLOR_PRIMARIES_BT709 },
    { GST_VIDEO_COLOR_RANGE_0_255, GST_VIDEO_COLOR_MATRIX_RGB, GST_VIDEO_TRANSFER_SRGB,
      GST_VIDEO_COLOR_PRIMARIES_SMPTEST428 },
  };
  static const char *const says[] = { "limited range", "transfer", "primaries" };
  g_autofree char *colorimetry = gst_video_colorimetry_to_string (&odd[__i__]);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GstMessage) message = NULL;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, colorimetry);
  fail_unless_equals_int (
      gst_harness_push (rig->harness, rgb_picture_new (&rig->layout, WIDTH, HEIGHT, RGB_PLAIN)),
      GST_FLOW_ERROR);
  message = rig_message (rig, GST_MESSAGE_ERROR);
  assert_message_says (message, says[__i__], NULL);
  assert_still_works (rig);
}
GST_END_TEST;

static GBytes *
make_broken (int which)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_wide);

  switch (which) {
    case 0:
      return icc_truncate (srgb, 300);
    case 1:
      return g_bytes_new_static ("no profile", 10);
    case 2:
      return icc_make_cmyk();
    case 3:
      return icc_make_link();
    default:
      return g_bytes_new_take (g_malloc0 (5 << 20), 5 << 20);
  }
}

GST_START_TEST (test_broken_tag)
{
  g_autoptr (GBytes) broken = make_broken (__i__);
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_bt709, &icc_spec_display_p3);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GstMessage) message = NULL;
  g_auto (Known) known = { 0 };

  rig_send_tags (rig, broken, FALSE);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, bt709);
  watch (rig, &known);
  rig_compare (rig, reference, CLOSE_8);
  message = rig_message (rig, GST_MESSAGE_WARNING);
  assert_message_says (message, "ICC profile", NULL);
  fail_unless (rig_message (rig, GST_MESSAGE_ERROR | GST_MESSAGE_WARNING) == NULL);
  fail_unless_equals_int ((gint) known.n_profiles, 1);
  fail_if (g_bytes_equal (known.profile, broken));

  /* Once said is enough. */
  rig_compare (rig, reference, CLOSE_8);
  fail_unless (rig_message (rig, GST_MESSAGE_ERROR | GST_MESSAGE_WARNING) == NULL);
}
GST_END_TEST;

/* A profile of PQ pictures is not taken for something else in silence. */
GST_START_TEST (test_hdr_tag)
{
  g_autoptr (GBytes) bt2020 = icc_make_matrix (&icc_spec_bt2020);
  g_autoptr (GBytes) pq = icc_make_with_transfer (bt2020, __i__ == 0 ? 16 : 18);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GstMessage) message = NULL;

  rig_send_tags (rig, pq, FALSE);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_harness_push (rig->harness, rgb_picture_new (&rig->layout, WIDTH, HEIGHT, RGB_PLAIN));
  message = rig_message (rig, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
  assert_message_says (message, __i__ == 0 ? "PQ" : "HLG", NULL);
}
GST_END_TEST;

/* --- frames that wait --- */

/* With a table that takes long to build, so that a frame that did not wait would be seen. */
GST_START_TEST (test_first_frame_waits)
{
  g_autofree char *adobe =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_ADOBERGB, GST_VIDEO_TRANSFER_ADOBERGB);
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autofree char *file = icc_write_file (dir, "wide.icc", wide);
  g_autoptr (Rig) rig =
      rig_new ("dest-profile", "display-p3", "mode", MODE_LUT, "lut-size", 129, NULL);
  GBytes *result[3];
  guint i;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  result[0] = rig_run_to_bytes (rig);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, adobe);
  result[1] = rig_run_to_bytes (rig);
  rig_send_tags (rig, wide, FALSE);
  result[2] = rig_run_to_bytes (rig);
  for (i = 0; i < 3; i++) {
    g_autoptr (Rig) fresh =
        rig_new ("input-profile",
                 i == 0   ? "srgb"
                 : i == 1 ? "adobe-rgb"
                          : file,
                 "dest-profile", "display-p3", "mode", MODE_LUT, "lut-size", 129, NULL);
    g_autoptr (GBytes) wanted = NULL;

    rig_caps (fresh, "BGRA", WIDTH, HEIGHT, NULL);
    wanted = rig_run_to_bytes (fresh);
    fail_unless (g_bytes_equal (result[i], wanted), "frame %u is not that of its stream", i);
    g_bytes_unref (result[i]);
  }
}
GST_END_TEST;

/* Formats, sizes and colours follow each other; every first frame is right. */
GST_START_TEST (test_renegotiation)
{
  static const struct {
    const char *format;
    guint width, height;
    gboolean bt709;
  } caps[] = {
    { "BGRA", 64, 4, FALSE }, { "BGRA", 65, 5, FALSE }, { "BGRA", 65, 5, TRUE },
    { "RGB", 65, 5, TRUE },   { "GBR", 9, 9, FALSE },   { "GBRA", 9, 9, FALSE },
    { "xRGB", 9, 9, TRUE },   { "BGRA", 64, 4, FALSE }, { "RGBP", 1, 1, FALSE },
  };
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autoptr (Reference) of_srgb = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  g_autoptr (Reference) of_bt709 = reference_new_matrix (&icc_spec_bt709, &icc_spec_display_p3);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  guint i;

  for (i = 0; i < 3 * G_N_ELEMENTS (caps); i++) {
    guint which = i % G_N_ELEMENTS (caps);

    rig_caps (rig, caps[which].format, caps[which].width, caps[which].height,
              caps[which].bt709 ? bt709 : NULL);
    rig_compare (rig, caps[which].bt709 ? of_bt709 : of_srgb, CLOSE_8);
    rig_compare (rig, caps[which].bt709 ? of_bt709 : of_srgb, CLOSE_8);
  }
}
GST_END_TEST;

static Suite *
reelicc_stream_suite (void)
{
  Suite *suite = suite_create ("reelicc-stream");
  TCase *tests = tcase_create ("general"), *refusals = tcase_create ("refusals");

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_precedence, 0, 32);
  tcase_add_test (tests, test_stream_start);
  tcase_add_test (tests, test_restart);
  tcase_add_loop_test (tests, test_tags_replaced, 0, 8);
  tcase_add_test (tests, test_tags_later);
  tcase_add_test (tests, test_new_dest);
  tcase_add_test (tests, test_hdr_caps_with_profile);
  tcase_add_loop_test (tests, test_broken_tag, 0, 5);
  tcase_add_loop_test (tests, test_hdr_tag, 0, 2);
  tcase_add_test (tests, test_first_frame_waits);
  tcase_add_test (tests, test_renegotiation);
  suite_add_tcase (suite, tests);

  /* What goes wrong here is a frame that waits forever. */
  tcase_set_timeout (refusals, 20);
  tcase_add_checked_fixture (refusals, set_up, tear_down);
  tcase_add_loop_test (refusals, test_hdr_caps, 0, 2);
  tcase_add_loop_test (refusals, test_odd_caps, 0, 3);
  suite_add_tcase (suite, refusals);
  return suite;
}

GST_CHECK_MAIN (reelicc_stream);
