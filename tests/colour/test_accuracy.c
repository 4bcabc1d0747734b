/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Colour programs against lcms2 itself, on a million random colours and on ramps.
 *
 * The truth is lcms2's transform in float, not optimised, clipped to what codes can hold. Its own
 * 8-bit transforms are measured too, for the figure that compares with them. Distances are
 * CIEDE2000 in the CIELAB of the destination. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <lcms2.h>

#include "colour/delta_e.h"
#include "colour/program.h"
#include "icc_profiles.h"

#define RAMP 4096
#define CHUNK 4096

typedef struct {
  const char *name;
  GBytes *(*input) (void);
  GBytes *(*dest) (void);
  ReelIntent intent;
  gboolean black_point_compensation;
  ReelColourMode mode; /* what auto must choose */
} Pair;

typedef struct {
  double mean, p999, max;
} Distances;

typedef struct {
  double mean;
  guint max;
} Codes;

static GBytes *
srgb (void)
{
  return icc_make_matrix (&icc_spec_srgb);
}

static GBytes *
bt709 (void)
{
  return icc_make_matrix (&icc_spec_bt709);
}

static GBytes *
bt2020 (void)
{
  return icc_make_matrix (&icc_spec_bt2020);
}

static GBytes *
display_p3 (void)
{
  return icc_make_matrix (&icc_spec_display_p3);
}

static GBytes *
adobe_rgb (void)
{
  return icc_make_matrix (&icc_spec_adobe_rgb);
}

static GBytes *
wide (void)
{
  return icc_make_matrix (&icc_spec_wide);
}

static GBytes *
sampled (void)
{
  return icc_make_matrix (&icc_spec_sampled);
}

static GBytes *
mild (void)
{
  return icc_make_rgb_clut (ICC_CLUT_MILD);
}

static GBytes *
strong (void)
{
  return icc_make_rgb_clut (ICC_CLUT_STRONG);
}

static const Pair pairs[] = {
  { "display-p3 to bt709", display_p3, bt709, REEL_INTENT_PERCEPTUAL, FALSE,
    REEL_COLOUR_MODE_MATRIX },
  { "bt2020 to srgb", bt2020, srgb, REEL_INTENT_RELATIVE_COLORIMETRIC, FALSE,
    REEL_COLOUR_MODE_MATRIX },
  { "adobe-rgb to display-p3", adobe_rgb, display_p3, REEL_INTENT_RELATIVE_COLORIMETRIC, TRUE,
    REEL_COLOUR_MODE_MATRIX },
  { "wide to srgb, absolute", wide, srgb, REEL_INTENT_ABSOLUTE_COLORIMETRIC, FALSE,
    REEL_COLOUR_MODE_MATRIX },
  { "sampled curves to bt709", sampled, bt709, REEL_INTENT_PERCEPTUAL, FALSE,
    REEL_COLOUR_MODE_MATRIX },
  { "srgb to sampled curves", srgb, sampled, REEL_INTENT_PERCEPTUAL, FALSE,
    REEL_COLOUR_MODE_MATRIX },
  { "srgb to mild table", srgb, mild, REEL_INTENT_PERCEPTUAL, FALSE, REEL_COLOUR_MODE_LUT },
  { "mild table to bt709", mild, bt709, REEL_INTENT_RELATIVE_COLORIMETRIC, TRUE,
    REEL_COLOUR_MODE_LUT },
  { "srgb to strong table", srgb, strong, REEL_INTENT_RELATIVE_COLORIMETRIC, FALSE,
    REEL_COLOUR_MODE_LUT },
  { "strong table to srgb", strong, srgb, REEL_INTENT_RELATIVE_COLORIMETRIC, FALSE,
    REEL_COLOUR_MODE_LUT },
};

/* --- colours --- */

static gboolean
is_full (void)
{
  const char *value = g_getenv ("REEL_TEST_FULL");

  return value != NULL && *value != '\0';
}

static guint
n_colours (void)
{
  return is_full() ? 10000000 : 1000000;
}

/* Ramps of each channel and of grey, then random colours: 16-bit codes of r, g, b and alpha. */
static guint16 *
make_colours (guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint16 *colours = g_new (guint16, 4 * (gsize) n);
  guint i, c;

  g_assert_cmpuint (n, >, 4 * RAMP);
  for (i = 0; i < n; i++) {
    for (c = 0; c < 3; c++) {
      guint16 ramp = (guint16) (i % RAMP * 65535u / (RAMP - 1));

      if (i < 4 * RAMP)
        colours[4 * i + c] = i / RAMP == c || i / RAMP == 3 ? ramp : 0;
      else
        colours[4 * i + c] = (guint16) g_rand_int_range (random, 0, 65536);
    }
    colours[4 * i + 3] = 65535;
  }
  return colours;
}

/* --- the truth --- */

typedef struct {
  cmsHPROFILE input, dest, lab;
  cmsHTRANSFORM to_dest, to_dest_8, to_lab;
} Truth;

static cmsHPROFILE
open_bytes (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  cmsHPROFILE profile = cmsOpenProfileFromMem (data, (cmsUInt32Number) size);

  g_assert_nonnull (profile);
  return profile;
}

static void
truth_init (Truth *truth, const Pair *pair, GBytes *input, GBytes *dest)
{
  cmsUInt32Number flags = cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE |
                          (pair->black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0);

  truth->input = open_bytes (input);
  truth->dest = open_bytes (dest);
  truth->lab = cmsCreateLab4Profile (NULL);
  truth->to_dest = cmsCreateTransform (truth->input, TYPE_RGB_FLT, truth->dest, TYPE_RGB_FLT,
                                       pair->intent, flags);
  truth->to_dest_8 =
      cmsCreateTransform (truth->input, TYPE_RGBA_8, truth->dest, TYPE_RGBA_8, pair->intent, flags);
  truth->to_lab =
      cmsCreateTransform (truth->dest, TYPE_RGB_FLT, truth->lab, TYPE_Lab_DBL,
                          INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE);
  g_assert_nonnull (truth->to_dest);
  g_assert_nonnull (truth->to_dest_8);
  g_assert_nonnull (truth->to_lab);
}

static void
truth_clear (Truth *truth)
{
  cmsDeleteTransform (truth->to_dest);
  cmsDeleteTransform (truth->to_dest_8);
  cmsDeleteTransform (truth->to_lab);
  cmsCloseProfile (truth->input);
  cmsCloseProfile (truth->dest);
  cmsCloseProfile (truth->lab);
}

/* --- measuring --- */

static ReelColourProgram *
make_program (const Pair *pair, GBytes *input, GBytes *dest, ReelColourMode mode, guint lut_size,
              guint depth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) from =
      reel_profile_new_from_bytes ("input", input, REEL_ICC_USE_INPUT, &error);
  g_autoptr (ReelProfile) to =
      reel_profile_new_from_bytes ("dest", dest, REEL_ICC_USE_DEST, &error);
  ReelColourProgram *program;
  ReelColourRecipe recipe = {
    .input = from,
    .dest = to,
    .intent = pair->intent,
    .black_point_compensation = pair->black_point_compensation,
    .mode = mode,
    .lut_size = lut_size,
    .format = { .layout = depth == 8 ? REEL_LAYOUT_PX32 : REEL_LAYOUT_PX64,
                .depth = (guint8) depth,
                .place = { 0, 1, 2 },
                .n_planes = 1 },
    .cpu_level = reel_cpu_detect(),
  };

  g_assert_no_error (error);
  program = reel_colour_program_new (&recipe, &error);
  g_assert_no_error (error);
  return program;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The 16-bit path against float. */
static Distances
measure_16 (const Truth *truth, const ReelColourProgram *program, const guint16 *colours, guint n)
{
  g_autofree float *all = g_new (float, n);
  Distances d = { 0 };
  guint start, i, c;

  for (start = 0; start < n; start += CHUNK) {
    guint count = MIN (n - start, CHUNK);
    guint16 result[4 * CHUNK];
    float expected[3 * CHUNK], got[3 * CHUNK];
    double lab_expected[3 * CHUNK], lab_got[3 * CHUNK];
    ReelRow src = { { (guint8 *) (colours + 4 * (gsize) start) } }, dst = { { (guint8 *) result } };

    reel_colour_program_run (program, &dst, &src, count, 0);
    for (i = 0; i < count; i++) {
      for (c = 0; c < 3; c++) {
        expected[3 * i + c] = (float) colours[4 * (gsize) (start + i) + c] / 65535.0f;
        got[3 * i + c] = (float) result[4 * i + c] / 65535.0f;
      }
      g_assert_cmpuint (result[4 * i + 3], ==, 65535);
    }
    cmsDoTransform (truth->to_dest, expected, expected, count);
    for (i = 0; i < 3 * count; i++)
      expected[i] = CLAMP (expected[i], 0.0f, 1.0f);
    cmsDoTransform (truth->to_lab, expected, lab_expected, count);
    cmsDoTransform (truth->to_lab, got, lab_got, count);
    for (i = 0; i < count; i++)
      all[start + i] = (float) reel_delta_e_2000 (lab_expected + 3 * i, lab_got + 3 * i);
  }
  for (i = 0; i < n; i++)
    d.mean += all[i];
  d.mean /= n;
  qsort (all, n, sizeof *all, compare_floats);
  d.p999 = all[(gsize) ((double) n * 0.999)];
  d.max = all[n - 1];
  return d;
}

/* The 8-bit path against lcms2's own 8-bit result. */
static Codes
measure_8 (const Truth *truth, const ReelColourProgram *program, const guint16 *colours, guint n)
{
  Codes codes = { 0 };
  double sum = 0.0;
  guint start, i, c;

  for (start = 0; start < n; start += CHUNK) {
    guint count = MIN (n - start, CHUNK);
    guint8 src_pixels[4 * CHUNK], expected[4 * CHUNK], got[4 * CHUNK];
    ReelRow src = { { src_pixels } }, dst = { { got } };

    for (i = 0; i < 4 * count; i++)
      src_pixels[i] = (guint8) (colours[4 * (gsize) start + i] >> 8);
    memset (expected, 0, sizeof expected);
    cmsDoTransform (truth->to_dest_8, src_pixels, expected, count);
    reel_colour_program_run (program, &dst, &src, count, 0);
    for (i = 0; i < count; i++) {
      for (c = 0; c < 3; c++) {
        guint difference = (guint) abs (expected[4 * i + c] - got[4 * i + c]);

        sum += difference;
        codes.max = MAX (codes.max, difference);
      }
    }
  }
  codes.mean = sum / (3.0 * n);
  return codes;
}

/* --- tests --- */

static void
test_pair (gconstpointer data)
{
  const Pair *pair = data;
  const guint n = n_colours();
  g_autofree guint16 *colours = make_colours (n);
  g_autoptr (GBytes) input = pair->input();
  g_autoptr (GBytes) dest = pair->dest();
  g_autoptr (ReelColourProgram) deep =
      make_program (pair, input, dest, REEL_COLOUR_MODE_AUTO, REEL_LUT_DEFAULT_SIZE, 16);
  g_autoptr (ReelColourProgram) flat =
      make_program (pair, input, dest, REEL_COLOUR_MODE_AUTO, REEL_LUT_DEFAULT_SIZE, 8);
  Truth truth;
  Distances d;
  Codes codes;

  g_assert_cmpint (reel_colour_program_mode (deep), ==, pair->mode);
  g_assert_cmpint (reel_colour_program_mode (flat), ==, pair->mode);
  truth_init (&truth, pair, input, dest);
  d = measure_16 (&truth, deep, colours, n);
  codes = measure_8 (&truth, flat, colours, n);
  truth_clear (&truth);

  g_test_message ("table: reelicc accuracy, %s | %u colours; 16 bit: CIEDE2000 mean %.4f, p99.9 "
                  "%.4f, max %.4f; 8 bit "
                  "against lcms2: mean %.4f codes, max %u",
                  pair->name, n, d.mean, d.p999, d.max, codes.mean, codes.max);
  g_assert_cmpfloat (d.mean, <=, 0.02);
  g_assert_cmpfloat (d.p999, <=, 0.5);
  if (pair->mode == REEL_COLOUR_MODE_MATRIX) {
    g_assert_cmpfloat (d.max, <=, 0.1);
    g_assert_cmpuint (codes.max, <=, 1);
  } else {
    g_assert_cmpfloat (d.max, <=, 1.0);
    g_assert_cmpfloat (codes.mean, <=, 0.1);
  }
}

/* What each table size is worth: the figures behind REEL_LUT_DEFAULT_SIZE. */
static void
test_sizes (gconstpointer data)
{
  static const guint sizes[] = { 17, 25, 33, 49, 65, 97, 129 };
  const Pair *pair = data;
  const guint n = 200000;
  g_autofree guint16 *colours = make_colours (n);
  g_autoptr (GBytes) input = pair->input();
  g_autoptr (GBytes) dest = pair->dest();
  Truth truth;
  double first = 0.0;
  guint i;

  if (!is_full()) {
    g_test_skip ("a long one: set REEL_TEST_FULL");
    return;
  }
  truth_init (&truth, pair, input, dest);
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gint64 start = g_get_monotonic_time(), built;
    g_autoptr (ReelColourProgram) deep =
        make_program (pair, input, dest, REEL_COLOUR_MODE_LUT, sizes[i], 16);
    g_autoptr (ReelColourProgram) flat = NULL;
    Distances d;
    Codes codes;

    built = g_get_monotonic_time() - start;
    flat = make_program (pair, input, dest, REEL_COLOUR_MODE_LUT, sizes[i], 8);
    d = measure_16 (&truth, deep, colours, n);
    codes = measure_8 (&truth, flat, colours, n);
    g_test_message ("table: reelicc lut-size=%u, %s | CIEDE2000 mean %.4f, p99.9 %.4f, max %.4f; 8 "
                    "bit: mean %.4f codes, "
                    "max %u; built in %.0f ms",
                    sizes[i], pair->name, d.mean, d.p999, d.max, codes.mean, codes.max,
                    (double) built / 1000.0);
    if (i == 0)
      first = d.mean;
    else if (i == G_N_ELEMENTS (sizes) - 1)
      g_assert_cmpfloat (d.mean, <,
                         first / 10.0); /* eight times finer, and the error falls with the square */
  }
  truth_clear (&truth);
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *path = g_strdup_printf ("/accuracy/%s", pairs[i].name);

    g_test_add_data_func (path, &pairs[i], test_pair);
    if (pairs[i].mode == REEL_COLOUR_MODE_LUT || i == 0) {
      g_autofree char *sizes_path = g_strdup_printf ("/sizes/%s", pairs[i].name);

      g_test_add_data_func (sizes_path, &pairs[i], test_sizes);
    }
  }
  return g_test_run();
}
