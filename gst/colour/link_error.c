/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/delta_e.h"
#include "colour/link.h"

#define GREYS 256
#define COLOURS 4096

static void
run_tables (const ReelLut3d *lut, const ReelMatrixShaper *shaper, const guint32 codes[3],
            guint depth, float rgb[3])
{
  const float white = (float) (((1u << depth) - 1) << (16 - depth));
  guint32 results[3];
  guint c;

  if (lut != NULL)
    reel_lut3d_pixel (lut, codes, results);
  else
    reel_matrix_shaper_pixel (shaper, codes, results);
  for (c = 0; c < 3; c++)
    rgb[c] = (float) results[c] / white;
}

void
reel_link_measure (const ReelLink *link, const ReelLut3d *lut, const ReelMatrixShaper *shaper,
                   guint depth, double *mean, double *max)
{
  const guint32 max_code = (1u << depth) - 1;
  g_autoptr (GRand) random = g_rand_new_with_seed (2000);
  cmsHPROFILE lab_profile = cmsCreateLab4ProfileTHR (link->context->handle, NULL);
  g_autoptr (ReelLcmsTransform) to_lab = cmsCreateTransformTHR (
      link->context->handle, link->dest, TYPE_RGB_FLT, lab_profile, TYPE_Lab_DBL,
      INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  double sum = 0.0;
  guint i, c;

  cmsCloseProfile (lab_profile);
  *mean = *max = 0.0;
  if (to_lab == NULL) /* a destination that cannot be read back cannot be measured */
    return;
  for (i = 0; i < COLOURS; i++) {
    guint32 codes[3];
    float colours[2][3];
    double lab[2][3], difference;

    for (c = 0; c < 3; c++) {
      codes[c] = i < GREYS ? i * max_code / (GREYS - 1)
                           : (guint32) g_rand_int_range (random, 0, (gint32) max_code + 1);
      colours[0][c] = (float) codes[c] / (float) max_code;
    }
    reel_link_evaluate (link, colours[0], colours[0], 1);
    run_tables (lut, shaper, codes, depth, colours[1]);
    cmsDoTransform (to_lab, colours, lab, 2);
    difference = reel_delta_e_2000 (lab[0], lab[1]);
    sum += difference;
    *max = MAX (*max, difference);
  }
  *mean = sum / COLOURS;
}
