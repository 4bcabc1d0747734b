/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ICC profiles in tag lists, as GStreamer's image decoders send them: a GST_TAG_ATTACHMENT whose
 * sample has the profile as its buffer and caps or info named application/vnd.iccprofile. */

#ifndef GST_REEL_ICC_TAGS_H
#define GST_REEL_ICC_TAGS_H

#include <gst/gst.h>

#include "colour/profile.h"

G_BEGIN_DECLS

/* Splits @tags: the bytes of the first ICC attachment (or NULL) and a copy of the list without any
 * of them. */
GBytes *gst_reel_icc_tags_take_profile (const GstTagList *tags, GstTagList **rest);

/* Adds @profile as an attachment. */
void gst_reel_icc_tags_add_profile (GstTagList *tags, const ReelProfile *profile);

G_END_DECLS

#endif
