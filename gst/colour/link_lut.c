/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>

#include "colour/link.h"

static float
white_of_depth (guint depth)
{
  return (float) (((1u << depth) - 1) << (16 - depth));
}

/* What a node holds for the result 0. */
static gint16
zero_node (const ReelLut3d *lut)
{
  return lut->step != 0 ? 0 : -32768;
}

/* Codes 0..max to positions, where code / max = @min is the first node and @max the last. */
static void
set_domain (ReelLut3d *lut, guint depth, gboolean px32, const float min[3], const float max[3])
{
  const guint max_code = (1u << depth) - 1;
  const guint32 cells = (lut->size - 1) << 15;
  gboolean whole = TRUE;
  guint c;

  for (c = 0; c < 3; c++) {
    lut->scale[c] = (float) cells / ((float) max_code * (max[c] - min[c]));
    lut->bias[c] = -min[c] / (max[c] - min[c]) * (float) cells;
    whole = whole && min[c] == 0.0f && max[c] == 1.0f;
  }
  /* A step is whole, so the last code falls short of the last node by what the division leaves.
   * That must stay below a fiftieth of a code, as it does for all sizes 2^n + 1 from 17 on; a cell
   * is 255 / (size - 1) codes wide. */
  whole = whole && cells % 255 * 255 * 50 <= cells;
  lut->step = px32 && whole ? (guint16) (cells / 255) : 0;
}

static void
lut_init (ReelLut3d *lut, guint size, guint depth, gboolean px32, const float min[3],
          const float max[3], const guint8 component[3])
{
  gsize n = REEL_LUT3D_NODES (size), i;
  guint c;

  lut->size = size;
  set_domain (lut, depth, px32, min, max);
  for (c = 0; c < 3; c++)
    lut->component[c] = component[c];
  lut->nodes = g_aligned_alloc (n, 4 * sizeof (gint16), 64);
  for (i = 0; i < 4 * n; i++)
    lut->nodes[i] = zero_node (lut); /* the fourth value, and the margin */
}

static void
set_node (ReelLut3d *lut, gsize node, const float rgb[3], float white)
{
  guint c;

  for (c = 0; c < 3; c++)
    lut->nodes[4 * node + lut->component[c]] =
        (gint16) (lrintf (CLAMP (rgb[c], 0.0f, 1.0f) * white) + zero_node (lut));
}

void
reel_lut3d_from_link (ReelLut3d *lut, const ReelLink *link, guint size, guint depth, gboolean px32,
                      const guint8 component[3])
{
  static const float zeros[3] = { 0.0f, 0.0f, 0.0f }, ones[3] = { 1.0f, 1.0f, 1.0f };
  g_autofree float *row = g_new (float, 3 * size);
  const float white = white_of_depth (depth), last = (float) (size - 1);
  guint r, g, b;
  gsize node = 0;

  lut_init (lut, size, depth, px32, zeros, ones, component);
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
reel_lut3d_from_cube (ReelLut3d *lut, const ReelCube *cube, guint depth, gboolean px32,
                      const guint8 component[3])
{
  const float white = white_of_depth (depth);
  const guint n = cube->size;
  guint r, g, b;
  gsize node = 0;

  lut_init (lut, n, depth, px32, cube->domain_min, cube->domain_max, component);
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
