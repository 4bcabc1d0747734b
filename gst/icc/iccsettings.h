/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a user can set on reelicc: the values and the properties that carry them. */

#ifndef GST_REEL_ICC_SETTINGS_H
#define GST_REEL_ICC_SETTINGS_H

#include <gst/gst.h>

#include "colour/program.h"

G_BEGIN_DECLS

#define ICC_MAX_THREADS 64

/* Strings are owned; a serial counts how often its name was set, so that
 * setting the same name again reads the file again. */
typedef struct {
  guint serial; /* counts changes of any kind that affect colours */
  char *input_profile;
  char *dest_profile;
  char *proof_profile;
  char *lut_location;
  guint input_serial, dest_serial, proof_serial, lut_serial;
  ReelIntent intent;
  ReelIntent proof_intent;
  gboolean black_point_compensation;
  gboolean gamut_check;
  gboolean preserve_black;
  ReelColourMode mode;
  guint lut_size;
  ReelDither dither;
  gboolean embedded_profile; /* use the profile in the stream's tags */
  guint n_threads;           /* 0: one per processor */
} IccSettings;

void icc_settings_init (IccSettings *settings);
void icc_settings_copy (IccSettings *dst, const IccSettings *src);
void icc_settings_clear (IccSettings *settings);

/* Adds every property to @klass and tells the plugin API of their types. */
void icc_settings_install_properties (GObjectClass *klass);

/* What GObject's set_property and get_property do, for the properties above; the caller holds its
 * lock. FALSE where @id is none of them. */
gboolean icc_settings_set (IccSettings *settings, guint id, const GValue *value);
gboolean icc_settings_get (const IccSettings *settings, guint id, GValue *value);

/* Whether frames are computed differently once property @id has changed. */
gboolean icc_settings_affects_colours (guint id);

G_END_DECLS

#endif
