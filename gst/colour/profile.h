/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Colour profiles: ICC bytes that passed every check, with what they say of themselves.
 *
 * A ReelProfile never changes once made and may be shared by threads; it holds bytes, not lcms2
 * handles. */

#ifndef REEL_PROFILE_H
#define REEL_PROFILE_H

#include <glib.h>

#include "colour/lcms_context.h"
#include "formats/icc_check.h"

G_BEGIN_DECLS

/* Sets of primaries and white that video standards name (ITU-T H.273, table 2, and Adobe RGB
 * (1998)). */
typedef enum {
  REEL_PRIMARIES_UNKNOWN,
  REEL_PRIMARIES_BT709,
  REEL_PRIMARIES_BT470M,
  REEL_PRIMARIES_BT470BG,
  REEL_PRIMARIES_SMPTE170M, /* also SMPTE 240M */
  REEL_PRIMARIES_FILM,
  REEL_PRIMARIES_BT2020,
  REEL_PRIMARIES_ADOBE_RGB,
  REEL_PRIMARIES_DCI_P3,     /* SMPTE RP 431-2: P3 with the theatre's white */
  REEL_PRIMARIES_DISPLAY_P3, /* SMPTE EG 432-1: P3 with D65 */
  REEL_PRIMARIES_EBU3213,
} ReelPrimaries;

#define REEL_N_PRIMARIES (REEL_PRIMARIES_EBU3213 + 1)

/* Curves of a reference display, from code to light. */
typedef enum {
  REEL_TRANSFER_UNKNOWN,
  REEL_TRANSFER_LINEAR,
  REEL_TRANSFER_GAMMA18,
  REEL_TRANSFER_GAMMA20,
  REEL_TRANSFER_GAMMA22,
  REEL_TRANSFER_BT1886, /* gamma 2.4: how BT.601, BT.709 and BT.2020 pictures are shown (ITU-R
                           BT.1886, zero black) */
  REEL_TRANSFER_GAMMA28,
  REEL_TRANSFER_SRGB,      /* IEC 61966-2-1 */
  REEL_TRANSFER_ADOBE_RGB, /* gamma 563/256 */
} ReelTransfer;

#define REEL_N_TRANSFERS (REEL_TRANSFER_ADOBE_RGB + 1)

typedef struct {
  char *name;    /* for people: the built-in's name, the file's, or the stream's word */
  GBytes *bytes; /* the profile as ICC.1 serialises it */
  ReelIccHeader header;
  /* What the profile is equal to, within what an eye or an 8-bit code could tell; UNKNOWN where
   * nothing fits. */
  ReelPrimaries primaries;
  ReelTransfer transfer;
} ReelProfile;

/* The built-in names, NULL-terminated: "srgb", "bt709", "bt2020", "display-p3", "adobe-rgb". */
const char *const *reel_profile_builtin_names (void);

/* A profile with these primaries and this curve, neither of them UNKNOWN; the same bytes every
 * time. */
ReelProfile *reel_profile_new_rgb (const char *name, ReelPrimaries primaries, ReelTransfer transfer,
                                   GError **error);

/* Checks @bytes for @use, opens them with lcms2 to see that it agrees, and looks for known
 * primaries and curve. @name appears in error messages. Errors: REEL_FORMAT_ERROR,
 * REEL_COLOUR_ERROR. */
ReelProfile *
reel_profile_new_from_bytes (const char *name, GBytes *bytes, ReelIccUse use, GError **error);

/* What a person wrote: a built-in name or a file's path. A name without a slash or dot that is
 * neither is answered with the list of names. Blocks on the file system. Errors: the above and
 * G_FILE_ERROR, with the name in front. */
ReelProfile *reel_profile_load (const char *name_or_path, ReelIccUse use, GError **error);

/* Opens the profile in @context. The profile was checked, so this fails only when memory is short;
 * sets @error then. */
ReelLcmsProfile *
reel_profile_open (const ReelProfile *profile, ReelLcmsContext *context, GError **error);

ReelProfile *reel_profile_ref (ReelProfile *profile);
void reel_profile_unref (ReelProfile *profile);

/* Whether both are the same profile to the byte; NULL equals NULL only. */
gboolean reel_profile_equal (const ReelProfile *a, const ReelProfile *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelProfile, reel_profile_unref)

/* --- between profile.c and profile_known.c --- */

/* Makes lcms2's profile for known primaries and curve; NULL when memory is short. */
ReelLcmsProfile *reel_profile_known_create (ReelLcmsContext *context, ReelPrimaries primaries,
                                            ReelTransfer transfer);

/* Compares an RGB matrix profile with the known ones. Sets what it finds, UNKNOWN where nothing
 * fits. */
void reel_profile_known_detect (ReelLcmsContext *context, ReelLcmsProfile *profile,
                                ReelPrimaries *primaries, ReelTransfer *transfer);

G_END_DECLS

#endif
