/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the kernels compute, in double and as textbooks write it. Shares no code with gst/colour. */

#ifndef REEL_TEST_REFERENCE_H
#define REEL_TEST_REFERENCE_H

#include <glib.h>

G_BEGIN_DECLS

/* A pure power, or IEC 61966-2-1 where gamma is 0. */
typedef struct {
  double gamma;
} ReferenceCurve;

/* Code 0..1 to linear light, and back. */
double reference_decode (const ReferenceCurve *curve, double code);
double reference_encode (const ReferenceCurve *curve, double linear);

/* A value at integer coordinates of a table. */
typedef double (*ReferenceNode) (guint r, guint g, guint b, gconstpointer data);

/* Tetrahedral interpolation at @position (0..size - 1 on each axis), a branch for each of
 * the six tetrahedra. */
double reference_tetrahedral (guint size, const double position[3], ReferenceNode node,
                              gconstpointer data);

/* The largest difference of two nodes that share an edge in direction @axis of the cell around
 * @position: how much the interpolated value can change per cell in that direction. */
double reference_slope (guint size, const double position[3], guint axis, ReferenceNode node,
                        gconstpointer data);

G_END_DECLS

#endif
