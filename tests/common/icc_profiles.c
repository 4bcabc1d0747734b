/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "icc_profiles.h"

#include <math.h>
#include <string.h>
#include <glib/gstdio.h>
#include <lcms2.h>

#define HEADER_BYTES 128
#define ENTRY_BYTES 12

#define D65                                                                                        \
  {                                                                                                \
    0.3127, 0.3290                                                                                 \
  }

const IccMatrixSpec icc_spec_srgb = {
  D65, { { 0.64, 0.33 }, { 0.30, 0.60 }, { 0.15, 0.06 } }, 0.0, 0, 4.4
};
const IccMatrixSpec icc_spec_bt709 = {
  D65, { { 0.64, 0.33 }, { 0.30, 0.60 }, { 0.15, 0.06 } }, 2.4, 0, 4.4
};
const IccMatrixSpec icc_spec_bt2020 = {
  D65, { { 0.708, 0.292 }, { 0.170, 0.797 }, { 0.131, 0.046 } }, 2.4, 0, 4.4
};
const IccMatrixSpec icc_spec_display_p3 = {
  D65, { { 0.680, 0.320 }, { 0.265, 0.690 }, { 0.150, 0.060 } }, 0.0, 0, 4.4
};
const IccMatrixSpec icc_spec_adobe_rgb = {
  D65, { { 0.64, 0.33 }, { 0.21, 0.71 }, { 0.15, 0.06 } }, 563.0 / 256.0, 0, 2.4
};
const IccMatrixSpec icc_spec_wide = {
  { 0.3457, 0.3585 }, { { 0.7347, 0.2653 }, { 0.1152, 0.8264 }, { 0.1566, 0.0177 } }, 1.8, 0, 2.4
};
const IccMatrixSpec icc_spec_sampled = {
  { 0.3457, 0.3585 }, { { 0.7347, 0.2653 }, { 0.1152, 0.8264 }, { 0.1566, 0.0177 } }, 1.8, 1024, 2.4
};

/* Less than the STRONG device could show is left of sRGB. */
static const IccMatrixSpec small = {
  D65, { { 0.50, 0.34 }, { 0.31, 0.48 }, { 0.20, 0.16 } }, 1.0, 0, 4.4
};

/* --- bytes --- */

/* Saves with a fixed date (ICC.1:2022, 7.2.8: bytes 24 to 35) and closes @profile. */
static GBytes *
finish (cmsHPROFILE profile)
{
  static const guint8 date[12] = { 2026 >> 8, 2026 & 0xff, 0, 1, 0, 1 };
  cmsUInt32Number size = 0;
  guint8 *data;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &size));
  data = g_malloc (size);
  g_assert_true (cmsSaveProfileToMem (profile, data, &size));
  cmsCloseProfile (profile);
  memcpy (data + 24, date, sizeof date);
  return g_bytes_new_take (data, size);
}

static guint32
get_u32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static void
put_u32 (guint8 *data, guint32 value)
{
  data[0] = (guint8) (value >> 24);
  data[1] = (guint8) (value >> 16);
  data[2] = (guint8) (value >> 8);
  data[3] = (guint8) value;
}

GBytes *
icc_truncate (GBytes *profile, gsize size)
{
  g_assert_cmpuint (size, <=, g_bytes_get_size (profile));
  return g_bytes_new (g_bytes_get_data (profile, NULL), size);
}

GBytes *
icc_patch (GBytes *profile, gsize at, gconstpointer data, gsize n)
{
  gsize size = g_bytes_get_size (profile);
  guint8 *copy = g_memdup2 (g_bytes_get_data (profile, NULL), size);

  g_assert_cmpuint (at + n, <=, size);
  memcpy (copy + at, data, n);
  return g_bytes_new_take (copy, size);
}

gsize
icc_find_tag (GBytes *profile, const char *signature)
{
  const guint8 *data = g_bytes_get_data (profile, NULL);
  guint32 i, n = get_u32 (data + HEADER_BYTES);

  for (i = 0; i < n; i++) {
    const guint8 *entry = data + HEADER_BYTES + 4 + ENTRY_BYTES * i;

    if (memcmp (entry, signature, 4) == 0)
      return get_u32 (entry + 4);
  }
  g_error ("no tag '%s'", signature);
}

GBytes *
icc_make_with_transfer (GBytes *profile, guint8 transfer)
{
  const guint8 cicp[12] = { 'c', 'i', 'c', 'p', 0, 0, 0, 0, 9, transfer, 0, 1 };
  gsize size = g_bytes_get_size (profile);
  const guint8 *data = g_bytes_get_data (profile, NULL);
  guint32 i, n = get_u32 (data + HEADER_BYTES);
  gsize table_end = HEADER_BYTES + 4 + ENTRY_BYTES * n;
  gsize total = size + ENTRY_BYTES + sizeof cicp;
  guint8 *copy = g_malloc (total), *entry = copy + table_end;

  /* Every element moves by one entry of the table. */
  g_assert_cmpuint (size % 4, ==, 0);
  memcpy (copy, data, table_end);
  memcpy (entry + ENTRY_BYTES, data + table_end, size - table_end);
  memcpy (copy + total - sizeof cicp, cicp, sizeof cicp);
  for (i = 0; i < n; i++) {
    guint8 *offset = copy + HEADER_BYTES + 4 + ENTRY_BYTES * i + 4;

    put_u32 (offset, get_u32 (offset) + ENTRY_BYTES);
  }
  memcpy (entry, "cicp", 4);
  put_u32 (entry + 4, (guint32) (total - sizeof cicp));
  put_u32 (entry + 8, sizeof cicp);
  put_u32 (copy + HEADER_BYTES, n + 1);
  put_u32 (copy, (guint32) total);
  return g_bytes_new_take (copy, total);
}

/* --- curves and matrix --- */

static cmsToneCurve *
make_curve (const IccMatrixSpec *spec)
{
  static const cmsFloat64Number srgb[] = { 2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045 };
  cmsToneCurve *formula = spec->gamma == 0.0 ? cmsBuildParametricToneCurve (NULL, 4, srgb)
                                             : cmsBuildGamma (NULL, spec->gamma);
  g_autofree guint16 *samples = g_new (guint16, spec->n_samples + 1);
  cmsToneCurve *sampled;
  guint i;

  g_assert_nonnull (formula);
  if (spec->n_samples == 0)
    return formula;
  for (i = 0; i < spec->n_samples; i++) {
    float x = (float) i / (float) (spec->n_samples - 1);

    samples[i] = (guint16) lrintf (65535.0f * cmsEvalToneCurveFloat (formula, x));
  }
  cmsFreeToneCurve (formula);
  sampled = cmsBuildTabulatedToneCurve16 (NULL, spec->n_samples, samples);
  g_assert_nonnull (sampled);
  return sampled;
}

static cmsHPROFILE
make_matrix_profile (const IccMatrixSpec *spec)
{
  const cmsCIExyY white = { spec->white[0], spec->white[1], 1.0 };
  const cmsCIExyYTRIPLE rgb = { { spec->rgb[0][0], spec->rgb[0][1], 1.0 },
                                { spec->rgb[1][0], spec->rgb[1][1], 1.0 },
                                { spec->rgb[2][0], spec->rgb[2][1], 1.0 } };
  cmsToneCurve *curve = make_curve (spec), *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateRGBProfile (&white, &rgb, curves);

  g_assert_nonnull (profile);
  cmsSetProfileVersion (profile, spec->version);
  cmsFreeToneCurve (curve);
  return profile;
}

GBytes *
icc_make_matrix (const IccMatrixSpec *spec)
{
  return finish (make_matrix_profile (spec));
}

/* --- devices, as pairs of functions between their channels and CIELAB --- */

typedef struct {
  double to_xyz[3][3], from_xyz[3][3]; /* XYZ of the connection space, white D50 */
  double gamma[3];
  gboolean strong;
  gboolean v2; /* which of the two 16-bit codes of CIELAB */
} Device;

static void
invert (const double m[3][3], double inverse[3][3])
{
  double determinant = 0.0;
  guint i, j;

  for (i = 0; i < 3; i++) {
    for (j = 0; j < 3; j++) {
      guint r0 = (i + 1) % 3, r1 = (i + 2) % 3, c0 = (j + 1) % 3, c1 = (j + 2) % 3;

      inverse[j][i] = m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
    }
  }
  determinant = m[0][0] * inverse[0][0] + m[0][1] * inverse[1][0] + m[0][2] * inverse[2][0];
  for (i = 0; i < 3; i++) {
    for (j = 0; j < 3; j++)
      inverse[i][j] /= determinant;
  }
}

static void
device_init (Device *device, const IccMatrixSpec *spec, double red, double green, double blue)
{
  static const cmsTagSignature tags[3] = { cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                           cmsSigBlueColorantTag };
  cmsHPROFILE profile = make_matrix_profile (spec);
  guint i;

  for (i = 0; i < 3; i++) {
    const cmsCIEXYZ *colorant = cmsReadTag (profile, tags[i]);

    device->to_xyz[0][i] = colorant->X;
    device->to_xyz[1][i] = colorant->Y;
    device->to_xyz[2][i] = colorant->Z;
  }
  cmsCloseProfile (profile);
  invert (device->to_xyz, device->from_xyz);
  device->gamma[0] = red;
  device->gamma[1] = green;
  device->gamma[2] = blue;
}

static void
multiply (const double m[3][3], const double in[3], double out[3])
{
  guint i;

  for (i = 0; i < 3; i++)
    out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

/* Replaces the saturation (max - min) / max of a colour: beyond one half it gets @slope times as
 * steep. */
static void
bend_saturation (double rgb[3], double slope)
{
  double max = MAX (MAX (rgb[0], rgb[1]), rgb[2]), min = MIN (MIN (rgb[0], rgb[1]), rgb[2]);
  double saturation, bent;
  guint i;

  if (max <= 0.0 || max - min <= 0.5 * max)
    return;
  saturation = (max - min) / max;
  bent = MIN (0.5 + slope * (saturation - 0.5), 1.0);
  for (i = 0; i < 3; i++)
    rgb[i] = max - (max - rgb[i]) * bent / saturation;
}

/* Some of each channel's light comes out of the next: an additive device with crosstalk that grows
 * with the signal, so that no matrix describes it. */
static void
add_crosstalk (double rgb[3], double amount)
{
  const double r = rgb[0], g = rgb[1], b = rgb[2];

  rgb[0] += amount * r * (1.0 - r) * (g - b);
  rgb[1] += amount * g * (1.0 - g) * (b - r);
  rgb[2] += amount * b * (1.0 - b) * (r - g);
}

static void
device_to_lab (const Device *device, const double in[3], cmsCIELab *lab)
{
  double rgb[3] = { in[0], in[1], in[2] }, xyz[3];
  cmsCIEXYZ triple;
  guint i;

  if (device->strong)
    bend_saturation (rgb, 2.0);
  else
    add_crosstalk (rgb, 0.1);
  for (i = 0; i < 3; i++)
    rgb[i] = pow (CLAMP (rgb[i], 0.0, 1.0), device->gamma[i]);
  multiply (device->to_xyz, rgb, xyz);
  triple.X = xyz[0];
  triple.Y = xyz[1];
  triple.Z = xyz[2];
  cmsXYZ2Lab (NULL, lab, &triple);
}

static void
device_from_lab (const Device *device, const cmsCIELab *lab, double rgb[3])
{
  cmsCIEXYZ triple;
  double xyz[3];
  guint i;

  cmsLab2XYZ (NULL, &triple, lab);
  xyz[0] = triple.X;
  xyz[1] = triple.Y;
  xyz[2] = triple.Z;
  multiply (device->from_xyz, xyz, rgb);
  for (i = 0; i < 3; i++)
    rgb[i] = pow (CLAMP (rgb[i], 0.0, 1.0), 1.0 / device->gamma[i]);
  if (device->strong)
    bend_saturation (rgb, 0.5);
  else
    add_crosstalk (rgb, -0.1);
}

static guint16
to_word (double value)
{
  return (guint16) lrint (65535.0 * CLAMP (value, 0.0, 1.0));
}

static void
decode_lab (const Device *device, const cmsUInt16Number words[3], cmsCIELab *lab)
{
  if (device->v2)
    cmsLabEncoded2FloatV2 (lab, words);
  else
    cmsLabEncoded2Float (lab, words);
}

static void
encode_lab (const Device *device, const cmsCIELab *lab, cmsUInt16Number words[3])
{
  if (device->v2)
    cmsFloat2LabEncodedV2 (words, lab);
  else
    cmsFloat2LabEncoded (words, lab);
}

static cmsInt32Number
sample_rgb_to_lab (const cmsUInt16Number in[], cmsUInt16Number out[], void *data)
{
  const double rgb[3] = { in[0] / 65535.0, in[1] / 65535.0, in[2] / 65535.0 };
  cmsCIELab lab;

  device_to_lab (data, rgb, &lab);
  encode_lab (data, &lab, out);
  return TRUE;
}

static cmsInt32Number
sample_lab_to_rgb (const cmsUInt16Number in[], cmsUInt16Number out[], void *data)
{
  cmsCIELab lab;
  double rgb[3];
  guint i;

  decode_lab (data, in, &lab);
  device_from_lab (data, &lab, rgb);
  for (i = 0; i < 3; i++)
    out[i] = to_word (rgb[i]);
  return TRUE;
}

/* A printer whose inks take their complement away and whose black takes the rest: the black of a
 * colour is the square of what the three inks have in common. */
static cmsInt32Number
sample_cmyk_to_lab (const cmsUInt16Number in[], cmsUInt16Number out[], void *data)
{
  double rgb[3];
  cmsCIELab lab;
  guint i;

  /* Paper is not white and ink not black. */
  for (i = 0; i < 3; i++)
    rgb[i] = 0.1 + 0.85 * (1.0 - in[i] / 65535.0) * (1.0 - in[3] / 65535.0);
  device_to_lab (data, rgb, &lab);
  encode_lab (data, &lab, out);
  return TRUE;
}

static cmsInt32Number
sample_lab_to_cmyk (const cmsUInt16Number in[], cmsUInt16Number out[], void *data)
{
  double rgb[3], black;
  cmsCIELab lab;
  guint i;

  decode_lab (data, in, &lab);
  device_from_lab (data, &lab, rgb);
  for (i = 0; i < 3; i++)
    rgb[i] = CLAMP ((rgb[i] - 0.1) / 0.85, 0.0, 1.0);
  black = 1.0 - MAX (MAX (rgb[0], rgb[1]), rgb[2]);
  black *= black;
  for (i = 0; i < 3; i++)
    out[i] = to_word (1.0 - rgb[i] / (1.0 - MIN (black, 0.999)));
  out[3] = to_word (black);
  return TRUE;
}

/* --- profiles of tables --- */

static cmsHPROFILE
make_empty (double version, cmsProfileClassSignature device_class, cmsColorSpaceSignature space)
{
  cmsHPROFILE profile = cmsCreateProfilePlaceholder (NULL);

  g_assert_nonnull (profile);
  cmsSetProfileVersion (profile, version);
  cmsSetDeviceClass (profile, device_class);
  cmsSetColorSpace (profile, space);
  cmsSetPCS (profile, cmsSigLabData);
  g_assert_true (cmsWriteTag (profile, cmsSigMediaWhitePointTag, cmsD50_XYZ()));
  return profile;
}

static void
append (cmsPipeline *pipeline, cmsStage *stage)
{
  g_assert_nonnull (stage);
  g_assert_true (cmsPipelineInsertStage (pipeline, cmsAT_END, stage));
}

static void
append_straight_curves (cmsPipeline *pipeline, guint n)
{
  cmsToneCurve *line = cmsBuildGamma (NULL, 1.0), *curves[4] = { line, line, line, line };

  append (pipeline, cmsStageAllocToneCurves (NULL, n, curves));
  cmsFreeToneCurve (line);
}

/* Writes a table as @tag, and for the other two intents. */
static void
write_table (cmsHPROFILE profile, const cmsTagSignature tags[3], guint nodes, guint inputs,
             guint outputs, cmsSAMPLER16 sampler, Device *device)
{
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, inputs, outputs);
  cmsStage *table = cmsStageAllocCLut16bit (NULL, nodes, inputs, outputs, NULL);

  g_assert_nonnull (table);
  g_assert_true (cmsStageSampleCLut16bit (table, sampler, device, 0));
  append_straight_curves (pipeline, inputs);
  append (pipeline, table);
  append_straight_curves (pipeline, outputs);
  g_assert_true (cmsWriteTag (profile, tags[0], pipeline));
  g_assert_true (cmsLinkTag (profile, tags[1], tags[0]));
  g_assert_true (cmsLinkTag (profile, tags[2], tags[0]));
  cmsPipelineFree (pipeline);
}

static const cmsTagSignature to_pcs[3] = { cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigAToB2Tag };
static const cmsTagSignature from_pcs[3] = { cmsSigBToA0Tag, cmsSigBToA1Tag, cmsSigBToA2Tag };

GBytes *
icc_make_rgb_clut (IccClutKind kind)
{
  const gboolean strong = kind == ICC_CLUT_STRONG;
  const double version = strong ? 4.4 : 2.4;
  const guint nodes = strong ? 33 : 17;
  Device device = { .strong = strong, .v2 = !strong };
  cmsHPROFILE profile = make_empty (version, cmsSigDisplayClass, cmsSigRgbData);

  if (strong)
    device_init (&device, &small, 2.6, 2.2, 1.8);
  else
    device_init (&device, &icc_spec_display_p3, 2.2, 2.2, 2.2);
  write_table (profile, to_pcs, nodes, 3, 3, sample_rgb_to_lab, &device);
  write_table (profile, from_pcs, nodes, 3, 3, sample_lab_to_rgb, &device);
  return finish (profile);
}

GBytes *
icc_make_input (void)
{
  Device device = { .v2 = TRUE };
  cmsHPROFILE profile = make_empty (2.4, cmsSigInputClass, cmsSigRgbData);

  device_init (&device, &icc_spec_display_p3, 1.8, 1.8, 1.8);
  write_table (profile, to_pcs, 9, 3, 3, sample_rgb_to_lab, &device);
  return finish (profile);
}

GBytes *
icc_make_cmyk (void)
{
  Device device = { .v2 = TRUE };
  cmsHPROFILE profile = make_empty (2.4, cmsSigOutputClass, cmsSigCmykData);

  device_init (&device, &icc_spec_srgb, 2.2, 2.2, 2.2);
  write_table (profile, to_pcs, 9, 4, 3, sample_cmyk_to_lab, &device);
  write_table (profile, from_pcs, 17, 3, 4, sample_lab_to_cmyk, &device);
  return finish (profile);
}

/* --- what is of no use for video --- */

GBytes *
icc_make_gray (void)
{
  cmsToneCurve *curve = cmsBuildGamma (NULL, 2.2);
  cmsHPROFILE profile = cmsCreateGrayProfile (cmsD50_xyY(), curve);

  g_assert_nonnull (profile);
  cmsFreeToneCurve (curve);
  return finish (profile);
}

GBytes *
icc_make_link (void)
{
  cmsToneCurve *curve = cmsBuildGamma (NULL, 1.5), *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateLinearizationDeviceLink (cmsSigRgbData, curves);

  g_assert_nonnull (profile);
  cmsFreeToneCurve (curve);
  return finish (profile);
}

GBytes *
icc_make_lab (void)
{
  return finish (cmsCreateLab4Profile (NULL));
}

GBytes *
icc_make_named (void)
{
  cmsHPROFILE profile = make_empty (2.4, cmsSigNamedColorClass, cmsSigRgbData);
  cmsNAMEDCOLORLIST *list = cmsAllocNamedColorList (NULL, 1, 3, "", "");
  cmsUInt16Number lab[3] = { 0x8000, 0x8000, 0x8000 }, rgb[cmsMAXCHANNELS] = { 0xffff, 0, 0 };

  g_assert_true (cmsAppendNamedColor (list, "red", lab, rgb));
  g_assert_true (cmsWriteTag (profile, cmsSigNamedColor2Tag, list));
  cmsFreeNamedColorList (list);
  return finish (profile);
}

/* --- files --- */

char *
icc_write_file (const char *dir, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (dir, name, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data != NULL ? data : "", (gssize) size, NULL));
  return path;
}

char *
icc_make_dir (void)
{
  char *dir = g_dir_make_tmp ("reel-test-XXXXXX", NULL);

  g_assert_nonnull (dir);
  return dir;
}

void
icc_remove_dir (const char *dir)
{
  GDir *open = g_dir_open (dir, 0, NULL);
  const char *name;

  g_assert_nonnull (open);
  while ((name = g_dir_read_name (open)) != NULL) {
    g_autofree char *path = g_build_filename (dir, name, NULL);

    g_remove (path);
  }
  g_dir_close (open);
  g_rmdir (dir);
}
