/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* One side of a comparison: pushes frames of the test film through an element as fast as it takes
 * them and prints the seconds. Also writes what the other sides need (frames, an ICC file, a .cube
 * file). Run by tests/bench/icc-peers. */

#include <stdio.h>
#include <string.h>

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "colour/program.h"
#include "film.h"

/* As many different frames as are looped over; what an element remembers of the last one does not
 * help it then. */
#define N_FRAMES 4

static gint width = 1920, height = 1080, n_buffers = 100;
static const char *format = "RGBA", *element = NULL, *frames_file = NULL, *icc_file = NULL,
                  *cube_file = NULL, *profile_name = "srgb";
static gboolean copy_only = FALSE;

static GOptionEntry options[] = {
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Pixels per row", "N" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "Rows", "N" },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format, "RGBA or RGBA64_LE", "FORMAT" },
  { "buffers", 0, 0, G_OPTION_ARG_INT, &n_buffers, "Frames to push", "N" },
  { "element", 0, 0, G_OPTION_ARG_STRING, &element,
    "Push through this part of a pipeline and print seconds", "DESC" },
  { "memcpy", 0, 0, G_OPTION_ARG_NONE, &copy_only, "Copy frames instead, on one thread", NULL },
  { "write-frames", 0, 0, G_OPTION_ARG_FILENAME, &frames_file, "Write the frames", "FILE" },
  { "write-icc", 0, 0, G_OPTION_ARG_FILENAME, &icc_file, "Write the profile named by --profile",
    "FILE" },
  { "write-cube", 0, 0, G_OPTION_ARG_FILENAME, &cube_file,
    "Write display-p3 to bt709 as a 33^3 table", "FILE" },
  { "profile", 0, 0, G_OPTION_ARG_STRING, &profile_name, "Profile for --write-icc", "NAME" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static gboolean
is_deep (void)
{
  return strstr (format, "16") != NULL || strstr (format, "64") != NULL;
}

static gsize
frame_size (void)
{
  return (gsize) width * (gsize) height * (is_deep() ? 8 : 4);
}

static GstBuffer *
make_frame (ReelFilm *film, guint number)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, frame_size(), NULL);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  if (is_deep())
    reel_film_render_16 (film, number * 12, (guint16 *) map.data, (gsize) width * 8);
  else
    reel_film_render_8 (film, number * 12, map.data, (gsize) width * 4);
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

static void
make_frames (GstBuffer *frames[N_FRAMES])
{
  g_autoptr (ReelFilm) film = reel_film_new ((guint) width, (guint) height, 0);
  guint i;

  for (i = 0; i < N_FRAMES; i++)
    frames[i] = make_frame (film, i);
}

/* --- the clock --- */

static double
time_element (GstBuffer *frames[N_FRAMES])
{
  g_autofree char *line =
      g_strdup_printf ("appsrc name=src format=time max-buffers=4 block=true ! %s ! fakesink "
                       "name=sink sync=false",
                       element);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) src = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstCaps) caps = NULL;
  gint64 start;
  gint i;

  if (pipeline == NULL)
    g_error ("%s: %s", line, error->message);
  src = gst_bin_get_by_name (GST_BIN (pipeline), "src");
  bus = gst_element_get_bus (pipeline);
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, format, "width", G_TYPE_INT,
                              width, "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION,
                              24, 1, "colorimetry", G_TYPE_STRING, "1:1:7:11", NULL);
  gst_app_src_set_caps (GST_APP_SRC (src), caps);
  start = g_get_monotonic_time();
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (i = 0; i < n_buffers; i++)
    gst_app_src_push_buffer (GST_APP_SRC (src), gst_buffer_ref (frames[i % N_FRAMES]));
  gst_app_src_end_of_stream (GST_APP_SRC (src));
  message =
      gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_error ("%s: %s", line, error->message);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return (double) (g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

static double
time_memcpy (GstBuffer *frames[N_FRAMES])
{
  g_autofree guint8 *copy = g_malloc0 (frame_size());
  gint64 start = g_get_monotonic_time();
  gint i;

  for (i = 0; i < n_buffers; i++)
    gst_buffer_extract (frames[i % N_FRAMES], 0, copy, frame_size());
  return (double) (g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

/* --- files for the other sides --- */

/* RGBA as it is; 16 bits as FFmpeg's gbrp16le: the planes of a frame one after the other. */
static void
write_frames (GstBuffer *frames[N_FRAMES])
{
  FILE *file = fopen (frames_file, "wb");
  guint i, c;

  if (file == NULL)
    g_error ("cannot write %s", frames_file);
  for (i = 0; i < N_FRAMES; i++) {
    GstMapInfo map;

    gst_buffer_map (frames[i], &map, GST_MAP_READ);
    if (is_deep()) {
      static const guint plane_component[3] = { 1, 2, 0 };
      gsize n = map.size / 8, x;
      g_autofree guint16 *plane = g_new (guint16, n);

      for (c = 0; c < 3; c++) {
        for (x = 0; x < n; x++)
          plane[x] = ((const guint16 *) map.data)[4 * x + plane_component[c]];
        fwrite (plane, 2, n, file);
      }
    } else {
      fwrite (map.data, 1, map.size, file);
    }
    gst_buffer_unmap (frames[i], &map);
  }
  if (fclose (file) != 0)
    g_error ("cannot write %s", frames_file);
}

static void
write_icc (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) profile = reel_profile_load (profile_name, REEL_ICC_USE_DEST, &error);
  gsize size;
  const char *data;

  if (profile == NULL)
    g_error ("%s", error->message);
  data = g_bytes_get_data (profile->bytes, &size);
  if (!g_file_set_contents (icc_file, data, (gssize) size, &error))
    g_error ("%s", error->message);
}

static void
write_cube (void)
{
  const guint n = 33;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) from = reel_profile_load ("display-p3", REEL_ICC_USE_INPUT, &error);
  g_autoptr (ReelProfile) to = reel_profile_load ("bt709", REEL_ICC_USE_DEST, &error);
  g_autoptr (ReelColourProgram) program = NULL;
  g_autoptr (GString) text = g_string_new ("LUT_3D_SIZE 33\n");
  ReelColourRecipe recipe = {
    .input = from, .dest = to, .mode = REEL_COLOUR_MODE_EXACT, .lut_size = n
  };
  guint i;

  recipe.format = (ReelPixelFormat){
    .layout = REEL_LAYOUT_PX64, .depth = 16, .place = { 0, 1, 2 }, .n_planes = 1
  };
  program = reel_colour_program_new (&recipe, &error);
  if (program == NULL)
    g_error ("%s", error->message);
  for (i = 0; i < n * n * n; i++) {
    guint16 pixel[4] = { (guint16) (i % n * 65535 / (n - 1)),
                         (guint16) (i / n % n * 65535 / (n - 1)),
                         (guint16) (i / n / n * 65535 / (n - 1)), 65535 };
    ReelRow row = { { (guint8 *) pixel } };

    reel_colour_program_run (program, &row, &row, 1, 0);
    g_string_append_printf (text, "%.6f %.6f %.6f\n", pixel[0] / 65535.0, pixel[1] / 65535.0,
                            pixel[2] / 65535.0);
  }
  if (!g_file_set_contents (cube_file, text->str, (gssize) text->len, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context =
      g_option_context_new ("- one side of a comparison of colour correction");
  g_autoptr (GError) error = NULL;
  GstBuffer *frames[N_FRAMES];
  guint i;

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group());
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("bench_icc: %s\n", error->message);
    return 2;
  }
  if (icc_file != NULL)
    write_icc();
  if (cube_file != NULL)
    write_cube();
  if (frames_file == NULL && element == NULL && !copy_only)
    return 0;
  make_frames (frames);
  if (frames_file != NULL)
    write_frames (frames);
  if (element != NULL)
    g_print ("%.6f\n", time_element (frames));
  if (copy_only)
    g_print ("%.6f\n", time_memcpy (frames));
  for (i = 0; i < N_FRAMES; i++)
    gst_buffer_unref (frames[i]);
  return 0;
}
