/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "reference.h"

#include <math.h>

double
reference_decode (const ReferenceCurve *curve, double code)
{
  if (curve->gamma != 0.0)
    return pow (code, curve->gamma);
  return code <= 0.04045 ? code / 12.92 : pow ((code + 0.055) / 1.055, 2.4);
}

double
reference_encode (const ReferenceCurve *curve, double linear)
{
  if (curve->gamma != 0.0)
    return pow (linear, 1.0 / curve->gamma);
  /* Where the inverse of the above bends; the standard's own 0.0031308 is this, rounded. */
  return linear <= 0.04045 / 12.92 ? linear * 12.92 : 1.055 * pow (linear, 1.0 / 2.4) - 0.055;
}

/* The cell around @position: its lowest corner, and where in it, 0..1. The last node belongs to the
 * last cell. */
static void
find_cell (guint size, const double position[3], guint corner[3], double inside[3])
{
  guint c;

  for (c = 0; c < 3; c++) {
    corner[c] = MIN ((guint) floor (position[c]), size - 2);
    inside[c] = position[c] - corner[c];
  }
}

double
reference_tetrahedral (guint size, const double position[3], ReferenceNode node, gconstpointer data)
{
  guint corner[3], i;
  double inside[3], x, y, z, p[8];

  find_cell (size, position, corner, inside);
  x = inside[0];
  y = inside[1];
  z = inside[2];
  for (i = 0; i < 8; i++)
    p[i] = node (corner[0] + (i >> 2 & 1), corner[1] + (i >> 1 & 1), corner[2] + (i & 1), data);

  if (x >= y) {
    if (y >= z)
      return p[0] + x * (p[4] - p[0]) + y * (p[6] - p[4]) + z * (p[7] - p[6]);
    if (x >= z)
      return p[0] + x * (p[4] - p[0]) + z * (p[5] - p[4]) + y * (p[7] - p[5]);
    return p[0] + z * (p[1] - p[0]) + x * (p[5] - p[1]) + y * (p[7] - p[5]);
  }
  if (x >= z)
    return p[0] + y * (p[2] - p[0]) + x * (p[6] - p[2]) + z * (p[7] - p[6]);
  if (y >= z)
    return p[0] + y * (p[2] - p[0]) + z * (p[3] - p[2]) + x * (p[7] - p[3]);
  return p[0] + z * (p[1] - p[0]) + y * (p[3] - p[1]) + x * (p[7] - p[3]);
}

double
reference_slope (guint size, const double position[3], guint axis, ReferenceNode node,
                 gconstpointer data)
{
  guint corner[3], i;
  double inside[3], slope = 0.0;

  find_cell (size, position, corner, inside);
  for (i = 0; i < 4; i++) {
    guint low[3] = { corner[0], corner[1], corner[2] }, high[3];

    low[(axis + 1) % 3] += i & 1;
    low[(axis + 2) % 3] += i >> 1;
    high[0] = low[0] + (axis == 0);
    high[1] = low[1] + (axis == 1);
    high[2] = low[2] + (axis == 2);
    slope = MAX (
        slope, fabs (node (high[0], high[1], high[2], data) - node (low[0], low[1], low[2], data)));
  }
  return slope;
}
