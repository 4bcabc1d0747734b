/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Builds colour programs on a thread of its own.
 *
 * The element submits requests, each complete in itself; a newer one replaces an older one that has
 * not been started. It either waits for the answer, or goes on with what it has and polls. */

#ifndef GST_REEL_ICC_BUILDER_H
#define GST_REEL_ICC_BUILDER_H

#include <glib.h>

#include "colour/program.h"
#include "iccsettings.h"

G_BEGIN_DECLS

/* What the stream says. */
typedef struct {
  ReelPixelFormat format;
  GBytes *profile;         /* from its tags, owned; or NULL */
  ReelPrimaries primaries; /* from its caps */
  ReelTransfer transfer;
  GError *caps_error; /* owned; why no profile can stand for the caps, or NULL */
} IccStream;

void icc_stream_copy (IccStream *dst, const IccStream *src);
void icc_stream_clear (IccStream *stream);

/* The answer to a request. Either program and the profiles, or error. */
typedef struct {
  guint64 serial;
  IccSettings settings; /* the request's */
  ReelColourProgram *program;
  ReelProfile *input, *dest;
  GError *error;
  GError *warning;   /* the stream's profile cannot be used, its caps were used in its place */
  gint64 build_time; /* microseconds */
} IccAnswer;

void icc_answer_free (IccAnswer *answer);

typedef struct _IccBuilder IccBuilder;

/* Starts the thread; NULL with @error set where the system refuses one. */
IccBuilder *icc_builder_new (GError **error);

/* Ends the thread, after the build that is under way. */
void icc_builder_free (IccBuilder *builder);

/* Reads the files that @settings name, here and now, and keeps them for requests with the same
 * serials. Only while no request is pending. On success @dest, if not NULL, is the destination,
 * owned by the caller. Errors: REEL_FORMAT_ERROR, REEL_COLOUR_ERROR, G_FILE_ERROR. */
gboolean icc_builder_load (IccBuilder *builder, const IccSettings *settings, ReelProfile **dest,
                           GError **error);

/* Asks for a program; copies both arguments. Returns the request's serial, which is larger than all
 * before. */
guint64
icc_builder_submit (IccBuilder *builder, const IccSettings *settings, const IccStream *stream);

/* Waits for an answer of @serial or later and takes it; NULL when interrupted. */
IccAnswer *icc_builder_wait (IccBuilder *builder, guint64 serial);

/* Takes the newest answer, if there is one that was not taken. */
IccAnswer *icc_builder_poll (IccBuilder *builder);

/* While @interrupted, waiting returns at once. */
void icc_builder_set_interrupted (IccBuilder *builder, gboolean interrupted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IccAnswer, icc_answer_free)

G_END_DECLS

#endif
