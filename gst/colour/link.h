/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The step through the profiles: what lcms2 computes, turned into what the kernels read. Used by
 * program.c only. */

#ifndef REEL_COLOUR_LINK_H
#define REEL_COLOUR_LINK_H

#include <glib.h>

#include "colour/program.h"

G_BEGIN_DECLS

/* lcms2's own transform for a recipe, with everything it needs to stay alive. */
typedef struct {
  ReelLcmsContext *context;
  ReelLcmsProfile *input;
  ReelLcmsProfile *dest;
  ReelLcmsProfile *proof; /* or NULL */
  ReelLcmsTransform
      *transform; /* three floats to three floats, not clipped; may be used by several threads */
  gboolean gamut_check;
} ReelLink;

/* Opens the recipe's profiles and joins them. Errors: REEL_COLOUR_ERROR. */
gboolean reel_link_open (ReelLink *link, const ReelColourRecipe *recipe, GError **error);
void reel_link_close (ReelLink *link);

/* @n colours of three floats in 0..1 through lcms2, clipped to 0..1, or the gamut alarm's colour;
 * @out may be @in. */
void reel_link_evaluate (const ReelLink *link, const float *in, float *out, gsize n);

/* Whether lcms2 moves no colour by a quarter of a code of @depth bits or more, so that rounding
 * would bring every code back: on a 17^3 grid, the ramp of each channel and the greys. */
gboolean reel_link_is_identity (const ReelLink *link, guint depth);

/* --- link_bytes.c --- */

/* The tables of bytes_px32, from the curves that lead to the destination's codes. @shaper's
 * in-tables, which must be of 8 bits, go on being used. @shift says where r, g and b are in the
 * pixel word. Release with reel_byte_tables_free(). */
typedef struct {
  ReelByteShaper shaper;
  float (*product[3])[4];
  guint8 *code[3]; /* NULL where a component shares an earlier one's */
  float (*cubic[3])[REEL_BYTE_OCTAVES];
} ReelByteTables;

ReelByteTables *reel_byte_tables_new (const ReelMatrixShaper *shaper, cmsToneCurve *const out[3],
                                      const guint8 shift[3]);
void reel_byte_tables_free (ReelByteTables *tables);

/* --- link_matrix.c --- */

/* Tables for the matrix kernels, for codes of @depth bits, and for bytes_px32 where @byte_shift is
 * not NULL. Returns FALSE and sets @error (REEL_COLOUR_ERROR_MODE) where the profiles are not
 * curves and a matrix, or where curves and matrix do not give lcms2's own result. Release with
 * reel_matrix_tables_clear(). */
typedef struct {
  ReelMatrixShaper shaper;
  ReelByteTables *bytes; /* or NULL */
  float *in[3];          /* owned; NULL where a channel shares an earlier one's */
  guint32 *out[3];
} ReelMatrixTables;

gboolean reel_matrix_tables_build (ReelMatrixTables *tables, const ReelLink *link,
                                   const ReelColourRecipe *recipe, guint depth,
                                   const guint8 *byte_shift, GError **error);
void reel_matrix_tables_clear (ReelMatrixTables *tables);

/* --- link_lut.c --- */

/* Tables for the lut kernels: sampled from the link with @size nodes per axis, and made from a
 * .cube file. Codes go up to the largest of @depth bits and results are left-justified to it; @px32
 * says that lut_px32 will read the table. @component as in ReelLut3d. Release with
 * reel_lut3d_clear(). */
void reel_lut3d_from_link (ReelLut3d *lut, const ReelLink *link, guint size, guint depth,
                           gboolean px32, const guint8 component[3]);
void reel_lut3d_from_cube (ReelLut3d *lut, const ReelCube *cube, guint depth, gboolean px32,
                           const guint8 component[3]);
void reel_lut3d_clear (ReelLut3d *lut);

/* --- link_error.c --- */

/* CIEDE2000 between lcms2 in float and the tables (exactly one of @lut and @shaper), over the greys
 * and a fixed random cover of the cube, for codes of @depth bits. The white of CIELAB is the
 * destination's (relative colorimetric). */
void reel_link_measure (const ReelLink *link, const ReelLut3d *lut, const ReelMatrixShaper *shaper,
                        guint depth, double *mean, double *max);

G_END_DECLS

#endif
