/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <glib/gstdio.h>

#include "colour/profile.h"
#include "formats/format_error.h"

typedef struct {
  const char *name;
  ReelPrimaries primaries;
  ReelTransfer transfer;
} Builtin;

static const Builtin builtins[] = {
  { "srgb", REEL_PRIMARIES_BT709, REEL_TRANSFER_SRGB },
  { "bt709", REEL_PRIMARIES_BT709, REEL_TRANSFER_BT1886 },
  { "bt2020", REEL_PRIMARIES_BT2020, REEL_TRANSFER_BT1886 },
  { "display-p3", REEL_PRIMARIES_DISPLAY_P3, REEL_TRANSFER_SRGB },
  { "adobe-rgb", REEL_PRIMARIES_ADOBE_RGB, REEL_TRANSFER_ADOBE_RGB },
};

static const char *const builtin_names[] = { "srgb",       "bt709",     "bt2020",
                                             "display-p3", "adobe-rgb", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (builtins) == G_N_ELEMENTS (builtin_names) - 1);

const char *const *
reel_profile_builtin_names (void)
{
  return builtin_names;
}

static void
profile_clear (ReelProfile *self)
{
  g_free (self->name);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

ReelProfile *
reel_profile_ref (ReelProfile *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_profile_unref (ReelProfile *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, (GDestroyNotify) profile_clear);
}

gboolean
reel_profile_equal (const ReelProfile *a, const ReelProfile *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a->bytes, b->bytes));
}

ReelLcmsProfile *
reel_profile_open (const ReelProfile *self, ReelLcmsContext *context, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (self->bytes, &size);
  ReelLcmsProfile *profile =
      cmsOpenProfileFromMemTHR (context->handle, data, (cmsUInt32Number) size);

  if (profile == NULL)
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "lcms2 cannot open the profile: %s", reel_lcms_context_message (context));
  return profile;
}

/* Joins the profile with sRGB in the direction (or both) that @use needs: the cheapest way to have
 * lcms2 read all that a transform will read. */
static gboolean
lcms_can_use (ReelLcmsContext *context, ReelLcmsProfile *profile, ReelIccUse use, GError **error)
{
  g_autoptr (ReelLcmsProfile) srgb = cmsCreate_sRGBProfileTHR (context->handle);
  cmsUInt32Number space = (cmsUInt32Number) _cmsLCMScolorSpace (cmsGetColorSpace (profile));
  cmsUInt32Number device = FLOAT_SH (1) | COLORSPACE_SH (space) |
                           CHANNELS_SH (cmsChannelsOf (cmsGetColorSpace (profile))) | BYTES_SH (4);
  const cmsUInt32Number flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE;

  if (use != REEL_ICC_USE_DEST) {
    g_autoptr (ReelLcmsTransform) from = cmsCreateTransformTHR (
        context->handle, profile, device, srgb, TYPE_RGB_FLT, INTENT_RELATIVE_COLORIMETRIC, flags);

    if (from == NULL) {
      g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                   "lcms2 cannot convert from this profile: %s",
                   reel_lcms_context_message (context));
      return FALSE;
    }
  }
  if (use != REEL_ICC_USE_INPUT) {
    g_autoptr (ReelLcmsTransform) to = cmsCreateTransformTHR (
        context->handle, srgb, TYPE_RGB_FLT, profile, device, INTENT_RELATIVE_COLORIMETRIC, flags);

    if (to == NULL) {
      g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                   "lcms2 cannot convert to this profile: %s", reel_lcms_context_message (context));
      return FALSE;
    }
  }
  return TRUE;
}

ReelProfile *
reel_profile_new_from_bytes (const char *name, GBytes *bytes, ReelIccUse use, GError **error)
{
  g_autoptr (ReelProfile) self = g_atomic_rc_box_new0 (ReelProfile);
  g_autoptr (ReelLcmsContext) context = reel_lcms_context_new();
  g_autoptr (ReelLcmsProfile) profile = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  if (!reel_icc_check (data, size, use, &self->header, error))
    goto named;
  profile = reel_profile_open (self, context, error);
  if (profile == NULL || !lcms_can_use (context, profile, use, error))
    goto named;
  reel_profile_known_detect (context, profile, &self->primaries, &self->transfer);
  return g_steal_pointer (&self);

named:
  g_prefix_error (error, "%s: ", name);
  return NULL;
}

/* Serialises with a fixed creation date, so that equal profiles are equal bytes. ICC.1:2022, 7.2.8:
 * the date lies at bytes 24 to 35 of the header. */
static GBytes *
serialise (ReelLcmsProfile *profile)
{
  static const guint8 first_of_2026[12] = { 2026 >> 8, 2026 & 0xff, 0, 1, 0, 1 };
  cmsUInt32Number size = 0;
  g_autofree guint8 *data = NULL;

  if (!cmsSaveProfileToMem (profile, NULL, &size))
    return NULL;
  data = g_malloc (size);
  if (!cmsSaveProfileToMem (profile, data, &size))
    return NULL;
  memcpy (data + 24, first_of_2026, sizeof first_of_2026);
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
write_description (ReelLcmsContext *context, ReelLcmsProfile *profile, const char *name)
{
  cmsMLU *text = cmsMLUalloc (context->handle, 1);
  gboolean written = text != NULL && cmsMLUsetASCII (text, "en", "US", name) &&
                     cmsWriteTag (profile, cmsSigProfileDescriptionTag, text);

  cmsMLUfree (text);
  return written;
}

ReelProfile *
reel_profile_new_rgb (const char *name, ReelPrimaries primaries, ReelTransfer transfer,
                      GError **error)
{
  g_autoptr (ReelLcmsContext) context = reel_lcms_context_new();
  g_autoptr (ReelLcmsProfile) profile = NULL;
  g_autoptr (GBytes) bytes = NULL;
  ReelProfile *self;

  g_return_val_if_fail (primaries > REEL_PRIMARIES_UNKNOWN && primaries < REEL_N_PRIMARIES, NULL);
  g_return_val_if_fail (transfer > REEL_TRANSFER_UNKNOWN && transfer < REEL_N_TRANSFERS, NULL);

  profile = reel_profile_known_create (context, primaries, transfer);
  if (profile != NULL && write_description (context, profile, name))
    bytes = serialise (profile);
  if (bytes == NULL) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_PROFILE,
                 "%s: cannot make the profile: %s", name, reel_lcms_context_message (context));
    return NULL;
  }
  self = reel_profile_new_from_bytes (name, bytes, REEL_ICC_USE_PROOF, error);
  if (self != NULL) {
    /* Known better than detected: some sets lie within each other's tolerance. */
    self->primaries = primaries;
    self->transfer = transfer;
  }
  return self;
}

static gboolean
looks_like_hdr (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return strstr (lower, "pq") != NULL || strstr (lower, "hlg") != NULL ||
         strstr (lower, "2100") != NULL || strstr (lower, "2084") != NULL;
}

static void
set_unknown_name (GError **error, const char *name)
{
  g_autofree char *names = g_strjoinv (", ", (char **) builtin_names);

  if (looks_like_hdr (name))
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_HDR,
                 "%s: PQ and HLG need tone mapping, which an ICC profile does not describe; "
                 "convert to standard dynamic "
                 "range first",
                 name);
  else
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_UNKNOWN_NAME,
                 "%s: no such file, and the built-in profiles are %s", name, names);
}

/* Reads no more than a profile may have, whatever the file is (a pipe, /dev/zero). */
static GBytes *
read_file (const char *path, GError **error)
{
  g_autofree guint8 *data = g_malloc (REEL_ICC_MAX_BYTES + 1);
  FILE *file = g_fopen (path, "rb");
  gsize size;
  int failure;

  if (file == NULL) {
    failure = errno;
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (failure),
                 "%s: cannot open the file: %s", path, g_strerror (failure));
    return NULL;
  }
  size = fread (data, 1, REEL_ICC_MAX_BYTES + 1, file);
  failure = ferror (file) ? errno : 0;
  fclose (file);
  if (failure != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (failure),
                 "%s: cannot read the file: %s", path, g_strerror (failure));
    return NULL;
  }
  if (size > REEL_ICC_MAX_BYTES) {
    g_set_error (error, REEL_FORMAT_ERROR, REEL_FORMAT_ERROR_TOO_LARGE,
                 "%s: the file is larger than the %" G_GSIZE_FORMAT
                 " bytes that a profile may have",
                 path, REEL_ICC_MAX_BYTES);
    return NULL;
  }
  return g_bytes_new (data, size);
}

ReelProfile *
reel_profile_load (const char *name_or_path, ReelIccUse use, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (builtins); i++) {
    if (g_str_equal (name_or_path, builtins[i].name))
      return reel_profile_new_rgb (builtins[i].name, builtins[i].primaries, builtins[i].transfer,
                                   error);
  }
  if (strpbrk (name_or_path, "/.") == NULL && !g_file_test (name_or_path, G_FILE_TEST_EXISTS)) {
    set_unknown_name (error, name_or_path);
    return NULL;
  }
  bytes = read_file (name_or_path, error);
  if (bytes == NULL)
    return NULL;
  return reel_profile_new_from_bytes (name_or_path, bytes, use, error);
}
