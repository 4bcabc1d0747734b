/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "colour/pixel_format.h"

guint
reel_pixel_format_max (const ReelPixelFormat *format)
{
  return (1u << format->depth) - 1;
}

void
reel_pixel_format_shifts (const ReelPixelFormat *format, guint8 shift[3])
{
  guint c;

  for (c = 0; c < 3; c++) {
    switch (format->layout) {
      case REEL_LAYOUT_PX32:
        shift[c] = (guint8) (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 8 * format->place[c]
                                                             : 24 - 8 * format->place[c]);
        break;
      case REEL_LAYOUT_PX64:
        shift[c] = (guint8) (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 16 * format->place[c]
                                                             : 48 - 16 * format->place[c]);
        break;
      default:
        shift[c] = (guint8) (8 * c);
        break;
    }
  }
}

gboolean
reel_pixel_format_is_direct (const ReelPixelFormat *format)
{
  switch (format->layout) {
    case REEL_LAYOUT_PX32:
      return TRUE;
    case REEL_LAYOUT_PX64:
    case REEL_LAYOUT_PLANAR16:
      return !format->swapped;
    default:
      return FALSE;
  }
}

void
reel_pixels_load32 (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                    guint32 *words)
{
  gsize i;

  if (format->layout == REEL_LAYOUT_PX24) {
    const guint8 *p = row->plane[0] + 3 * x;
    const guint r = format->place[0], g = format->place[1], b = format->place[2];

    for (i = 0; i < n; i++)
      words[i] = p[3 * i + r] | (guint32) p[3 * i + g] << 8 | (guint32) p[3 * i + b] << 16;
  } else {
    const guint8 *r = row->plane[format->place[0]] + x;
    const guint8 *g = row->plane[format->place[1]] + x;
    const guint8 *b = row->plane[format->place[2]] + x;

    for (i = 0; i < n; i++)
      words[i] = r[i] | (guint32) g[i] << 8 | (guint32) b[i] << 16;
  }
}

void
reel_pixels_store32 (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                     const guint32 *words)
{
  gsize i;

  if (format->layout == REEL_LAYOUT_PX24) {
    guint8 *p = row->plane[0] + 3 * x;
    const guint r = format->place[0], g = format->place[1], b = format->place[2];

    for (i = 0; i < n; i++) {
      p[3 * i + r] = (guint8) words[i];
      p[3 * i + g] = (guint8) (words[i] >> 8);
      p[3 * i + b] = (guint8) (words[i] >> 16);
    }
  } else {
    guint8 *r = row->plane[format->place[0]] + x;
    guint8 *g = row->plane[format->place[1]] + x;
    guint8 *b = row->plane[format->place[2]] + x;

    for (i = 0; i < n; i++) {
      r[i] = (guint8) words[i];
      g[i] = (guint8) (words[i] >> 8);
      b[i] = (guint8) (words[i] >> 16);
    }
  }
}

void
reel_words_swap (guint16 *dst, const guint16 *src, gsize n)
{
  gsize i;

  for (i = 0; i < n; i++)
    dst[i] = GUINT16_SWAP_LE_BE (src[i]);
}

/* --- codes of any layout --- */

/* @layout and @swapped are constants where these are called, so that no pixel pays for the choice.
 */

static inline G_ALWAYS_INLINE guint
get_code (ReelLayout layout, gboolean swapped, const ReelRow *row, gsize x, guint place)
{
  guint16 word;

  switch (layout) {
    case REEL_LAYOUT_PX24:
      return row->plane[0][3 * x + place];
    case REEL_LAYOUT_PX32:
      return row->plane[0][4 * x + place];
    case REEL_LAYOUT_PLANAR8:
      return row->plane[place][x];
    case REEL_LAYOUT_PX64:
      word = ((const guint16 *) row->plane[0])[4 * x + place];
      break;
    case REEL_LAYOUT_PLANAR16:
    default:
      word = ((const guint16 *) row->plane[place])[x];
      break;
  }
  return swapped ? GUINT16_SWAP_LE_BE (word) : word;
}

static inline G_ALWAYS_INLINE void
set_code (ReelLayout layout, gboolean swapped, const ReelRow *row, gsize x, guint place, guint code)
{
  const guint16 word = swapped ? GUINT16_SWAP_LE_BE ((guint16) code) : (guint16) code;

  switch (layout) {
    case REEL_LAYOUT_PX24:
      row->plane[0][3 * x + place] = (guint8) code;
      break;
    case REEL_LAYOUT_PX32:
      row->plane[0][4 * x + place] = (guint8) code;
      break;
    case REEL_LAYOUT_PLANAR8:
      row->plane[place][x] = (guint8) code;
      break;
    case REEL_LAYOUT_PX64:
      ((guint16 *) row->plane[0])[4 * x + place] = word;
      break;
    case REEL_LAYOUT_PLANAR16:
      ((guint16 *) row->plane[place])[x] = word;
      break;
  }
}

/* Calls @function with the format's layout and byte order as constants before its own arguments. */
#define WITH_CONSTANTS(format, function, ...)                                                      \
  switch ((format)->layout) {                                                                      \
    case REEL_LAYOUT_PX24:                                                                         \
      function (REEL_LAYOUT_PX24, FALSE, __VA_ARGS__);                                             \
      break;                                                                                       \
    case REEL_LAYOUT_PX32:                                                                         \
      function (REEL_LAYOUT_PX32, FALSE, __VA_ARGS__);                                             \
      break;                                                                                       \
    case REEL_LAYOUT_PLANAR8:                                                                      \
      function (REEL_LAYOUT_PLANAR8, FALSE, __VA_ARGS__);                                          \
      break;                                                                                       \
    case REEL_LAYOUT_PX64:                                                                         \
      if ((format)->swapped)                                                                       \
        function (REEL_LAYOUT_PX64, TRUE, __VA_ARGS__);                                            \
      else                                                                                         \
        function (REEL_LAYOUT_PX64, FALSE, __VA_ARGS__);                                           \
      break;                                                                                       \
    case REEL_LAYOUT_PLANAR16:                                                                     \
      if ((format)->swapped)                                                                       \
        function (REEL_LAYOUT_PLANAR16, TRUE, __VA_ARGS__);                                        \
      else                                                                                         \
        function (REEL_LAYOUT_PLANAR16, FALSE, __VA_ARGS__);                                       \
      break;                                                                                       \
  }

static inline G_ALWAYS_INLINE void
load_wide (ReelLayout layout, gboolean swapped, const ReelPixelFormat *format, const ReelRow *row,
           gsize x, gsize n, guint64 *wide)
{
  const guint32 max = reel_pixel_format_max (format);
  /* 65535 / max in units of 2^-32, rounded up: the nearest for every code of 8 to 16 bits, halves
   * up. */
  const guint64 scale = ((G_GUINT64_CONSTANT (65535) << 32) + max - 1) / max;
  gsize i;
  guint c;

  for (i = 0; i < n; i++) {
    guint64 word = 0;

    for (c = 0; c < 3; c++) {
      guint64 code = MIN (get_code (layout, swapped, row, x + i, format->place[c]), max);

      word |= ((code * scale + (1u << 31)) >> 32) << (16 * c);
    }
    wide[i] = word;
  }
}

void
reel_pixels_load_wide (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                       guint64 *wide)
{
  WITH_CONSTANTS (format, load_wide, format, row, x, n, wide)
}

static inline G_ALWAYS_INLINE void
store_wide (ReelLayout layout, gboolean swapped, const ReelPixelFormat *format, const ReelRow *row,
            gsize x, gsize n, const guint64 *wide, const ReelPixelRule *rule)
{
  const guint right = 16u - format->depth;
  const guint32 white = reel_pixel_format_max (format) << right;
  gsize i;
  guint c;

  for (i = 0; i < n; i++) {
    const guint32 bias = rule->bias[i % REEL_DITHER_WIDTH];

    for (c = 0; c < 3; c++) {
      guint32 value = (guint32) (wide[i] >> (16 * c) & 0xffff);

      set_code (layout, swapped, row, x + i, format->place[c],
                (((value * white + 32767u) / 65535u) + bias) >> right);
    }
  }
}

void
reel_pixels_store_wide (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                        const guint64 *wide, const ReelPixelRule *rule)
{
  WITH_CONSTANTS (format, store_wide, format, row, x, n, wide, rule)
}

void
reel_pixels_copy_rest (const ReelPixelFormat *format, const ReelRow *dst, const ReelRow *src,
                       gsize n)
{
  guint other =
      6u - format->place[0] - format->place[1] - format->place[2]; /* the fourth of 0, 1, 2, 3 */
  gsize i;

  switch (format->layout) {
    case REEL_LAYOUT_PX24:
      break;
    case REEL_LAYOUT_PX32:
      for (i = 0; i < n; i++)
        dst->plane[0][4 * i + other] = src->plane[0][4 * i + other];
      break;
    case REEL_LAYOUT_PX64:
      for (i = 0; i < n; i++)
        memcpy (dst->plane[0] + 8 * i + 2 * other, src->plane[0] + 8 * i + 2 * other, 2);
      break;
    case REEL_LAYOUT_PLANAR8:
    case REEL_LAYOUT_PLANAR16:
      if (format->n_planes > 3 && dst->plane[3] != src->plane[3])
        memcpy (dst->plane[3], src->plane[3], n * (format->layout == REEL_LAYOUT_PLANAR8 ? 1 : 2));
      break;
  }
}
