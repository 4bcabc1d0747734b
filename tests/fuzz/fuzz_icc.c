/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs the check, and hands what it lets through to lcms2 as an element would: the point of the
 * check is that lcms2 comes to no harm. */

#include "formats/format_error.h"
#include "formats/icc_check.h"
#include "fuzz_target.h"

#include <string.h>
#include <lcms2.h>

#define N_COLOURS 5

static void
be_silent (cmsContext context, cmsUInt32Number code, const char *text)
{
}

static cmsUInt32Number
float_format (const ReelIccHeader *header)
{
  switch (header->colour_space) {
    case cmsSigGrayData:
      return TYPE_GRAY_FLT;
    case cmsSigCmykData:
      return TYPE_CMYK_FLT;
    default:
      return TYPE_RGB_FLT;
  }
}

/* A few colours inside and outside the usual range, in up to four channels. */
static void
evaluate (cmsHTRANSFORM transform)
{
  static const float in[4 * N_COLOURS] = { 0, 0, 0,  0, 0.5f, 0.25f, 0.75f, 1,   1,    1,
                                           1, 1, -1, 2, 0.1f, -0.2f, 0.3f,  100, 1e-9f };
  float out[4 * N_COLOURS];

  if (transform != NULL) {
    cmsDoTransform (transform, in, out, N_COLOURS);
    cmsDeleteTransform (transform);
  }
}

/* With black-point compensation where players use it. */
static void
convert (cmsContext context, cmsHPROFILE profile, cmsHPROFILE srgb, const ReelIccHeader *header,
         ReelIccUse use, cmsUInt32Number intent)
{
  cmsUInt32Number format = float_format (header);
  cmsUInt32Number flags = cmsFLAGS_NOCACHE;

  if (intent == INTENT_RELATIVE_COLORIMETRIC)
    flags |= cmsFLAGS_BLACKPOINTCOMPENSATION;
  if (use != REEL_ICC_USE_DEST)
    evaluate (cmsCreateTransformTHR (context, profile, format, srgb, TYPE_RGB_FLT, intent, flags));
  if (use != REEL_ICC_USE_INPUT)
    evaluate (cmsCreateTransformTHR (context, srgb, TYPE_RGB_FLT, profile, format, intent, flags));
}

static void
use_profile (const uint8_t *data, size_t size, const ReelIccHeader *header, ReelIccUse use)
{
  cmsContext context = cmsCreateContext (NULL, NULL);
  cmsHPROFILE srgb = cmsCreate_sRGBProfileTHR (context);
  cmsHPROFILE profile;
  cmsUInt32Number intent;

  cmsSetLogErrorHandlerTHR (context, be_silent);
  profile = cmsOpenProfileFromMemTHR (context, data, (cmsUInt32Number) size);
  if (profile != NULL) {
    for (intent = INTENT_PERCEPTUAL; intent <= INTENT_ABSOLUTE_COLORIMETRIC; intent++)
      convert (context, profile, srgb, header, use, intent);
    cmsCloseProfile (profile);
  }
  cmsCloseProfile (srgb);
  cmsDeleteContext (context);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const ReelIccUse uses[] = { REEL_ICC_USE_INPUT, REEL_ICC_USE_DEST, REEL_ICC_USE_PROOF };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (uses); i++) {
    g_autoptr (GError) error = NULL;
    ReelIccHeader header;

    if (reel_icc_check (data, size, uses[i], &header, &error)) {
      g_assert_true (header.size <= size && size - header.size <= 3);
      /* An RGB profile that is fit for a proof has just been tried as both of the others. */
      if (uses[i] != REEL_ICC_USE_PROOF || header.colour_space != cmsSigRgbData)
        use_profile (data, size, &header, uses[i]);
    } else {
      g_assert_true (error != NULL && error->domain == REEL_FORMAT_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  }
  return 0;
}

#ifdef REEL_LIBFUZZER
size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* Nearly every change of length would end at the size field: mostly, set it right. */
size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  guint32 stated;

  size = LLVMFuzzerMutate (data, size, max_size);
  if (size >= 4 && seed % 8 != 0) {
    stated = GUINT32_TO_BE ((guint32) size);
    memcpy (data, &stated, sizeof stated);
  }
  return size;
}
#endif
