/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How RGB pixels lie in memory, and the ways between that and what the kernels take.
 *
 * Kernels know 32-bit words of four bytes, 64-bit words of four native 16-bit values, and planes of
 * native 16-bit values. Everything else travels through short buffers: 24-bit pixels and 8-bit
 * planes as 32-bit words, values in the other byte order swapped. "Wide" is the common form for
 * work in several steps: 64-bit words, red in the lowest 16 bits, then green and blue, codes of any
 * depth scaled to 0..65535. */

#ifndef REEL_PIXEL_FORMAT_H
#define REEL_PIXEL_FORMAT_H

#include <glib.h>

#include "colour/kernels.h"

G_BEGIN_DECLS

#define REEL_MAX_PLANES 4

typedef enum {
  REEL_LAYOUT_PX24,     /* three bytes a pixel */
  REEL_LAYOUT_PX32,     /* four bytes a pixel, one of them alpha or nothing */
  REEL_LAYOUT_PX64,     /* four 16-bit words a pixel */
  REEL_LAYOUT_PLANAR8,  /* planes of bytes */
  REEL_LAYOUT_PLANAR16, /* planes of 16-bit words, codes in the low bits */
} ReelLayout;

typedef struct {
  ReelLayout layout;
  guint8 depth;     /* significant bits per code: 8 or 16 when packed, 8..16 in planes */
  gboolean swapped; /* 16-bit words are in the other byte order than this machine's */
  guint8 place[3];  /* r, g, b: index of the byte, the word or the plane */
  guint n_planes;   /* packed: 1; planar: 3, or 4 with an alpha plane, which is the fourth */
} ReelPixelFormat;

/* One row of pixels: the address of its first pixel in each plane (packed: the first only). */
typedef struct {
  guint8 *plane[REEL_MAX_PLANES];
} ReelRow;

/* The largest code. */
guint reel_pixel_format_max (const ReelPixelFormat *format);

/* Where the kernels find components in a packed pixel word of this machine (bit positions; format
 * must be packed, or planar of 8 bits, which becomes 32-bit words with red lowest). */
void reel_pixel_format_shifts (const ReelPixelFormat *format, guint8 shift[3]);

/* Whether kernels can work on the rows as they are. */
gboolean reel_pixel_format_is_direct (const ReelPixelFormat *format);

/* Copies pixels @x..@x+@n of a row of PX24 or PLANAR8 to and from 32-bit words as
 * reel_pixel_format_shifts() describes them. Storing leaves everything but r, g and b of the row
 * alone. */
void reel_pixels_load32 (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                         guint32 *words);
void reel_pixels_store32 (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                          const guint32 *words);

/* Copies @n 16-bit words with their bytes exchanged; @dst may be @src. */
void reel_words_swap (guint16 *dst, const guint16 *src, gsize n);

/* Pixels @x..@x+@n of any format as wide words (bits 48..63 are zero). */
void reel_pixels_load_wide (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                            guint64 *wide);

/* The way back: scales to the format's depth, rounds with rule->bias (see kernels.h) and writes r,
 * g and b only. Zero stays zero, as no bias reaches a whole code. @x
 * must be a multiple of REEL_DITHER_WIDTH. */
void reel_pixels_store_wide (const ReelPixelFormat *format, const ReelRow *row, gsize x, gsize n,
                             const guint64 *wide, const ReelPixelRule *rule);

/* Copies whatever is not r, g or b (alpha and unused bytes) of @n pixels. */
void reel_pixels_copy_rest (const ReelPixelFormat *format, const ReelRow *dst, const ReelRow *src,
                            gsize n);

G_END_DECLS

#endif
