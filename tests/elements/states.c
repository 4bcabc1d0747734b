/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* State changes: of every element that this build has, after the example of GStreamer's own test
 * (tests/check/generic/states.c), and of reelicc in pipelines, with seeks and properties that
 * change at any moment.
 *
 * Elements named in GST_STATE_IGNORE_ELEMENTS (separated by blanks) are left out. REEL_TEST_FULL
 * makes counts ten times as large. */

#include <math.h>
#include <string.h>
#include <gst/check/gstcheck.h>

#include "icc_frames.h"

static guint
scaled (guint count)
{
  return g_getenv ("REEL_TEST_FULL") != NULL ? 10 * count : count;
}

/* --- every element --- */

static gboolean
is_ours (GstPlugin *plugin)
{
  g_auto (GStrv) folders =
      g_strsplit (g_getenv ("GST_PLUGIN_PATH_1_0"), G_SEARCHPATH_SEPARATOR_S, -1);
  const char *file = gst_plugin_get_filename (plugin);
  guint i;

  for (i = 0; file != NULL && folders[i] != NULL; i++) {
    g_autofree char *folder = g_path_get_dirname (file);

    if (*folders[i] != '\0' && g_str_equal (folder, folders[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_ignored (const char *name)
{
  const char *list = g_getenv ("GST_STATE_IGNORE_ELEMENTS");
  g_auto (GStrv) names = g_strsplit (list != NULL ? list : "", " ", -1);

  return g_strv_contains ((const char *const *) names, name);
}

/* Names of the elements to test. */
static GPtrArray *
find_elements (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GstRegistry *registry = gst_registry_get();
  GList *plugins = gst_registry_get_plugin_list (registry), *p;

  for (p = plugins; p != NULL; p = p->next) {
    GList *features = gst_registry_get_feature_list_by_plugin (
              registry, gst_plugin_get_name (GST_PLUGIN (p->data))),
          *f;

    for (f = is_ours (p->data) ? features : NULL; f != NULL; f = f->next) {
      const char *name = GST_OBJECT_NAME (f->data);

      if (GST_IS_ELEMENT_FACTORY (f->data) && !is_ignored (name))
        g_ptr_array_add (names, g_strdup (name));
    }
    gst_plugin_feature_list_free (features);
  }
  gst_plugin_list_free (plugins);
  return names;
}

GST_START_TEST (test_all_elements)
{
  static const struct {
    GstState states[16];
    guint n;
  } sequences[] = {
    { { GST_STATE_READY, GST_STATE_NULL }, 2 },
    { { GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_READY,
        GST_STATE_NULL },
      6 },
    { { GST_STATE_READY, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_READY, GST_STATE_PAUSED,
        GST_STATE_PLAYING, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_NULL },
      9 },
    { { GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_READY, GST_STATE_PLAYING,
        GST_STATE_NULL },
      6 },
    { { GST_STATE_PAUSED, GST_STATE_NULL, GST_STATE_PAUSED, GST_STATE_READY, GST_STATE_NULL,
        GST_STATE_READY, GST_STATE_NULL },
      7 },
  };
  g_autoptr (GPtrArray) names = find_elements();
  guint i, j, k;

  fail_unless (names->len > 0);
  for (i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    GstElement *element = gst_element_factory_make (name, NULL);

    fail_unless (element != NULL, "cannot make %s", name);
    for (j = 0; j < G_N_ELEMENTS (sequences); j++) {
      for (k = 0; k < sequences[j].n; k++)
        fail_unless (gst_element_set_state (element, sequences[j].states[k]) !=
                         GST_STATE_CHANGE_FAILURE,
                     "%s: sequence %u fails at step %u", name, j, k);
    }
    fail_unless_equals_int (GST_OBJECT_REFCOUNT_VALUE (element), 1);
    gst_object_unref (element);
  }
}
GST_END_TEST;

/* Made and thrown away, in NULL and never used. */
GST_START_TEST (test_made_in_vain)
{
  g_autoptr (GPtrArray) names = find_elements();
  guint i, round;

  for (i = 0; i < names->len; i++) {
    for (round = 0; round < 20; round++)
      gst_object_unref (gst_element_factory_make (g_ptr_array_index (names, i), NULL));
  }
}
GST_END_TEST;

/* --- reelicc in a pipeline: one colour, seen at the end --- */

#define SOURCE                                                                                     \
  "videotestsrc name=source pattern=solid-color foreground-color=0xffc86e28 ! "                    \
  "capsfilter name=filter caps-change-mode=delayed "                                               \
  "caps=\"video/x-raw,format=BGRA,width=33,height=9,framerate=100/1,"                              \
  "colorimetry=(string)1:1:5:1\" ! "

/* The source's r, g, b. */
static const double colour[3] = { 0xc8 / 255.0, 0x6e / 255.0, 0x28 / 255.0 };

static const struct {
  const char *name;
  const IccMatrixSpec *spec;
  GstVideoColorPrimaries primaries;
} dests[] = {
  { "srgb", &icc_spec_srgb, GST_VIDEO_COLOR_PRIMARIES_BT709 },
  { "bt2020", &icc_spec_bt2020, GST_VIDEO_COLOR_PRIMARIES_BT2020 },
  { "display-p3", &icc_spec_display_p3, GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432 },
};

typedef struct {
  GstElement *pipeline, *icc;
  double wanted[G_N_ELEMENTS (dests)][3]; /* codes */
  guint tolerance;

  /* Atomic. */
  gint n_frames;
  gint n_wrong;
} Play;

/* Compares every pixel of a frame with what the destination that its caps name asks for. */
static GstPadProbeReturn
check_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Play *play = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  RgbLayout layout;
  GstVideoInfo video;
  GstVideoFrame frame;
  RgbView view;
  guint which = 0, x, y, c;
  gboolean wrong = FALSE;

  fail_unless (gst_video_info_from_caps (&video, caps));
  while (which < G_N_ELEMENTS (dests) && dests[which].primaries != video.colorimetry.primaries)
    which++;
  fail_unless (which < G_N_ELEMENTS (dests));
  rgb_layout_init (&layout, gst_video_format_to_string (GST_VIDEO_INFO_FORMAT (&video)));
  rgb_map (&frame, &view, GST_PAD_PROBE_INFO_BUFFER (info), caps, &layout, GST_MAP_READ);
  for (y = 0; y < view.height; y++) {
    for (x = 0; x < view.width; x++) {
      for (c = 0; c < 3; c++)
        wrong |= fabs (rgb_get (&view, x, y, c) - play->wanted[which][c]) > play->tolerance;
    }
  }
  gst_video_frame_unmap (&frame);
  g_atomic_int_add (&play->n_wrong, wrong);
  g_atomic_int_inc (&play->n_frames);
  return GST_PAD_PROBE_OK;
}

static void
play_init (Play *play, guint tolerance)
{
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  guint i, c;

  memset (play, 0, sizeof *play);
  play->tolerance = tolerance;
  for (i = 0; i < G_N_ELEMENTS (dests); i++) {
    g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_bt709, dests[i].spec);

    reference_run (reference, colour, play->wanted[i]);
    for (c = 0; c < 3; c++)
      play->wanted[i][c] *= 255.0;
  }
  play->pipeline = gst_parse_launch (SOURCE "reelicc name=icc dest-profile=bt2020 ! "
                                            "fakesink name=sink sync=false",
                                     NULL);
  fail_unless (play->pipeline != NULL);
  play->icc = gst_bin_get_by_name (GST_BIN (play->pipeline), "icc");
  sink = gst_bin_get_by_name (GST_BIN (play->pipeline), "sink");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, check_frame, play, NULL);
}

static void
play_set (Play *play, GstState state)
{
  fail_unless (gst_element_set_state (play->pipeline, state) != GST_STATE_CHANGE_FAILURE);
}

static void
play_reach (Play *play, GstState state)
{
  play_set (play, state);
  fail_unless_equals_int (gst_element_get_state (play->pipeline, NULL, NULL, 60 * GST_SECOND),
                          GST_STATE_CHANGE_SUCCESS);
}

/* A flush or a state change in the middle of a negotiation makes GstBaseTransform warn of it,
 * whatever the element; the stream goes on. */
static gboolean
is_interrupted_negotiation (GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_WARNING)
    return FALSE;
  gst_message_parse_warning (message, &error, &debug);
  return strstr (debug, "gst_base_transform_reconfigure_unlocked") != NULL;
}

/* Asserts that nothing has gone wrong so far. */
static void
play_assert_no_error (Play *play)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (play->pipeline);
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR | GST_MESSAGE_WARNING)) != NULL) {
    g_autofree char *text = gst_structure_to_string (gst_message_get_structure (message));

    fail_unless (is_interrupted_negotiation (message), "%s", text);
    gst_message_unref (message);
  }
}

static void
play_await_frames (Play *play, guint n)
{
  gint wanted = g_atomic_int_get (&play->n_frames) + (gint) n;
  gint64 end = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;

  while (g_atomic_int_get (&play->n_frames) < wanted) {
    play_assert_no_error (play);
    fail_unless (g_get_monotonic_time() < end, "no frames come");
    g_usleep (200);
  }
}

static void
play_clear (Play *play)
{
  play_assert_no_error (play);
  fail_unless_equals_int (gst_element_set_state (play->pipeline, GST_STATE_NULL),
                          GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (play->icc);
  gst_object_unref (play->pipeline);
  fail_unless_equals_int (play->n_wrong, 0);
}

/* --- states --- */

static guint
count_entries (const char *folder)
{
  GDir *open = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (open != NULL && g_dir_read_name (open) != NULL)
    n++;
  if (open != NULL)
    g_dir_close (open);
  return n;
}

/* Up and down again: sometimes only after frames have come, sometimes while the first is waiting
 * for its program. Neither threads nor open files may remain. */
GST_START_TEST (test_cycles)
{
  Play play;
  const guint n = scaled (100);
  guint i, threads = 0, files = 0;

  play_init (&play, 1);
  for (i = 0; i < n; i++) {
    switch (i % 4) {
      case 0:
        play_reach (&play, GST_STATE_PAUSED);
        break;
      case 1:
        play_set (&play, GST_STATE_PLAYING);
        break;
      case 2:
        play_reach (&play, GST_STATE_PLAYING);
        play_await_frames (&play, 1);
        break;
      default:
        play_set (&play, GST_STATE_PAUSED);
        play_set (&play, GST_STATE_READY);
        play_set (&play, GST_STATE_PAUSED);
        break;
    }
    play_reach (&play, GST_STATE_NULL);
    if (i == n / 2) {
      threads = count_entries ("/proc/self/task");
      files = count_entries ("/proc/self/fd");
    }
  }
  fail_unless (count_entries ("/proc/self/task") <= threads + 4);
  fail_unless (count_entries ("/proc/self/fd") <= files + 4);
  fail_unless (play.n_frames > 0);
  play_clear (&play);
}
GST_END_TEST;

/* --- seeks --- */

static void
play_seek (Play *play, guint64 position)
{
  fail_unless (gst_element_seek_simple (play->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                                        (gint64) position));
}

GST_START_TEST (test_flushing_seeks)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  const guint n = scaled (100);
  Play play;
  guint i;

  play_init (&play, 1);
  play_reach (&play, GST_STATE_PLAYING);
  for (i = 0; i < n; i++) {
    play_seek (&play, g_rand_int_range (random, 0, 1000) * GST_SECOND);
    if (i % 17 == 0)
      play_reach (&play, i % 3 == 0 ? GST_STATE_PAUSED : GST_STATE_PLAYING);
    if (i % 2 == 0)
      play_await_frames (&play, GST_STATE (play.pipeline) == GST_STATE_PLAYING ? 3 : 0);
  }
  play_reach (&play, GST_STATE_PLAYING);
  play_await_frames (&play, 10);
  play_clear (&play);
}
GST_END_TEST;

/* --- properties, seeks, states and caps at once --- */

typedef struct {
  GstElement *icc;
  gint quit; /* atomic */
  gint n;    /* atomic: changes made */
} Changer;

static gpointer
change_properties (gpointer data)
{
  Changer *changer = data;
  GstElement *icc = changer->icc;
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  while (!g_atomic_int_get (&changer->quit)) {
    switch (g_rand_int_range (random, 0, 9)) {
      case 0:
      case 1:
      case 2:
        g_object_set (icc, "dest-profile",
                      dests[g_rand_int_range (random, 0, G_N_ELEMENTS (dests))].name, NULL);
        break;
      case 3:
        g_object_set (icc, "mode", g_rand_int_range (random, 0, 4), NULL);
        break;
      case 4:
        g_object_set (icc, "lut-size", g_rand_int_range (random, 33, 66), NULL);
        break;
      case 5:
        g_object_set (icc, "intent", g_rand_int_range (random, 0, 3), NULL);
        break;
      case 6:
        g_object_set (icc, "dither", g_rand_int_range (random, 0, 2), NULL);
        break;
      case 7:
        g_object_set (icc, "n-threads", g_rand_int_range (random, 0, 5), "preserve-black",
                      g_rand_int_range (random, 0, 2), NULL);
        break;
      default:
        g_object_set (icc, "input-profile", g_rand_int_range (random, 0, 2) ? "bt709" : NULL, NULL);
        break;
    }
    g_atomic_int_inc (&changer->n);
    g_usleep ((gulong) g_rand_int_range (random, 0, 3000));
  }
  return NULL;
}

static void
await_changes (const Changer *changer, guint n)
{
  gint64 end = g_get_monotonic_time() + 100 * G_TIME_SPAN_SECOND;

  while (g_atomic_int_get (&changer->n) < (gint) n) {
    fail_unless (g_get_monotonic_time() < end);
    g_usleep (1000);
  }
}

/* Nothing but properties: frames keep coming, each of one of the destinations and none between. */
GST_START_TEST (test_properties_while_playing)
{
  Changer changer = { NULL, 0, 0 };
  Play play;
  GThread *thread;

  /* One code for rounding and dither, two for tables. */
  play_init (&play, 3);
  play_reach (&play, GST_STATE_PLAYING);
  changer.icc = play.icc;
  thread = g_thread_new ("change", change_properties, &changer);
  await_changes (&changer, scaled (300));
  play_await_frames (&play, 10);
  g_atomic_int_set (&changer.quit, 1);
  g_thread_join (thread);
  play_await_frames (&play, 10);
  play_clear (&play);
}
GST_END_TEST;

static void
change_caps (Play *play, GRand *random)
{
  static const char *const formats[] = { "BGRA", "RGB", "GBR", "xBGR", "ARGB" };
  g_autoptr (GstElement) filter = gst_bin_get_by_name (GST_BIN (play->pipeline), "filter");
  g_autoptr (GstCaps) caps = gst_caps_new_simple (
      "video/x-raw", "format", G_TYPE_STRING,
      formats[g_rand_int_range (random, 0, G_N_ELEMENTS (formats))], "width", G_TYPE_INT,
      g_rand_int_range (random, 1, 40), "height", G_TYPE_INT, g_rand_int_range (random, 1, 20),
      "framerate", GST_TYPE_FRACTION, 100, 1, "colorimetry", G_TYPE_STRING, "1:1:5:1", NULL);

  g_object_set (filter, "caps", caps, NULL);
}

/* Formats and sizes that change while frames flow, and properties with them. */
GST_START_TEST (test_caps_while_playing)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  Changer changer = { NULL, 0, 0 };
  const guint n = scaled (60);
  Play play;
  GThread *thread;
  guint i;

  play_init (&play, 3);
  play_reach (&play, GST_STATE_PLAYING);
  changer.icc = play.icc;
  thread = g_thread_new ("change", change_properties, &changer);
  for (i = 0; i < n; i++) {
    change_caps (&play, random);
    play_await_frames (&play, 5);
  }
  g_atomic_int_set (&changer.quit, 1);
  g_thread_join (thread);
  play_await_frames (&play, 10);
  play_clear (&play);
}
GST_END_TEST;

GST_START_TEST (test_all_at_once)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  Changer changer = { NULL, 0, 0 };
  const guint n = scaled (150);
  Play play;
  GThread *thread;
  guint i;

  play_init (&play, 3);
  play_reach (&play, GST_STATE_PLAYING);
  changer.icc = play.icc;
  thread = g_thread_new ("change", change_properties, &changer);
  for (i = 0; i < n; i++) {
    switch (g_rand_int_range (random, 0, 6)) {
      case 0:
      case 1:
        play_seek (&play, g_rand_int_range (random, 0, 1000) * GST_SECOND);
        break;
      case 2:
      case 3:
        play_await_frames (&play, 3);
        break;
      case 4:
        /* While it plays, capsfilter itself may not cope with all that happens here. */
        play_set (&play, GST_STATE_NULL);
        change_caps (&play, random);
        play_reach (&play, GST_STATE_PLAYING);
        break;
      default:
        play_set (&play, (GstState) g_rand_int_range (random, GST_STATE_NULL, GST_STATE_PLAYING));
        play_reach (&play, GST_STATE_PLAYING);
        break;
    }
  }
  g_atomic_int_set (&changer.quit, 1);
  g_thread_join (thread);
  play_await_frames (&play, 10);
  play_clear (&play);
}
GST_END_TEST;

static Suite *
states_suite (void)
{
  Suite *suite = suite_create ("states");
  TCase *tests = tcase_create ("general");

  tcase_set_timeout (tests, g_getenv ("REEL_TEST_FULL") != NULL ? 600 : 120);
  tcase_add_test (tests, test_all_elements);
  tcase_add_test (tests, test_made_in_vain);
  tcase_add_test (tests, test_cycles);
  tcase_add_test (tests, test_flushing_seeks);
  tcase_add_test (tests, test_properties_while_playing);
  tcase_add_test (tests, test_caps_while_playing);
  tcase_add_test (tests, test_all_at_once);
  suite_add_tcase (suite, tests);
  return suite;
}

GST_CHECK_MAIN (states);
