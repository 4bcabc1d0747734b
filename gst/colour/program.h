/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A colour correction ready to run on rows of pixels.
 *
 * A recipe says which profiles are joined and how; a program is what was computed from it for one
 * pixel format. Programs never change once made, so that one can serve frames while the next is
 * being built elsewhere. */

#ifndef REEL_COLOUR_PROGRAM_H
#define REEL_COLOUR_PROGRAM_H

#include <glib.h>

#include "base/cpu.h"
#include "colour/pixel_format.h"
#include "colour/profile.h"
#include "formats/cube.h"

G_BEGIN_DECLS

#define REEL_LUT_MIN_SIZE 9
#define REEL_LUT_MAX_SIZE 129
#define REEL_LUT_DEFAULT_SIZE                                                                      \
  65 /* the smallest that met every bar of tests/colour/test_accuracy.c */

typedef enum {
  REEL_INTENT_PERCEPTUAL, /* ICC.1:2022, 9.3; the numbers of its header field */
  REEL_INTENT_RELATIVE_COLORIMETRIC,
  REEL_INTENT_SATURATION,
  REEL_INTENT_ABSOLUTE_COLORIMETRIC,
} ReelIntent;

typedef enum {
  REEL_COLOUR_MODE_AUTO, /* matrix where both profiles are that simple, a table elsewhere, exact for
                            a gamut check */
  REEL_COLOUR_MODE_MATRIX, /* curve, matrix, curve; an error where the profiles are not */
  REEL_COLOUR_MODE_LUT,    /* tetrahedral interpolation in a three-dimensional table */
  REEL_COLOUR_MODE_EXACT,  /* lcms2 in float for every pixel */
} ReelColourMode;

typedef enum {
  REEL_DITHER_NONE,    /* round to nearest */
  REEL_DITHER_ORDERED, /* a fixed 16x16 Bayer pattern: the mean over a pattern is the unrounded
                          value */
} ReelDither;

typedef struct {
  ReelProfile *input;
  ReelProfile *dest;
  ReelProfile *proof; /* or NULL */
  ReelIntent intent;
  ReelIntent proof_intent;
  gboolean black_point_compensation;
  gboolean gamut_check;    /* needs proof; colours that it cannot show become REEL_GAMUT_ALARM */
  gboolean preserve_black; /* pixels of code (0, 0, 0) stay so */
  ReelColourMode mode;
  guint lut_size;       /* nodes per axis, REEL_LUT_MIN_SIZE..REEL_LUT_MAX_SIZE */
  const ReelCube *cube; /* applied to the result of the profiles; or NULL */
  ReelDither dither;    /* for 8-bit formats; others are rounded */
  ReelPixelFormat format;
  ReelCpuLevel cpu_level;
} ReelColourRecipe;

/* Marks what the proof cannot show: magenta at full code, which no one takes for picture content.
 */
#define REEL_GAMUT_ALARM_R 1.0f
#define REEL_GAMUT_ALARM_G 0.0f
#define REEL_GAMUT_ALARM_B 1.0f

typedef struct _ReelColourProgram ReelColourProgram;

/* Computes the program; takes from a few milliseconds to about a second (lut_size 129) and does not
 * touch the recipe's objects after it returns. Errors: REEL_COLOUR_ERROR. */
ReelColourProgram *reel_colour_program_new (const ReelColourRecipe *recipe, GError **error);

ReelColourProgram *reel_colour_program_ref (ReelColourProgram *program);
void reel_colour_program_unref (ReelColourProgram *program);

/* Whether running the program would change no pixel, so that it need not be run. */
gboolean reel_colour_program_is_identity (const ReelColourProgram *program);

/* What was chosen: MATRIX, LUT or EXACT; AUTO when the profiles change nothing (a .cube may still
 * be applied). */
ReelColourMode reel_colour_program_mode (const ReelColourProgram *program);

/* How far the step through the profiles is from lcms2 in float, in CIEDE2000 over a fixed set of
 * colours, before rounding to the pixel format. Zero for EXACT and for no step. */
void reel_colour_program_error (const ReelColourProgram *program, double *mean, double *max);

/* Corrects row @y of @n pixels. The rows may be the same memory but must not overlap otherwise.
 * Everything that is not r, g or b is copied. @y only chooses the row of the dither pattern. Any
 * number of threads at a time; allocates nothing. */
void reel_colour_program_run (const ReelColourProgram *program, const ReelRow *dst,
                              const ReelRow *src, gsize n, guint y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelColourProgram, reel_colour_program_unref)

G_END_DECLS

#endif
