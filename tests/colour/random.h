/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Random numbers for tests that need many of them: splitmix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014). */

#ifndef REEL_TEST_RANDOM_H
#define REEL_TEST_RANDOM_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 state;
} Random;

/* Starts from GLib's test seed, which "--seed" sets. */
static inline Random
random_new (void)
{
  Random r = { (guint64) (guint32) g_test_rand_int() << 32 | (guint32) g_test_rand_int() };

  return r;
}

static inline guint64
random_bits (Random *r)
{
  guint64 z = r->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* 0..@end - 1 */
static inline guint32
random_below (Random *r, guint32 end)
{
  return (guint32) (((random_bits (r) >> 32) * end) >> 32);
}

/* @low..@high */
static inline double
random_between (Random *r, double low, double high)
{
  return low + (high - low) * (double) (random_bits (r) >> 11) / (double) (1ull << 53);
}

G_END_DECLS

#endif
