/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The per-pixel loops of colour correction, as a table of functions per instruction set.
 *
 * Two computations, each for three arrangements of pixels:
 *   lut     tetrahedral interpolation in a three-dimensional table (Kasson et al., "Performing
 * color space conversions with three-dimensional linear interpolation", Journal of Electronic
 * Imaging 4(3), 1995); matrix  a curve per channel, a 3x3 matrix with offset, a curve per channel.
 *
 * All arithmetic is defined to the bit: every entry of every table gives the same bytes as the
 * plain C one for the same input (but for the polynomial form of bytes_px32, see ReelByteShaper).
 * That is why nothing here contracts a multiplication and an addition into one rounding.
 *
 * Results are computed as 16-bit "left-justified" codes: a code of d bits is worth code << (16 -
 * d). Rounding to d bits adds a bias of half a code, or of a dither pattern, and shifts right;
 * because white is max << (16 - d) and the bias is below 1 << (16 - d), nothing overflows. */

#ifndef REEL_COLOUR_KERNELS_H
#define REEL_COLOUR_KERNELS_H

#include <glib.h>

#include "base/cpu.h"

G_BEGIN_DECLS

/* Row pixels that carry one dither bias each; a power of two, repeated along the row. */
#define REEL_DITHER_WIDTH 16

/* A three-dimensional table, size^3 nodes of four 16-bit values, the last channel of index fastest.
 *
 * A node holds the left-justified results minus 32768 (so that pmaddwd can multiply them), at the
 * places that component[] names; the fourth value stands for 0. After the last node come enough
 * further ones that the neighbours of the last cell may be read (their weight is zero). */
typedef struct {
  guint size;     /* nodes per axis, 2..129 */
  float scale[3]; /* position in units of 1/32768 cell = code * scale + bias, r g b */
  float bias[3];
  guint16 step;        /* for 8-bit codes: position per code, see below; else 0 */
  gint16 *nodes;       /* 64-byte aligned */
  guint8 component[3]; /* place of r, g and b within a node, 0..3; the packed kernels store nodes as
                          they are, so it must be rule->shift / 8 in 32-bit words and rule->shift /
                          16 in 64-bit words */
} ReelLut3d;

/* 8-bit codes whose first and last node are codes 0 and 255 need less than that, where 32768 *
 * (size - 1) / 255 is nearly whole (link_lut.c). Where @step is not zero, nodes hold the results as
 * they are, lut_px32 takes code * step for the position, and each node's share is the upper half of
 * a 16-bit product with weights that sum to 65535. REEL_LUT_BYTE_ROUNDING brings back what that
 * takes from a single node: a node comes out as it is (and 0 as 1/256 of a code); between nodes up
 * to 3/256 of a code is lost. The other lut kernels do not take such tables. */
#define REEL_LUT_BYTE_ROUNDING 1

/* Number of nodes to allocate for a table of @size per axis: size^3 and the readable margin behind
 * it. */
#define REEL_LUT3D_NODES(size)                                                                     \
  ((gsize) (size) * (size) * (size) + (gsize) (size) * (size) + (size) + 1)

/* Curves and matrix. The output curve is a table over the logarithm of linear light: the index is
 * the float's own bits, so that steps are finest where encoding curves are steepest. Two neighbours
 * lie in one 32-bit entry and are interpolated by the mantissa bits that the index drops. */
#define REEL_CURVE_STEP_BITS 8                       /* table steps per octave: 256 */
#define REEL_CURVE_SHIFT (23 - REEL_CURVE_STEP_BITS) /* from float bits to index */
#define REEL_CURVE_OCTAVES 42                        /* down to 2^-42, black for any gamma to 2.6 */
#define REEL_CURVE_ENTRIES ((REEL_CURVE_OCTAVES << REEL_CURVE_STEP_BITS) + 1)
#define REEL_CURVE_FLOOR 2.2737367544323206e-13f /* 2^-42 */
#define REEL_CURVE_FLOOR_BITS 0x2a800000         /* its bit pattern */

typedef struct {
  const float *in[3]; /* linear light by code, 2^depth entries; channels may share one table */
  float matrix[3][3]; /* row = result channel */
  float offset[3];
  const guint32 *out[3]; /* REEL_CURVE_ENTRIES; the left-justified results of this step (low half)
                            and the next (high half), each minus 32768 */
} ReelMatrixShaper;

/* Curves and matrix once more, for 8-bit pixels that need no dither; the main case, so it has
 * tables of its own. All of it is in the order of the bytes in the pixel word, the lowest colour
 * first; what is red is the maker's business.
 *
 * The table form sums one vector of products per component and looks codes up by the sum's bits.
 * The polynomial form needs no second table: in each octave of linear light the output curve is a
 * cubic, chosen by the float's exponent. Both round the exact value but for less than
 * REEL_BYTE_SHAPER_ERROR codes, so they differ by one code where the exact value lies that close to
 * a half. */
#define REEL_BYTE_SHAPER_ERROR 0.05f
#define REEL_BYTE_STEP_BITS 11                     /* table steps per octave: 2048 */
#define REEL_BYTE_SHIFT (23 - REEL_BYTE_STEP_BITS) /* from float bits to index */
#define REEL_BYTE_FLOOR 2.3283064365386963e-10f    /* 2^-32; black for any gamma to 3.4 */
#define REEL_BYTE_FLOOR_BITS 0x2f800000u
#define REEL_BYTE_ENTRIES (((0x3f800000u - REEL_BYTE_FLOOR_BITS) >> REEL_BYTE_SHIFT) + 1)
#define REEL_BYTE_OCTAVES 32
#define REEL_BYTE_POLY_FLOOR 4.656612873077393e-10f /* 2^-31 */

typedef struct {
  guint8 lowest;                /* bit position of the lowest colour byte, 0 or 8 */
  const float (*product[3])[4]; /* by code: matrix column times linear light (the first with the
                                   offset); 16-byte aligned */
  const guint8
      *code[3]; /* REEL_BYTE_ENTRIES codes, by (bits - REEL_BYTE_FLOOR_BITS) >> REEL_BYTE_SHIFT */
  const float *in[3]; /* linear light by code; channels may share one table */
  float matrix[3][3]; /* row = result component */
  float offset[3];
  /* Coefficients of 1, x, x^2 and x^3 for each of REEL_BYTE_OCTAVES exponents modulo 32, in codes;
   * components may share one set. NULL where a cubic does not follow the curve. */
  const float (*cubic[3])[REEL_BYTE_OCTAVES];
} ReelByteShaper;

/* Where things are in a pixel word, and how results are rounded. */
typedef struct {
  guint8 shift[3];     /* bit position of r, g and b in the pixel word (packed kernels) */
  guint8 depth;        /* bits per code: 8 in 32-bit words, 16 in 64-bit words, 8..16 in planes */
  gboolean keep_black; /* pixels of exactly (0, 0, 0) stay so */
  guint16 bias[REEL_DITHER_WIDTH]; /* added before rounding; for pixel x of the row, entry x %
                                      REEL_DITHER_WIDTH */
} ReelPixelRule;

/* Row functions: @n pixels from @src to @dst, which may be the same memory but must not overlap
 * otherwise. Bits of the pixel word outside the three components are copied. Nothing outside the n
 * pixels is read or written. */
typedef struct {
  ReelCpuLevel level;
  /* 32-bit pixel words with 8-bit components. */
  void (*lut_px32) (guint32 *dst, const guint32 *src, gsize n, const ReelLut3d *lut,
                    const ReelPixelRule *rule);
  void (*matrix_px32) (guint32 *dst, const guint32 *src, gsize n, const ReelMatrixShaper *shaper,
                       const ReelPixelRule *rule);
  /* The same for rows without dither; where @keep_black, pixels whose colour is all zero stay so.
   */
  void (*bytes_px32) (guint32 *dst, const guint32 *src, gsize n, const ReelByteShaper *shaper,
                      gboolean keep_black);
  /* 64-bit pixel words with 16-bit components; nothing to round, so rule->bias is not looked at. */
  void (*lut_px64) (guint64 *dst, const guint64 *src, gsize n, const ReelLut3d *lut,
                    const ReelPixelRule *rule);
  void (*matrix_px64) (guint64 *dst, const guint64 *src, gsize n, const ReelMatrixShaper *shaper,
                       const ReelPixelRule *rule);
  /* Three planes (r, g, b) of 16-bit words with rule->depth significant low bits; larger codes
   * count as the largest. */
  void (*lut_planar16) (guint16 *const dst[3], const guint16 *const src[3], gsize n,
                        const ReelLut3d *lut, const ReelPixelRule *rule);
  void (*matrix_planar16) (guint16 *const dst[3], const guint16 *const src[3], gsize n,
                           const ReelMatrixShaper *shaper, const ReelPixelRule *rule);
} ReelColourKernels;

/* One pixel by the plain C arithmetic: codes of any depth that the tables were made for,
 * left-justified results in the order r, g, b. For measuring. */
void reel_lut3d_pixel (const ReelLut3d *lut, const guint32 codes[3], guint32 results[3]);
void reel_matrix_shaper_pixel (const ReelMatrixShaper *shaper, const guint32 codes[3],
                               guint32 results[3]);

/* The table for @level, or for the nearest lower level that this build has. */
const ReelColourKernels *reel_colour_kernels_get (ReelCpuLevel level);

extern const ReelColourKernels reel_colour_kernels_c;
extern const ReelColourKernels reel_colour_kernels_sse2;
extern const ReelColourKernels reel_colour_kernels_avx2;
extern const ReelColourKernels reel_colour_kernels_avx512;

G_END_DECLS

#endif
