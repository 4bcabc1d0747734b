/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Between GStreamer's words for pixels and colours and those of gst/colour. */

#ifndef GST_REEL_ICC_VIDEO_H
#define GST_REEL_ICC_VIDEO_H

#include <gst/video/video.h>

#include "colour/pixel_format.h"
#include "colour/profile.h"

G_BEGIN_DECLS

/* The formats that gst_reel_icc_pixel_format() knows, for pad templates. */
#define GST_REEL_ICC_FORMATS                                                                       \
  "{ RGBA, BGRA, ARGB, ABGR, RGBx, BGRx, xRGB, xBGR, RGB, BGR, GBR, GBRA, RGBP, BGRP, RGBA64_LE, " \
  "RGBA64_BE, "                                                                                    \
  "BGRA64_LE, BGRA64_BE, ARGB64_LE, ARGB64_BE, ABGR64_LE, ABGR64_BE, ARGB64, GBR_10LE, GBR_10BE, " \
  "GBRA_10LE, "                                                                                    \
  "GBRA_10BE, GBR_12LE, GBR_12BE, GBRA_12LE, GBRA_12BE }"

/* Describes one of GST_REEL_ICC_FORMATS. */
void gst_reel_icc_pixel_format (const GstVideoFormatInfo *info, ReelPixelFormat *format);

/* What colorimetry in caps says about an RGB stream. Returns FALSE and sets @error
 * (REEL_COLOUR_ERROR) where no profile can stand for it: PQ, HLG and other curves that are not
 * those of a display, or codes that do not use the full range. Camera curves mean the display that
 * such pictures are made for (BT.1886). */
gboolean
gst_reel_icc_from_colorimetry (const GstVideoColorimetry *colorimetry, ReelPrimaries *primaries,
                               ReelTransfer *transfer, GError **error);

/* The colorimetry to write into caps for RGB codes of @depth bits in the space of a profile;
 * unknown parts stay unknown. */
void gst_reel_icc_to_colorimetry (ReelPrimaries primaries, ReelTransfer transfer, guint depth,
                                  GstVideoColorimetry *colorimetry);

G_END_DECLS

#endif
