/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "guarded.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* How much next to a range holds the pattern: several of the longest vectors. */
#define PATTERN_BYTES 512

struct _Guarded {
  guint8 *map;
  gsize page;
  gsize inner;       /* bytes between the guards */
  gsize offset, end; /* the range placed last */
};

static guint8
pattern (gsize i)
{
  return (guint8) (0xa5 ^ (i * 37));
}

Guarded *
guarded_new (gsize size)
{
  Guarded *self = g_new0 (Guarded, 1);

  self->page = (gsize) sysconf (_SC_PAGESIZE);
  /* Half a page more than is asked for: there is always something left to hold the pattern. */
  self->inner = (size + self->page / 2 + self->page - 1) / self->page * self->page;
  self->map = mmap (NULL, self->inner + 2 * self->page, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self->map == MAP_FAILED || mprotect (self->map, self->page, PROT_NONE) != 0 ||
      mprotect (self->map + self->page + self->inner, self->page, PROT_NONE) != 0)
    g_error ("no memory with guards");
  return self;
}

void
guarded_free (Guarded *self)
{
  if (self == NULL)
    return;
  munmap (self->map, self->inner + 2 * self->page);
  g_free (self);
}

gpointer
guarded_place (Guarded *self, gsize size, gsize alignment, gboolean at_end)
{
  guint8 *inner = self->map + self->page;
  gsize i;

  g_assert_cmpuint (size, <=, self->inner);
  self->offset = at_end ? (self->inner - size) & ~(alignment - 1) : 0;
  self->end = self->offset + size;
  for (i = self->offset - MIN (self->offset, PATTERN_BYTES); i < self->offset; i++)
    inner[i] = pattern (i);
  for (i = self->end; i < MIN (self->inner, self->end + PATTERN_BYTES); i++)
    inner[i] = pattern (i);
  return inner + self->offset;
}

gboolean
guarded_is_intact (const Guarded *self)
{
  const guint8 *inner = self->map + self->page;
  gsize i;

  for (i = self->offset - MIN (self->offset, PATTERN_BYTES); i < self->offset; i++) {
    if (inner[i] != pattern (i))
      return FALSE;
  }
  for (i = self->end; i < MIN (self->inner, self->end + PATTERN_BYTES); i++) {
    if (inner[i] != pattern (i))
      return FALSE;
  }
  return TRUE;
}
