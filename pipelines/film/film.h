/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The test film: an evening landscape by a lake, rendered from formulas.
 *
 * Colour elements need real pictures to be judged by: broad histograms, grain, soft gradients next
 * to fine detail, and colours that leave the smaller gamut. This renderer makes such a film without
 * any file, so that demo, benchmarks and tests have the same one everywhere. The pixels are meant
 * as Display P3 (primaries of SMPTE EG 432-1 with white D65, transfer curve of IEC 61966-2-1);
 * poppies, balloon and sunset lie outside BT.709.
 *
 * The same frame has the same bytes whatever the number of threads. The renderer uses IEEE
 * arithmetic and square roots only, no other function of libm, so that holds between machines too,
 * as long as the compiler neither contracts nor reorders floating point (-ffp-contract=off, no
 * -ffast-math, no x87). */

#ifndef REEL_FILM_H
#define REEL_FILM_H

#include <glib.h>

G_BEGIN_DECLS

#define REEL_FILM_MAX_SIZE 16384
#define REEL_FILM_FPS 24

/* One film of one size. Holds working memory for a single frame: one caller at a time per film. */
typedef struct _ReelFilm ReelFilm;

/* Makes a film of @width x @height pixels, 1..REEL_FILM_MAX_SIZE each. @n_threads threads share the
 * rows of a frame, 0 for one per processor. */
ReelFilm *reel_film_new (guint width, guint height, guint n_threads);

void reel_film_free (ReelFilm *film);

/* Renders frame @frame as R, G, B, A bytes, A = 255. The film runs at REEL_FILM_FPS frames per
 * second and starts again after ten minutes. Rows are @stride bytes apart, at least 4 * width. */
void reel_film_render_8 (ReelFilm *film, guint frame, guint8 *pixels, gsize stride);

/* The same frame as native-endian 16-bit R, G, B, A, A = 65535. @stride is in bytes, even, at least
 * 8 * width. */
void reel_film_render_16 (ReelFilm *film, guint frame, guint16 *pixels, gsize stride);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFilm, reel_film_free)

G_END_DECLS

#endif
