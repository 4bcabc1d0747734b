/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reelicc while frames flow: properties that change, frames with nothing to do, flushes, ends. */

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

/* --- properties that change --- */

/* Changes something that takes long to build, over and over. Every frame is that of the old or of
 * the new settings, in this order, and frames go on meanwhile. */
GST_START_TEST (test_property_change)
{
  static const char *const inputs[2] = { "adobe-rgb", "bt2020" };
  GBytes *wanted[2];
  g_autoptr (Rig) rig = rig_new ("input-profile", inputs[1], "dest-profile", "srgb", "mode",
                                 MODE_LUT, "lut-size", 129, NULL);
  guint round, went_on = 0, i;

  for (i = 0; i < 2; i++) {
    g_autoptr (Rig) fresh = rig_new ("input-profile", inputs[i], "dest-profile", "srgb", "mode",
                                     MODE_LUT, "lut-size", 129, NULL);

    rig_caps (fresh, "BGRA", WIDTH, HEIGHT, NULL);
    wanted[i] = rig_run_to_bytes (fresh);
  }
  fail_if (g_bytes_equal (wanted[0], wanted[1]));

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  for (round = 0; round < 6; round++) {
    gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
    GBytes *old = wanted[(round + 1) % 2], *new = wanted[round % 2];
    gboolean changed = FALSE;

    g_object_set (rig->harness->element, "input-profile", inputs[round % 2], NULL);
    while (!changed) {
      g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

      fail_unless (g_get_monotonic_time() < end);
      changed = g_bytes_equal (frame, new);
      fail_unless (changed || g_bytes_equal (frame, old), "a frame of neither");
      went_on += !changed;
    }
    for (i = 0; i < 20; i++) {
      g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

      fail_unless (g_bytes_equal (frame, new), "a frame of the settings before");
    }
  }
  fail_unless (went_on > 0, "frames wait for new settings");
  g_bytes_unref (wanted[0]);
  g_bytes_unref (wanted[1]);
}
GST_END_TEST;

static void
push_until_warning (Rig *rig, GBytes *wanted, const char *says)
{
  gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
  g_autoptr (GstMessage) message = NULL;

  while (message == NULL) {
    g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

    fail_unless (g_bytes_equal (frame, wanted));
    fail_unless (g_get_monotonic_time() < end);
    message = rig_message (rig, GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
  }
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_WARNING);
  assert_message_says (message, says, NULL);
}

static void
push_until (Rig *rig, GBytes *old, GBytes *new)
{
  gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
  gboolean changed = FALSE;

  while (!changed) {
    g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

    changed = g_bytes_equal (frame, new);
    fail_unless (changed || g_bytes_equal (frame, old));
    fail_unless (g_get_monotonic_time() < end);
  }
}

static GBytes *
run_fresh (const char *input, const char *dest, const char *colorimetry)
{
  g_autoptr (Rig) rig = rig_new ("input-profile", input, "dest-profile", dest, NULL);

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, colorimetry);
  return rig_run_to_bytes (rig);
}

/* A property that cannot be used warns, changes nothing, and can be mended. */
GST_START_TEST (test_bad_change)
{
  static const struct {
    const char *property, *value, *says;
  } bad[] = {
    { "dest-profile", "/nowhere/at.all", "/nowhere/at.all" },
    { "input-profile", "nonsense", "nonsense" },
    { "proof-profile", "/nowhere/at.all", "/nowhere/at.all" },
    { "lut-location", "/nowhere/at.cube", "/nowhere/at.cube" },
  };
  g_autoptr (GBytes) old = run_fresh (NULL, "display-p3", NULL);
  g_autoptr (GBytes) new = run_fresh (NULL, "bt709", NULL);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (rig));
  g_object_set (rig->harness->element, bad[__i__].property, bad[__i__].value, NULL);
  push_until_warning (rig, old, bad[__i__].says);

  g_object_set (rig->harness->element, bad[__i__].property, NULL, "dest-profile", "bt709", NULL);
  push_until (rig, old, new);
  fail_unless (rig_message (rig, GST_MESSAGE_ERROR) == NULL);
}
GST_END_TEST;

/* The settings before stay in use, also for what comes afterwards. */
GST_START_TEST (test_bad_change_and_new_caps)
{
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autoptr (GBytes) old = run_fresh (NULL, "display-p3", NULL);
  g_autoptr (GBytes) new = run_fresh (NULL, "display-p3", bt709);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GBytes) frame = NULL;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (rig));
  g_object_set (rig->harness->element, "lut-location", "/nowhere/at.cube", NULL);
  push_until_warning (rig, old, "/nowhere/at.cube");
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, bt709);
  frame = rig_run_to_bytes (rig);
  fail_unless (g_bytes_equal (frame, new));
}
GST_END_TEST;

/* Setting a name again reads the file again. */
GST_START_TEST (test_same_name)
{
  g_autofree char *file = write_matrix (dir, "dest.icc", &icc_spec_wide);
  g_autoptr (GBytes) old = run_fresh (NULL, file, NULL);
  g_autoptr (Rig) rig = rig_new ("dest-profile", file, NULL);
  g_autoptr (GBytes) new = NULL;
  g_autofree char *same = NULL;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (rig));
  same = write_matrix (dir, "dest.icc", &icc_spec_adobe_rgb);
  fail_unless_equals_string (file, same);
  new = run_fresh (NULL, file, NULL);
  fail_if (g_bytes_equal (old, new));
  g_object_set (rig->harness->element, "dest-profile", file, NULL);
  push_until (rig, old, new);
}
GST_END_TEST;

/* --- nothing to do --- */

static gboolean
passes_through (Rig *rig)
{
  GstBuffer *picture = rgb_picture_new (&rig->layout, rig->width, rig->height, RGB_PLAIN);
  g_autoptr (GstBuffer) output = NULL;

  fail_unless_equals_int (gst_harness_push (rig->harness, picture), GST_FLOW_OK);
  output = gst_harness_try_pull (rig->harness);
  fail_unless (output != NULL);
  return output == picture;
}

static void
push_until_passing (Rig *rig, gboolean passing, GstVideoColorPrimaries primaries)
{
  gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
  GstVideoColorimetry colorimetry;

  while (passes_through (rig) != passing)
    fail_unless (g_get_monotonic_time() < end);
  rig_output_colorimetry (rig, &colorimetry);
  fail_unless_equals_int (colorimetry.primaries, primaries);
  fail_unless_equals_int (passes_through (rig), passing);
}

GST_START_TEST (test_passthrough)
{
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autofree char *wide = write_matrix (dir, "wide.icc", &icc_spec_wide);
  g_autoptr (GBytes) bytes = icc_make_matrix (&icc_spec_wide);
  g_autoptr (Rig) by_caps = rig_new ("dest-profile", "bt709", NULL);
  g_autoptr (Rig) by_default = rig_new ("dest-profile", NULL, NULL);
  g_autoptr (Rig) by_file = rig_new ("input-profile", wide, "dest-profile", wide, NULL);
  g_autoptr (Rig) by_tag = rig_new ("dest-profile", wide, NULL);
  g_autoptr (Rig) against_caps = rig_new ("input-profile", "srgb", "dest-profile", "srgb", NULL);
  GstVideoColorimetry colorimetry;

  rig_caps (by_caps, "BGRA", WIDTH, HEIGHT, bt709);
  fail_unless (passes_through (by_caps));
  rig_caps (by_default, "GBR_10LE", WIDTH, HEIGHT, NULL);
  fail_unless (passes_through (by_default));
  rig_caps (by_file, "RGBA64_LE", WIDTH, HEIGHT, NULL);
  fail_unless (passes_through (by_file));
  rig_send_tags (by_tag, bytes, FALSE);
  rig_caps (by_tag, "BGRA", WIDTH, HEIGHT, NULL);
  fail_unless (passes_through (by_tag));
  /* The pixels stay, but what they are called does not. */
  rig_caps (against_caps, "BGRA", WIDTH, HEIGHT, bt709);
  fail_unless (passes_through (against_caps));
  rig_output_colorimetry (against_caps, &colorimetry);
  fail_unless_equals_int (colorimetry.transfer, GST_VIDEO_TRANSFER_SRGB);
}
GST_END_TEST;

/* In and out of it, by properties and by caps. */
GST_START_TEST (test_passthrough_change)
{
  g_autofree char *p3 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432, GST_VIDEO_TRANSFER_SRGB);
  g_autoptr (Reference) to_p3 = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "srgb", NULL);
  guint round;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  for (round = 0; round < 5; round++) {
    push_until_passing (rig, TRUE, GST_VIDEO_COLOR_PRIMARIES_BT709);
    g_object_set (rig->harness->element, "dest-profile", "display-p3", NULL);
    push_until_passing (rig, FALSE, GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432);
    rig_compare (rig, to_p3, CLOSE_8);

    rig_caps (rig, "BGRA", WIDTH, HEIGHT, p3);
    fail_unless (passes_through (rig));
    rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
    rig_compare (rig, to_p3, CLOSE_8);
    g_object_set (rig->harness->element, "dest-profile", "srgb", NULL);
  }
}
GST_END_TEST;

/* How often the element has told of a new program since last asked. */
static guint
count_changes (Rig *rig)
{
  GstMessage *message;
  guint n = 0;

  while ((message = rig_message (rig, GST_MESSAGE_ELEMENT)) != NULL) {
    n += gst_message_has_name (message, "reel/icc");
    gst_message_unref (message);
  }
  return n;
}

/* Caps that say the same, or another size only, need no new program. */
GST_START_TEST (test_nothing_new)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (rig));
  fail_unless_equals_int ((gint) count_changes (rig), 1);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, "sRGB");
  gst_buffer_unref (rig_run (rig));
  rig_caps (rig, "BGRA", WIDTH / 2, HEIGHT, "sRGB");
  gst_buffer_unref (rig_run (rig));
  g_object_set (rig->harness->element, "n-threads", 2, NULL);
  gst_buffer_unref (rig_run (rig));
  fail_unless_equals_int ((gint) count_changes (rig), 0);
}
GST_END_TEST;

/* --- flushes and stops --- */

/* Pushes a frame in a thread of its own. */
static gpointer
push_frame (gpointer data)
{
  Rig *rig = data;

  return GINT_TO_POINTER (
      gst_harness_push (rig->harness, rgb_picture_new (&rig->layout, WIDTH, HEIGHT, RGB_PLAIN)));
}

static Rig *
slow_rig (void)
{
  return rig_new ("dest-profile", "display-p3", "mode", MODE_LUT, "lut-size", 129, NULL);
}

/* Sends caps that need a new program, and returns once a thread is (or is about to be) waiting for
 * it. */
static GThread *
wait_in_thread (Rig *rig, const char *colorimetry, gint64 build_time)
{
  GThread *thread;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, colorimetry);
  thread = g_thread_new ("push", push_frame, rig);
  g_usleep ((gulong) (build_time / 10));
  return thread;
}

/* A frame that waits for its program is let go by a flush, long before the program is there; and
 * the first frame after the flush waits again. The shortest of several waits counts, because a
 * thread that the system holds up says nothing of the element. */
GST_START_TEST (test_flush_waiting)
{
  g_autofree char *bt709 =
      rgb_colorimetry (GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709);
  g_autoptr (Rig) rig = slow_rig();
  gint64 start = g_get_monotonic_time(), build_time, shortest = G_MAXINT64;
  GstSegment segment;
  guint round;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (rig));
  build_time = g_get_monotonic_time() - start;
  for (round = 0; round < 4; round++) {
    const char *colorimetry = round % 2 == 0 ? bt709 : NULL;
    g_autoptr (Rig) fresh = slow_rig();
    g_autoptr (GBytes) wanted = NULL;
    g_autoptr (GBytes) frame = NULL;
    GThread *thread = wait_in_thread (rig, colorimetry, build_time);

    start = g_get_monotonic_time();
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_flush_start()));
    fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), GST_FLOW_FLUSHING);
    shortest = MIN (shortest, g_get_monotonic_time() - start);
    fail_unless_equals_int ((gint) gst_harness_buffers_in_queue (rig->harness), 0);

    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_flush_stop (TRUE)));
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_segment (&segment)));
    frame = rig_run_to_bytes (rig);
    rig_caps (fresh, "BGRA", WIDTH, HEIGHT, colorimetry);
    wanted = rig_run_to_bytes (fresh);
    fail_unless (g_bytes_equal (frame, wanted));
  }
  fail_unless (shortest < build_time / 2, "%d us to flush, %d us to build", (int) shortest,
               (int) build_time);
}
GST_END_TEST;

/* So does leaving PAUSED. */
GST_START_TEST (test_stop_waiting)
{
  g_autoptr (Rig) timed = slow_rig();
  gint64 start = g_get_monotonic_time(), build_time, shortest = G_MAXINT64;
  guint round;

  rig_caps (timed, "BGRA", WIDTH, HEIGHT, NULL);
  gst_buffer_unref (rig_run (timed));
  build_time = g_get_monotonic_time() - start;
  for (round = 0; round < 3; round++) {
    g_autoptr (Rig) rig = slow_rig();
    GThread *thread = wait_in_thread (rig, NULL, build_time);

    start = g_get_monotonic_time();
    fail_unless_equals_int (gst_element_set_state (rig->harness->element, GST_STATE_READY),
                            GST_STATE_CHANGE_SUCCESS);
    fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), GST_FLOW_FLUSHING);
    shortest = MIN (shortest, g_get_monotonic_time() - start);
    fail_unless_equals_int ((gint) gst_harness_buffers_in_queue (rig->harness), 0);
  }
  fail_unless (shortest < build_time / 2, "%d us to stop, %d us to build", (int) shortest,
               (int) build_time);
}
GST_END_TEST;

/* Flushes between frames, with a property that changes at the same time. */
GST_START_TEST (test_flush)
{
  g_autoptr (GBytes) p3 = run_fresh (NULL, "display-p3", NULL);
  g_autoptr (GBytes) bt2020 = run_fresh (NULL, "bt2020", NULL);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  GstSegment segment;
  guint round;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  for (round = 0; round < 50; round++) {
    g_autoptr (GBytes) frame = rig_run_to_bytes (rig);

    fail_unless (g_bytes_equal (frame, p3) || g_bytes_equal (frame, bt2020));
    g_object_set (rig->harness->element, "dest-profile", round % 2 == 0 ? "bt2020" : "display-p3",
                  NULL);
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_flush_start()));
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_flush_stop (TRUE)));
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_segment (&segment)));
  }
}
GST_END_TEST;

/* --- streams of few frames --- */

static gboolean
has_title (GstPad *pad)
{
  GstEvent *event;
  guint i, n = 0;

  for (i = 0; (event = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, i)) != NULL; i++) {
    GstTagList *tags;

    gst_event_parse_tag (event, &tags);
    n += gst_tag_list_get_tag_size (tags, GST_TAG_TITLE);
    gst_event_unref (event);
  }
  return n > 0;
}

/* Takes events until one of this type has come. */
static gboolean
has_come (Rig *rig, GstEventType type)
{
  GstEvent *event;
  gboolean found = FALSE;

  while (!found && (event = gst_harness_try_pull_event (rig->harness)) != NULL) {
    found = GST_EVENT_TYPE (event) == type;
    gst_event_unref (event);
  }
  return found;
}

/* No frame at all: the end arrives, and what the tags said before it. */
GST_START_TEST (test_no_frames)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  fail_unless (gst_harness_push_event (
      rig->harness, gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "a title", NULL))));
  if (__i__ == 1) {
    fail_unless (gst_harness_push_event (rig->harness, gst_event_new_gap (0, GST_SECOND)));
    fail_unless (has_come (rig, GST_EVENT_GAP));
  }
  fail_unless (gst_harness_push_event (rig->harness, gst_event_new_eos()));
  fail_unless (has_come (rig, GST_EVENT_EOS));
  fail_unless (has_title (rig->harness->sinkpad));
  fail_unless (rig_message (rig, GST_MESSAGE_ERROR | GST_MESSAGE_WARNING) == NULL);
}
GST_END_TEST;

/* The end before caps. */
GST_START_TEST (test_nothing_at_all)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);

  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("test"));
  fail_unless (gst_harness_push_event (rig->harness, gst_event_new_eos()));
  fail_unless (has_come (rig, GST_EVENT_EOS));
}
GST_END_TEST;

/* A frame without caps is refused. */
GST_START_TEST (test_no_caps)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  rgb_layout_init (&rig->layout, "BGRA");
  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("test"));
  gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  fail_unless_equals_int (GPOINTER_TO_INT (push_frame (rig)), GST_FLOW_NOT_NEGOTIATED);
}
GST_END_TEST;

GST_START_TEST (test_gaps)
{
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  guint i;

  rig_caps (rig, "BGRA", WIDTH, HEIGHT, NULL);
  for (i = 0; i < 5; i++) {
    fail_unless (
        gst_harness_push_event (rig->harness, gst_event_new_gap (i * GST_SECOND, GST_SECOND)));
    fail_unless (has_come (rig, GST_EVENT_GAP));
    rig_compare (rig, reference, CLOSE_8);
  }
}
GST_END_TEST;

static Suite *
reelicc_changes_suite (void)
{
  Suite *suite = suite_create ("reelicc-changes");
  TCase *tests = tcase_create ("general");

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_property_change);
  tcase_add_loop_test (tests, test_bad_change, 0, 4);
  tcase_add_test (tests, test_bad_change_and_new_caps);
  tcase_add_test (tests, test_same_name);
  tcase_add_test (tests, test_passthrough);
  tcase_add_test (tests, test_passthrough_change);
  tcase_add_test (tests, test_nothing_new);
  tcase_add_test (tests, test_flush_waiting);
  tcase_add_test (tests, test_stop_waiting);
  tcase_add_test (tests, test_flush);
  tcase_add_loop_test (tests, test_no_frames, 0, 2);
  tcase_add_test (tests, test_nothing_at_all);
  tcase_add_test (tests, test_no_caps);
  tcase_add_test (tests, test_gaps);
  suite_add_tcase (suite, tests);
  return suite;
}

GST_CHECK_MAIN (reelicc_changes);
