/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "colour/link.h"

/* Pixels that travel through buffers on the stack at a time; a multiple of REEL_DITHER_WIDTH. */
#define CHUNK 512

#define DITHER_HEIGHT 16

struct _ReelColourProgram {
  ReelPixelFormat format;
  const ReelColourKernels *kernels;
  ReelColourMode mode; /* of the step through the profiles; AUTO: there is none */
  gboolean has_cube;
  gboolean wide; /* the steps work on wide words, not on the format itself */
  double error_mean, error_max;

  ReelPixelRule rules[DITHER_HEIGHT]; /* for the format, a row of the dither pattern each */
  ReelPixelRule wide_rule;            /* for steps on wide words */

  ReelLink link; /* kept for EXACT only */
  ReelMatrixTables matrix;
  ReelLut3d lut;
  ReelLut3d cube;
};

static void
program_clear (ReelColourProgram *self)
{
  reel_link_close (&self->link);
  reel_matrix_tables_clear (&self->matrix);
  reel_lut3d_clear (&self->lut);
  reel_lut3d_clear (&self->cube);
}

ReelColourProgram *
reel_colour_program_ref (ReelColourProgram *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_colour_program_unref (ReelColourProgram *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, (GDestroyNotify) program_clear);
}

/* Entry of the 16x16 index matrix 0..255 of Bayer, "An optimum method for two-level rendition of
 * continuous-tone pictures", IEEE ICC 1973: the bits of x ^ y and y, interleaved, most significant
 * last. */
static guint16
bayer (guint x, guint y)
{
  guint value = 0, bit;

  for (bit = 0; bit < 4; bit++)
    value = value << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1);
  return (guint16) value;
}

static void
init_rules (ReelColourProgram *self, const ReelColourRecipe *recipe)
{
  guint8 component_shift[3];
  guint x, y, c;

  reel_pixel_format_shifts (&self->format, component_shift);
  for (y = 0; y < DITHER_HEIGHT; y++) {
    ReelPixelRule *rule = &self->rules[y];

    rule->depth = self->format.depth;
    rule->keep_black = recipe->preserve_black;
    for (c = 0; c < 3; c++)
      rule->shift[c] = component_shift[c];
    for (x = 0; x < REEL_DITHER_WIDTH; x++) {
      if (recipe->dither == REEL_DITHER_ORDERED && self->format.depth == 8)
        rule->bias[x] = bayer (x, y);
      else
        rule->bias[x] = (guint16) (1u << (16 - self->format.depth) >> 1);
    }
  }
  self->wide_rule.depth = 16;
  for (c = 0; c < 3; c++)
    self->wide_rule.shift[c] = (guint8) (16 * c);
}

/* The places of r, g and b in table nodes, as the kernels for the program's words want them. */
static void
node_components (const ReelColourProgram *self, guint8 component[3])
{
  guint8 shift[3];
  guint c;

  reel_pixel_format_shifts (&self->format, shift);
  for (c = 0; c < 3; c++) {
    if (self->wide || self->format.layout == REEL_LAYOUT_PLANAR16)
      component[c] = (guint8) c;
    else
      component[c] = shift[c] / (self->format.layout == REEL_LAYOUT_PX64 ? 16 : 8);
  }
}

static ReelColourMode
wanted_mode (const ReelColourRecipe *recipe)
{
  if (recipe->mode == REEL_COLOUR_MODE_AUTO && recipe->gamut_check)
    return REEL_COLOUR_MODE_EXACT;
  return recipe->mode;
}

static gboolean
check_recipe (const ReelColourRecipe *recipe, GError **error)
{
  if (recipe->gamut_check && recipe->proof == NULL) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_MODE,
                 "a gamut check needs a proof profile to check against; set proof-profile");
    return FALSE;
  }
  if (recipe->gamut_check && recipe->mode != REEL_COLOUR_MODE_AUTO &&
      recipe->mode != REEL_COLOUR_MODE_EXACT) {
    g_set_error (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_MODE,
                 "a gamut check has sharp edges that tables would blur; use it with mode=auto or "
                 "mode=exact");
    return FALSE;
  }
  return TRUE;
}

static gboolean
build_tables (ReelColourProgram *self, const ReelColourRecipe *recipe, GError **error)
{
  const guint depth = self->wide ? 16 : self->format.depth;
  /* Dither wants the last bits that the tables for bytes give away. */
  const gboolean px32 = depth == 8 && self->format.layout != REEL_LAYOUT_PLANAR16 &&
                        recipe->dither == REEL_DITHER_NONE;

  guint8 component[3], shift[3];

  node_components (self, component);
  reel_pixel_format_shifts (&self->format, shift);
  if (self->has_cube)
    reel_lut3d_from_cube (&self->cube, recipe->cube, depth, px32, component);

  if (self->mode == REEL_COLOUR_MODE_MATRIX) {
    if (!reel_matrix_tables_build (&self->matrix, &self->link, recipe, depth, px32 ? shift : NULL,
                                   error))
      return FALSE;
    reel_link_measure (&self->link, NULL, &self->matrix.shaper, depth, &self->error_mean,
                       &self->error_max);
  } else if (self->mode == REEL_COLOUR_MODE_LUT) {
    reel_lut3d_from_link (&self->lut, &self->link, recipe->lut_size, depth, px32, component);
    reel_link_measure (&self->link, &self->lut, NULL, depth, &self->error_mean, &self->error_max);
  }
  return TRUE;
}

ReelColourProgram *
reel_colour_program_new (const ReelColourRecipe *recipe, GError **error)
{
  g_autoptr (ReelColourProgram) self = g_atomic_rc_box_new0 (ReelColourProgram);
  g_autoptr (GError) not_matrix = NULL;

  if (!check_recipe (recipe, error))
    return NULL;
  self->format = recipe->format;
  self->kernels = reel_colour_kernels_get (recipe->cpu_level);
  self->has_cube = recipe->cube != NULL;
  self->mode = wanted_mode (recipe);
  init_rules (self, recipe);
  if (!reel_link_open (&self->link, recipe, error))
    return NULL;

  if (!recipe->gamut_check && reel_link_is_identity (&self->link, self->format.depth)) {
    self->mode = REEL_COLOUR_MODE_AUTO;
    if (!build_tables (self, recipe, error))
      return NULL;
  } else if (self->mode == REEL_COLOUR_MODE_AUTO) {
    self->mode = REEL_COLOUR_MODE_MATRIX;
    self->wide = self->has_cube;
    if (!build_tables (self, recipe, &not_matrix)) {
      reel_lut3d_clear (&self->cube);
      self->mode = REEL_COLOUR_MODE_LUT;
      if (!build_tables (self, recipe, error))
        return NULL;
    }
  } else {
    self->wide = self->has_cube || self->mode == REEL_COLOUR_MODE_EXACT;
    if (!build_tables (self, recipe, error))
      return NULL;
  }

  if (self->mode != REEL_COLOUR_MODE_EXACT)
    reel_link_close (&self->link);
  return g_steal_pointer (&self);
}

gboolean
reel_colour_program_is_identity (const ReelColourProgram *self)
{
  return self->mode == REEL_COLOUR_MODE_AUTO && !self->has_cube;
}

ReelColourMode
reel_colour_program_mode (const ReelColourProgram *self)
{
  return self->mode;
}

void
reel_colour_program_error (const ReelColourProgram *self, double *mean, double *max)
{
  *mean = self->error_mean;
  *max = self->error_max;
}

/* The single table or shaper of a program that has one step. */
static const ReelLut3d *
single_lut (const ReelColourProgram *self)
{
  return self->mode == REEL_COLOUR_MODE_AUTO ? &self->cube : &self->lut;
}

static void
run_px32 (const ReelColourProgram *self, guint32 *dst, const guint32 *src, gsize n,
          const ReelPixelRule *rule)
{
  if (self->matrix.bytes != NULL)
    self->kernels->bytes_px32 (dst, src, n, &self->matrix.bytes->shaper, rule->keep_black);
  else if (self->mode == REEL_COLOUR_MODE_MATRIX)
    self->kernels->matrix_px32 (dst, src, n, &self->matrix.shaper, rule);
  else
    self->kernels->lut_px32 (dst, src, n, single_lut (self), rule);
}

static void
run_px64 (const ReelColourProgram *self, guint64 *dst, const guint64 *src, gsize n,
          const ReelPixelRule *rule)
{
  if (self->mode == REEL_COLOUR_MODE_MATRIX)
    self->kernels->matrix_px64 (dst, src, n, &self->matrix.shaper, rule);
  else
    self->kernels->lut_px64 (dst, src, n, single_lut (self), rule);
}

static void
run_planar16 (const ReelColourProgram *self, guint16 *const dst[3], const guint16 *const src[3],
              gsize n, const ReelPixelRule *rule)
{
  if (self->mode == REEL_COLOUR_MODE_MATRIX)
    self->kernels->matrix_planar16 (dst, src, n, &self->matrix.shaper, rule);
  else
    self->kernels->lut_planar16 (dst, src, n, single_lut (self), rule);
}

/* --- one step on the rows as they are --- */

static void
run_direct (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src, gsize n,
            const ReelPixelRule *rule)
{
  guint16 *dst_plane[3];
  const guint16 *src_plane[3];
  guint c;

  switch (self->format.layout) {
    case REEL_LAYOUT_PX32:
      run_px32 (self, (guint32 *) dst->plane[0], (const guint32 *) src->plane[0], n, rule);
      break;
    case REEL_LAYOUT_PX64:
      run_px64 (self, (guint64 *) dst->plane[0], (const guint64 *) src->plane[0], n, rule);
      break;
    default:
      for (c = 0; c < 3; c++) {
        dst_plane[c] = (guint16 *) dst->plane[self->format.place[c]];
        src_plane[c] = (const guint16 *) src->plane[self->format.place[c]];
      }
      run_planar16 (self, dst_plane, src_plane, n, rule);
      break;
  }
}

/* --- one step, in the other byte order --- */

static void
run_swapped_px64 (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src, gsize n,
                  const ReelPixelRule *rule)
{
  guint64 words[CHUNK];
  gsize x, count;

  for (x = 0; x < n; x += count) {
    count = MIN (n - x, CHUNK);
    reel_words_swap ((guint16 *) words, (const guint16 *) src->plane[0] + 4 * x, 4 * count);
    run_px64 (self, words, words, count, rule);
    reel_words_swap ((guint16 *) dst->plane[0] + 4 * x, (const guint16 *) words, 4 * count);
  }
}

static void
run_swapped_planar16 (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src,
                      gsize n, const ReelPixelRule *rule)
{
  guint16 planes[3][CHUNK];
  guint16 *const to[3] = { planes[0], planes[1], planes[2] };
  const guint16 *const from[3] = { planes[0], planes[1], planes[2] };
  gsize x, count;
  guint c;

  for (x = 0; x < n; x += count) {
    count = MIN (n - x, CHUNK);
    for (c = 0; c < 3; c++)
      reel_words_swap (planes[c], (const guint16 *) src->plane[self->format.place[c]] + x, count);
    run_planar16 (self, to, from, count, rule);
    for (c = 0; c < 3; c++)
      reel_words_swap ((guint16 *) dst->plane[self->format.place[c]] + x, planes[c], count);
  }
}

/* --- one step on bytes that are not in 32-bit words --- */

static void
run_bytes (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src, gsize n,
           const ReelPixelRule *rule)
{
  guint32 words[CHUNK];
  gsize x, count;

  for (x = 0; x < n; x += count) {
    count = MIN (n - x, CHUNK);
    reel_pixels_load32 (&self->format, src, x, count, words);
    run_px32 (self, words, words, count, rule);
    reel_pixels_store32 (&self->format, dst, x, count, words);
  }
}

/* --- several steps, or lcms2 itself --- */

static void
exact_step (const ReelColourProgram *self, guint64 *words, gsize n)
{
  float colours[3 * CHUNK];
  gsize i;
  guint c;

  for (i = 0; i < n; i++) {
    for (c = 0; c < 3; c++)
      colours[3 * i + c] = (float) (words[i] >> (16 * c) & 0xffff) / 65535.0f;
  }
  reel_link_evaluate (&self->link, colours, colours, n);
  for (i = 0; i < n; i++) {
    guint64 word = 0;

    for (c = 0; c < 3; c++)
      word |= (guint64) (colours[3 * i + c] * 65535.0f + 0.5f) << (16 * c);
    words[i] = word;
  }
}

static void
run_wide (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src, gsize n,
          const ReelPixelRule *rule)
{
  guint64 words[CHUNK];
  guint8 black[CHUNK];
  gsize x, count, i;

  for (x = 0; x < n; x += count) {
    count = MIN (n - x, CHUNK);
    reel_pixels_load_wide (&self->format, src, x, count, words);
    /* Black is what came in black, not what a step makes so. */
    for (i = 0; i < count; i++)
      black[i] = rule->keep_black && words[i] == 0;
    if (self->mode == REEL_COLOUR_MODE_EXACT)
      exact_step (self, words, count);
    else
      run_px64 (self, words, words, count, &self->wide_rule);
    if (self->has_cube)
      self->kernels->lut_px64 (words, words, count, &self->cube, &self->wide_rule);
    for (i = 0; i < count; i++)
      words[i] = black[i] ? 0 : words[i];
    reel_pixels_store_wide (&self->format, dst, x, count, words, rule);
  }
}

/* --- rows at odd addresses, which no decoder makes but a GstVideoMeta may describe --- */

static gsize
word_size (const ReelPixelFormat *format)
{
  switch (format->layout) {
    case REEL_LAYOUT_PX32:
      return 4;
    case REEL_LAYOUT_PX64:
      return 8;
    case REEL_LAYOUT_PLANAR16:
      return 2;
    default:
      return 1;
  }
}

static gboolean
is_aligned (const ReelPixelFormat *format, const ReelRow *row)
{
  const gsize size = word_size (format);
  guint plane;

  for (plane = 0; plane < format->n_planes; plane++) {
    if (GPOINTER_TO_SIZE (row->plane[plane]) % size != 0)
      return FALSE;
  }
  return TRUE;
}

/* Through aligned copies. Where addresses can be odd, a plane's word is a pixel (word_size()). */
static void
run_unaligned (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src, gsize n,
               guint y)
{
  const gsize size = word_size (&self->format);
  guint64 copy[REEL_MAX_PLANES][CHUNK];
  ReelRow row;
  gsize x, count;
  guint plane;

  for (plane = 0; plane < REEL_MAX_PLANES; plane++)
    row.plane[plane] = (guint8 *) copy[plane];
  for (x = 0; x < n; x += count) {
    count = MIN (n - x, CHUNK);
    for (plane = 0; plane < self->format.n_planes; plane++)
      memcpy (copy[plane], src->plane[plane] + x * size, count * size);
    reel_colour_program_run (self, &row, &row, count, y);
    for (plane = 0; plane < self->format.n_planes; plane++)
      memcpy (dst->plane[plane] + x * size, copy[plane], count * size);
  }
}

void
reel_colour_program_run (const ReelColourProgram *self, const ReelRow *dst, const ReelRow *src,
                         gsize n, guint y)
{
  const ReelPixelRule *rule = &self->rules[y % DITHER_HEIGHT];
  const ReelLayout layout = self->format.layout;

  if (!is_aligned (&self->format, src) || !is_aligned (&self->format, dst)) {
    run_unaligned (self, dst, src, n, y);
    return;
  }
  if (self->wide)
    run_wide (self, dst, src, n, rule);
  else if (reel_pixel_format_is_direct (&self->format))
    run_direct (self, dst, src, n, rule);
  else if (layout == REEL_LAYOUT_PX64)
    run_swapped_px64 (self, dst, src, n, rule);
  else if (layout == REEL_LAYOUT_PLANAR16)
    run_swapped_planar16 (self, dst, src, n, rule);
  else
    run_bytes (self, dst, src, n, rule);

  /* The packed kernels copy what is not colour themselves. */
  if (dst->plane[0] != src->plane[0] && (self->wide || self->format.n_planes > 3))
    reel_pixels_copy_rest (&self->format, dst, src, n);
}
