/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The colour spaces that have names: making profiles of them and recognising them in profiles of
 * others. */

#include <math.h>

#include "colour/profile.h"

/* x, y of white, red, green and blue. H.273 table 2; Adobe RGB (1998) Color Image Encoding, 4.3.1.
 */
static const double known_primaries[REEL_N_PRIMARIES][4][2] = {
  [REEL_PRIMARIES_BT709] = { { 0.3127, 0.3290 },
                             { 0.640, 0.330 },
                             { 0.300, 0.600 },
                             { 0.150, 0.060 } },
  [REEL_PRIMARIES_BT470M] = { { 0.310, 0.316 },
                              { 0.670, 0.330 },
                              { 0.210, 0.710 },
                              { 0.140, 0.080 } },
  [REEL_PRIMARIES_BT470BG] = { { 0.3127, 0.3290 },
                               { 0.640, 0.330 },
                               { 0.290, 0.600 },
                               { 0.150, 0.060 } },
  [REEL_PRIMARIES_SMPTE170M] = { { 0.3127, 0.3290 },
                                 { 0.630, 0.340 },
                                 { 0.310, 0.595 },
                                 { 0.155, 0.070 } },
  [REEL_PRIMARIES_FILM] = { { 0.310, 0.316 },
                            { 0.681, 0.319 },
                            { 0.243, 0.692 },
                            { 0.145, 0.049 } },
  [REEL_PRIMARIES_BT2020] = { { 0.3127, 0.3290 },
                              { 0.708, 0.292 },
                              { 0.170, 0.797 },
                              { 0.131, 0.046 } },
  [REEL_PRIMARIES_ADOBE_RGB] = { { 0.3127, 0.3290 },
                                 { 0.640, 0.330 },
                                 { 0.210, 0.710 },
                                 { 0.150, 0.060 } },
  [REEL_PRIMARIES_DCI_P3] = { { 0.314, 0.351 },
                              { 0.680, 0.320 },
                              { 0.265, 0.690 },
                              { 0.150, 0.060 } },
  [REEL_PRIMARIES_DISPLAY_P3] = { { 0.3127, 0.3290 },
                                  { 0.680, 0.320 },
                                  { 0.265, 0.690 },
                                  { 0.150, 0.060 } },
  [REEL_PRIMARIES_EBU3213] = { { 0.3127, 0.3290 },
                               { 0.630, 0.340 },
                               { 0.295, 0.605 },
                               { 0.155, 0.077 } },
};

static const double known_gammas[REEL_N_TRANSFERS] = {
  [REEL_TRANSFER_LINEAR] = 1.0,
  [REEL_TRANSFER_GAMMA18] = 1.8,
  [REEL_TRANSFER_GAMMA20] = 2.0,
  [REEL_TRANSFER_GAMMA22] = 2.2,
  [REEL_TRANSFER_BT1886] = 2.4,
  [REEL_TRANSFER_GAMMA28] = 2.8,
  [REEL_TRANSFER_ADOBE_RGB] = 563.0 / 256.0,
};

static cmsToneCurve *
create_curve (ReelLcmsContext *context, ReelTransfer transfer)
{
  /* IEC 61966-2-1 as ICC.1 function type 3, lcms2's type 4: (a X + b)^g from d on, c X below. */
  static const cmsFloat64Number srgb[] = { 2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045 };

  if (transfer == REEL_TRANSFER_SRGB)
    return cmsBuildParametricToneCurve (context->handle, 4, srgb);
  return cmsBuildGamma (context->handle, known_gammas[transfer]);
}

ReelLcmsProfile *
reel_profile_known_create (ReelLcmsContext *context, ReelPrimaries primaries, ReelTransfer transfer)
{
  const double (*xy)[2] = known_primaries[primaries];
  const cmsCIExyY white = { xy[0][0], xy[0][1], 1.0 };
  const cmsCIExyYTRIPLE rgb = { { xy[1][0], xy[1][1], 1.0 },
                                { xy[2][0], xy[2][1], 1.0 },
                                { xy[3][0], xy[3][1], 1.0 } };
  g_autoptr (cmsToneCurve) curve = create_curve (context, transfer);
  cmsToneCurve *curves[3] = { curve, curve, curve };

  if (curve == NULL)
    return NULL;
  return cmsCreateRGBProfileTHR (context->handle, &white, &rgb, curves);
}

/* The largest difference between the adapted colorants of two matrix profiles, in XYZ with Y of
 * white 1. */
static double
colorant_distance (ReelLcmsProfile *a, ReelLcmsProfile *b)
{
  static const cmsTagSignature tags[3] = { cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                           cmsSigBlueColorantTag };
  double distance = 0.0;
  guint i;

  for (i = 0; i < 3; i++) {
    const cmsCIEXYZ *p = cmsReadTag (a, tags[i]), *q = cmsReadTag (b, tags[i]);

    if (p == NULL || q == NULL)
      return G_MAXDOUBLE;
    distance = MAX (distance, fabs (p->X - q->X));
    distance = MAX (distance, fabs (p->Y - q->Y));
    distance = MAX (distance, fabs (p->Z - q->Z));
  }
  return distance;
}

static ReelPrimaries
detect_primaries (ReelLcmsContext *context, ReelLcmsProfile *profile)
{
  /* The closest two of our sets differ by 0.019; other roundings of D65 and of the adaptation, as
   * published sRGB profiles have them, make some 0.0003. */
  double best = 0.003;
  ReelPrimaries primaries, found = REEL_PRIMARIES_UNKNOWN;

  for (primaries = REEL_PRIMARIES_BT709; primaries < REEL_N_PRIMARIES; primaries++) {
    g_autoptr (ReelLcmsProfile) known =
        reel_profile_known_create (context, primaries, REEL_TRANSFER_LINEAR);
    double distance = known != NULL ? colorant_distance (profile, known) : G_MAXDOUBLE;

    if (distance < best) {
      best = distance;
      found = primaries;
    }
  }
  return found;
}

static double
curve_distance (const cmsToneCurve *a, const cmsToneCurve *b)
{
  double distance = 0.0;
  guint i;

  for (i = 0; i <= 255; i++) {
    float x = (float) i / 255.0f;

    distance = MAX (distance, fabs (cmsEvalToneCurveFloat (a, x) - cmsEvalToneCurveFloat (b, x)));
  }
  return distance;
}

static ReelTransfer
detect_transfer (ReelLcmsContext *context, ReelLcmsProfile *profile, ReelPrimaries primaries)
{
  static const cmsTagSignature tags[3] = { cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag };
  /* Half of an 8-bit code in linear light at white, where codes are coarsest. Gamma 2.2 and 563/256
   * are closer than that, so the primaries decide between them. */
  double best = 0.004;
  ReelTransfer transfer, found = REEL_TRANSFER_UNKNOWN;

  for (transfer = REEL_TRANSFER_LINEAR; transfer < REEL_N_TRANSFERS; transfer++) {
    g_autoptr (cmsToneCurve) known = NULL;
    double distance = 0.0;
    guint i;

    if ((transfer == REEL_TRANSFER_ADOBE_RGB) != (primaries == REEL_PRIMARIES_ADOBE_RGB) &&
        (transfer == REEL_TRANSFER_ADOBE_RGB || transfer == REEL_TRANSFER_GAMMA22))
      continue;
    known = create_curve (context, transfer);
    for (i = 0; i < 3; i++) {
      const cmsToneCurve *curve = cmsReadTag (profile, tags[i]);

      distance = MAX (distance,
                      known != NULL && curve != NULL ? curve_distance (curve, known) : G_MAXDOUBLE);
    }
    if (distance < best) {
      best = distance;
      found = transfer;
    }
  }
  return found;
}

void
reel_profile_known_detect (ReelLcmsContext *context, ReelLcmsProfile *profile,
                           ReelPrimaries *primaries, ReelTransfer *transfer)
{
  *primaries = REEL_PRIMARIES_UNKNOWN;
  *transfer = REEL_TRANSFER_UNKNOWN;
  if (cmsGetColorSpace (profile) != cmsSigRgbData || !cmsIsMatrixShaper (profile))
    return;
  *primaries = detect_primaries (context, profile);
  *transfer = detect_transfer (context, profile, *primaries);
}
