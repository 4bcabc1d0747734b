/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Small ICC profiles of every shape that reel_icc_check() knows, made with lcms2, and ways to
 * change them. Used by the tests and to make the seeds of the fuzz target. */

#ifndef REEL_ICC_SAMPLES_H
#define REEL_ICC_SAMPLES_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ICC_SAMPLE_MATRIX_V4,    /* RGB display, parametric curves, sRGB */
  ICC_SAMPLE_MATRIX_V2,    /* RGB input, gamma curves */
  ICC_SAMPLE_MATRIX_TABLE, /* RGB colour space, one sampled curve for all channels */
  ICC_SAMPLE_LUT8,         /* RGB output, v2, 'mft1' in both directions */
  ICC_SAMPLE_LUT16,        /* RGB display, v2, 'mft2' in both directions */
  ICC_SAMPLE_LUT_AB,       /* RGB display, v4, 'mAB ' and 'mBA ' */
  ICC_SAMPLE_FLOAT,        /* RGB display, v4, a matrix and 'mpet' in both directions */
  ICC_SAMPLE_CMYK,         /* CMYK output, v2, 'mft2' in both directions */
  ICC_SAMPLE_GREY,         /* grey display, one curve */
  ICC_SAMPLE_INPUT_ONLY,   /* RGB input, v4, 'mAB ' only */
  N_ICC_SAMPLES
} IccSample;

const char *icc_sample_name (IccSample which);

/* The bytes of the profile; the same on every run. */
GByteArray *icc_sample_make (IccSample which);

guint32 icc_get_u32 (const GByteArray *profile, guint at);
void icc_put_u32 (GByteArray *profile, guint at, guint32 value);
void icc_put_u16 (GByteArray *profile, guint at, guint16 value);

/* Position of a tag's entry in the tag table; aborts where there is none. */
guint icc_find_entry (const GByteArray *profile, const char *tag);

/* Position of a tag's element. */
guint icc_find_element (const GByteArray *profile, const char *tag);

/* A copy of @profile with one more tag, whose element are the @length bytes at @element. */
GByteArray *
icc_add_tag (const GByteArray *profile, const char *tag, gconstpointer element, guint length);

/* A copy of @profile with a cicp tag of the given transfer characteristics. */
GByteArray *icc_add_cicp (const GByteArray *profile, guint8 transfer);

G_END_DECLS

#endif
