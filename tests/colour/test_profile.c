/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/profile.h"
#include "formats/format_error.h"
#include "icc_profiles.h"
#include "random.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

static const ReelIccUse uses[] = { REEL_ICC_USE_INPUT, REEL_ICC_USE_DEST, REEL_ICC_USE_PROOF };

/* --- built-in profiles --- */

typedef struct {
  const char *name;
  ReelPrimaries primaries;
  ReelTransfer transfer;
  const IccMatrixSpec *spec;
} Builtin;

static const Builtin builtins[] = {
  { "srgb", REEL_PRIMARIES_BT709, REEL_TRANSFER_SRGB, &icc_spec_srgb },
  { "bt709", REEL_PRIMARIES_BT709, REEL_TRANSFER_BT1886, &icc_spec_bt709 },
  { "bt2020", REEL_PRIMARIES_BT2020, REEL_TRANSFER_BT1886, &icc_spec_bt2020 },
  { "display-p3", REEL_PRIMARIES_DISPLAY_P3, REEL_TRANSFER_SRGB, &icc_spec_display_p3 },
  { "adobe-rgb", REEL_PRIMARIES_ADOBE_RGB, REEL_TRANSFER_ADOBE_RGB, &icc_spec_adobe_rgb },
};

static void
test_builtin_names (void)
{
  const char *const *names = reel_profile_builtin_names();
  guint i;

  g_assert_cmpuint (g_strv_length ((char **) names), ==, G_N_ELEMENTS (builtins));
  for (i = 0; i < G_N_ELEMENTS (builtins); i++)
    g_assert_cmpstr (names[i], ==, builtins[i].name);
}

static void
test_builtins (void)
{
  guint i, u;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++) {
    for (u = 0; u < G_N_ELEMENTS (uses); u++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelProfile) profile = reel_profile_load (builtins[i].name, uses[u], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (profile->name, ==, builtins[i].name);
      g_assert_cmpint (profile->primaries, ==, builtins[i].primaries);
      g_assert_cmpint (profile->transfer, ==, builtins[i].transfer);
      g_assert_cmpuint (profile->header.size, ==, g_bytes_get_size (profile->bytes));
      g_assert_cmphex (profile->header.colour_space, ==, 0x52474220); /* 'RGB ' */
      g_assert_cmphex (profile->header.device_class, ==, 0x6d6e7472); /* 'mntr' */
    }
  }
}

/* ICC.1:2022, 7.2.8: bytes 24 to 35 of the header say when the profile was made. Were that the time
 * of this run, equal profiles would differ from one second to the next. */
static void
test_same_bytes (void)
{
  static const guint8 date[12] = { 0x07, 0xea, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++) {
    g_autoptr (ReelProfile) a = reel_profile_load (builtins[i].name, REEL_ICC_USE_INPUT, NULL);
    g_autoptr (ReelProfile) b = reel_profile_load (builtins[i].name, REEL_ICC_USE_PROOF, NULL);
    const guint8 *data = g_bytes_get_data (a->bytes, NULL);

    g_assert_true (g_bytes_equal (a->bytes, b->bytes));
    g_assert_true (reel_profile_equal (a, b));
    g_assert_cmpmem (data + 24, sizeof date, date, sizeof date);
  }
}

static void
test_equal (void)
{
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++) {
    g_autoptr (ReelProfile) a = reel_profile_load (builtins[i].name, REEL_ICC_USE_INPUT, NULL);

    g_assert_true (reel_profile_equal (a, a));
    g_assert_false (reel_profile_equal (a, NULL));
    g_assert_false (reel_profile_equal (NULL, a));
    for (j = 0; j < i; j++) {
      g_autoptr (ReelProfile) b = reel_profile_load (builtins[j].name, REEL_ICC_USE_INPUT, NULL);

      g_assert_false (reel_profile_equal (a, b));
    }
  }
  g_assert_true (reel_profile_equal (NULL, NULL));
}

/* Colorants and curves are those of a profile that the tests make from the standards' numbers. */
static void
test_builtin_colours (void)
{
  static const cmsTagSignature colorants[] = { cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                               cmsSigBlueColorantTag, cmsSigMediaWhitePointTag };
  guint i, t, x;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++) {
    g_autoptr (ReelLcmsContext) context = reel_lcms_context_new();
    g_autoptr (ReelProfile) profile =
        reel_profile_load (builtins[i].name, REEL_ICC_USE_INPUT, NULL);
    g_autoptr (ReelLcmsProfile) ours = reel_profile_open (profile, context, NULL);
    g_autoptr (GBytes) bytes = icc_make_matrix (builtins[i].spec);
    g_autoptr (ReelLcmsProfile) theirs =
        cmsOpenProfileFromMemTHR (context->handle, g_bytes_get_data (bytes, NULL),
                                  (cmsUInt32Number) g_bytes_get_size (bytes));

    for (t = 0; t < G_N_ELEMENTS (colorants); t++) {
      const cmsCIEXYZ *a = cmsReadTag (ours, colorants[t]), *b = cmsReadTag (theirs, colorants[t]);

      g_assert_cmpfloat_with_epsilon (a->X, b->X, 2.0 / 65536.0);
      g_assert_cmpfloat_with_epsilon (a->Y, b->Y, 2.0 / 65536.0);
      g_assert_cmpfloat_with_epsilon (a->Z, b->Z, 2.0 / 65536.0);
    }
    for (x = 0; x <= 1000; x++) {
      const float code = (float) x / 1000.0f;

      g_assert_cmpfloat_with_epsilon (
          cmsEvalToneCurveFloat (cmsReadTag (ours, cmsSigGreenTRCTag), code),
          cmsEvalToneCurveFloat (cmsReadTag (theirs, cmsSigGreenTRCTag), code), 1e-4f);
    }
  }
}

/* --- recognising --- */

static void
assert_detected (GBytes *bytes, ReelPrimaries primaries, ReelTransfer transfer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) profile =
      reel_profile_new_from_bytes ("somebody's", bytes, REEL_ICC_USE_INPUT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (profile->name, ==, "somebody's");
  g_assert_cmpint (profile->primaries, ==, primaries);
  g_assert_cmpint (profile->transfer, ==, transfer);
}

/* Every pair that has a name is made and recognised. Gamma 2.2 and 563/256 are the same within 8
 * bits; the primaries tell which is meant. */
static void
test_detect_all (void)
{
  ReelPrimaries primaries;
  ReelTransfer transfer;

  for (primaries = REEL_PRIMARIES_UNKNOWN + 1; primaries < REEL_N_PRIMARIES; primaries++) {
    for (transfer = REEL_TRANSFER_UNKNOWN + 1; transfer < REEL_N_TRANSFERS; transfer++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelProfile) profile = reel_profile_new_rgb ("made", primaries, transfer, &error);
      ReelTransfer expected = transfer;

      g_assert_no_error (error);
      g_assert_cmpint (profile->primaries, ==, primaries);
      g_assert_cmpint (profile->transfer, ==, transfer);
      if (transfer == REEL_TRANSFER_GAMMA22 || transfer == REEL_TRANSFER_ADOBE_RGB)
        expected =
            primaries == REEL_PRIMARIES_ADOBE_RGB ? REEL_TRANSFER_ADOBE_RGB : REEL_TRANSFER_GAMMA22;
      assert_detected (profile->bytes, primaries, expected);
    }
  }
}

static GBytes *
save (cmsHPROFILE profile)
{
  cmsUInt32Number size = 0;
  guint8 *data;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &size));
  data = g_malloc (size);
  g_assert_true (cmsSaveProfileToMem (profile, data, &size));
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, size);
}

static void
test_detect_lcms (void)
{
  g_autoptr (GBytes) srgb = save (cmsCreate_sRGBProfile());

  assert_detected (srgb, REEL_PRIMARIES_BT709, REEL_TRANSFER_SRGB);
}

static void
check_spec (const IccMatrixSpec *spec, ReelPrimaries primaries, ReelTransfer transfer)
{
  static const double versions[] = { 2.1, 2.4, 4.2, 4.4 };
  static const guint samples[] = { 0, 256, 1024, 4096 };
  guint v, s;

  for (v = 0; v < G_N_ELEMENTS (versions); v++) {
    for (s = 0; s < G_N_ELEMENTS (samples); s++) {
      IccMatrixSpec changed = *spec;
      g_autoptr (GBytes) bytes = NULL;

      changed.version = versions[v];
      changed.n_samples = samples[s];
      bytes = icc_make_matrix (&changed);
      assert_detected (bytes, primaries, transfer);
    }
  }
}

/* Formulas and tables, old and new versions. */
static void
test_detect_made (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++)
    check_spec (builtins[i].spec, builtins[i].primaries, builtins[i].transfer);
  check_spec (&icc_spec_wide, REEL_PRIMARIES_UNKNOWN, REEL_TRANSFER_GAMMA18);
}

static void
test_detect_gammas (void)
{
  static const struct {
    double gamma;
    ReelTransfer transfer;
  } gammas[] = {
    { 1.0, REEL_TRANSFER_LINEAR },
    { 1.8, REEL_TRANSFER_GAMMA18 },
    { 2.0, REEL_TRANSFER_GAMMA20 },
    { 2.2, REEL_TRANSFER_GAMMA22 },
    { 563.0 / 256.0, REEL_TRANSFER_GAMMA22 },
    { 2.4, REEL_TRANSFER_BT1886 },
    { 2.8, REEL_TRANSFER_GAMMA28 },
    { 0.0, REEL_TRANSFER_SRGB },
    { 1.4, REEL_TRANSFER_UNKNOWN },
    { 1.9, REEL_TRANSFER_UNKNOWN },
    { 2.3, REEL_TRANSFER_UNKNOWN },
    { 2.6, REEL_TRANSFER_UNKNOWN },
    { 3.2, REEL_TRANSFER_UNKNOWN },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (gammas); i++) {
    IccMatrixSpec spec = icc_spec_bt2020;

    spec.gamma = gammas[i].gamma;
    check_spec (&spec, REEL_PRIMARIES_BT2020, gammas[i].transfer);
  }
}

/* A small error in one coordinate is somebody's rounding; a larger one is another colour. */
static void
test_detect_primaries_near (void)
{
  static const struct {
    double error;
    ReelPrimaries primaries;
  } errors[] = {
    { 0.0005, REEL_PRIMARIES_DISPLAY_P3 },
    { -0.0005, REEL_PRIMARIES_DISPLAY_P3 },
    { 0.02, REEL_PRIMARIES_UNKNOWN },
    { -0.02, REEL_PRIMARIES_UNKNOWN },
  };
  guint i, c, axis;

  for (i = 0; i < G_N_ELEMENTS (errors); i++) {
    for (c = 0; c < 3; c++) {
      for (axis = 0; axis < 2; axis++) {
        IccMatrixSpec spec = icc_spec_display_p3;
        g_autoptr (GBytes) bytes = NULL;

        spec.rgb[c][axis] += errors[i].error;
        bytes = icc_make_matrix (&spec);
        assert_detected (bytes, errors[i].primaries, REEL_TRANSFER_SRGB);
      }
    }
  }
}

/* An RGB display profile with these colorants and curves. */
static GBytes *
make_with_tags (const cmsCIEXYZ colorants[3], cmsToneCurve *const curves[3])
{
  static const cmsTagSignature colorant_tags[3] = { cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                                    cmsSigBlueColorantTag };
  static const cmsTagSignature curve_tags[3] = { cmsSigRedTRCTag, cmsSigGreenTRCTag,
                                                 cmsSigBlueTRCTag };
  cmsHPROFILE profile = cmsCreate_sRGBProfile();
  guint i;

  for (i = 0; i < 3; i++) {
    if (colorants != NULL)
      g_assert_true (cmsWriteTag (profile, colorant_tags[i], &colorants[i]));
    if (curves != NULL)
      g_assert_true (cmsWriteTag (profile, curve_tags[i], curves[i]));
  }
  return save (profile);
}

/* The colorants of the sRGB profile that most pictures carry (IEC 61966-2.1, version 2), and those
 * of a widespread compact one. */
static void
test_detect_published_srgb (void)
{
  static const cmsCIEXYZ published[][3] = {
    { { 0.43607, 0.22249, 0.01392 }, { 0.38515, 0.71687, 0.09708 }, { 0.14307, 0.06061, 0.71410 } },
    { { 0.43585, 0.22238, 0.01392 }, { 0.38533, 0.71704, 0.09714 }, { 0.14303, 0.06058, 0.71393 } },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (published); i++) {
    g_autoptr (GBytes) bytes = make_with_tags (published[i], NULL);

    assert_detected (bytes, REEL_PRIMARIES_BT709, REEL_TRANSFER_SRGB);
  }
}

/* A curve is only known when all three channels have it. */
static void
test_detect_mixed_curves (void)
{
  g_autoptr (cmsToneCurve) a = cmsBuildGamma (NULL, 2.4);
  g_autoptr (cmsToneCurve) b = cmsBuildGamma (NULL, 1.8);
  guint odd, c;

  for (odd = 0; odd < 3; odd++) {
    cmsToneCurve *curves[3];
    g_autoptr (GBytes) bytes = NULL;

    for (c = 0; c < 3; c++)
      curves[c] = c == odd ? b : a;
    bytes = make_with_tags (NULL, curves);
    assert_detected (bytes, REEL_PRIMARIES_BT709, REEL_TRANSFER_UNKNOWN);
  }
}

static void
test_detect_tables (void)
{
  g_autoptr (GBytes) mild = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autoptr (GBytes) strong = icc_make_rgb_clut (ICC_CLUT_STRONG);

  assert_detected (mild, REEL_PRIMARIES_UNKNOWN, REEL_TRANSFER_UNKNOWN);
  assert_detected (strong, REEL_PRIMARIES_UNKNOWN, REEL_TRANSFER_UNKNOWN);
}

/* --- what is accepted for what --- */

#define FOR_INPUT 1
#define FOR_DEST 2
#define FOR_PROOF 4

static void
check_uses (const char *name, GBytes *bytes, guint accepted)
{
  guint u;

  for (u = 0; u < G_N_ELEMENTS (uses); u++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ReelProfile) profile = reel_profile_new_from_bytes (name, bytes, uses[u], &error);

    if (accepted & 1u << u) {
      g_assert_no_error (error);
      g_assert_nonnull (profile);
      continue;
    }
    g_assert_null (profile);
    g_assert_nonnull (error);
    g_test_message ("%s", error->message);
    g_assert_true (error->domain == REEL_FORMAT_ERROR || error->domain == REEL_COLOUR_ERROR);
    g_assert_true (g_str_has_prefix (error->message, name));
  }
}

static void
test_kinds (void)
{
  g_autoptr (GBytes) srgb = icc_make_matrix (&icc_spec_srgb);
  g_autoptr (GBytes) clut = icc_make_rgb_clut (ICC_CLUT_MILD);
  g_autoptr (GBytes) cmyk = icc_make_cmyk();
  g_autoptr (GBytes) gray = icc_make_gray();
  g_autoptr (GBytes) link = icc_make_link();
  g_autoptr (GBytes) lab = icc_make_lab();
  g_autoptr (GBytes) named = icc_make_named();
  g_autoptr (GBytes) input = icc_make_input();
  g_autoptr (GBytes) pq = icc_make_with_transfer (srgb, 16);
  g_autoptr (GBytes) hlg = icc_make_with_transfer (srgb, 18);
  g_autoptr (GBytes) bt709 = icc_make_with_transfer (srgb, 1);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  check_uses ("srgb.icc", srgb, FOR_INPUT | FOR_DEST | FOR_PROOF);
  check_uses ("clut.icc", clut, FOR_INPUT | FOR_DEST | FOR_PROOF);
  check_uses ("cicp-bt709.icc", bt709, FOR_INPUT | FOR_DEST | FOR_PROOF);
  check_uses ("cmyk.icc", cmyk, FOR_PROOF);
  check_uses ("gray.icc", gray, FOR_PROOF);
  check_uses ("input.icc", input, FOR_INPUT);
  check_uses ("link.icc", link, 0);
  check_uses ("lab.icc", lab, 0);
  check_uses ("named.icc", named, 0);
  check_uses ("pq.icc", pq, 0);
  check_uses ("hlg.icc", hlg, 0);
  check_uses ("nothing.icc", nothing, 0);
}

/* --- files --- */

static void
assert_refused (const char *path, GQuark domain, gint code, const char *part)
{
  g_autofree char *prefix = g_strconcat (path, ": ", NULL);
  guint u;

  for (u = 0; u < G_N_ELEMENTS (uses); u++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ReelProfile) profile = reel_profile_load (path, uses[u], &error);

    g_assert_null (profile);
    g_assert_error (error, domain, code);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, prefix));
    /* Once is enough. */
    g_assert_null (strstr (error->message + 1, prefix));
    if (part != NULL && strstr (error->message, part) == NULL)
      g_error ("\"%s\" lacks \"%s\"", error->message, part);
  }
}

static void
test_names_refused (void)
{
  static const char *const hdr[] = { "pq", "PQ", "hlg", "bt2100-hlg", "bt2100", "smpte2084" };
  guint i;

  assert_refused ("sgrb", REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_UNKNOWN_NAME,
                  "srgb, bt709, bt2020, display-p3, adobe-rgb");
  assert_refused ("SRGB", REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_UNKNOWN_NAME, "srgb");
  for (i = 0; i < G_N_ELEMENTS (hdr); i++)
    assert_refused (hdr[i], REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_HDR, "tone mapping");
}

static void
test_files (void)
{
  g_autofree char *dir = icc_make_dir();
  g_autoptr (GBytes) bytes = icc_make_matrix (&icc_spec_display_p3);
  g_autofree char *path = icc_write_file (dir, "p3 \xc3\xbc.icc", bytes);
  g_autofree char *here = g_get_current_dir();
  guint u;

  for (u = 0; u < G_N_ELEMENTS (uses); u++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ReelProfile) profile = reel_profile_load (path, uses[u], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (profile->name, ==, path);
    g_assert_true (g_bytes_equal (profile->bytes, bytes));
    g_assert_cmpint (profile->primaries, ==, REEL_PRIMARIES_DISPLAY_P3);
  }

  /* A bare name may be a file too; a built-in one comes first. */
  g_free (icc_write_file (dir, "monitor", bytes));
  g_free (icc_write_file (dir, "srgb", bytes));
  g_assert_cmpint (g_chdir (dir), ==, 0);
  {
    g_autoptr (ReelProfile) monitor = reel_profile_load ("monitor", REEL_ICC_USE_DEST, NULL);
    g_autoptr (ReelProfile) srgb = reel_profile_load ("srgb", REEL_ICC_USE_DEST, NULL);
    g_autoptr (ReelProfile) file = reel_profile_load ("./srgb", REEL_ICC_USE_DEST, NULL);

    g_assert_cmpint (monitor->primaries, ==, REEL_PRIMARIES_DISPLAY_P3);
    g_assert_cmpint (srgb->primaries, ==, REEL_PRIMARIES_BT709);
    g_assert_cmpint (file->primaries, ==, REEL_PRIMARIES_DISPLAY_P3);
  }
  g_assert_cmpint (g_chdir (here), ==, 0);
  icc_remove_dir (dir);
}

static void
test_files_refused (void)
{
  g_autofree char *dir = icc_make_dir();
  g_autoptr (GBytes) bytes = icc_make_matrix (&icc_spec_display_p3);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("TITLE \"no profile\"\n", 19);
  g_autoptr (GBytes) half = icc_truncate (bytes, g_bytes_get_size (bytes) / 2);
  g_autoptr (GBytes) huge =
      g_bytes_new_take (g_malloc0 (REEL_ICC_MAX_BYTES + 1), REEL_ICC_MAX_BYTES + 1);
  g_autoptr (GBytes) largest = icc_truncate (huge, REEL_ICC_MAX_BYTES);
  g_autofree char *missing = g_build_filename (dir, "missing.icc", NULL);
  g_autofree char *below_file = g_build_filename (dir, "text.icc", "profile.icc", NULL);
  g_autofree char *nothing_path = icc_write_file (dir, "nothing.icc", nothing);
  g_autofree char *text_path = icc_write_file (dir, "text.icc", text);
  g_autofree char *half_path = icc_write_file (dir, "half.icc", half);
  g_autofree char *huge_path = icc_write_file (dir, "huge.icc", huge);
  g_autofree char *largest_path = icc_write_file (dir, "largest.icc", largest);

  assert_refused (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT, g_strerror (ENOENT));
  assert_refused (below_file, G_FILE_ERROR, G_FILE_ERROR_NOTDIR, g_strerror (ENOTDIR));
  assert_refused (dir, G_FILE_ERROR, G_FILE_ERROR_ISDIR, g_strerror (EISDIR));
  assert_refused ("/dev/zero", REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TOO_LARGE, NULL);
  assert_refused (huge_path, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TOO_LARGE, NULL);
  /* Not too large, but nothing else about it is right. */
  assert_refused (largest_path, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_CORRUPT, NULL);
  assert_refused (half_path, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED, NULL);
  assert_refused (nothing_path, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED, NULL);
  assert_refused (text_path, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TRUNCATED, NULL);
  icc_remove_dir (dir);
}

static void
test_file_without_permission (void)
{
  g_autofree char *dir = icc_make_dir();
  g_autoptr (GBytes) bytes = icc_make_matrix (&icc_spec_srgb);
  g_autofree char *path = icc_write_file (dir, "secret.icc", bytes);

  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (g_access (path, R_OK) == 0)
    g_test_skip ("this user may read everything");
  else
    assert_refused (path, G_FILE_ERROR, G_FILE_ERROR_ACCES, g_strerror (EACCES));
  icc_remove_dir (dir);
}

/* --- bytes from strangers --- */

/* Whatever is changed: an answer, and when it is yes, a profile that lcms2 opens. */
static void
check_answer (GBytes *bytes)
{
  g_autoptr (ReelLcmsContext) context = reel_lcms_context_new();
  guint u;

  for (u = 0; u < G_N_ELEMENTS (uses); u++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ReelProfile) profile =
        reel_profile_new_from_bytes ("changed.icc", bytes, uses[u], &error);

    g_assert_true ((profile == NULL) == (error != NULL));
    if (error != NULL) {
      g_assert_true (g_str_has_prefix (error->message, "changed.icc: "));
    } else {
      g_autoptr (ReelLcmsProfile) opened = reel_profile_open (profile, context, &error);

      g_assert_no_error (error);
      g_assert_nonnull (opened);
    }
  }
}

static void
test_changed_bytes (void)
{
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Random random = random_new();
  guint i, j, n = g_getenv ("REEL_TEST_FULL") != NULL ? 50000 : 800;

  g_ptr_array_add (samples, icc_make_matrix (&icc_spec_srgb));
  g_ptr_array_add (samples, icc_make_matrix (&icc_spec_sampled));
  g_ptr_array_add (samples, icc_make_rgb_clut (ICC_CLUT_MILD));
  g_ptr_array_add (samples, icc_make_gray());
  for (i = 0; i < n; i++) {
    GBytes *sample = samples->pdata[i % samples->len];
    g_autoptr (GBytes) bytes = g_bytes_ref (sample);
    /* Mostly where the structure is: header, tag table, first elements. */
    const guint32 region = random_below (&random, 4) ? 600 : G_MAXUINT32;
    const guint32 end = (guint32) MIN (g_bytes_get_size (sample), region);

    for (j = 1 + random_below (&random, 3); j > 0; j--) {
      guint32 value = GUINT32_TO_BE (random_below (&random, 2) ? random_below (&random, 1000)
                                                               : (guint32) random_bits (&random));
      guint length = 1 + random_below (&random, 4);
      GBytes *changed = icc_patch (bytes, random_below (&random, end - 4),
                                   (guint8 *) &value + 4 - length, length);

      g_bytes_unref (bytes);
      bytes = changed;
    }
    check_answer (bytes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/builtin/names", test_builtin_names);
  g_test_add_func ("/profile/builtin/loaded", test_builtins);
  g_test_add_func ("/profile/builtin/same-bytes", test_same_bytes);
  g_test_add_func ("/profile/builtin/equal", test_equal);
  g_test_add_func ("/profile/builtin/colours", test_builtin_colours);
  g_test_add_func ("/profile/detect/all", test_detect_all);
  g_test_add_func ("/profile/detect/lcms", test_detect_lcms);
  g_test_add_func ("/profile/detect/made", test_detect_made);
  g_test_add_func ("/profile/detect/gammas", test_detect_gammas);
  g_test_add_func ("/profile/detect/primaries-near", test_detect_primaries_near);
  g_test_add_func ("/profile/detect/published-srgb", test_detect_published_srgb);
  g_test_add_func ("/profile/detect/mixed-curves", test_detect_mixed_curves);
  g_test_add_func ("/profile/detect/tables", test_detect_tables);
  g_test_add_func ("/profile/kinds", test_kinds);
  g_test_add_func ("/profile/names-refused", test_names_refused);
  g_test_add_func ("/profile/files", test_files);
  g_test_add_func ("/profile/files-refused", test_files_refused);
  g_test_add_func ("/profile/file-without-permission", test_file_without_permission);
  g_test_add_func ("/profile/changed-bytes", test_changed_bytes);
  return g_test_run();
}
