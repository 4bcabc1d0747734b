/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "iccvideo.h"

typedef struct {
  GstVideoColorPrimaries gst;
  ReelPrimaries reel;
} PrimariesPair;

/* The first pair of a reel value is the way back. */
static const PrimariesPair primaries_pairs[] = {
  { GST_VIDEO_COLOR_PRIMARIES_BT709, REEL_PRIMARIES_BT709 },
  { GST_VIDEO_COLOR_PRIMARIES_BT470M, REEL_PRIMARIES_BT470M },
  { GST_VIDEO_COLOR_PRIMARIES_BT470BG, REEL_PRIMARIES_BT470BG },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTE170M, REEL_PRIMARIES_SMPTE170M },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTE240M, REEL_PRIMARIES_SMPTE170M },
  { GST_VIDEO_COLOR_PRIMARIES_FILM, REEL_PRIMARIES_FILM },
  { GST_VIDEO_COLOR_PRIMARIES_BT2020, REEL_PRIMARIES_BT2020 },
  { GST_VIDEO_COLOR_PRIMARIES_ADOBERGB, REEL_PRIMARIES_ADOBE_RGB },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTERP431, REEL_PRIMARIES_DCI_P3 },
  { GST_VIDEO_COLOR_PRIMARIES_SMPTEEG432, REEL_PRIMARIES_DISPLAY_P3 },
  { GST_VIDEO_COLOR_PRIMARIES_EBU3213, REEL_PRIMARIES_EBU3213 },
};

typedef struct {
  GstVideoTransferFunction gst;
  ReelTransfer reel;
} TransferPair;

static const TransferPair transfer_pairs[] = {
  { GST_VIDEO_TRANSFER_GAMMA10, REEL_TRANSFER_LINEAR },
  { GST_VIDEO_TRANSFER_GAMMA18, REEL_TRANSFER_GAMMA18 },
  { GST_VIDEO_TRANSFER_GAMMA20, REEL_TRANSFER_GAMMA20 },
  { GST_VIDEO_TRANSFER_GAMMA22, REEL_TRANSFER_GAMMA22 },
  { GST_VIDEO_TRANSFER_BT709, REEL_TRANSFER_BT1886 },
  { GST_VIDEO_TRANSFER_BT601, REEL_TRANSFER_BT1886 },
  { GST_VIDEO_TRANSFER_SMPTE240M, REEL_TRANSFER_BT1886 },
  { GST_VIDEO_TRANSFER_BT2020_10, REEL_TRANSFER_BT1886 },
  { GST_VIDEO_TRANSFER_BT2020_12, REEL_TRANSFER_BT1886 },
  { GST_VIDEO_TRANSFER_SRGB, REEL_TRANSFER_SRGB },
  { GST_VIDEO_TRANSFER_GAMMA28, REEL_TRANSFER_GAMMA28 },
  { GST_VIDEO_TRANSFER_ADOBERGB, REEL_TRANSFER_ADOBE_RGB },
};

static gboolean
is_packed (const GstVideoFormatInfo *info)
{
  return GST_VIDEO_FORMAT_INFO_N_PLANES (info) == 1;
}

void
gst_reel_icc_pixel_format (const GstVideoFormatInfo *info, ReelPixelFormat *format)
{
  const guint depth = GST_VIDEO_FORMAT_INFO_DEPTH (info, GST_VIDEO_COMP_R);
  guint c;

  if (!is_packed (info))
    format->layout = depth > 8 ? REEL_LAYOUT_PLANAR16 : REEL_LAYOUT_PLANAR8;
  else if (depth > 8)
    format->layout = REEL_LAYOUT_PX64;
  else
    format->layout =
        GST_VIDEO_FORMAT_INFO_PSTRIDE (info, 0) == 3 ? REEL_LAYOUT_PX24 : REEL_LAYOUT_PX32;

  format->depth = (guint8) depth;
  format->n_planes = GST_VIDEO_FORMAT_INFO_N_PLANES (info);
  format->swapped =
      depth > 8 && GST_VIDEO_FORMAT_INFO_IS_LE (info) != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  for (c = 0; c < 3; c++) {
    if (is_packed (info))
      format->place[c] = (guint8) (GST_VIDEO_FORMAT_INFO_POFFSET (info, c) / (depth > 8 ? 2 : 1));
    else
      format->place[c] = (guint8) GST_VIDEO_FORMAT_INFO_PLANE (info, c);
  }
}

static gboolean
find_primaries (GstVideoColorPrimaries gst, ReelPrimaries *reel)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (primaries_pairs); i++) {
    if (primaries_pairs[i].gst == gst) {
      *reel = primaries_pairs[i].reel;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
find_transfer (GstVideoTransferFunction gst, ReelTransfer *reel)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (transfer_pairs); i++) {
    if (transfer_pairs[i].gst == gst) {
      *reel = transfer_pairs[i].reel;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
gst_reel_icc_from_colorimetry (const GstVideoColorimetry *colorimetry, ReelPrimaries *primaries,
                               ReelTransfer *transfer, GError **error)
{
  g_autofree char *name = gst_video_colorimetry_to_string (colorimetry);

  if (colorimetry->transfer == GST_VIDEO_TRANSFER_SMPTE2084 ||
      colorimetry->transfer == GST_VIDEO_TRANSFER_ARIB_STD_B67) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_HDR,
                 "the stream is %s (colorimetry %s), which needs tone mapping that an ICC profile "
                 "does not describe; "
                 "convert to standard dynamic range first, or set input-profile",
                 colorimetry->transfer == GST_VIDEO_TRANSFER_SMPTE2084 ? "PQ" : "HLG", name);
    return FALSE;
  }
  if (colorimetry->range == GST_VIDEO_COLOR_RANGE_16_235) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "the stream's RGB is of limited range (colorimetry %s), and profiles are for full "
                 "range; put "
                 "videoconvert and a caps filter with a full-range colorimetry in front",
                 name);
    return FALSE;
  }

  /* Caps without colorimetry, and RGB whose maker did not say: what the web and GStreamer itself
   * take for granted. */
  *primaries = REEL_PRIMARIES_BT709;
  *transfer = REEL_TRANSFER_SRGB;
  if (colorimetry->primaries != GST_VIDEO_COLOR_PRIMARIES_UNKNOWN &&
      !find_primaries (colorimetry->primaries, primaries)) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "no profile is known for the primaries in colorimetry %s; set input-profile",
                 name);
    return FALSE;
  }
  if (colorimetry->transfer != GST_VIDEO_TRANSFER_UNKNOWN &&
      !find_transfer (colorimetry->transfer, transfer)) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "no profile is known for the transfer curve in colorimetry %s; set input-profile",
                 name);
    return FALSE;
  }
  return TRUE;
}

void
gst_reel_icc_to_colorimetry (ReelPrimaries primaries, ReelTransfer transfer, guint depth,
                             GstVideoColorimetry *colorimetry)
{
  guint i;

  colorimetry->range = GST_VIDEO_COLOR_RANGE_0_255;
  colorimetry->matrix = GST_VIDEO_COLOR_MATRIX_RGB;
  colorimetry->primaries = GST_VIDEO_COLOR_PRIMARIES_UNKNOWN;
  colorimetry->transfer = GST_VIDEO_TRANSFER_UNKNOWN;

  for (i = G_N_ELEMENTS (primaries_pairs); i-- > 0;) {
    if (primaries_pairs[i].reel == primaries)
      colorimetry->primaries = primaries_pairs[i].gst;
  }
  for (i = G_N_ELEMENTS (transfer_pairs); i-- > 0;) {
    if (transfer_pairs[i].reel == transfer)
      colorimetry->transfer = transfer_pairs[i].gst;
  }
  /* H.273 has a number of its own for each depth of BT.2020. */
  if (primaries == REEL_PRIMARIES_BT2020 && transfer == REEL_TRANSFER_BT1886)
    colorimetry->transfer =
        depth > 10 ? GST_VIDEO_TRANSFER_BT2020_12 : GST_VIDEO_TRANSFER_BT2020_10;
}
