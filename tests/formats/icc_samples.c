/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "icc_samples.h"

#include <string.h>
#include <lcms2.h>

#define GRID 3
#define HEADER_BYTES 128
#define ENTRY_BYTES 12

static const char *names[N_ICC_SAMPLES] = {
  "matrix-v4", "matrix-v2", "matrix-table", "lut8", "lut16",
  "lut-ab",    "float",     "cmyk",         "grey", "input-only",
};

const char *
icc_sample_name (IccSample which)
{
  return names[which];
}

static const cmsCIExyY d65 = { 0.3127, 0.3290, 1.0 };
static const cmsCIExyYTRIPLE rec709 = {
  { 0.64, 0.33, 1.0 },
  { 0.30, 0.60, 1.0 },
  { 0.15, 0.06, 1.0 },
};

static cmsHPROFILE
make_matrix (cmsToneCurve *curve)
{
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsHPROFILE profile = cmsCreateRGBProfile (&d65, &rec709, curves);

  g_assert_nonnull (profile);
  cmsFreeToneCurve (curve);
  return profile;
}

static cmsToneCurve *
make_sampled_curve (guint n_samples)
{
  g_autofree guint16 *samples = g_new (guint16, n_samples);
  guint i;

  for (i = 0; i < n_samples; i++)
    samples[i] = (guint16) ((guint64) i * i * 65535 / (n_samples - 1) / (n_samples - 1));
  return cmsBuildTabulatedToneCurve16 (NULL, n_samples, samples);
}

static cmsHPROFILE
make_empty (double version, cmsProfileClassSignature device_class, cmsColorSpaceSignature space,
            cmsColorSpaceSignature pcs)
{
  cmsHPROFILE profile = cmsCreateProfilePlaceholder (NULL);

  g_assert_nonnull (profile);
  cmsSetProfileVersion (profile, version);
  cmsSetDeviceClass (profile, device_class);
  cmsSetColorSpace (profile, space);
  cmsSetPCS (profile, pcs);
  g_assert_true (cmsWriteTag (profile, cmsSigMediaWhitePointTag, cmsD50_XYZ()));
  return profile;
}

/* Any function will do, so long as it is smooth: the tests look at structure, not at colour. */
static cmsInt32Number
sample_grid (const cmsUInt16Number in[], cmsUInt16Number out[], void *cargo)
{
  const guint *channels = cargo;
  guint i;

  for (i = 0; i < channels[1]; i++)
    out[i] = (cmsUInt16Number) ((in[i % channels[0]] + in[(i + 1) % channels[0]]) / 2);
  return TRUE;
}

static void
append (cmsPipeline *pipeline, cmsStage *stage)
{
  g_assert_nonnull (stage);
  g_assert_true (cmsPipelineInsertStage (pipeline, cmsAT_END, stage));
}

static void
append_curves (cmsPipeline *pipeline, guint channels, cmsToneCurve *curve)
{
  cmsToneCurve *curves[4] = { curve, curve, curve, curve };

  append (pipeline, cmsStageAllocToneCurves (NULL, channels, curves));
  cmsFreeToneCurve (curve);
}

static void
append_grid (cmsPipeline *pipeline, guint inputs, guint outputs)
{
  guint channels[2] = { inputs, outputs };
  cmsStage *grid = cmsStageAllocCLut16bit (NULL, GRID, inputs, outputs, NULL);

  g_assert_nonnull (grid);
  g_assert_true (cmsStageSampleCLut16bit (grid, sample_grid, channels, 0));
  append (pipeline, grid);
}

static void
append_matrix (cmsPipeline *pipeline)
{
  static const cmsFloat64Number matrix[9] = { 0.5, 0.2, 0.1, 0.2, 0.6, 0.1, 0.1, 0.2, 0.5 };
  static const cmsFloat64Number offset[3] = { 0.01, 0.02, 0.03 };

  append (pipeline, cmsStageAllocMatrix (NULL, 3, 3, matrix, offset));
}

static void
write_pipeline (cmsHPROFILE profile, cmsTagSignature tag, cmsPipeline *pipeline)
{
  g_assert_true (cmsWriteTag (profile, tag, pipeline));
  cmsPipelineFree (pipeline);
}

/* Curves, grid, curves: the older table types. The narrow one has curves of 256 samples only. */
static void
write_lut (cmsHPROFILE profile, cmsTagSignature tag, guint inputs, guint outputs, gboolean narrow)
{
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, inputs, outputs);
  guint n_samples = narrow ? 256 : 17;

  append_curves (pipeline, inputs, make_sampled_curve (n_samples));
  append_grid (pipeline, inputs, outputs);
  append_curves (pipeline, outputs, make_sampled_curve (n_samples));
  cmsPipelineSetSaveAs8bitsFlag (pipeline, narrow);
  write_pipeline (profile, tag, pipeline);
}

/* All five stages of the newer table types. */
static void
write_lut_ab (cmsHPROFILE profile, cmsTagSignature tag, gboolean to_pcs)
{
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, 3, 3);

  append_curves (pipeline, 3, cmsBuildGamma (NULL, 1.5));
  if (to_pcs) {
    append_grid (pipeline, 3, 3);
    append_curves (pipeline, 3, make_sampled_curve (16));
    append_matrix (pipeline);
  } else {
    append_matrix (pipeline);
    append_curves (pipeline, 3, make_sampled_curve (17));
    append_grid (pipeline, 3, 3);
  }
  append_curves (pipeline, 3, cmsBuildGamma (NULL, 0.5));
  write_pipeline (profile, tag, pipeline);
}

/* Every kind of processing element: curves of a formula and of samples, a matrix, a grid. */
static void
write_process_elements (cmsHPROFILE profile, cmsTagSignature tag)
{
  static cmsFloat32Number samples[4] = { 0.0f, 0.3f, 0.7f, 1.0f };
  static const cmsFloat32Number nodes[2 * 2 * 2 * 3] = { 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1,
                                                         1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1 };
  cmsCurveSegment segments[3] = {
    { .x0 = -1e22f, .x1 = 0.0f, .Type = 6, .Params = { 1, 1, 0, 0 } },
    { .x0 = 0.0f, .x1 = 1.0f, .Type = 0, .nGridPoints = 4, .SampledPoints = samples },
    { .x0 = 1.0f, .x1 = 1e22f, .Type = 6, .Params = { 1, 1, 0, 0 } },
  };
  cmsToneCurve *curve = cmsBuildSegmentedToneCurve (NULL, 3, segments);
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, 3, 3);

  g_assert_nonnull (curve);
  append (pipeline, cmsStageAllocToneCurves (NULL, 3, curves));
  append_matrix (pipeline);
  append (pipeline, cmsStageAllocCLutFloat (NULL, 2, 3, 3, nodes));
  cmsFreeToneCurve (curve);
  write_pipeline (profile, tag, pipeline);
}

static cmsHPROFILE
make_tables (double version, cmsProfileClassSignature device_class, gboolean narrow)
{
  cmsHPROFILE profile = make_empty (version, device_class, cmsSigRgbData, cmsSigLabData);

  write_lut (profile, cmsSigAToB0Tag, 3, 3, narrow);
  write_lut (profile, cmsSigBToA0Tag, 3, 3, narrow);
  g_assert_true (cmsLinkTag (profile, cmsSigAToB1Tag, cmsSigAToB0Tag));
  return profile;
}

static cmsHPROFILE
make_cmyk (void)
{
  cmsHPROFILE profile = make_empty (2.1, cmsSigOutputClass, cmsSigCmykData, cmsSigLabData);

  write_lut (profile, cmsSigAToB0Tag, 4, 3, FALSE);
  write_lut (profile, cmsSigBToA0Tag, 3, 4, FALSE);
  return profile;
}

static cmsHPROFILE
make_lut_ab (gboolean both)
{
  cmsHPROFILE profile =
      make_empty (4.3, both ? cmsSigDisplayClass : cmsSigInputClass, cmsSigRgbData, cmsSigXYZData);

  write_lut_ab (profile, cmsSigAToB0Tag, TRUE);
  if (both)
    write_lut_ab (profile, cmsSigBToA0Tag, FALSE);
  return profile;
}

static cmsHPROFILE
make_float (void)
{
  cmsHPROFILE profile = make_matrix (cmsBuildGamma (NULL, 2.2));

  write_process_elements (profile, cmsSigDToB0Tag);
  write_process_elements (profile, cmsSigBToD0Tag);
  return profile;
}

static cmsHPROFILE
make_grey (void)
{
  cmsToneCurve *curve = cmsBuildGamma (NULL, 2.2);
  cmsHPROFILE profile = cmsCreateGrayProfile (cmsD50_xyY(), curve);

  cmsFreeToneCurve (curve);
  return profile;
}

static cmsHPROFILE
make_profile (IccSample which)
{
  cmsHPROFILE profile;

  switch (which) {
    case ICC_SAMPLE_MATRIX_V4:
      return cmsCreate_sRGBProfile();
    case ICC_SAMPLE_MATRIX_V2:
      profile = make_matrix (cmsBuildGamma (NULL, 2.4));
      cmsSetProfileVersion (profile, 2.4);
      cmsSetDeviceClass (profile, cmsSigInputClass);
      return profile;
    case ICC_SAMPLE_MATRIX_TABLE:
      profile = make_matrix (make_sampled_curve (17));
      cmsSetDeviceClass (profile, cmsSigColorSpaceClass);
      return profile;
    case ICC_SAMPLE_LUT8:
      return make_tables (2.1, cmsSigOutputClass, TRUE);
    case ICC_SAMPLE_LUT16:
      return make_tables (2.1, cmsSigDisplayClass, FALSE);
    case ICC_SAMPLE_LUT_AB:
      return make_lut_ab (TRUE);
    case ICC_SAMPLE_FLOAT:
      return make_float();
    case ICC_SAMPLE_CMYK:
      return make_cmyk();
    case ICC_SAMPLE_GREY:
      return make_grey();
    case ICC_SAMPLE_INPUT_ONLY:
      return make_lut_ab (FALSE);
    case N_ICC_SAMPLES:
    default:
      g_assert_not_reached();
  }
}

/* lcms2 writes the time of day, which would make every seed a new file. */
static void
fix_date (GByteArray *bytes)
{
  static const guint8 date[12] = { 0x07, 0xe8, 0, 1, 0, 1 };

  memcpy (bytes->data + 24, date, sizeof date);
}

GByteArray *
icc_sample_make (IccSample which)
{
  cmsHPROFILE profile = make_profile (which);
  GByteArray *bytes = g_byte_array_new();
  cmsUInt32Number length = 0;

  g_assert_nonnull (profile);
  g_assert_true (cmsSaveProfileToMem (profile, NULL, &length));
  g_byte_array_set_size (bytes, length);
  g_assert_true (cmsSaveProfileToMem (profile, bytes->data, &length));
  cmsCloseProfile (profile);
  fix_date (bytes);
  return bytes;
}

guint32
icc_get_u32 (const GByteArray *profile, guint at)
{
  guint32 value;

  g_assert_cmpuint (at + 4, <=, profile->len);
  memcpy (&value, profile->data + at, 4);
  return GUINT32_FROM_BE (value);
}

void
icc_put_u32 (GByteArray *profile, guint at, guint32 value)
{
  guint32 swapped = GUINT32_TO_BE (value);

  g_assert_cmpuint (at + 4, <=, profile->len);
  memcpy (profile->data + at, &swapped, 4);
}

void
icc_put_u16 (GByteArray *profile, guint at, guint16 value)
{
  guint16 swapped = GUINT16_TO_BE (value);

  g_assert_cmpuint (at + 2, <=, profile->len);
  memcpy (profile->data + at, &swapped, 2);
}

guint
icc_find_entry (const GByteArray *profile, const char *tag)
{
  guint count = icc_get_u32 (profile, HEADER_BYTES);
  guint i;

  for (i = 0; i < count; i++) {
    guint at = HEADER_BYTES + 4 + ENTRY_BYTES * i;

    if (memcmp (profile->data + at, tag, 4) == 0)
      return at;
  }
  g_error ("no tag '%s' in the sample", tag);
}

guint
icc_find_element (const GByteArray *profile, const char *tag)
{
  return icc_get_u32 (profile, icc_find_entry (profile, tag) + 4);
}

GByteArray *
icc_add_tag (const GByteArray *profile, const char *tag, gconstpointer element, guint length)
{
  guint count = icc_get_u32 (profile, HEADER_BYTES);
  guint table_end = HEADER_BYTES + 4 + ENTRY_BYTES * count;
  guint8 entry[ENTRY_BYTES] = { 0 };
  GByteArray *bytes = g_byte_array_new();
  guint i;

  g_byte_array_append (bytes, profile->data, table_end);
  g_byte_array_append (bytes, entry, sizeof entry);
  g_byte_array_append (bytes, profile->data + table_end, profile->len - table_end);
  while (bytes->len % 4 != 0)
    g_byte_array_append (bytes, entry, 1);
  memcpy (bytes->data + table_end, tag, 4);
  icc_put_u32 (bytes, table_end + 4, bytes->len);
  icc_put_u32 (bytes, table_end + 8, length);
  g_byte_array_append (bytes, element, length);

  /* Everything after the table has moved by one entry. */
  for (i = 0; i < count; i++) {
    guint at = HEADER_BYTES + 4 + ENTRY_BYTES * i + 4;

    icc_put_u32 (bytes, at, icc_get_u32 (bytes, at) + ENTRY_BYTES);
  }
  icc_put_u32 (bytes, HEADER_BYTES, count + 1);
  icc_put_u32 (bytes, 0, bytes->len);
  return bytes;
}

GByteArray *
icc_add_cicp (const GByteArray *profile, guint8 transfer)
{
  guint8 element[12] = { 'c', 'i', 'c', 'p', 0, 0, 0, 0, 9, transfer, 0, 1 };

  return icc_add_tag (profile, "cicp", element, sizeof element);
}
