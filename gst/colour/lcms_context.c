/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/lcms_context.h"

G_DEFINE_QUARK (reel - colour - error - quark, reel_colour_error)

static void
keep_first_message (cmsContext handle, cmsUInt32Number code, const char *text)
{
  ReelLcmsContext *self = cmsGetContextUserData (handle);

  if (self->message == NULL)
    self->message = g_strdup (text);
}

ReelLcmsContext *
reel_lcms_context_new (void)
{
  ReelLcmsContext *self = g_new0 (ReelLcmsContext, 1);

  self->handle = cmsCreateContext (NULL, self);
  if (self->handle == NULL)
    g_error ("lcms2 cannot allocate a context");
  cmsSetLogErrorHandlerTHR (self->handle, keep_first_message);
  return self;
}

void
reel_lcms_context_free (ReelLcmsContext *self)
{
  if (self == NULL)
    return;
  cmsDeleteContext (self->handle);
  g_free (self->message);
  g_free (self);
}

const char *
reel_lcms_context_message (const ReelLcmsContext *self)
{
  return self->message != NULL ? self->message : "lcms2 gives no reason";
}
