/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* An lcms2 context that keeps its first complaint, and the error domain of gst/colour.
 *
 * lcms2 handles are not safe to share between threads without care, so whoever uses lcms2 makes a
 * context, opens what it needs from bytes, and drops all of it again. Only finished transforms made
 * with cmsFLAGS_NOCACHE are used from several threads at once, which lcms2 allows. */

#ifndef REEL_LCMS_CONTEXT_H
#define REEL_LCMS_CONTEXT_H

#include <glib.h>
#include <lcms2.h>

G_BEGIN_DECLS

#define REEL_COLOUR_ERROR (reel_colour_error_quark())

typedef enum {
  REEL_COLOUR_ERROR_UNKNOWN_NAME, /* no built-in profile and no file of that name */
  REEL_COLOUR_ERROR_PROFILE,      /* lcms2 cannot use the profile */
  REEL_COLOUR_ERROR_MODE,         /* the profiles cannot be joined in the way that was asked for */
  REEL_COLOUR_ERROR_HDR,          /* PQ or HLG */
} ReelColourError;

GQuark reel_colour_error_quark (void);

typedef struct {
  cmsContext handle;
  char *message; /* the first error, or NULL */
} ReelLcmsContext;

/* Never NULL. One thread at a time. */
ReelLcmsContext *reel_lcms_context_new (void);

/* Everything opened in the context must have been closed. */
void reel_lcms_context_free (ReelLcmsContext *context);

/* What lcms2 said, for the end of an error message; never NULL. */
const char *reel_lcms_context_message (const ReelLcmsContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLcmsContext, reel_lcms_context_free)

/* Owners for handles that lcms2 declares as void *. */
typedef void ReelLcmsProfile;
typedef void ReelLcmsTransform;

static inline void
reel_lcms_profile_close (ReelLcmsProfile *profile)
{
  cmsCloseProfile (profile);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLcmsProfile, reel_lcms_profile_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLcmsTransform, cmsDeleteTransform)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cmsToneCurve, cmsFreeToneCurve)

G_END_DECLS

#endif
