/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* CIEDE2000 colour differences, for measuring and reporting. */

#ifndef REEL_DELTA_E_H
#define REEL_DELTA_E_H

#include <glib.h>

G_BEGIN_DECLS

/* The CIEDE2000 difference of two CIELAB colours {L*, a*, b*}, with kL = kC = kH = 1. Computed in
 * double as in Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
 * Supplementary Test Data, and Mathematical Observations", Color Research and Application 30(1),
 * 2005; equation numbers in the source are theirs. */
double reel_delta_e_2000 (const double lab1[3], const double lab2[3]);

G_END_DECLS

#endif
