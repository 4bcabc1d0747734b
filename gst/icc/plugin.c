/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstreelicc.h"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return GST_ELEMENT_REGISTER (reelicc, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, reelicc,
                   "ICC colour correction of RGB video", plugin_init, VERSION, GST_LICENSE,
                   GST_PACKAGE_NAME, GST_PACKAGE_ORIGIN)
