/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How long the kernels take: each function with each instruction set that this processor has, on
 * one thread, over the rows of a frame of the test film. Best of several passes, because whatever
 * else the machine does can only make a pass longer. */

#include "colour/link.h"
#include "film.h"

#include <string.h>

static int width = 1920, height = 1080;
static double seconds = 0.4;

static GOptionEntry options[] = {
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Width of the frame (1920)", "N" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "Height of the frame (1080)", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "Time for each line of the table (0.4)", "S" },
  { NULL },
};

typedef struct {
  const char *name;
  const ReelColourKernels *kernels;
} Level;

static const Level levels[] = {
  { "c", &reel_colour_kernels_c },
#ifdef REEL_HAVE_SSE2
  { "sse2", &reel_colour_kernels_sse2 },
#endif
#ifdef REEL_HAVE_AVX2
  { "avx2", &reel_colour_kernels_avx2 },
#endif
#ifdef REEL_HAVE_AVX512
  { "avx512", &reel_colour_kernels_avx512 },
#endif
};

typedef struct {
  gsize n;
  guint32 *px32, *px32_out;
  guint64 *px64, *px64_out;
  guint16 *planes[3], *planes_out[3]; /* 10 bits */
} Frame;

/* What one line of the table does to one row. */
typedef struct {
  const ReelColourKernels *kernels;
  const ReelLut3d *lut;
  const ReelMatrixShaper *shaper;
  const ReelByteShaper *bytes;
  const ReelPixelRule *rule;
  const Frame *frame;
} Job;

typedef void (*RowFunc) (const Job *job, gsize at);

static void
row_lut_px32 (const Job *job, gsize at)
{
  job->kernels->lut_px32 (job->frame->px32_out + at, job->frame->px32 + at, (gsize) width, job->lut,
                          job->rule);
}

static void
row_matrix_px32 (const Job *job, gsize at)
{
  job->kernels->matrix_px32 (job->frame->px32_out + at, job->frame->px32 + at, (gsize) width,
                             job->shaper, job->rule);
}

static void
row_bytes_px32 (const Job *job, gsize at)
{
  job->kernels->bytes_px32 (job->frame->px32_out + at, job->frame->px32 + at, (gsize) width,
                            job->bytes, FALSE);
}

static void
row_lut_px64 (const Job *job, gsize at)
{
  job->kernels->lut_px64 (job->frame->px64_out + at, job->frame->px64 + at, (gsize) width, job->lut,
                          job->rule);
}

static void
row_matrix_px64 (const Job *job, gsize at)
{
  job->kernels->matrix_px64 (job->frame->px64_out + at, job->frame->px64 + at, (gsize) width,
                             job->shaper, job->rule);
}

static void
row_lut_planar16 (const Job *job, gsize at)
{
  const Frame *f = job->frame;
  guint16 *const dst[3] = { f->planes_out[0] + at, f->planes_out[1] + at, f->planes_out[2] + at };
  const guint16 *const src[3] = { f->planes[0] + at, f->planes[1] + at, f->planes[2] + at };

  job->kernels->lut_planar16 (dst, src, (gsize) width, job->lut, job->rule);
}

static void
row_matrix_planar16 (const Job *job, gsize at)
{
  const Frame *f = job->frame;
  guint16 *const dst[3] = { f->planes_out[0] + at, f->planes_out[1] + at, f->planes_out[2] + at };
  const guint16 *const src[3] = { f->planes[0] + at, f->planes[1] + at, f->planes[2] + at };

  job->kernels->matrix_planar16 (dst, src, (gsize) width, job->shaper, job->rule);
}

typedef struct {
  const char *name;
  RowFunc row;
  guint depth;
  guint lut_size; /* 0: matrix */
} Line;

static const Line lines[] = {
  { "matrix, 4 x 8 bit", row_bytes_px32, 8, 0 },
  { "matrix, 4 x 8 bit, dithered", row_matrix_px32, 8, 0 },
  { "matrix, 4 x 16 bit", row_matrix_px64, 16, 0 },
  { "matrix, 3 planes of 10 bit", row_matrix_planar16, 10, 0 },
  { "33^3 table, 4 x 8 bit", row_lut_px32, 8, 33 },
  { "33^3 table, 4 x 16 bit", row_lut_px64, 16, 33 },
  { "33^3 table, 3 planes of 10 bit", row_lut_planar16, 10, 33 },
  { "65^3 table, 4 x 8 bit", row_lut_px32, 8, 65 },
  { "65^3 table, 4 x 16 bit", row_lut_px64, 16, 65 },
};

static void
frame_render (Frame *frame)
{
  g_autoptr (ReelFilm) film = reel_film_new ((guint) width, (guint) height, 0);
  gsize i;
  guint c;

  frame->n = (gsize) width * (gsize) height;
  frame->px32 = g_new (guint32, frame->n);
  frame->px64 = g_new (guint64, frame->n);
  frame->px32_out = g_new0 (guint32, frame->n);
  frame->px64_out = g_new0 (guint64, frame->n);
  reel_film_render_8 (film, 24, (guint8 *) frame->px32, 4 * (gsize) width);
  reel_film_render_16 (film, 24, (guint16 *) frame->px64, 8 * (gsize) width);
  for (c = 0; c < 3; c++) {
    frame->planes[c] = g_new (guint16, frame->n);
    frame->planes_out[c] = g_new0 (guint16, frame->n);
    for (i = 0; i < frame->n; i++)
      frame->planes[c][i] = ((const guint16 *) frame->px64)[4 * i + c] >> 6;
  }
}

static void
frame_clear (Frame *frame)
{
  guint c;

  g_free (frame->px32);
  g_free (frame->px64);
  g_free (frame->px32_out);
  g_free (frame->px64_out);
  for (c = 0; c < 3; c++) {
    g_free (frame->planes[c]);
    g_free (frame->planes_out[c]);
  }
}

/* Seconds that the whole frame takes. */
static double
best_pass (RowFunc row, const Job *job)
{
  const gint64 end = g_get_monotonic_time() + (gint64) (seconds * G_TIME_SPAN_SECOND);
  gint64 best = G_MAXINT64, before, now;
  gsize at;

  do {
    before = g_get_monotonic_time();
    for (at = 0; at < job->frame->n; at += (gsize) width)
      row (job, at);
    now = g_get_monotonic_time();
    best = MIN (best, now - before);
  } while (now < end);
  return (double) best / G_TIME_SPAN_SECOND;
}

static void
rule_init (ReelPixelRule *rule, guint depth)
{
  guint i;

  memset (rule, 0, sizeof *rule);
  rule->depth = (guint8) depth;
  for (i = 0; i < 3; i++)
    rule->shift[i] = (guint8) ((depth == 16 ? 16 : 8) * i);
  for (i = 0; i < REEL_DITHER_WIDTH; i++)
    rule->bias[i] = (guint16) (1u << (16 - depth) >> 1);
}

/* A line for every instruction set. */
static gboolean
measure (const Line *line, const ReelColourRecipe *recipe, const Frame *frame, GError **error)
{
  static const guint8 component[3] = { 0, 1, 2 };
  ReelLink link = { 0 };
  ReelMatrixTables matrix = { 0 };
  ReelLut3d lut = { 0 };
  ReelPixelRule rule;
  Job job = { NULL, &lut, &matrix.shaper, NULL, &rule, frame };
  double plain = 0.0;
  gboolean built = TRUE;
  guint i;

  rule_init (&rule, line->depth);
  if (!reel_link_open (&link, recipe, error))
    return FALSE;
  if (line->lut_size > 0)
    reel_lut3d_from_link (&lut, &link, line->lut_size, line->depth, line->depth == 8, component);
  else
    built = reel_matrix_tables_build (&matrix, &link, recipe, line->depth, NULL, error);
  if (matrix.bytes != NULL)
    job.bytes = &matrix.bytes->shaper;
  for (i = 0; i < G_N_ELEMENTS (levels) && built; i++) {
    double pass;

    if (levels[i].kernels->level > reel_cpu_detect())
      continue;
    job.kernels = levels[i].kernels;
    pass = best_pass (line->row, &job);
    if (i == 0)
      plain = pass;
    g_print ("%-32s %-7s %8.2f %10.1f %7.2f\n", line->name, levels[i].name,
             pass * 1e9 / (double) frame->n, (double) frame->n / pass / 1e6, plain / pass);
  }
  reel_lut3d_clear (&lut);
  reel_matrix_tables_clear (&matrix);
  reel_link_close (&link);
  return built;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("- time the colour kernels");
  g_autoptr (ReelProfile) input = NULL;
  g_autoptr (ReelProfile) dest = NULL;
  ReelColourRecipe recipe = { .intent = REEL_INTENT_RELATIVE_COLORIMETRIC };
  Frame frame = { 0 };
  gboolean done = TRUE;
  guint i;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (width < 1 || height < 1 || width > REEL_FILM_MAX_SIZE || height > REEL_FILM_MAX_SIZE) {
    g_printerr ("the frame must have 1 to %d pixels a side\n", REEL_FILM_MAX_SIZE);
    return 2;
  }

  input = reel_profile_load ("display-p3", REEL_ICC_USE_INPUT, &error);
  dest = input != NULL ? reel_profile_load ("bt709", REEL_ICC_USE_DEST, &error) : NULL;
  done = dest != NULL;
  if (done) {
    recipe.input = input;
    recipe.dest = dest;
    frame_render (&frame);
    g_print ("Display P3 to BT.709, a frame of %dx%d, one thread\n\n", width, height);
    g_print ("%-32s %-7s %8s %10s %7s\n", "", "", "ns/pixel", "Mpixel/s", "to c");
  }
  for (i = 0; i < G_N_ELEMENTS (lines) && done; i++)
    done = measure (&lines[i], &recipe, &frame, &error);
  frame_clear (&frame);
  if (!done)
    g_printerr ("%s\n", error->message);
  return done ? 0 : 1;
}
