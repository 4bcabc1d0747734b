/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tables for the kernels, as gst/colour/kernels.h allows them: random ones that reach every limit,
 * and ones made from formulas. They lie before guard pages. */

#ifndef REEL_TEST_TABLES_H
#define REEL_TEST_TABLES_H

#include <glib.h>

#include "colour/kernels.h"
#include "guarded.h"
#include "random.h"
#include "reference.h"

G_BEGIN_DECLS

/* Full code of @depth bits, left-justified. */
guint32 white_of_depth (guint depth);

typedef enum {
  NODES_RANDOM,   /* anything from black to white */
  NODES_EXTREMES, /* black and white only: the steepest that a table can be */
  NODES_SMOOTH,   /* a bent ramp per channel that the others pull a little */
  N_NODES,
} NodesKind;

typedef struct {
  ReelLut3d lut;
  Guarded *memory;
} TestLut;

/* A table for codes and results of @depth bits over the domain 0..1. */
TestLut *
test_lut_new (Random *random, guint size, guint depth, NodesKind kind, const guint8 component[3]);

/* One for lut_px32 with a step: 8-bit codes of the whole domain, and nodes that hold the results
 * themselves. */
TestLut *
test_lut_new_stepped (Random *random, guint size, NodesKind kind, const guint8 component[3]);
void test_lut_free (TestLut *test);

/* Another domain for one axis: code / white = @min is its first node and @max the last. */
void test_lut_set_domain (TestLut *test, guint channel, guint depth, double min, double max);

typedef struct {
  ReelMatrixShaper shaper;
  Guarded *in[3], *out[3];
} TestShaper;

/* Random curves and a random matrix, whose results leave 0..1 on both sides. Where @shared, the
 * channels have one curve. */
TestShaper *test_shaper_new_random (Random *random, guint depth, gboolean shared);

/* Curves of @decode and the inverse of @encode around @matrix and @offset. */
TestShaper *
test_shaper_new (guint depth, const ReferenceCurve *decode, const ReferenceCurve *encode,
                 const double matrix[3][3], const double offset[3]);
void test_shaper_free (TestShaper *test);

typedef struct {
  ReelByteShaper shaper;
  Guarded *product[3], *code[3];
} TestBytes;

/* Random tables for the table form of bytes_px32; the other form has none. */
TestBytes *test_bytes_new_random (Random *random, guint8 lowest, gboolean shared);
void test_bytes_free (TestBytes *test);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestLut, test_lut_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestShaper, test_shaper_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestBytes, test_bytes_free)

G_END_DECLS

#endif
