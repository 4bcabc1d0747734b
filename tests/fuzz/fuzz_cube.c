/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "formats/cube.h"
#include "formats/format_error.h"
#include "fuzz_target.h"

#include <math.h>

static void
check_error (const GError *error)
{
  g_assert_true (error != NULL && error->domain == REEL_FORMAT_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* What cube.h promises of every table it gives out. */
static void
check_cube (const ReelCube *cube)
{
  gsize numbers = 3 * (gsize) cube->size * cube->size * cube->size;
  gsize i;

  g_assert_true (cube->size >= REEL_CUBE_MIN_SIZE && cube->size <= REEL_CUBE_MAX_SIZE);
  g_assert_true (cube->title == NULL || g_utf8_validate (cube->title, -1, NULL));
  for (i = 0; i < 3; i++) {
    float width = cube->domain_max[i] - cube->domain_min[i];

    g_assert_true (cube->domain_min[i] < cube->domain_max[i]);
    g_assert_true (isfinite ((float) (cube->size - 1) / width));
  }
  for (i = 0; i < numbers; i++)
    g_assert_true (isfinite (cube->table[i]));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelCube) cube = reel_cube_parse ((const char *) data, size, &error);

  if (cube != NULL)
    check_cube (cube);
  else
    check_error (error);
  return 0;
}
