/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reelicc's colours: what caps say and mean, intents, proofs, tables, against lcms2. */

#include <math.h>
#include <string.h>
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

static char *
write_text (const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return icc_write_file (dir, name, bytes);
}

/* --- what caps mean --- */

typedef struct {
  GstVideoColorPrimaries primaries;
  GstVideoTransferFunction transfer;
  IccMatrixSpec means;
} InputCase;

#define BT709                                                                                      \
  { 0.3127, 0.3290 },                                                                              \
  {                                                                                                \
    { 0.64, 0.33 }, { 0.30, 0.60 },                                                                \
    {                                                                                              \
      0.15, 0.06                                                                                   \
    }                                                                                              \
  }
#define BT2020                                                                                     \
  { 0.3127, 0.3290 },                                                                              \
  {                                                                                                \
    { 0.708, 0.292 }, { 0.170, 0.797 },                                                            \
    {                                                                                              \
      0.131, 0.046                                                                                 \
    }                                                                                              \
  }

/* ITU-T H.273, tables 2 and 3; pictures of the cameras' curves are seen on a display of gamma 2.4
 * (ITU-R BT.1886). */
static const InputCase inputs[] = {
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_SRGB, { BT709, 0.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_UNKNOWN, { BT709, 0.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_UNKNOWN, GST_VIDEO_TRANSFER_BT709, { BT709, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_BT709, { BT709, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_GAMMA10, { BT709, 1.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_GAMMA18, { BT709, 1.8, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_GAMMA20, { BT709, 2.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_GAMMA22, { BT709, 2.2, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT709, GST_VIDEO_TRANSFER_GAMMA28, { BT709, 2.8, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT2020, GST_VIDEO_TRANSFER_BT2020_10, { BT2020, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT2020, GST_VIDEO_TRANSFER_BT2020_12, { BT2020, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTE170M,
    GST_VIDEO_TRANSFER_BT601,
    { { 0.3127, 0.3290 }, { { 0.630, 0.340 }, { 0.310, 0.595 }, { 0.155, 0.070 } }, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTE240M,
    GST_VIDEO_TRANSFER_SMPTE240M,
    { { 0.3127, 0.3290 }, { { 0.630, 0.340 }, { 0.310, 0.595 }, { 0.155, 0.070 } }, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_BT470BG,
    GST_VIDEO_TRANSFER_BT709,
    { { 0.3127, 0.3290 }, { { 0.64, 0.33 }, { 0.29, 0.60 }, { 0.15, 0.06 } }, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_EBU3213,
    GST_VIDEO_TRANSFER_BT709,
    { { 0.3127, 0.3290 }, { { 0.630, 0.340 }, { 0.295, 0.605 }, { 0.155, 0.077 } }, 2.4, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432,
    GST_VIDEO_TRANSFER_SRGB,
    { { 0.3127, 0.3290 }, { { 0.680, 0.320 }, { 0.265, 0.690 }, { 0.150, 0.060 } }, 0.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTERP431,
    GST_VIDEO_TRANSFER_SRGB,
    { { 0.314, 0.351 }, { { 0.680, 0.320 }, { 0.265, 0.690 }, { 0.150, 0.060 } }, 0.0, 0, 4.4 } },
  { GST_VIDEO_COLOR_PRIMARIES_ADOBERGB,
    GST_VIDEO_TRANSFER_ADOBERGB,
    { { 0.3127, 0.3290 },
      { { 0.64, 0.33 }, { 0.21, 0.71 }, { 0.15, 0.06 } },
      563.0 / 256.0,
      0,
      4.4 } },
};

GST_START_TEST (test_input_colorimetry)
{
  const InputCase *test = &inputs[__i__];
  g_autofree char *colorimetry = rgb_colorimetry (test->primaries, test->transfer);
  g_autofree char *file = write_matrix (dir, "wide.icc", &icc_spec_wide);
  g_autoptr (Reference) reference = reference_new_matrix (&test->means, &icc_spec_wide);
  g_autoptr (Rig) rig = rig_new ("dest-profile", file, NULL);

  rig_caps (rig, "BGRA", 320, 40, colorimetry);
  rig_compare (rig, reference, CLOSE_8);
}
GST_END_TEST;

/* RGB caps without colorimetry are sRGB. */
GST_START_TEST (test_no_colorimetry)
{
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_srgb, &icc_spec_display_p3);
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);

  rig_caps (rig, "RGBx", 320, 40, NULL);
  rig_compare (rig, reference, CLOSE_8);
}
GST_END_TEST;

/* --- what built-in names mean, as input and as destination --- */

typedef struct {
  const char *name;
  const IccMatrixSpec *means;
  GstVideoColorPrimaries primaries;
  GstVideoTransferFunction transfer[3]; /* in caps of 8, 10 and 12 bits */
} BuiltinCase;

static const BuiltinCase builtins[] = {
  { "srgb",
    &icc_spec_srgb,
    GST_VIDEO_COLOR_PRIMARIES_BT709,
    { GST_VIDEO_TRANSFER_SRGB, GST_VIDEO_TRANSFER_SRGB, GST_VIDEO_TRANSFER_SRGB } },
  { "bt709",
    &icc_spec_bt709,
    GST_VIDEO_COLOR_PRIMARIES_BT709,
    { GST_VIDEO_TRANSFER_BT709, GST_VIDEO_TRANSFER_BT709, GST_VIDEO_TRANSFER_BT709 } },
  { "bt2020",
    &icc_spec_bt2020,
    GST_VIDEO_COLOR_PRIMARIES_BT2020,
    { GST_VIDEO_TRANSFER_BT2020_10, GST_VIDEO_TRANSFER_BT2020_10, GST_VIDEO_TRANSFER_BT2020_12 } },
  { "display-p3",
    &icc_spec_display_p3,
    GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432,
    { GST_VIDEO_TRANSFER_SRGB, GST_VIDEO_TRANSFER_SRGB, GST_VIDEO_TRANSFER_SRGB } },
  { "adobe-rgb",
    &icc_spec_adobe_rgb,
    GST_VIDEO_COLOR_PRIMARIES_ADOBERGB,
    { GST_VIDEO_TRANSFER_ADOBERGB, GST_VIDEO_TRANSFER_ADOBERGB, GST_VIDEO_TRANSFER_ADOBERGB } },
};

GST_START_TEST (test_builtin_input)
{
  const BuiltinCase *test = &builtins[__i__];
  g_autofree char *file = write_matrix (dir, "wide.icc", &icc_spec_wide);
  g_autoptr (Reference) reference = reference_new_matrix (test->means, &icc_spec_wide);
  g_autoptr (Rig) rig = rig_new ("input-profile", test->name, "dest-profile", file, NULL);

  rig_caps (rig, "RGBA", 320, 40, NULL);
  rig_compare (rig, reference, CLOSE_8);
}
GST_END_TEST;

static void
assert_colorimetry (Rig *rig, GstVideoColorPrimaries primaries, GstVideoTransferFunction transfer)
{
  GstVideoColorimetry colorimetry;

  rig_output_colorimetry (rig, &colorimetry);
  fail_unless_equals_int (colorimetry.range, GST_VIDEO_COLOR_RANGE_0_255);
  fail_unless_equals_int (colorimetry.matrix, GST_VIDEO_COLOR_MATRIX_RGB);
  fail_unless_equals_int (colorimetry.primaries, primaries);
  fail_unless_equals_int (colorimetry.transfer, transfer);
}

GST_START_TEST (test_builtin_dest)
{
  static const char *const names[3] = { "BGRx", "GBR_10LE", "GBR_12LE" };
  static const guint max[3] = { 255, 1023, 4095 };
  const BuiltinCase *test = &builtins[__i__];
  g_autofree char *file = write_matrix (dir, "wide.icc", &icc_spec_wide);
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_wide, test->means);
  g_autoptr (Rig) rig = rig_new ("input-profile", file, "dest-profile", test->name, NULL);
  guint i;

  for (i = 0; i < 3; i++) {
    rig_caps (rig, names[i], 320, 40, NULL);
    rig_compare (rig, reference, i == 0 ? CLOSE_8 : 0.5 + 4e-5 * max[i]);
    assert_colorimetry (rig, test->primaries, test->transfer[i]);
  }
}
GST_END_TEST;

/* A destination from a file is named in caps where it is known, and not where it is not. */
GST_START_TEST (test_file_colorimetry)
{
  g_autoptr (GBytes) p3 = icc_make_matrix (&icc_spec_display_p3);
  g_autoptr (GBytes) adobe = icc_make_matrix (&icc_spec_adobe_rgb);
  g_autoptr (GBytes) wide = icc_make_matrix (&icc_spec_wide);
  g_autoptr (GBytes) clut = icc_make_rgb_clut (ICC_CLUT_MILD);
  const struct {
    GBytes *bytes;
    GstVideoColorPrimaries primaries;
    GstVideoTransferFunction transfer;
  } cases[] = {
    { p3, GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432, GST_VIDEO_TRANSFER_SRGB },
    { adobe, GST_VIDEO_COLOR_PRIMARIES_ADOBERGB, GST_VIDEO_TRANSFER_ADOBERGB },
    { wide, GST_VIDEO_COLOR_PRIMARIES_UNKNOWN, GST_VIDEO_TRANSFER_GAMMA18 },
    { clut, GST_VIDEO_COLOR_PRIMARIES_UNKNOWN, GST_VIDEO_TRANSFER_UNKNOWN },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *file = icc_write_file (dir, "dest.icc", cases[i].bytes);
    g_autoptr (Rig) rig = rig_new ("dest-profile", file, NULL);
    g_autoptr (GstBuffer) output = NULL;

    rig_caps (rig, "RGB", 20, 20, NULL);
    output = rig_run (rig);
    assert_colorimetry (rig, cases[i].primaries, cases[i].transfer);
  }
}
GST_END_TEST;

/* What the source pad says it can do in READY includes what it then does, for every format. */
GST_START_TEST (test_caps_query)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", builtins[__i__].name, NULL);
  g_autoptr (GstElement) element = gst_element_factory_make ("reelicc", NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");
  g_autoptr (GstCaps) offered = NULL;
  g_auto (GStrv) formats = rgb_template_formats();
  guint i;

  g_object_set (element, "dest-profile", builtins[__i__].name, NULL);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
                          GST_STATE_CHANGE_SUCCESS);
  offered = gst_pad_query_caps (pad, NULL);
  for (i = 0; formats[i] != NULL; i++) {
    g_autoptr (GstBuffer) output = NULL;
    g_autoptr (GstCaps) caps = NULL;

    rig_caps (rig, formats[i], 8, 2, NULL);
    output = rig_run (rig);
    caps = gst_pad_get_current_caps (rig->harness->sinkpad);
    fail_unless (gst_caps_can_intersect (offered, caps), "%s is not among what is offered",
                 formats[i]);
  }
  gst_element_set_state (element, GST_STATE_NULL);
}
GST_END_TEST;

/* Everything of the caps but the colorimetry goes through. */
GST_START_TEST (test_caps_fields)
{
  g_autoptr (Rig) rig = rig_new ("dest-profile", "display-p3", NULL);
  g_autoptr (GstCaps) in = gst_caps_from_string (
      "video/x-raw, format=RGB, width=34, height=22, framerate=30000/1001, "
      "pixel-aspect-ratio=10/11, interlace-mode=interleaved, colorimetry=sRGB, foo=bar");
  g_autoptr (GstCaps) out = NULL;
  GstStructure *structure;

  rgb_layout_init (&rig->layout, "RGB");
  rig->width = 34;
  rig->height = 22;
  gst_harness_set_src_caps (rig->harness, gst_caps_copy (in));
  gst_buffer_unref (rig_run (rig));
  out = gst_pad_get_current_caps (rig->harness->sinkpad);
  out = gst_caps_make_writable (out);
  structure = gst_caps_get_structure (out, 0);
  gst_structure_remove_field (structure, "colorimetry");
  gst_structure_remove_field (gst_caps_get_structure (in, 0), "colorimetry");
  fail_unless (gst_caps_is_equal (in, out));
}
GST_END_TEST;

/* --- intents and black points --- */

static GBytes *
make_profile (guint which)
{
  switch (which) {
    case 0:
      return icc_make_matrix (&icc_spec_srgb);
    case 1:
      return icc_make_matrix (&icc_spec_wide);
    case 2:
      return icc_make_rgb_clut (ICC_CLUT_MILD);
    default:
      return icc_make_rgb_clut (ICC_CLUT_STRONG);
  }
}

/* Each loop is one intent; all pairs of profiles, with and without compensation, in mode=exact,
 * which shows that the right transform is asked for. */
GST_START_TEST (test_intents)
{
  guint from, to, compensate;

  for (from = 0; from < 4; from++) {
    for (to = 0; to < 4; to++) {
      for (compensate = 0; compensate < 2; compensate++) {
        g_autoptr (GBytes) input = make_profile (from);
        g_autoptr (GBytes) dest = make_profile (to);
        g_autofree char *input_file = icc_write_file (dir, "input.icc", input);
        g_autofree char *dest_file = icc_write_file (dir, "dest.icc", dest);
        const ReferenceSpec spec = { .input = input,
                                     .dest = dest,
                                     .intent = (cmsUInt32Number) __i__,
                                     .flags = compensate ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0 };
        g_autoptr (Reference) reference = reference_new (&spec);
        g_autoptr (Rig) rig =
            rig_new ("input-profile", input_file, "dest-profile", dest_file, "intent", __i__,
                     "black-point-compensation", (gboolean) compensate, "mode", MODE_EXACT, NULL);

        rig_caps (rig, "RGBA64_LE", 48, 16, NULL);
        rig_compare (rig, reference, 1.0);
      }
    }
  }
}
GST_END_TEST;

/* mode=auto is near that where tables are needed. Bounds are in 8-bit codes and large where colours
 * are clipped, which puts an edge between the nodes. */
GST_START_TEST (test_tables)
{
  static const struct {
    guint from, to; /* as in make_profile() */
    guint lut_size;
    double bound;
  } cases[] = {
    { 0, 2, 33, 4.0 }, { 2, 0, 33, 18.0 }, { 2, 1, 33, 5.0 },  { 0, 3, 33, 12.0 },
    { 0, 3, 65, 7.0 }, { 3, 0, 33, 4.0 },  { 2, 3, 33, 13.0 }, { 3, 2, 33, 2.5 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) input = make_profile (cases[i].from);
    g_autoptr (GBytes) dest = make_profile (cases[i].to);
    g_autofree char *input_file = icc_write_file (dir, "input.icc", input);
    g_autofree char *dest_file = icc_write_file (dir, "dest.icc", dest);
    const ReferenceSpec spec = { .input = input, .dest = dest, .intent = INTENT_PERCEPTUAL };
    g_autoptr (Reference) reference = reference_new (&spec);
    g_autoptr (Rig) rig = rig_new ("input-profile", input_file, "dest-profile", dest_file,
                                   "lut-size", cases[i].lut_size, NULL);

    rig_caps (rig, "BGRx", 320, 40, NULL);
    rig_compare (rig, reference, cases[i].bound);
  }
}
GST_END_TEST;

/* --- proofs --- */

GST_START_TEST (test_proof)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  g_autoptr (GBytes) cmyk = icc_make_cmyk();
  g_autofree char *file = icc_write_file (dir, "cmyk.icc", cmyk);
  const ReferenceSpec spec = { .input = srgb,
                               .dest = srgb,
                               .proof = cmyk,
                               .intent = INTENT_RELATIVE_COLORIMETRIC,
                               .proof_intent = (cmsUInt32Number) __i__ };
  g_autoptr (Reference) reference = reference_new (&spec);
  g_autoptr (Rig) exact =
      rig_new ("dest-profile", "srgb", "proof-profile", file, "intent",
               INTENT_RELATIVE_COLORIMETRIC, "proof-intent", __i__, "mode", MODE_EXACT, NULL);
  g_autoptr (Rig) table =
      rig_new ("dest-profile", "srgb", "proof-profile", file, "intent",
               INTENT_RELATIVE_COLORIMETRIC, "proof-intent", __i__, "lut-size", 65, NULL);

  rig_caps (exact, "RGBA", 200, 20, NULL);
  rig_compare (exact, reference, CLOSE_8);
  rig_caps (table, "RGBA", 200, 20, NULL);
  rig_compare (table, reference, 4.0);
}
GST_END_TEST;

/* Grey and RGB devices can be proofed as well. */
GST_START_TEST (test_proof_of_others)
{
  guint which;

  for (which = 0; which < 2; which++) {
    g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
    g_autoptr (GBytes) proof = which == 0 ? icc_make_gray() : icc_make_rgb_clut (ICC_CLUT_STRONG);
    g_autofree char *file = icc_write_file (dir, "proof.icc", proof);
    const ReferenceSpec spec = { .input = srgb,
                                 .dest = srgb,
                                 .proof = proof,
                                 .intent = INTENT_PERCEPTUAL,
                                 .proof_intent = INTENT_RELATIVE_COLORIMETRIC };
    g_autoptr (Reference) reference = reference_new (&spec);
    g_autoptr (Rig) rig =
        rig_new ("dest-profile", "srgb", "proof-profile", file, "mode", MODE_EXACT, NULL);

    rig_caps (rig, "RGBA", 200, 20, NULL);
    rig_compare (rig, reference, CLOSE_8);
  }
}
GST_END_TEST;

/* lcms2's 16-bit transform marks what is out of gamut with a colour that one can choose. */
static cmsHTRANSFORM
open_gamut_check (GBytes *srgb, GBytes *proof, const cmsUInt16Number alarm[cmsMAXCHANNELS])
{
  gsize size;
  const void *data = g_bytes_get_data (proof, &size);
  cmsHPROFILE from = cmsOpenProfileFromMem (g_bytes_get_data (srgb, NULL),
                                            (cmsUInt32Number) g_bytes_get_size (srgb));
  cmsHPROFILE through = cmsOpenProfileFromMem (data, (cmsUInt32Number) size);
  cmsHTRANSFORM transform;

  cmsSetAlarmCodes (alarm);
  transform = cmsCreateProofingTransform (from, TYPE_RGB_16, from, TYPE_RGB_16, through,
                                          INTENT_PERCEPTUAL, INTENT_RELATIVE_COLORIMETRIC,
                                          cmsFLAGS_SOFTPROOFING | cmsFLAGS_GAMUTCHECK |
                                              cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  fail_unless (transform != NULL);
  cmsCloseProfile (from);
  cmsCloseProfile (through);
  return transform;
}

GST_START_TEST (test_gamut_check)
{
  static const cmsUInt16Number alarm[cmsMAXCHANNELS] = { 0x1234, 0x5678, 0x9abc };
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  g_autoptr (GBytes) proof = __i__ == 0 ? icc_make_cmyk() : icc_make_rgb_clut (ICC_CLUT_STRONG);
  g_autofree char *file = icc_write_file (dir, "proof.icc", proof);
  cmsHTRANSFORM transform = open_gamut_check (srgb, proof, alarm);
  g_autoptr (Rig) rig =
      rig_new ("dest-profile", "srgb", "proof-profile", file, "gamut-check", TRUE, NULL);
  g_autoptr (GstBuffer) output = NULL;
  GstVideoFrame frame;
  RgbView view;
  guint x, y, c, marked = 0, kept = 0, different = 0;

  rig_caps (rig, "RGBx", 200, 20, NULL);
  output = rig_run (rig);
  rgb_map (&frame, &view, output, rig->caps, &rig->layout, GST_MAP_READ);
  for (y = 0; y < view.height; y++) {
    for (x = 0; x < view.width; x++) {
      guint codes[4];
      cmsUInt16Number in[3], out[3];
      gboolean is_marked, shall_be_marked;

      rgb_pattern (&rig->layout, x, y, codes);
      for (c = 0; c < 3; c++)
        in[c] = (cmsUInt16Number) (codes[c] * 257);
      cmsDoTransform (transform, in, out, 1);
      shall_be_marked = out[0] == alarm[0] && out[1] == alarm[1] && out[2] == alarm[2];
      is_marked = rgb_get (&view, x, y, 0) == 255 && rgb_get (&view, x, y, 1) == 0 &&
                  rgb_get (&view, x, y, 2) == 255;
      marked += shall_be_marked;
      kept += !shall_be_marked;
      different += shall_be_marked != is_marked;
      for (c = 0; c < 3 && !shall_be_marked && !is_marked; c++)
        fail_unless (fabs (rgb_get (&view, x, y, c) - out[c] / 257.0) <= 1.01,
                     "(%u, %u, %u), channel %u: %u for %g", codes[0], codes[1], codes[2], c,
                     rgb_get (&view, x, y, c), out[c] / 257.0);
    }
  }
  gst_video_frame_unmap (&frame);
  cmsDeleteTransform (transform);
  /* The 16-bit and the float side of lcms2 see the border a little differently. */
  fail_unless (marked > 200 && kept > 200, "%u marked, %u kept", marked, kept);
  fail_unless (different <= 40, "%u of 4000 are marked wrongly", different);
}
GST_END_TEST;

/* --- tables from files --- */

/* Which channel goes where, a domain other than 0..1, and that the table comes after the profiles:
 * (r, g, b) becomes (b, r, g), of codes from a quarter to three quarters. */
GST_START_TEST (test_cube)
{
  static const char text[] = "TITLE \"rotation\"\n"
                             "# red runs fastest\n"
                             "LUT_3D_SIZE 2\n"
                             "DOMAIN_MIN 0.25 0.25 0.25\n"
                             "DOMAIN_MAX 0.75 0.75 0.75\n"
                             "0.25 0.25 0.25\n0.25 0.75 0.25\n0.25 0.25 0.75\n0.25 0.75 0.75\n"
                             "0.75 0.25 0.25\n0.75 0.75 0.25\n0.75 0.25 0.75\n0.75 0.75 0.75\n";
  static const char *const names[] = { "BGRA",     "xRGB",     "RGB",       "GBR",
                                       "GBR_10LE", "GBR_12BE", "RGBA64_BE", "ABGR64_LE" };
  g_autofree char *file = write_text ("rotation.cube", text);
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_display_p3, &icc_spec_srgb);
  guint i, x, y, c;
  gboolean identity;

  for (i = 0; i < 2 * G_N_ELEMENTS (names); i++) {
    g_autoptr (Rig) rig = NULL;
    g_autoptr (GstBuffer) output = NULL;
    GstVideoFrame frame;
    RgbView view;
    double max;

    /* Also without anything before it. */
    identity = i % 2 == 0;
    rig = rig_new ("input-profile", identity ? "srgb" : "display-p3", "dest-profile", "srgb",
                   "lut-location", file, NULL);
    rig_caps (rig, names[i / 2], 64, 9, NULL);
    output = rig_run (rig);
    rgb_map (&frame, &view, output, rig->caps, &rig->layout, GST_MAP_READ);
    max = (1u << rig->layout.depth) - 1;
    for (y = 0; y < view.height; y++) {
      for (x = 0; x < view.width; x++) {
        guint codes[4];
        double in[3], out[3];

        rgb_pattern (&rig->layout, x, y, codes);
        for (c = 0; c < 3; c++)
          in[c] = codes[c] / max;
        if (identity)
          memcpy (out, in, sizeof out);
        else
          reference_run (reference, in, out);
        for (c = 0; c < 3; c++) {
          double wanted = max * CLAMP (out[(c + 2) % 3], 0.25, 0.75);

          fail_unless (fabs (rgb_get (&view, x, y, c) - wanted) <= 0.5 + 1e-4 * max,
                       "%s, pixel %u: %u for %g", names[i / 2], x, rgb_get (&view, x, y, c),
                       wanted);
        }
        if (rig->layout.has_alpha)
          fail_unless_equals_int ((gint) rgb_get (&view, x, y, 3), (gint) codes[3]);
      }
    }
    gst_video_frame_unmap (&frame);
  }
}
GST_END_TEST;

/* More nodes are closer to the truth. */
GST_START_TEST (test_lut_size)
{
  static const guint sizes[] = { 9, 17, 33, 65 };
  g_autoptr (Reference) reference = reference_new_matrix (&icc_spec_wide, &icc_spec_srgb);
  g_autofree char *file = write_matrix (dir, "wide.icc", &icc_spec_wide);
  double before = G_MAXDOUBLE;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (Rig) rig = rig_new ("input-profile", file, "dest-profile", "srgb", "mode", MODE_LUT,
                                   "lut-size", sizes[i], NULL);
    g_autoptr (GstBuffer) output = NULL;
    double error;

    rig_caps (rig, "RGBA64_LE", 320, 40, NULL);
    output = rig_run (rig);
    error = rig_error (rig, output, reference);
    if (g_getenv ("REEL_TEST_VERBOSE") != NULL)
      g_print ("%u nodes: %g codes off\n", sizes[i], error);
    fail_unless (error < before, "%u nodes: %g codes off, fewer %g", sizes[i], error, before);
    before = error;
  }
}
GST_END_TEST;

/* --- what the element tells --- */

static const GstStructure *
pop_change (Rig *rig, GstMessage **message)
{
  while ((*message = rig_message (rig, GST_MESSAGE_ELEMENT)) != NULL) {
    if (gst_message_has_name (*message, "reel/icc"))
      return gst_message_get_structure (*message);
    gst_message_unref (*message);
  }
  fail ("no message of what is used");
  return NULL;
}

GST_START_TEST (test_message)
{
  static const struct {
    const char *dest; /* NULL: a file of tables */
    const char *mode;
    gboolean passthrough;
    gboolean gamut_check;
  } cases[] = {
    { "display-p3", "matrix", FALSE, FALSE },
    { "srgb", "none", TRUE, FALSE },
    { NULL, "lut", FALSE, FALSE },
    { "display-p3", "exact", FALSE, TRUE },
  };
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autofree char *file = icc_write_file (dir, "mild.icc", mild);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Rig) rig =
        rig_new ("dest-profile", cases[i].dest != NULL ? cases[i].dest : file, "proof-profile",
                 cases[i].gamut_check ? file : NULL, "gamut-check", cases[i].gamut_check, NULL);
    g_autoptr (GstMessage) message = NULL;
    const GstStructure *structure;
    gboolean passthrough;
    double mean, max;

    rig_caps (rig, "RGB", 8, 8, NULL);
    gst_buffer_unref (rig_run (rig));
    structure = pop_change (rig, &message);
    fail_unless_equals_string (gst_structure_get_string (structure, "mode"), cases[i].mode);
    fail_unless (gst_structure_get (structure, "passthrough", G_TYPE_BOOLEAN, &passthrough,
                                    "mean-delta-e", G_TYPE_DOUBLE, &mean, "max-delta-e",
                                    G_TYPE_DOUBLE, &max, NULL));
    fail_unless_equals_int (passthrough, cases[i].passthrough);
    fail_unless (mean >= 0.0 && mean <= max && mean < 0.5 && max < 3.0, "%g, %g", mean, max);
  }
}
GST_END_TEST;

static Suite *
reelicc_colour_suite (void)
{
  Suite *suite = suite_create ("reelicc-colour");
  TCase *tests = tcase_create ("general");

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_input_colorimetry, 0, G_N_ELEMENTS (inputs));
  tcase_add_test (tests, test_no_colorimetry);
  tcase_add_loop_test (tests, test_builtin_input, 0, G_N_ELEMENTS (builtins));
  tcase_add_loop_test (tests, test_builtin_dest, 0, G_N_ELEMENTS (builtins));
  tcase_add_test (tests, test_file_colorimetry);
  tcase_add_loop_test (tests, test_caps_query, 0, G_N_ELEMENTS (builtins));
  tcase_add_test (tests, test_caps_fields);
  tcase_add_loop_test (tests, test_intents, 0, 4);
  tcase_add_test (tests, test_tables);
  tcase_add_loop_test (tests, test_proof, 0, 4);
  tcase_add_test (tests, test_proof_of_others);
  tcase_add_loop_test (tests, test_gamut_check, 0, 2);
  tcase_add_test (tests, test_cube);
  tcase_add_test (tests, test_lut_size);
  tcase_add_test (tests, test_message);
  suite_add_tcase (suite, tests);
  return suite;
}

GST_CHECK_MAIN (reelicc_colour);
