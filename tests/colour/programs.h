/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Programs for tests: a few ways through gst/colour that have nothing in common. */

#ifndef REEL_TEST_PROGRAMS_H
#define REEL_TEST_PROGRAMS_H

#include <glib.h>

#include "colour/program.h"
#include "random.h"

G_BEGIN_DECLS

#define CUBE_SIZE 5

typedef struct {
  const char *name;
  const char *input, *dest;
  ReelColourMode mode;
  gboolean has_cube;
  ReelDither dither;
  gboolean preserve_black;
} Setup;

extern const Setup setup_matrix;
extern const Setup setup_bytes; /* the same without dither: 8-bit words have kernels for that */
extern const Setup setup_lut;
extern const Setup setup_exact;
extern const Setup setup_matrix_cube;
extern const Setup setup_lut_cube;
extern const Setup setup_exact_cube;
extern const Setup setup_cube; /* profiles that change nothing */

/* A table that lives as long as the test wants. */
typedef struct {
  ReelCube cube;
  float values[3 * CUBE_SIZE * CUBE_SIZE * CUBE_SIZE];
} TestCube;

void test_cube_fill_random (TestCube *test, Random *random);

/* Every colour becomes the one whose left-justified 8-bit results are @value, @value + @step and
 * @value + 2 * @step. */
void test_cube_fill_constant (TestCube *test, guint value, guint step);

/* @cube is used where the setup has one. Never NULL. */
ReelColourProgram *test_program_new (const Setup *setup, const ReelPixelFormat *format,
                                     ReelCpuLevel level, const TestCube *cube);

/* The format of @depth that needs no detour: 8- and 16-bit words unless @planar. */
ReelPixelFormat plain_format (guint8 depth, gboolean planar);

G_END_DECLS

#endif
