/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Curves and matrix of a pair of matrix profiles.
 *
 * The matrix is not put together from colorants and white points here, because lcms2 has its own
 * rules for intents, chromatic adaptation and black points. Instead both profiles are rebuilt with
 * straight curves, and lcms2 is asked what it makes of black and of each primary: that is the
 * matrix, whatever the rules. */

#include <math.h>
#include <string.h>

#include "colour/link.h"

#define CHECK_COLOURS 1024
#define CHECK_TOLERANCE 1e-4f /* of full code; the kernels' tables are finer */

static const cmsTagSignature curve_tags[3] = { cmsSigRedTRCTag, cmsSigGreenTRCTag,
                                               cmsSigBlueTRCTag };

static gboolean
has_table_tags (ReelLcmsProfile *profile)
{
  static const cmsTagSignature tags[] = { cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigAToB2Tag,
                                          cmsSigBToA0Tag, cmsSigBToA1Tag, cmsSigBToA2Tag,
                                          cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag,
                                          cmsSigDToB3Tag, cmsSigBToD0Tag, cmsSigBToD1Tag,
                                          cmsSigBToD2Tag, cmsSigBToD3Tag };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (tags); i++) {
    if (cmsIsTag (profile, tags[i]))
      return TRUE;
  }
  return FALSE;
}

/* The same profile with straight curves; NULL where it is no matrix profile. */
static ReelLcmsProfile *
create_straight (ReelLcmsContext *context, ReelLcmsProfile *profile)
{
  static const cmsTagSignature copied[] = { cmsSigMediaWhitePointTag, cmsSigRedColorantTag,
                                            cmsSigGreenColorantTag, cmsSigBlueColorantTag,
                                            cmsSigChromaticAdaptationTag };
  g_autoptr (ReelLcmsProfile) straight = NULL;
  g_autoptr (cmsToneCurve) line = NULL;
  guint i;

  if (!cmsIsMatrixShaper (profile) || has_table_tags (profile))
    return NULL;
  straight = cmsCreateProfilePlaceholder (context->handle);
  line = cmsBuildGamma (context->handle, 1.0);
  if (straight == NULL || line == NULL)
    return NULL;

  cmsSetProfileVersion (straight, cmsGetProfileVersion (profile));
  cmsSetDeviceClass (straight, cmsGetDeviceClass (profile));
  cmsSetColorSpace (straight, cmsSigRgbData);
  cmsSetPCS (straight, cmsSigXYZData);
  cmsSetHeaderRenderingIntent (straight, cmsGetHeaderRenderingIntent (profile));
  for (i = 0; i < G_N_ELEMENTS (copied); i++) {
    void *value = cmsIsTag (profile, copied[i]) ? cmsReadTag (profile, copied[i]) : NULL;

    if (value != NULL && !cmsWriteTag (straight, copied[i], value))
      return NULL;
  }
  for (i = 0; i < 3; i++) {
    if (!cmsWriteTag (straight, curve_tags[i], line))
      return NULL;
  }
  return g_steal_pointer (&straight);
}

static gboolean
find_matrix (ReelMatrixShaper *shaper, const ReelLink *link, const ReelColourRecipe *recipe)
{
  static const double probes[4][3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
  cmsUInt32Number flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE |
                          (recipe->black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0);
  g_autoptr (ReelLcmsProfile) input = create_straight (link->context, link->input);
  g_autoptr (ReelLcmsProfile) dest = create_straight (link->context, link->dest);
  g_autoptr (ReelLcmsTransform) transform = NULL;
  double result[4][3];
  guint row, column;

  if (input == NULL || dest == NULL)
    return FALSE;
  transform = cmsCreateTransformTHR (link->context->handle, input, TYPE_RGB_DBL, dest, TYPE_RGB_DBL,
                                     recipe->intent, flags);
  if (transform == NULL)
    return FALSE;
  cmsDoTransform (transform, probes, result, 4);
  for (row = 0; row < 3; row++) {
    shaper->offset[row] = (float) result[0][row];
    for (column = 0; column < 3; column++)
      shaper->matrix[row][column] = (float) (result[1 + column][row] - result[0][row]);
  }
  return TRUE;
}

/* Curves and matrix in float against lcms2, on greys and on random colours. */
static gboolean
agrees_with_lcms (const ReelMatrixShaper *shaper, cmsToneCurve *const in[3],
                  cmsToneCurve *const out[3], const ReelLink *link)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (709);
  g_autofree float *colours = g_new (float, 3 * CHECK_COLOURS);
  g_autofree float *expected = g_new (float, 3 * CHECK_COLOURS);
  guint i, c;

  for (i = 0; i < CHECK_COLOURS; i++) {
    for (c = 0; c < 3; c++)
      colours[3 * i + c] = i < 256 ? (float) i / 255.0f : (float) g_rand_double (random);
  }
  reel_link_evaluate (link, colours, expected, CHECK_COLOURS);
  for (i = 0; i < CHECK_COLOURS; i++) {
    float linear[3];

    for (c = 0; c < 3; c++)
      linear[c] = cmsEvalToneCurveFloat (in[c], colours[3 * i + c]);
    for (c = 0; c < 3; c++) {
      float value = shaper->matrix[c][0] * linear[0] + shaper->matrix[c][1] * linear[1] +
                    shaper->matrix[c][2] * linear[2] + shaper->offset[c];
      float code = cmsEvalToneCurveFloat (out[c], CLAMP (value, 0.0f, 1.0f));

      if (!(fabsf (CLAMP (code, 0.0f, 1.0f) - expected[3 * i + c]) <= CHECK_TOLERANCE))
        return FALSE;
    }
  }
  return TRUE;
}

static float *
build_in_table (const cmsToneCurve *curve, guint depth)
{
  const guint n = 1u << depth;
  float *table = g_new (float, n);
  guint i;

  for (i = 0; i < n; i++)
    table[i] = cmsEvalToneCurveFloat (curve, (float) i / (float) (n - 1));
  return table;
}

static guint32 *
build_out_table (const cmsToneCurve *curve, guint depth)
{
  const float white = (float) (((1u << depth) - 1) << (16 - depth));
  guint32 *table = g_new (guint32, REEL_CURVE_ENTRIES);
  gint32 next = 0;
  guint i;

  for (i = REEL_CURVE_ENTRIES; i-- > 0;) {
    guint32 bits = REEL_CURVE_FLOOR_BITS + (i << REEL_CURVE_SHIFT);
    gint32 here;
    float linear, code;

    memcpy (&linear, &bits, sizeof linear);
    /* All that is below the floor uses entry 0. */
    code = cmsEvalToneCurveFloat (curve, i == 0 ? 0.0f : linear);
    here = (gint32) lrintf ((code > 0.0f ? MIN (code, 1.0f) : 0.0f) * white) - 32768;
    if (i == REEL_CURVE_ENTRIES - 1)
      next = here;
    table[i] = (guint32) (here & 0xffff) | (guint32) next << 16;
    next = here;
  }
  return table;
}

/* Channels mostly have the same curve; one table then stays in the cache. */
static void
share_tables (ReelMatrixTables *tables, guint depth)
{
  guint c, earlier;

  for (c = 0; c < 3; c++) {
    tables->shaper.in[c] = tables->in[c];
    tables->shaper.out[c] = tables->out[c];
    for (earlier = 0; earlier < c; earlier++) {
      if (tables->in[c] != NULL && tables->in[earlier] != NULL &&
          memcmp (tables->in[c], tables->in[earlier], sizeof (float) << depth) == 0) {
        g_clear_pointer (&tables->in[c], g_free);
        tables->shaper.in[c] = tables->in[earlier];
      }
      if (tables->out[c] != NULL && tables->out[earlier] != NULL &&
          memcmp (tables->out[c], tables->out[earlier], sizeof (guint32) * REEL_CURVE_ENTRIES) ==
              0) {
        g_clear_pointer (&tables->out[c], g_free);
        tables->shaper.out[c] = tables->out[earlier];
      }
    }
  }
}

gboolean
reel_matrix_tables_build (ReelMatrixTables *tables, const ReelLink *link,
                          const ReelColourRecipe *recipe, guint depth, const guint8 *byte_shift,
                          GError **error)
{
  cmsToneCurve *in[3] = { NULL, NULL, NULL }, *out[3] = { NULL, NULL, NULL };
  gboolean built = FALSE;
  guint c;

  if (recipe->proof != NULL || recipe->gamut_check ||
      !find_matrix (&tables->shaper, link, recipe)) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_MODE,
                 "from %s to %s is not only curves and a matrix, so mode=matrix cannot be used; "
                 "mode=auto or mode=lut can",
                 recipe->input->name, recipe->dest->name);
    return FALSE;
  }
  for (c = 0; c < 3; c++) {
    in[c] = cmsReadTag (link->input, curve_tags[c]); /* belongs to the profile */
    out[c] = cmsReverseToneCurve (cmsReadTag (link->dest, curve_tags[c]));
  }
  if (in[0] == NULL || in[1] == NULL || in[2] == NULL || out[0] == NULL || out[1] == NULL ||
      out[2] == NULL || !agrees_with_lcms (&tables->shaper, in, out, link)) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_MODE,
                 "curves and a matrix do not reproduce what lcms2 computes from %s to %s, so "
                 "mode=matrix cannot be used; "
                 "mode=auto or mode=lut can",
                 recipe->input->name, recipe->dest->name);
    goto done;
  }
  for (c = 0; c < 3; c++) {
    tables->in[c] = build_in_table (in[c], depth);
    tables->out[c] = build_out_table (out[c], depth);
  }
  share_tables (tables, depth);
  if (byte_shift != NULL)
    tables->bytes = reel_byte_tables_new (&tables->shaper, out, byte_shift);
  built = TRUE;

done:
  for (c = 0; c < 3; c++)
    g_clear_pointer (&out[c], cmsFreeToneCurve);
  return built;
}

void
reel_matrix_tables_clear (ReelMatrixTables *tables)
{
  guint c;

  g_clear_pointer (&tables->bytes, reel_byte_tables_free);
  for (c = 0; c < 3; c++) {
    g_clear_pointer (&tables->in[c], g_free);
    g_clear_pointer (&tables->out[c], g_free);
  }
}
