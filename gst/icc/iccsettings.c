/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "iccsettings.h"

#define DEFAULT_INTENT REEL_INTENT_PERCEPTUAL
#define DEFAULT_PROOF_INTENT REEL_INTENT_RELATIVE_COLORIMETRIC
#define DEFAULT_EMBEDDED_PROFILE TRUE
#define DEFAULT_PRESERVE_BLACK FALSE
#define DEFAULT_BLACK_POINT_COMPENSATION FALSE
#define DEFAULT_GAMUT_CHECK FALSE
#define DEFAULT_MODE REEL_COLOUR_MODE_AUTO
#define DEFAULT_DITHER REEL_DITHER_NONE
#define DEFAULT_N_THREADS 0

enum {
  PROP_0,
  PROP_INPUT_PROFILE,
  PROP_DEST_PROFILE,
  PROP_INTENT,
  PROP_EMBEDDED_PROFILE,
  PROP_PRESERVE_BLACK,
  PROP_PROOF_PROFILE,
  PROP_PROOF_INTENT,
  PROP_GAMUT_CHECK,
  PROP_BLACK_POINT_COMPENSATION,
  PROP_LUT_SIZE,
  PROP_MODE,
  PROP_LUT_LOCATION,
  PROP_DITHER,
  PROP_N_THREADS,
};

/* --- enumerations --- */

#define GST_TYPE_REEL_ICC_INTENT (gst_reel_icc_intent_get_type())
static GType
gst_reel_icc_intent_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
    { REEL_INTENT_PERCEPTUAL, "Perceptual: a pleasing whole, as the profile's maker saw it",
      "perceptual" },
    { REEL_INTENT_RELATIVE_COLORIMETRIC,
      "Relative colorimetric: exact within the gamut, white to white", "relative" },
    { REEL_INTENT_SATURATION, "Saturation: vivid colours before exact ones", "saturation" },
    { REEL_INTENT_ABSOLUTE_COLORIMETRIC, "Absolute colorimetric: exact, the other white included",
      "absolute" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstReelIccIntent", values));
  return type;
}

#define GST_TYPE_REEL_ICC_MODE (gst_reel_icc_mode_get_type())
static GType
gst_reel_icc_mode_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
    { REEL_COLOUR_MODE_AUTO,
      "The exact matrix where both profiles are curves and a matrix, a table elsewhere", "auto" },
    { REEL_COLOUR_MODE_MATRIX, "Curves and matrix; an error where the profiles are more than that",
      "matrix" },
    { REEL_COLOUR_MODE_LUT, "A three-dimensional table with tetrahedral interpolation", "lut" },
    { REEL_COLOUR_MODE_EXACT, "lcms2 in float for every pixel: slow, for verification", "exact" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstReelIccMode", values));
  return type;
}

#define GST_TYPE_REEL_ICC_DITHER (gst_reel_icc_dither_get_type())
static GType
gst_reel_icc_dither_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
    { REEL_DITHER_NONE, "Round to the nearest code", "none" },
    { REEL_DITHER_ORDERED, "Ordered dither, a fixed 16x16 Bayer pattern", "ordered" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstReelIccDither", values));
  return type;
}

/* --- values --- */

void
icc_settings_init (IccSettings *settings)
{
  memset (settings, 0, sizeof *settings);
  settings->intent = DEFAULT_INTENT;
  settings->proof_intent = DEFAULT_PROOF_INTENT;
  settings->preserve_black = DEFAULT_PRESERVE_BLACK;
  settings->black_point_compensation = DEFAULT_BLACK_POINT_COMPENSATION;
  settings->gamut_check = DEFAULT_GAMUT_CHECK;
  settings->mode = DEFAULT_MODE;
  settings->lut_size = REEL_LUT_DEFAULT_SIZE;
  settings->dither = DEFAULT_DITHER;
  settings->embedded_profile = DEFAULT_EMBEDDED_PROFILE;
  settings->n_threads = DEFAULT_N_THREADS;
}

void
icc_settings_copy (IccSettings *dst, const IccSettings *src)
{
  *dst = *src;
  dst->input_profile = g_strdup (src->input_profile);
  dst->dest_profile = g_strdup (src->dest_profile);
  dst->proof_profile = g_strdup (src->proof_profile);
  dst->lut_location = g_strdup (src->lut_location);
}

void
icc_settings_clear (IccSettings *settings)
{
  g_clear_pointer (&settings->input_profile, g_free);
  g_clear_pointer (&settings->dest_profile, g_free);
  g_clear_pointer (&settings->proof_profile, g_free);
  g_clear_pointer (&settings->lut_location, g_free);
}

static void
set_name (char **name, guint *serial, const GValue *value)
{
  g_free (*name);
  *name = g_value_dup_string (value);
  if (*name != NULL && **name == '\0')
    g_clear_pointer (name, g_free);
  (*serial)++;
}

gboolean
icc_settings_set (IccSettings *settings, guint id, const GValue *value)
{
  switch (id) {
    case PROP_INPUT_PROFILE:
      set_name (&settings->input_profile, &settings->input_serial, value);
      break;
    case PROP_DEST_PROFILE:
      set_name (&settings->dest_profile, &settings->dest_serial, value);
      break;
    case PROP_PROOF_PROFILE:
      set_name (&settings->proof_profile, &settings->proof_serial, value);
      break;
    case PROP_LUT_LOCATION:
      set_name (&settings->lut_location, &settings->lut_serial, value);
      break;
    case PROP_INTENT:
      settings->intent = g_value_get_enum (value);
      break;
    case PROP_PROOF_INTENT:
      settings->proof_intent = g_value_get_enum (value);
      break;
    case PROP_EMBEDDED_PROFILE:
      settings->embedded_profile = g_value_get_boolean (value);
      break;
    case PROP_PRESERVE_BLACK:
      settings->preserve_black = g_value_get_boolean (value);
      break;
    case PROP_GAMUT_CHECK:
      settings->gamut_check = g_value_get_boolean (value);
      break;
    case PROP_BLACK_POINT_COMPENSATION:
      settings->black_point_compensation = g_value_get_boolean (value);
      break;
    case PROP_LUT_SIZE:
      settings->lut_size = g_value_get_uint (value);
      break;
    case PROP_MODE:
      settings->mode = g_value_get_enum (value);
      break;
    case PROP_DITHER:
      settings->dither = g_value_get_enum (value);
      break;
    case PROP_N_THREADS:
      settings->n_threads = g_value_get_uint (value);
      break;
    default:
      return FALSE;
  }
  if (icc_settings_affects_colours (id))
    settings->serial++;
  return TRUE;
}

gboolean
icc_settings_get (const IccSettings *settings, guint id, GValue *value)
{
  switch (id) {
    case PROP_INPUT_PROFILE:
      g_value_set_string (value, settings->input_profile);
      break;
    case PROP_DEST_PROFILE:
      g_value_set_string (value, settings->dest_profile);
      break;
    case PROP_PROOF_PROFILE:
      g_value_set_string (value, settings->proof_profile);
      break;
    case PROP_LUT_LOCATION:
      g_value_set_string (value, settings->lut_location);
      break;
    case PROP_INTENT:
      g_value_set_enum (value, settings->intent);
      break;
    case PROP_PROOF_INTENT:
      g_value_set_enum (value, settings->proof_intent);
      break;
    case PROP_EMBEDDED_PROFILE:
      g_value_set_boolean (value, settings->embedded_profile);
      break;
    case PROP_PRESERVE_BLACK:
      g_value_set_boolean (value, settings->preserve_black);
      break;
    case PROP_GAMUT_CHECK:
      g_value_set_boolean (value, settings->gamut_check);
      break;
    case PROP_BLACK_POINT_COMPENSATION:
      g_value_set_boolean (value, settings->black_point_compensation);
      break;
    case PROP_LUT_SIZE:
      g_value_set_uint (value, settings->lut_size);
      break;
    case PROP_MODE:
      g_value_set_enum (value, settings->mode);
      break;
    case PROP_DITHER:
      g_value_set_enum (value, settings->dither);
      break;
    case PROP_N_THREADS:
      g_value_set_uint (value, settings->n_threads);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

gboolean
icc_settings_affects_colours (guint id)
{
  return id != PROP_N_THREADS;
}

/* --- properties --- */

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)

static void
install_profile_properties (GObjectClass *klass)
{
  g_object_class_install_property (
      klass, PROP_INPUT_PROFILE,
      g_param_spec_string ("input-profile", "Input profile",
                           "What the stream's colours are: an ICC file (RGB) or srgb, bt709, "
                           "bt2020, display-p3, adobe-rgb "
                           "(unset: the stream's own profile, else its colorimetry)",
                           NULL, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_DEST_PROFILE,
      g_param_spec_string ("dest-profile", "Destination profile",
                           "What the colours shall become: an ICC file (RGB) or srgb, bt709, "
                           "bt2020, display-p3, adobe-rgb "
                           "(unset: srgb)",
                           NULL, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_INTENT,
      g_param_spec_enum ("intent", "Rendering intent",
                         "What to keep where the destination cannot show every colour",
                         GST_TYPE_REEL_ICC_INTENT, DEFAULT_INTENT, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_EMBEDDED_PROFILE,
      g_param_spec_boolean (
          "embedded-profile", "Embedded profile",
          "Use the ICC profile in the stream's tags, where input-profile is not set",
          DEFAULT_EMBEDDED_PROFILE, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_PRESERVE_BLACK,
      g_param_spec_boolean ("preserve-black", "Preserve black",
                            "Leave pixels of code (0, 0, 0) as they are", DEFAULT_PRESERVE_BLACK,
                            PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_PROOF_PROFILE,
      g_param_spec_string ("proof-profile", "Proof profile",
                           "Show what another device would make of the colours: an ICC file (RGB, "
                           "grey or CMYK) or a "
                           "built-in name (unset: no proof)",
                           NULL, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_PROOF_INTENT,
      g_param_spec_enum ("proof-intent", "Proof intent",
                         "Rendering intent from the proof to the destination",
                         GST_TYPE_REEL_ICC_INTENT, DEFAULT_PROOF_INTENT, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_GAMUT_CHECK,
      g_param_spec_boolean ("gamut-check", "Gamut check",
                            "Paint what the proof profile cannot show in magenta; works with "
                            "mode=auto and mode=exact",
                            DEFAULT_GAMUT_CHECK, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_BLACK_POINT_COMPENSATION,
      g_param_spec_boolean ("black-point-compensation", "Black point compensation",
                            "Scale lightness so that the input's black becomes the destination's",
                            DEFAULT_BLACK_POINT_COMPENSATION, PROPERTY_FLAGS));
}

static void
install_method_properties (GObjectClass *klass)
{
  g_object_class_install_property (
      klass, PROP_LUT_SIZE,
      g_param_spec_uint ("lut-size", "Table size",
                         "Nodes per axis of the table in mode=lut; more are more accurate and take "
                         "longer to build",
                         REEL_LUT_MIN_SIZE, REEL_LUT_MAX_SIZE, REEL_LUT_DEFAULT_SIZE,
                         PROPERTY_FLAGS));
  g_object_class_install_property (klass, PROP_MODE,
                                   g_param_spec_enum ("mode", "Mode", "How colours are computed",
                                                      GST_TYPE_REEL_ICC_MODE, DEFAULT_MODE,
                                                      PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_LUT_LOCATION,
      g_param_spec_string (
          "lut-location", "Table file",
          "A .cube file (3D, up to 129 nodes per axis) to apply after the profiles (unset: none)",
          NULL, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_DITHER,
      g_param_spec_enum ("dither", "Dither",
                         "How results become 8-bit codes; deeper formats are always rounded",
                         GST_TYPE_REEL_ICC_DITHER, DEFAULT_DITHER, PROPERTY_FLAGS));
  g_object_class_install_property (
      klass, PROP_N_THREADS,
      g_param_spec_uint ("n-threads", "Threads",
                         "Threads that share each frame (0: one per processor)", 0, ICC_MAX_THREADS,
                         DEFAULT_N_THREADS, PROPERTY_FLAGS));
}

void
icc_settings_install_properties (GObjectClass *klass)
{
  install_profile_properties (klass);
  install_method_properties (klass);

  gst_type_mark_as_plugin_api (GST_TYPE_REEL_ICC_INTENT, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REEL_ICC_MODE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_REEL_ICC_DITHER, 0);
}
