/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>

#include "colour/link.h"

#define GRID 17
#define RAMP 256

static cmsUInt32Number
link_flags (const ReelColourRecipe *recipe)
{
  /* Not optimised: lcms2's optimiser resamples into coarse tables, and we are here to know the
   * truth. */
  cmsUInt32Number flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE;

  if (recipe->black_point_compensation)
    flags |= cmsFLAGS_BLACKPOINTCOMPENSATION;
  if (recipe->proof != NULL)
    flags |= cmsFLAGS_SOFTPROOFING;
  if (recipe->gamut_check)
    flags |= cmsFLAGS_GAMUTCHECK;
  return flags;
}

gboolean
reel_link_open (ReelLink *self, const ReelColourRecipe *recipe, GError **error)
{
  self->gamut_check = recipe->gamut_check;
  self->context = reel_lcms_context_new();
  self->input = reel_profile_open (recipe->input, self->context, error);
  if (self->input == NULL)
    return FALSE;
  self->dest = reel_profile_open (recipe->dest, self->context, error);
  if (self->dest == NULL)
    return FALSE;
  if (recipe->proof != NULL) {
    self->proof = reel_profile_open (recipe->proof, self->context, error);
    if (self->proof == NULL)
      return FALSE;
    self->transform = cmsCreateProofingTransformTHR (
        self->context->handle, self->input, TYPE_RGB_FLT, self->dest, TYPE_RGB_FLT, self->proof,
        recipe->intent, recipe->proof_intent, link_flags (recipe));
  } else {
    self->transform =
        cmsCreateTransformTHR (self->context->handle, self->input, TYPE_RGB_FLT, self->dest,
                               TYPE_RGB_FLT, recipe->intent, link_flags (recipe));
  }
  if (self->transform == NULL) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "lcms2 cannot join %s and %s: %s", recipe->input->name, recipe->dest->name,
                 reel_lcms_context_message (self->context));
    return FALSE;
  }
  return TRUE;
}

void
reel_link_close (ReelLink *self)
{
  g_clear_pointer (&self->transform, cmsDeleteTransform);
  g_clear_pointer (&self->proof, reel_lcms_profile_close);
  g_clear_pointer (&self->dest, reel_lcms_profile_close);
  g_clear_pointer (&self->input, reel_lcms_profile_close);
  g_clear_pointer (&self->context, reel_lcms_context_free);
}

/* lcms2's float transforms answer -1 in every channel where the gamut check fails (FloatXFORM in
 * cmsxform.c). */
static inline gboolean
is_gamut_alarm (const float *colour)
{
  return colour[0] == -1.0f && colour[1] == -1.0f && colour[2] == -1.0f;
}

void
reel_link_evaluate (const ReelLink *self, const float *in, float *out, gsize n)
{
  gsize i;

  cmsDoTransform (self->transform, in, out, (cmsUInt32Number) n);
  for (i = 0; i < n; i++) {
    float *colour = out + 3 * i;

    if (self->gamut_check && is_gamut_alarm (colour)) {
      colour[0] = REEL_GAMUT_ALARM_R;
      colour[1] = REEL_GAMUT_ALARM_G;
      colour[2] = REEL_GAMUT_ALARM_B;
    }
  }
  for (i = 0; i < 3 * n; i++)
    out[i] = out[i] > 0.0f ? MIN (out[i], 1.0f) : 0.0f; /* and not a number becomes 0 */
}

static gboolean
moves_colours (const ReelLink *self, const float *in, gsize n, float tolerance)
{
  g_autofree float *out = g_new (float, 3 * n);
  gsize i;

  reel_link_evaluate (self, in, out, n);
  for (i = 0; i < 3 * n; i++) {
    if (fabsf (out[i] - in[i]) >= tolerance)
      return TRUE;
  }
  return FALSE;
}

gboolean
reel_link_is_identity (const ReelLink *self, guint depth)
{
  const float tolerance = 0.25f / (float) ((1u << depth) - 1);
  g_autofree float *grid = g_new (float, 3 * GRID * GRID * GRID);
  g_autofree float *ramps = g_new0 (float, 3 * 4 * RAMP);
  guint i, c;

  for (i = 0; i < GRID * GRID * GRID; i++) {
    grid[3 * i] = (float) (i / (GRID * GRID)) / (GRID - 1);
    grid[3 * i + 1] = (float) (i / GRID % GRID) / (GRID - 1);
    grid[3 * i + 2] = (float) (i % GRID) / (GRID - 1);
  }
  for (i = 0; i < RAMP; i++) {
    float value = (float) i / (RAMP - 1);

    for (c = 0; c < 3; c++) {
      ramps[3 * (c * RAMP + i) + c] = value;
      ramps[3 * (3 * RAMP + i) + c] = value;
    }
  }
  return !moves_colours (self, grid, GRID * GRID * GRID, tolerance) &&
         !moves_colours (self, ramps, 4 * RAMP, tolerance);
}
