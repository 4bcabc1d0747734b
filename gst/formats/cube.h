/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Reader of .cube colour lookup tables (Adobe "Cube LUT Specification" 1.0, with the
 * LUT_3D_INPUT_RANGE line that DaVinci Resolve writes in place of DOMAIN_MIN/DOMAIN_MAX). */

#ifndef REEL_CUBE_H
#define REEL_CUBE_H

#include <glib.h>

G_BEGIN_DECLS

#define REEL_CUBE_MIN_SIZE 2
#define REEL_CUBE_MAX_SIZE 129

/* A three-dimensional table. Owned by the caller, freed with reel_cube_free(). Read-only once made,
 * so any number of threads may read it. */
typedef struct {
  char *title; /* may be NULL; UTF-8 */
  guint size;  /* nodes per axis, REEL_CUBE_MIN_SIZE..REEL_CUBE_MAX_SIZE */
  /* Input values of the first and of the last node per channel, r g b. The first is below the last,
   * and (size - 1) / (domain_max - domain_min) is a finite float. */
  float domain_min[3];
  float domain_max[3];
  /* size^3 x 3 finite floats (r, g, b), red fastest, as in the file; may leave 0..1 */
  float *table;
} ReelCube;

/* Parses @length bytes of text (not necessarily terminated; LF, CRLF or CR lines of at most 4096
 * bytes; a UTF-8 byte-order mark is skipped; '.' is the decimal point whatever the locale). A title
 * that is not UTF-8 is repaired, not refused. Returns NULL and sets @error (REEL_FORMAT_ERROR, with
 * the line number) on:
 *
 *   - a one-dimensional table, alone or in front of the other, or an unknown keyword (UNSUPPORTED);
 *   - a size or a line above the limit (TOO_LARGE), too few rows (TRUNCATED);
 *   - no size line, a repeated keyword or one after the first row, a size below the limit, too many
 *     rows, a row that is not three numbers, a number that is not a finite float, an empty or
 *     reversed domain, bytes that are not text (CORRUPT).
 *
 * Allocates the table at no more than the rows that @length bytes can hold. */
ReelCube *reel_cube_parse (const char *text, gsize length, GError **error);

/* Reads a whole file of at most 256 MiB and parses it. Errors are those of reel_cube_parse() and of
 * G_FILE_ERROR, all prefixed with the file's name. */
ReelCube *reel_cube_load (const char *filename, GError **error);

void reel_cube_free (ReelCube *cube);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCube, reel_cube_free)

G_END_DECLS

#endif
