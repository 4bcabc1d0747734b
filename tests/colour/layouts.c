/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "layouts.h"

#include <string.h>

static const char *const layout_names[] = { "px24", "px32", "px64", "planar8", "planar16" };

/* Adds the format with its components in every order of @n_places places. */
static void
add_orders (GArray *formats, ReelPixelFormat format, guint n_places)
{
  guint8 r, g, b;

  for (r = 0; r < n_places; r++) {
    for (g = 0; g < n_places; g++) {
      for (b = 0; b < n_places; b++) {
        if (r == g || g == b || b == r)
          continue;
        format.place[0] = r;
        format.place[1] = g;
        format.place[2] = b;
        g_array_append_val (formats, format);
      }
    }
  }
}

GArray *
layouts_all (void)
{
  GArray *formats = g_array_new (FALSE, FALSE, sizeof (ReelPixelFormat));
  guint8 depth;
  guint planes, swapped;

  add_orders (formats, (ReelPixelFormat){ .layout = REEL_LAYOUT_PX24, .depth = 8, .n_planes = 1 },
              3);
  add_orders (formats, (ReelPixelFormat){ .layout = REEL_LAYOUT_PX32, .depth = 8, .n_planes = 1 },
              4);
  for (swapped = 0; swapped < 2; swapped++)
    add_orders (
        formats,
        (ReelPixelFormat){
            .layout = REEL_LAYOUT_PX64, .depth = 16, .swapped = (gboolean) swapped, .n_planes = 1 },
        4);
  for (planes = 3; planes <= 4; planes++) {
    add_orders (formats,
                (ReelPixelFormat){ .layout = REEL_LAYOUT_PLANAR8, .depth = 8, .n_planes = planes },
                3);
    for (depth = 8; depth <= 16; depth++) {
      for (swapped = 0; swapped < 2; swapped++)
        add_orders (formats,
                    (ReelPixelFormat){ .layout = REEL_LAYOUT_PLANAR16,
                                       .depth = depth,
                                       .swapped = (gboolean) swapped,
                                       .n_planes = planes },
                    3);
    }
  }
  return formats;
}

char *
layout_describe (const ReelPixelFormat *format)
{
  return g_strdup_printf ("%s, depth %u, places %u %u %u%s, %u planes",
                          layout_names[format->layout], format->depth, format->place[0],
                          format->place[1], format->place[2], format->swapped ? ", swapped" : "",
                          layout_planes (format));
}

static gboolean
is_planar (const ReelPixelFormat *format)
{
  return format->layout == REEL_LAYOUT_PLANAR8 || format->layout == REEL_LAYOUT_PLANAR16;
}

static gboolean
has_words (const ReelPixelFormat *format)
{
  return format->layout == REEL_LAYOUT_PX64 || format->layout == REEL_LAYOUT_PLANAR16;
}

guint
layout_planes (const ReelPixelFormat *format)
{
  return is_planar (format) ? format->n_planes : 1;
}

gsize
layout_step (const ReelPixelFormat *format)
{
  static const gsize steps[] = { 3, 4, 8, 1, 2 };

  return steps[format->layout];
}

guint32
layout_max (const ReelPixelFormat *format)
{
  guint32 max = 0;
  guint bit;

  for (bit = 0; bit < format->depth; bit++)
    max = 2 * max + 1;
  return max;
}

/* The plane or place of what is not colour; 4 where there is none. */
static guint
rest_place (const ReelPixelFormat *format)
{
  guint place;

  if (is_planar (format))
    return format->n_planes == 4 ? 3 : 4;
  if (format->layout == REEL_LAYOUT_PX24)
    return 4;
  for (place = 0; place < 4; place++) {
    if (place != format->place[0] && place != format->place[1] && place != format->place[2])
      break;
  }
  return place;
}

static guint8 *
component (const ReelPixelFormat *format, const ReelRow *row, gsize x, guint channel)
{
  guint place = channel < 3 ? format->place[channel] : rest_place (format);

  if (place == 4)
    return NULL;
  if (is_planar (format))
    return row->plane[place] + layout_step (format) * x;
  return row->plane[0] + layout_step (format) * x + (has_words (format) ? 2 * place : place);
}

static gboolean
high_byte_first (const ReelPixelFormat *format)
{
  return (G_BYTE_ORDER == G_BIG_ENDIAN) != (format->swapped != FALSE);
}

guint32
layout_get (const ReelPixelFormat *format, const ReelRow *row, gsize x, guint channel)
{
  const guint8 *at = component (format, row, x, channel);

  if (at == NULL)
    return 0;
  if (!has_words (format))
    return at[0];
  return high_byte_first (format) ? at[0] * 256u + at[1] : at[1] * 256u + at[0];
}

void
layout_set (const ReelPixelFormat *format, const ReelRow *row, gsize x, guint channel, guint32 word)
{
  guint8 *at = component (format, row, x, channel);

  if (at == NULL)
    return;
  if (!has_words (format)) {
    at[0] = (guint8) word;
  } else if (high_byte_first (format)) {
    at[0] = (guint8) (word / 256);
    at[1] = (guint8) (word % 256);
  } else {
    at[0] = (guint8) (word % 256);
    at[1] = (guint8) (word / 256);
  }
}

TestRow *
test_row_new (gsize longest)
{
  TestRow *row = g_new0 (TestRow, 1);
  guint p;

  for (p = 0; p < REEL_MAX_PLANES; p++)
    row->memory[p] = guarded_new (8 * longest);
  return row;
}

void
test_row_free (TestRow *row)
{
  guint p;

  if (row == NULL)
    return;
  for (p = 0; p < REEL_MAX_PLANES; p++)
    guarded_free (row->memory[p]);
  g_free (row);
}

/* Rows of GStreamer's buffers are at least as aligned as their words. */
static gsize
alignment (const ReelPixelFormat *format)
{
  return format->layout == REEL_LAYOUT_PX24 ? 1 : layout_step (format);
}

void
test_row_fill (TestRow *row, const ReelPixelFormat *format, gsize n, gboolean at_end,
               Random *random)
{
  const gsize size = n * layout_step (format);
  guint p;
  gsize i;

  memset (&row->row, 0, sizeof row->row);
  for (p = 0; p < layout_planes (format); p++) {
    row->row.plane[p] = guarded_place (row->memory[p], size, alignment (format), at_end);
    for (i = 0; i < size; i++)
      row->row.plane[p][i] = (guint8) random_bits (random);
  }
}

void
test_row_copy (TestRow *row, const TestRow *other, const ReelPixelFormat *format, gsize n)
{
  const gsize size = n * layout_step (format);
  guint p;

  memset (&row->row, 0, sizeof row->row);
  for (p = 0; p < layout_planes (format); p++) {
    row->row.plane[p] = guarded_place (row->memory[p], size, alignment (format), n % 2);
    memcpy (row->row.plane[p], other->row.plane[p], size);
  }
}

gboolean
test_row_equal (const TestRow *a, const TestRow *b, const ReelPixelFormat *format, gsize n)
{
  const gsize size = n * layout_step (format);
  guint p;

  for (p = 0; p < layout_planes (format); p++) {
    if (memcmp (a->row.plane[p], b->row.plane[p], size) != 0 || !guarded_is_intact (a->memory[p]) ||
        !guarded_is_intact (b->memory[p]))
      return FALSE;
  }
  return TRUE;
}
