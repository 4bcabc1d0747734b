/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <math.h>

#include "colour/delta_e.h"

#define DEGREES(radians) ((radians) *180.0 / G_PI)
#define RADIANS(degrees) ((degrees) *G_PI / 180.0)

/* Equation 7: the hue angle in 0..360 degrees, 0 for a neutral colour. */
static double
hue (double a, double b)
{
  double degrees;

  if (a == 0.0 && b == 0.0)
    return 0.0;
  degrees = DEGREES (atan2 (b, a));
  return degrees < 0.0 ? degrees + 360.0 : degrees;
}

/* Equation 10 */
static double
hue_difference (double h1, double h2)
{
  double d = h2 - h1;

  if (d > 180.0)
    return d - 360.0;
  if (d < -180.0)
    return d + 360.0;
  return d;
}

/* Equation 14 */
static double
hue_mean (double h1, double h2)
{
  double sum = h1 + h2;

  if (fabs (h1 - h2) <= 180.0)
    return sum / 2.0;
  return (sum < 360.0 ? sum + 360.0 : sum - 360.0) / 2.0;
}

static double
pow7 (double x)
{
  return pow (x, 7.0);
}

double
reel_delta_e_2000 (const double lab1[3], const double lab2[3])
{
  const double twenty_five_7 = 6103515625.0;
  double c_mean_7 = pow7 ((hypot (lab1[1], lab1[2]) + hypot (lab2[1], lab2[2])) / 2.0); /* 2, 3 */
  double g = 0.5 * (1.0 - sqrt (c_mean_7 / (c_mean_7 + twenty_five_7)));                /* 4 */
  double a1 = (1.0 + g) * lab1[1], a2 = (1.0 + g) * lab2[1];                            /* 5 */
  double c1 = hypot (a1, lab1[2]), c2 = hypot (a2, lab2[2]);                            /* 6 */
  double h1 = hue (a1, lab1[2]), h2 = hue (a2, lab2[2]);                                /* 7 */
  gboolean neutral = c1 * c2 == 0.0;
  double d_l = lab2[0] - lab1[0];                                      /* 8 */
  double d_c = c2 - c1;                                                /* 9 */
  double d_hue = neutral ? 0.0 : hue_difference (h1, h2);              /* 10 */
  double d_h = 2.0 * sqrt (c1 * c2) * sin (RADIANS (d_hue / 2.0));     /* 11 */
  double l_mean = (lab1[0] + lab2[0]) / 2.0, c_mean = (c1 + c2) / 2.0; /* 12, 13 */
  double h_mean = neutral ? h1 + h2 : hue_mean (h1, h2);               /* 14 */
  double t = 1.0 - 0.17 * cos (RADIANS (h_mean - 30.0)) + 0.24 * cos (RADIANS (2.0 * h_mean)) +
             0.32 * cos (RADIANS (3.0 * h_mean + 6.0)) -
             0.20 * cos (RADIANS (4.0 * h_mean - 63.0)); /* 15 */
  double around_blue = (h_mean - 275.0) / 25.0;
  double d_theta = 30.0 * exp (-around_blue * around_blue);                  /* 16 */
  double r_c = 2.0 * sqrt (pow7 (c_mean) / (pow7 (c_mean) + twenty_five_7)); /* 17 */
  double l_50 = (l_mean - 50.0) * (l_mean - 50.0);
  double s_l = 1.0 + 0.015 * l_50 / sqrt (20.0 + l_50); /* 18 */
  double s_c = 1.0 + 0.045 * c_mean;                    /* 19 */
  double s_h = 1.0 + 0.015 * c_mean * t;                /* 20 */
  double r_t = -sin (RADIANS (2.0 * d_theta)) * r_c;    /* 21 */
  double l = d_l / s_l, c = d_c / s_c, h = d_h / s_h;

  return sqrt (l * l + c * c + h * h + r_t * c * h); /* 22 */
}
