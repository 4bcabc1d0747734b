/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "colour/delta_e.h"

#include <math.h>

typedef struct {
  double lab1[3], lab2[3];
  double difference;
} Pair;

/* Table 1 of Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
 * Supplementary Test Data, and Mathematical Observations", Color Research and Application 30(1),
 * 2005: pairs chosen to go through every branch, and where implementations were found to differ. */
static const Pair published[] = {
  { { 50.0000, 2.6772, -79.7751 }, { 50.0000, 0.0000, -82.7485 }, 2.0425 },
  { { 50.0000, 3.1571, -77.2803 }, { 50.0000, 0.0000, -82.7485 }, 2.8615 },
  { { 50.0000, 2.8361, -74.0200 }, { 50.0000, 0.0000, -82.7485 }, 3.4412 },
  { { 50.0000, -1.3802, -84.2814 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, -1.1848, -84.8006 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, -0.9009, -85.5211 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, 0.0000, 0.0000 }, { 50.0000, -1.0000, 2.0000 }, 2.3669 },
  { { 50.0000, -1.0000, 2.0000 }, { 50.0000, 0.0000, 0.0000 }, 2.3669 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0009 }, 7.1792 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0010 }, 7.1792 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0011 }, 7.2195 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0012 }, 7.2195 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0009, -2.4900 }, 4.8045 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0010, -2.4900 }, 4.8045 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0011, -2.4900 }, 4.7461 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 0.0000, -2.5000 }, 4.3065 },
  { { 50.0000, 2.5000, 0.0000 }, { 73.0000, 25.0000, -18.0000 }, 27.1492 },
  { { 50.0000, 2.5000, 0.0000 }, { 61.0000, -5.0000, 29.0000 }, 22.8977 },
  { { 50.0000, 2.5000, 0.0000 }, { 56.0000, -27.0000, -3.0000 }, 31.9030 },
  { { 50.0000, 2.5000, 0.0000 }, { 58.0000, 24.0000, 15.0000 }, 19.4535 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.1736, 0.5854 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2972, 0.0000 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 1.8634, 0.5757 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2592, 0.3350 }, 1.0000 },
  { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
  { { 63.0109, -31.0961, -5.8663 }, { 62.8187, -29.7946, -4.0864 }, 1.2630 },
  { { 61.2901, 3.7196, -5.3901 }, { 61.4292, 2.2480, -4.9620 }, 1.8731 },
  { { 35.0831, -44.1164, 3.7933 }, { 35.0232, -40.0716, 1.5901 }, 1.8645 },
  { { 22.7233, 20.0904, -46.6940 }, { 23.0331, 14.9730, -42.5619 }, 2.0373 },
  { { 36.4612, 47.8580, 18.3852 }, { 36.2715, 50.5065, 21.2231 }, 1.4146 },
  { { 90.8027, -2.0831, 1.4410 }, { 91.1528, -1.6435, 0.0447 }, 1.4441 },
  { { 90.9257, -0.5406, -0.9208 }, { 88.6381, -0.8985, -0.7239 }, 1.5381 },
  { { 6.7747, -0.2908, -2.4247 }, { 5.8714, -0.0985, -2.2286 }, 0.6377 },
  { { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (published) == 34);

static void
check_pair (guint i, const double lab1[3], const double lab2[3])
{
  double difference = reel_delta_e_2000 (lab1, lab2);

  /* Published with four digits, so 0.00005 of the tolerance is theirs. */
  if (!(fabs (difference - published[i].difference) < 1e-4))
    g_error ("pair %u: %.6f, expected %.4f", i + 1, difference, published[i].difference);
}

static void
test_published (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (published); i++)
    check_pair (i, published[i].lab1, published[i].lab2);
}

/* The formula does not care which colour comes first, but for opposite hues: there rounding decides
 * which way round the mean hue lies. */
static void
test_symmetric (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (published); i++) {
    const Pair *pair = &published[i];

    if (pair->lab1[1] != -pair->lab2[1] || pair->lab1[2] != -pair->lab2[2])
      check_pair (i, pair->lab2, pair->lab1);
  }
}

static void
test_same (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (published); i++) {
    g_assert_cmpfloat (reel_delta_e_2000 (published[i].lab1, published[i].lab1), ==, 0.0);
    g_assert_cmpfloat (reel_delta_e_2000 (published[i].lab2, published[i].lab2), ==, 0.0);
  }
}

/* Greys differ by lightness alone: dE = dL / (1 + 0.015 (L - 50)^2 / sqrt (20 + (L - 50)^2)). */
static void
test_greys (void)
{
  double l;

  for (l = 0.0; l < 100.0; l += 1.0) {
    const double lab1[3] = { l, 0.0, 0.0 }, lab2[3] = { l + 1.0, 0.0, 0.0 };
    double around = l + 0.5 - 50.0, square = around * around;

    g_assert_cmpfloat_with_epsilon (reel_delta_e_2000 (lab1, lab2),
                                    1.0 / (1.0 + 0.015 * square / sqrt (20.0 + square)), 1e-12);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delta-e/published", test_published);
  g_test_add_func ("/delta-e/symmetric", test_symmetric);
  g_test_add_func ("/delta-e/same", test_same);
  g_test_add_func ("/delta-e/greys", test_greys);
  return g_test_run();
}
