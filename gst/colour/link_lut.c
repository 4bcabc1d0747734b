/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>

#include "colour/link.h"

static void
lut_init (ReelLut3d *lut, guint size, const guint8 component[3])
{
  gsize n = REEL_LUT3D_NODES (size), i;
  guint c;

  lut->size = size;
  lut->nodes = g_aligned_alloc (n, 4 * sizeof (gint16), 64);
  for (i = 0; i < 4 * n; i++)
    lut->nodes[i] = -32768; /* stands for 0: the fourth value, and the margin */
  for (c = 0; c < 3; c++)
    lut->component[c] = component[c];
}

static void
set_node (ReelLut3d *lut, gsize node, const float rgb[3], float white)
{
  guint c;

  for (c = 0; c < 3; c++)
    lut->nodes[4 * node + lut->component[c]] =
        (gint16) (lrintf (CLAMP (rgb[c], 0.0f, 1.0f) * white) - 32768);
}

static float
white_of_depth (guint depth)
{
  return (float) (((1u << depth) - 1) << (16 - depth));
}

/* Codes 0..max to positions, where code / max = @min is the first node and @max the last. */
static void
set_domain (ReelLut3d *lut, guint channel, guint depth, float min, float max)
{
  float cells = (float) ((lut->size - 1) << 15);

  lut->scale[channel] = cells / ((float) ((1u << depth) - 1) * (max - min));
  lut->bias[channel] = -min / (max - min) * cells;
}

void
reel_lut3d_from_link (ReelLut3d *lut, const ReelLink *link, guint size, guint depth,
                      const guint8 component[3])
{
  g_autofree float *row = g_new (float, 3 * size);
  const float white = white_of_depth (depth), last = (float) (size - 1);
  guint r, g, b, c;
  gsize node = 0;

  lut_init (lut, size, component);
  for (c = 0; c < 3; c++)
    set_domain (lut, c, depth, 0.0f, 1.0f);
  for (r = 0; r < size; r++) {
    for (g = 0; g < size; g++) {
      for (b = 0; b < size; b++) {
        row[3 * b] = (float) r / last;
        row[3 * b + 1] = (float) g / last;
        row[3 * b + 2] = (float) b / last;
      }
      reel_link_evaluate (link, row, row, size);
      for (b = 0; b < size; b++)
        set_node (lut, node++, row + 3 * b, white);
    }
  }
}

void
reel_lut3d_from_cube (ReelLut3d *lut, const ReelCube *cube, guint depth, const guint8 component[3])
{
  const float white = white_of_depth (depth);
  const guint n = cube->size;
  guint r, g, b, c;
  gsize node = 0;

  lut_init (lut, n, component);
  for (c = 0; c < 3; c++)
    set_domain (lut, c, depth, cube->domain_min[c], cube->domain_max[c]);
  for (r = 0; r < n; r++) {
    for (g = 0; g < n; g++) {
      for (b = 0; b < n; b++)
        set_node (lut, node++, cube->table + 3 * (((gsize) b * n + g) * n + r), white);
    }
  }
}

void
reel_lut3d_clear (ReelLut3d *lut)
{
  g_clear_pointer (&lut->nodes, g_aligned_free);
}
