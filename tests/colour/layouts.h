/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Every pixel format that gst/colour knows, and rows of pixels that are read and written a byte at
 * a time, as gst/colour/pixel_format.h describes them. Shares no code with it. */

#ifndef REEL_TEST_LAYOUTS_H
#define REEL_TEST_LAYOUTS_H

#include <glib.h>

#include "colour/pixel_format.h"
#include "guarded.h"
#include "random.h"

G_BEGIN_DECLS

/* All of them: every layout, order of components, depth, byte order, with and without alpha. */
GArray *layouts_all (void);

/* For messages. */
char *layout_describe (const ReelPixelFormat *format);

guint layout_planes (const ReelPixelFormat *format);

/* Bytes from one pixel to the next in a plane. */
gsize layout_step (const ReelPixelFormat *format);

guint32 layout_max (const ReelPixelFormat *format);

/* The word of component @channel: 0 red, 1 green, 2 blue, 3 what is left (alpha or unused; 0 where
 * there is none). Words may be above the largest code. */
guint32 layout_get (const ReelPixelFormat *format, const ReelRow *row, gsize x, guint channel);
void layout_set (const ReelPixelFormat *format, const ReelRow *row, gsize x, guint channel,
                 guint32 word);

/* A row of up to @longest pixels of any format, between guards. */
typedef struct {
  ReelRow row;
  Guarded *memory[REEL_MAX_PLANES];
} TestRow;

TestRow *test_row_new (gsize longest);
void test_row_free (TestRow *row);

/* Makes it a row of @n pixels of @format at one of the guards, full of random bytes. */
void test_row_fill (TestRow *row, const ReelPixelFormat *format, gsize n, gboolean at_end,
                    Random *random);

/* Makes it a copy of a row of @n pixels. */
void test_row_copy (TestRow *row, const TestRow *other, const ReelPixelFormat *format, gsize n);

/* Whether both hold the same bytes, and nothing outside of them was written. */
gboolean
test_row_equal (const TestRow *a, const TestRow *b, const ReelPixelFormat *format, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestRow, test_row_free)

G_END_DECLS

#endif
