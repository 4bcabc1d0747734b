/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "formats/format_error.h"

G_DEFINE_QUARK (reel - format - error - quark, reel_format_error)
