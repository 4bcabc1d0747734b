/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The error domain of everything in gst/formats: readers of bytes that strangers wrote.
 *
 * Every reader takes (bytes, length), reads nothing outside those bytes, allocates at most a small
 * multiple of the length plus a documented maximum, and gives up with a message that says what is
 * wrong, where in the bytes, and what was expected. The caller puts the file's name in front
 * (g_prefix_error()). */

#ifndef REEL_FORMAT_ERROR_H
#define REEL_FORMAT_ERROR_H

#include <glib.h>

G_BEGIN_DECLS

#define REEL_FORMAT_ERROR (reel_format_error_quark())

typedef enum {
  REEL_FORMAT_ERROR_TOO_LARGE,   /* more bytes, entries or nodes than the reader's stated limit */
  REEL_FORMAT_ERROR_TRUNCATED,   /* the bytes end before what they announce */
  REEL_FORMAT_ERROR_CORRUPT,     /* not this format, or contradicts itself */
  REEL_FORMAT_ERROR_UNSUPPORTED, /* well formed, but nothing we can or want to use */
} ReelFormatError;

GQuark reel_format_error_quark (void);

G_END_DECLS

#endif
