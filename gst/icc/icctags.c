/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "icctags.h"

#define ICC_MEDIA_TYPE "application/vnd.iccprofile"

static gboolean
is_icc_sample (GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  const GstStructure *info = gst_sample_get_info (sample);

  if (gst_sample_get_buffer (sample) == NULL)
    return FALSE;
  if (info != NULL && gst_structure_has_name (info, ICC_MEDIA_TYPE))
    return TRUE;
  return caps != NULL && gst_caps_get_size (caps) > 0 &&
         gst_structure_has_name (gst_caps_get_structure (caps, 0), ICC_MEDIA_TYPE);
}

static GBytes *
copy_buffer (GstBuffer *buffer)
{
  GstMapInfo map;
  GBytes *bytes;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return g_bytes_new (NULL, 0); /* which no check accepts, so that the user hears of it */
  bytes = g_bytes_new (map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  return bytes;
}

GBytes *
gst_reel_icc_tags_take_profile (const GstTagList *tags, GstTagList **rest)
{
  guint i, n = gst_tag_list_get_tag_size (tags, GST_TAG_ATTACHMENT);
  GBytes *profile = NULL;

  *rest = gst_tag_list_copy (tags);
  gst_tag_list_remove_tag (*rest, GST_TAG_ATTACHMENT);
  for (i = 0; i < n; i++) {
    GstSample *sample = NULL;

    if (!gst_tag_list_get_sample_index (tags, GST_TAG_ATTACHMENT, i, &sample))
      continue;
    if (!is_icc_sample (sample))
      gst_tag_list_add (*rest, GST_TAG_MERGE_APPEND, GST_TAG_ATTACHMENT, sample, NULL);
    else if (profile == NULL)
      profile = copy_buffer (gst_sample_get_buffer (sample));
    gst_sample_unref (sample);
  }
  return profile;
}

void
gst_reel_icc_tags_add_profile (GstTagList *tags, const ReelProfile *profile)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (profile->bytes);
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (ICC_MEDIA_TYPE);
  GstStructure *info =
      gst_structure_new (ICC_MEDIA_TYPE, "icc-name", G_TYPE_STRING, profile->name, NULL);
  g_autoptr (GstSample) sample = gst_sample_new (buffer, caps, NULL, info);

  gst_tag_list_add (tags, GST_TAG_MERGE_APPEND, GST_TAG_ATTACHMENT, sample, NULL);
}
