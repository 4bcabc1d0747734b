/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The test film: passes over a frame, and from linear light to numbers. */

#include "film_private.h"

#include <string.h>

/* The film starts again after this many frames (ten minutes): positions stay small enough for
 * floats. */
#define LOOP_FRAMES (600 * REEL_FILM_FPS)
#define ENCODE_SIZE 4096
/* Linear light that becomes full white. */
#define ENCODE_MAX 8.0f
#define CHUNK 16
#define MAX_THREADS 64

typedef void (*FilmPass) (const ReelFilm *film, guint first, guint end, gpointer data);

typedef struct {
  const ReelFilm *film;
  FilmPass pass;
  gpointer data;
  guint end;
  gint next; /* first row nobody has taken; atomic */
} FilmJob;

typedef struct {
  guint8 *pixels;
  gsize stride;
  gboolean deep;
} FilmTarget;

static gpointer
work (gpointer data)
{
  FilmJob *job = data;

  for (;;) {
    guint first = (guint) g_atomic_int_add (&job->next, CHUNK);

    if (first >= job->end)
      return NULL;
    job->pass (job->film, first, MIN (first + CHUNK, job->end), job->data);
  }
}

/* Runs @pass over rows @first .. @end - 1 in all threads and waits for it. */
static void
run_pass (const ReelFilm *film, FilmPass pass, guint first, guint end, gpointer data)
{
  FilmJob job = { film, pass, data, end, (gint) first };
  GThread *threads[MAX_THREADS];
  guint i, n = 0;

  for (i = 1; i < film->n_threads && first + i * CHUNK < end; i++) {
    threads[n] = g_thread_try_new ("film", work, &job, NULL);
    if (!threads[n])
      break;
    n++;
  }
  work (&job);
  for (i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
land_pass (const ReelFilm *film, guint first, guint end, gpointer data)
{
  guint row;

  for (row = first; row < end; row++) {
    film_land_row (film, row);
    film_balloon_row (film, &film->balloon[1], row);
    film_balloon_row (film, &film->balloon[0], row);
  }
}

static void
lake_pass (const ReelFilm *film, guint first, guint end, gpointer data)
{
  guint row;

  for (row = first; row < end; row++)
    film_lake_row (film, row);
}

/* The lens: stray light around the sun, and less light in the corners. */
static void
lens_row (const ReelFilm *film, guint row)
{
  float *out = film_row (film, row);
  float y = ((float) row + 0.5f) * film->pixel;
  float half = 0.5f * film->aspect;
  guint i;

  for (i = 0; i < film->width; i++, out += 3) {
    float x = ((float) i + 0.5f) * film->pixel;
    float dx = x - film->sun_x, dy = y - film->sun_y;
    float veil = 1.0f / (1.0f + 38.0f * (dx * dx + dy * dy));
    float cx = x - half, cy = y - 0.5f;
    float dark = 1.0f - 0.26f * (cx * cx + cy * cy) / (half * half + 0.25f);

    out[0] = (out[0] + 0.085f * veil) * dark;
    out[1] = (out[1] + 0.036f * veil) * dark;
    out[2] = (out[2] + 0.011f * veil) * dark;
  }
}

/* Linear light to the encoded value: the index is the square root, which spreads the dark end. */
static inline float
encode (const float *table, float v)
{
  float index = sqrtf (CLAMP (v, 0.0f, ENCODE_MAX) * (1.0f / ENCODE_MAX)) * (ENCODE_SIZE - 1);
  guint i = (guint) index;

  i = MIN (i, ENCODE_SIZE - 2);
  return film_mix (table[i], table[i + 1], index - (float) i);
}

/* Film grain for one pixel: the sum of the bytes of a hash is nearly Gaussian. Strongest in the mid
 * tones. */
static inline float
grain (guint32 hash)
{
  guint sum = (hash & 255U) + (hash >> 8 & 255U) + (hash >> 16 & 255U) + (hash >> 24);

  return ((float) sum - 510.0f) * (1.0f / 147.8f);
}

static void
finish_row (const ReelFilm *film, guint row, const FilmTarget *target)
{
  const float *in = film_row (film, row);
  guint8 *out8 = target->pixels + (gsize) row * target->stride;
  guint16 *out16 = (guint16 *) (gpointer) out8;
  guint32 salt = film_hash (film_hash (film->frame + 1U) + row);
  guint i, c;

  for (i = 0; i < film->width; i++, in += 3) {
    guint32 hash = film_hash (salt + i * 0x9e3779b9U);
    float shared = grain (hash);

    for (c = 0; c < 3; c++) {
      float v = encode (film->encode, in[c]);
      float own = grain (film_hash (hash + c));

      v += (0.75f * shared + 0.45f * own) * (0.0028f + 0.0235f * v * (1.0f - v));
      v = film_clamp01 (v);
      if (target->deep)
        *out16++ = (guint16) (v * 65535.0f + 0.5f);
      else
        *out8++ = (guint8) (v * 255.0f + 0.5f);
    }
    if (target->deep)
      *out16++ = 65535;
    else
      *out8++ = 255;
  }
}

static void
near_pass (const ReelFilm *film, guint first, guint end, gpointer data)
{
  guint row;

  film_meadow_rows (film, first, end);
  for (row = first; row < end; row++) {
    lens_row (film, row);
    finish_row (film, row, data);
  }
}

/* x^(5/12) for 0 <= x <= 1, that is x^(1/2.4), as the root of y^12 = x^5: Newton's method from
 * above, in double, gives the same bits everywhere, which pow() does not promise. */
static double
power_5_12 (double x)
{
  double x5 = x * x * x * x * x, y = 1.0;
  guint i;

  for (i = 0; i < 200; i++) {
    double y2 = y * y, y4 = y2 * y2, y11 = y4 * y4 * y2 * y;

    y -= (y * y11 - x5) / (12.0 * y11);
  }
  return y;
}

/* The tone curve: a straight line with a soft shoulder, ENCODE_MAX meeting 1, so that highlights
 * keep their colour; then the transfer curve of IEC 61966-2-1. */
static float
encode_exact (double linear)
{
  const double knee = 0.52;
  double limit = (ENCODE_MAX - knee) / (1.0 - knee);
  /* A toe, as print film has it: the shadows deepen. */
  double v = linear * linear / (linear + 0.020) * 1.04;

  if (v > knee) {
    double u = (v - knee) / (1.0 - knee);

    v = knee + (1.0 - knee) * u / (1.0 + u) * (1.0 + limit) / limit;
  }
  v = MIN (v, 1.0);
  return (float) (v <= 0.0031308 ? 12.92 * v : 1.055 * power_5_12 (v) - 0.055);
}

static void
fill_tables (ReelFilm *film)
{
  guint i;

  for (i = 0; i < ENCODE_SIZE; i++) {
    double root = (double) i / (ENCODE_SIZE - 1);

    film->encode[i] = encode_exact (root * root * ENCODE_MAX);
  }
  for (i = 0; i < FILM_LATTICE * FILM_LATTICE; i++)
    film->lattice[i] = (float) (film_hash (i + 0x5eedU) >> 8) * (1.0f / 16777216.0f);
}

ReelFilm *
reel_film_new (guint width, guint height, guint n_threads)
{
  ReelFilm *film;

  g_return_val_if_fail (width >= 1 && width <= REEL_FILM_MAX_SIZE, NULL);
  g_return_val_if_fail (height >= 1 && height <= REEL_FILM_MAX_SIZE, NULL);

  film = g_new0 (ReelFilm, 1);
  film->width = width;
  film->height = height;
  film->n_threads = MIN (n_threads > 0 ? n_threads : g_get_num_processors(), MAX_THREADS);
  film->aspect = (float) width / (float) height;
  film->scale = (float) height;
  film->pixel = 1.0f / film->scale;
  /* At least one row of land, or the lake has nothing to mirror. */
  film->shore_row = MAX ((guint) (FILM_SHORE * (float) height), 1);
  film->linear = g_new (float, (gsize) width *height * 3);
  film->encode = g_new (float, ENCODE_SIZE);
  film->lattice = g_new (float, FILM_LATTICE *FILM_LATTICE);
  film->ridges = g_new (float, (gsize) width *FILM_RIDGES);
  film->meadow_edge = g_new (float, width);
  film->sprites = g_array_new (FALSE, FALSE, sizeof (FilmSprite));
  fill_tables (film);
  return film;
}

void
reel_film_free (ReelFilm *film)
{
  if (!film)
    return;
  g_array_unref (film->sprites);
  g_free (film->meadow_edge);
  g_free (film->ridges);
  g_free (film->lattice);
  g_free (film->encode);
  g_free (film->linear);
  g_free (film);
}

static void
render (ReelFilm *film, guint frame, FilmTarget *target)
{
  film->frame = frame;
  film->time = (float) (frame % LOOP_FRAMES) * (1.0f / REEL_FILM_FPS);
  film->camera = film->time * 0.030f;
  film_land_prepare (film);
  film_meadow_prepare (film);
  run_pass (film, land_pass, 0, film->shore_row, NULL);
  run_pass (film, lake_pass, film->shore_row, film->height, NULL);
  run_pass (film, near_pass, 0, film->height, target);
}

void
reel_film_render_8 (ReelFilm *film, guint frame, guint8 *pixels, gsize stride)
{
  FilmTarget target = { pixels, stride, FALSE };

  g_return_if_fail (film != NULL && pixels != NULL && stride >= (gsize) film->width * 4);

  render (film, frame, &target);
}

void
reel_film_render_16 (ReelFilm *film, guint frame, guint16 *pixels, gsize stride)
{
  FilmTarget target = { (guint8 *) pixels, stride, TRUE };

  g_return_if_fail (film != NULL && pixels != NULL && stride >= (gsize) film->width * 8);
  g_return_if_fail (stride % 2 == 0);

  render (film, frame, &target);
}
