/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef GST_REEL_ICC_H
#define GST_REEL_ICC_H

#include <gst/video/gstvideofilter.h>

G_BEGIN_DECLS

#define GST_TYPE_REEL_ICC (gst_reel_icc_get_type())
G_DECLARE_FINAL_TYPE (GstReelIcc, gst_reel_icc, GST, REEL_ICC, GstVideoFilter)

GST_ELEMENT_REGISTER_DECLARE (reelicc)

G_END_DECLS

#endif
