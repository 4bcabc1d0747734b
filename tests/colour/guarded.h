/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Memory between two pages that cannot be touched: who reads or writes past the one end that a
 * range is put at is killed at once, also where no sanitizer looks (vector gathers). What is left
 * at the other end holds a pattern, so that writes there are found. */

#ifndef REEL_TEST_GUARDED_H
#define REEL_TEST_GUARDED_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Guarded Guarded;

/* Room for @size bytes. */
Guarded *guarded_new (gsize size);
void guarded_free (Guarded *guarded);

/* Returns where a range of @size bytes begins: right before the upper guard when @at_end, but no
 * less aligned than @alignment (a power of two), else right behind the lower guard. Writes the
 * pattern next to it. */
gpointer guarded_place (Guarded *guarded, gsize size, gsize alignment, gboolean at_end);

/* Whether the pattern next to the range placed last is as it was. */
gboolean guarded_is_intact (const Guarded *guarded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Guarded, guarded_free)

G_END_DECLS

#endif
