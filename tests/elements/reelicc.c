/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reelicc on pixels: every format in every kind of memory, against lcms2. */

#include <math.h>
#include <string.h>
#include <gst/check/gstcheck.h>

#include "icc_frames.h"

/* What is asked for of formats that the issue names. */
static const char *const required_formats[] = {
  "RGBA",      "BGRA",      "ARGB",      "ABGR",      "RGBx",      "BGRx",      "xRGB",
  "xBGR",      "RGB",       "BGR",       "GBR",       "GBRA",      "RGBA64_LE", "RGBA64_BE",
  "BGRA64_LE", "BGRA64_BE", "ARGB64_LE", "ARGB64_BE", "ABGR64_LE", "ABGR64_BE", "ARGB64",
  "GBR_10LE",  "GBR_10BE",  "GBR_12LE",  "GBR_12BE",  "GBRA_10LE", "GBRA_12LE",
};

static char **formats;
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

/* A .cube file of the negative. */
static char *
write_negative (void)
{
  static const char text[] = "LUT_3D_SIZE 2\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n"
                             "1 1 0\n0 1 0\n1 0 0\n0 0 0\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return icc_write_file (dir, "negative.cube", bytes);
}

/* --- the ways a frame can take through the element --- */

typedef enum {
  PATH_MATRIX,
  PATH_LUT,
  PATH_CUBE, /* a matrix, then a table from a file */
  PATH_EXACT,
  N_PATHS
} Path;

static Rig *
path_rig (Path path)
{
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autofree char *file = icc_write_file (dir, "mild.icc", mild);
  g_autofree char *negative = write_negative();

  switch (path) {
    case PATH_MATRIX:
      return rig_new ("input-profile", "display-p3", "dest-profile", "srgb", NULL);
    case PATH_LUT:
      return rig_new ("input-profile", file, "dest-profile", "display-p3", "lut-size", 33, NULL);
    case PATH_CUBE:
      return rig_new ("input-profile", "display-p3", "dest-profile", "srgb", "lut-location",
                      negative, NULL);
    default:
      return rig_new ("input-profile", file, "dest-profile", "display-p3", "mode", MODE_EXACT,
                      NULL);
  }
}

static Reference *
path_reference (Path path)
{
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autoptr (GBytes) p3 = icc_make_matrix (&icc_spec_display_p3);
  const ReferenceSpec spec = { .input = mild, .dest = p3, .intent = INTENT_PERCEPTUAL };
  Reference *reference;

  if (path == PATH_LUT || path == PATH_EXACT)
    return reference_new (&spec);
  reference = reference_new_matrix (&icc_spec_display_p3, &icc_spec_srgb);
  reference->invert = path == PATH_CUBE;
  return reference;
}

/* Half a code for rounding, and what the path may be off before that, as a part of full code. */
static double
path_bound (Path path, const RgbLayout *layout)
{
  static const double off[N_PATHS] = {
    [PATH_MATRIX] = 2e-5, [PATH_LUT] = 4e-3, [PATH_CUBE] = 1e-4, [PATH_EXACT] = 3e-5
  };

  if (path == PATH_MATRIX && layout->depth == 8)
    return CLOSE_8;
  return 0.5 + off[path] * ((1u << layout->depth) - 1);
}

static void
check_output (Rig *rig, Path path, const Reference *reference, GstBuffer *output)
{
  double error = rig_error (rig, output, reference);

  if (g_getenv ("REEL_TEST_VERBOSE") != NULL)
    g_print ("%-10s path %d width %4u: %g codes off, bound %g\n", rig->layout.name, path,
             rig->width, error, path_bound (path, &rig->layout));
  fail_unless (error <= path_bound (path, &rig->layout), "%s, path %d, %u pixels: %g codes off",
               rig->layout.name, path, rig->width, error);
}

static const guint widths[] = { 1, 3, 17, 641 };
#define HEIGHT 5

/* --- formats --- */

GST_START_TEST (test_template)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("reelicc");
  guint i;

  fail_unless (factory != NULL);
  for (i = 0; i < G_N_ELEMENTS (required_formats); i++)
    fail_unless (g_strv_contains ((const char *const *) formats, required_formats[i]),
                 "%s is missing", required_formats[i]);
  for (i = 0; formats[i] != NULL; i++) {
    RgbLayout layout;
    g_autoptr (GstCaps) caps = NULL;

    rgb_layout_init (&layout, formats[i]);
    caps = rgb_caps (&layout, 16, 16, NULL);
    fail_unless (gst_element_factory_can_src_any_caps (factory, caps));
    fail_unless (gst_element_factory_can_sink_any_caps (factory, caps));
  }
}
GST_END_TEST;

/* Names, and that all of them may change while the element plays. */
GST_START_TEST (test_properties)
{
  static const char *const names[] = { "input-profile",  "dest-profile", "proof-profile",
                                       "intent",         "proof-intent", "embedded-profile",
                                       "preserve-black", "gamut-check",  "black-point-compensation",
                                       "lut-size",       "mode",         "lut-location",
                                       "dither",         "n-threads" };
  g_autoptr (GstElement) element = gst_element_factory_make ("reelicc", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    GParamSpec *property = g_object_class_find_property (G_OBJECT_GET_CLASS (element), names[i]);
    g_auto (GValue) value = G_VALUE_INIT;

    fail_unless (property != NULL, "no property %s", names[i]);
    fail_unless (property->flags & GST_PARAM_MUTABLE_PLAYING);
    /* What it has at first is what it says it has. */
    g_value_init (&value, property->value_type);
    g_object_get_property (G_OBJECT (element), names[i], &value);
    fail_unless (g_param_value_defaults (property, &value), "%s is not at its default", names[i]);
    g_object_set_property (G_OBJECT (element), names[i], &value);
  }
}
GST_END_TEST;

/* Plain memory, every path. */
GST_START_TEST (test_format)
{
  Path path;
  guint i;

  for (path = 0; path < N_PATHS; path++) {
    g_autoptr (Rig) rig = path_rig (path);
    g_autoptr (Reference) reference = path_reference (path);

    for (i = 0; i < G_N_ELEMENTS (widths); i++) {
      g_autoptr (GstBuffer) output = NULL;

      rig_caps (rig, formats[__i__], widths[i], HEIGHT, NULL);
      output = rig_run (rig);
      check_output (rig, path, reference, output);
    }
  }
}
GST_END_TEST;

static void
check_shapes (Rig *rig, Path path, const Reference *reference, RgbShape in, RgbShape out)
{
  GstBuffer *picture = rgb_picture_new (&rig->layout, rig->width, rig->height, in);
  g_autoptr (GstBuffer) copy = gst_buffer_copy_deep (picture);
  g_autoptr (GstBuffer) output = NULL;
  GstVideoMeta *meta;
  GstMapInfo map;

  gst_buffer_ref (picture);
  fail_unless_equals_int (gst_harness_push (rig->harness, picture), GST_FLOW_OK);
  output = gst_harness_try_pull (rig->harness);
  fail_unless (output != NULL);

  /* The offered memory was used, and only its pixels. */
  meta = gst_buffer_get_video_meta (output);
  fail_unless (meta != NULL);
  fail_unless (out == RGB_ODD ? meta->stride[0] % 2 == 1 : meta->stride[0] < 0);
  rgb_assert_padding (output, &rig->layout, rig->width, rig->height);
  check_output (rig, path, reference, output);

  fail_unless (gst_buffer_map (copy, &map, GST_MAP_READ));
  fail_unless_equals_int (gst_buffer_memcmp (picture, 0, map.data, map.size), 0);
  gst_buffer_unmap (copy, &map);
  gst_buffer_unref (picture);
}

/* Memory whose rows begin at no multiple of a pixel or a word, on both sides. */
GST_START_TEST (test_memory)
{
  static const RgbShape shapes[][2] = {
    { RGB_ODD, RGB_ODD },
    { RGB_PLAIN, RGB_ODD },
    { RGB_BOTTOM_UP, RGB_BOTTOM_UP },
  };
  Path path;
  guint i, j;

  for (path = 0; path < N_PATHS; path++) {
    g_autoptr (Rig) rig = path_rig (path);
    g_autoptr (Reference) reference = path_reference (path);

    for (i = 0; i < G_N_ELEMENTS (widths); i++) {
      for (j = 0; j < G_N_ELEMENTS (shapes); j++) {
        /* The height is another one each time, so that there is a new allocation. */
        rig_offer_pool (rig, formats[__i__], widths[i], HEIGHT + j, shapes[j][1]);
        rig_caps (rig, formats[__i__], widths[i], HEIGHT + j, NULL);
        check_shapes (rig, path, reference, shapes[j][0], shapes[j][1]);
      }
    }
  }
}
GST_END_TEST;

/* Rows of a frame are shared out among threads: their number changes no byte. */
GST_START_TEST (test_threads)
{
  static const guint n_threads[] = { 0, 1, 3, 64 };
  static const guint heights[] = { 1, 2, 37 };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (heights); i++) {
    g_autoptr (GstBuffer) other = NULL;

    for (j = 0; j < G_N_ELEMENTS (n_threads); j++) {
      g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", "dither", DITHER_ORDERED,
                                     "n-threads", n_threads[j], NULL);
      g_autoptr (GstBuffer) output = NULL;
      GstMapInfo map;

      rig_caps (rig, "BGRA", 641, heights[i], NULL);
      output = rig_run (rig);
      if (other == NULL)
        other = gst_buffer_ref (output);
      fail_unless (gst_buffer_map (other, &map, GST_MAP_READ));
      fail_unless_equals_int (gst_buffer_memcmp (output, 0, map.data, map.size), 0);
      gst_buffer_unmap (other, &map);
    }
  }
}
GST_END_TEST;

/* The number may change while frames flow. */
GST_START_TEST (test_threads_change)
{
  g_autoptr (Rig) rig = path_rig (PATH_MATRIX);
  g_autoptr (Reference) reference = path_reference (PATH_MATRIX);
  guint i;

  rig_caps (rig, "RGBx", 33, 21, NULL);
  for (i = 0; i < 40; i++) {
    g_autoptr (GstBuffer) output = NULL;

    g_object_set (rig->harness->element, "n-threads", i * 7 % 9, NULL);
    output = rig_run (rig);
    check_output (rig, PATH_MATRIX, reference, output);
  }
}
GST_END_TEST;

/* --- rounding --- */

/* Codes of one colour, from the window of 16x16 pixels at (x, y). */
static void
check_window (const RgbView *view, guint x0, guint y0, guint component, double wanted)
{
  double sum = 0.0;
  guint x, y;

  for (y = y0; y < y0 + 16; y++) {
    for (x = x0; x < x0 + 16; x++) {
      guint code = rgb_get (view, x, y, component);

      fail_unless (fabs (code - wanted) <= 1.01, "%s: code %u for %g", view->layout->name, code,
                   wanted);
      sum += code;
    }
  }
  /* 256 thresholds, and what the matrix path may be off. */
  fail_unless (fabs (sum / 256 - wanted) <= 1.0 / 256 + 0.01, "%s: mean %g for %g",
               view->layout->name, sum / 256, wanted);
}

GST_START_TEST (test_dither)
{
  static const char *const names[] = { "BGRx", "ARGB", "RGB", "GBR", "GBRA", "RGBP" };
  static const guint colours[][4] = { { 10, 20, 30, 40 },
                                      { 1, 0, 2, 255 },
                                      { 128, 127, 129, 0 },
                                      { 255, 255, 255, 255 },
                                      { 254, 253, 200, 7 } };
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_srgb, &icc_spec_wide);
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autofree char *file = icc_write_file (dir, "wide.icc", wide);
  guint i, c;

  for (i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autoptr (Rig) rig =
        rig_new ("input-profile", "srgb", "dest-profile", file, "dither", DITHER_ORDERED, NULL);
    double in[3], wanted[3];
    GstBuffer *output;
    GstVideoFrame frame;
    RgbView view;

    rig_caps (rig, names[__i__], 35, 34, NULL);
    fail_unless_equals_int (
        gst_harness_push (rig->harness, rgb_plain_new (&rig->layout, 35, 34, colours[i])),
        GST_FLOW_OK);
    output = gst_harness_try_pull (rig->harness);
    fail_unless (output != NULL);
    for (c = 0; c < 3; c++)
      in[c] = colours[i][c] / 255.0;
    reference_run (reference, in, wanted);
    rgb_map (&frame, &view, output, rig->caps, &rig->layout, GST_MAP_READ);
    for (c = 0; c < 3; c++) {
      check_window (&view, 0, 0, c, wanted[c] * 255);
      check_window (&view, 16, 16, c, wanted[c] * 255);
      check_window (&view, 19, 18, c, wanted[c] * 255);
    }
    if (rig->layout.has_alpha)
      fail_unless_equals_int ((gint) rgb_get (&view, 34, 33, 3), (gint) colours[i][3]);
    gst_video_frame_unmap (&frame);
    gst_buffer_unref (output);
  }
}
GST_END_TEST;

/* Deeper formats are rounded, whatever dither says. */
GST_START_TEST (test_dither_deep)
{
  static const char *const names[] = { "GBR_10LE", "GBRA_12BE", "RGBA64_LE" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (Rig) rounded = rig_new ("dest-profile", "bt2020", NULL);
    g_autoptr (Rig) dithered = rig_new ("dest-profile", "bt2020", "dither", DITHER_ORDERED, NULL);
    g_autoptr (GstBuffer) a = NULL;
    g_autoptr (GstBuffer) b = NULL;
    GstMapInfo map;

    rig_caps (rounded, names[i], 32, 16, NULL);
    rig_caps (dithered, names[i], 32, 16, NULL);
    a = rig_run (rounded);
    b = rig_run (dithered);
    fail_unless (gst_buffer_map (a, &map, GST_MAP_READ));
    fail_unless_equals_int (gst_buffer_memcmp (b, 0, map.data, map.size), 0);
    gst_buffer_unmap (a, &map);
  }
}
GST_END_TEST;

/* --- black --- */

typedef enum { BLACK_LUT, BLACK_EXACT, BLACK_CUBE, BLACK_LINEAR, BLACK_DITHER, N_BLACKS } Black;

/* In every way black comes out as something else, unless it is preserved. */
static Rig *
black_rig (Black which, gboolean preserve)
{
  g_autoptr (GBytes) strong = icc_make_rgb_clut (ICC_CLUT_STRONG);
  g_autofree char *file = icc_write_file (dir, "strong.icc", strong);
  g_autofree char *negative = write_negative();
  IccMatrixSpec linear = icc_spec_srgb;
  g_autofree char *linear_file = NULL;

  linear.gamma = 1.0;
  linear_file = write_matrix (dir, "linear.icc", &linear);
  switch (which) {
    case BLACK_LUT:
      return rig_new ("input-profile", "srgb", "dest-profile", file, "intent",
                      INTENT_RELATIVE_COLORIMETRIC, "preserve-black", preserve, NULL);
    case BLACK_EXACT:
      return rig_new ("input-profile", "srgb", "dest-profile", file, "intent",
                      INTENT_RELATIVE_COLORIMETRIC, "mode", MODE_EXACT, "preserve-black", preserve,
                      NULL);
    case BLACK_CUBE:
      return rig_new ("input-profile", "display-p3", "dest-profile", "srgb", "lut-location",
                      negative, "preserve-black", preserve, NULL);
    case BLACK_LINEAR: /* codes that are not black may become so, but not before the table */
      return rig_new ("input-profile", "bt709", "dest-profile", linear_file, "lut-location",
                      negative, "preserve-black", preserve, NULL);
    default:
      return rig_new ("input-profile", "srgb", "dest-profile", file, "intent",
                      INTENT_RELATIVE_COLORIMETRIC, "dither", DITHER_ORDERED, "preserve-black",
                      preserve, NULL);
  }
}

/* Pixel 7 of the test picture is black, and 0 is white; see rgb_pattern(). */
GST_START_TEST (test_preserve_black)
{
  static const char *const names[] = { "BGRA", "RGB", "GBR", "GBR_10LE", "RGBA64_BE", "GBRA_12BE" };
  Black which;
  guint i, x, y, c;

  for (which = 0; which < N_BLACKS; which++) {
    for (i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autoptr (Rig) with = black_rig (which, TRUE);
      g_autoptr (Rig) without = black_rig (which, FALSE);
      g_autoptr (GstBuffer) a = NULL;
      g_autoptr (GstBuffer) b = NULL;
      GstVideoFrame frame_a, frame_b;
      RgbView view_a, view_b;

      rig_caps (with, names[i], 64, 3, NULL);
      rig_caps (without, names[i], 64, 3, NULL);
      a = rig_run (with);
      b = rig_run (without);
      rgb_map (&frame_a, &view_a, a, with->caps, &with->layout, GST_MAP_READ);
      rgb_map (&frame_b, &view_b, b, without->caps, &with->layout, GST_MAP_READ);
      for (y = 0; y < 3; y++) {
        for (x = 0; x < 64; x++) {
          guint codes[4];

          rgb_pattern (&with->layout, x, y, codes);
          for (c = 0; c < 3; c++) {
            guint code = rgb_get (&view_a, x, y, c);

            fail_unless_equals_int ((gint) code, (codes[0] | codes[1] | codes[2]) == 0
                                                     ? 0
                                                     : (gint) rgb_get (&view_b, x, y, c));
          }
        }
      }
      fail_unless (rgb_get (&view_b, 7, 0, 0) > 0, "%s, way %d: black is black anyway", names[i],
                   which);
      gst_video_frame_unmap (&frame_a);
      gst_video_frame_unmap (&frame_b);
    }
  }
}
GST_END_TEST;

static Suite *
reelicc_suite (void)
{
  Suite *suite = suite_create ("reelicc");
  TCase *general = tcase_create ("general"), *each = tcase_create ("formats");

  formats = rgb_template_formats();
  tcase_add_checked_fixture (general, set_up, tear_down);
  tcase_add_test (general, test_template);
  tcase_add_test (general, test_properties);
  tcase_add_test (general, test_threads);
  tcase_add_test (general, test_threads_change);
  tcase_add_loop_test (general, test_dither, 0, 6);
  tcase_add_test (general, test_dither_deep);
  tcase_add_test (general, test_preserve_black);
  suite_add_tcase (suite, general);

  tcase_add_checked_fixture (each, set_up, tear_down);
  tcase_add_loop_test (each, test_format, 0, (int) g_strv_length (formats));
  tcase_add_loop_test (each, test_memory, 0, (int) g_strv_length (formats));
  suite_add_tcase (suite, each);
  return suite;
}

GST_CHECK_MAIN (reelicc);
