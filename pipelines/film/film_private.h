/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the parts of the test film share: arithmetic, noise and the state of one frame.
 *
 * Lengths are in picture heights: x runs from 0 to the aspect ratio, y from 0 (top) to 1, so that
 * the picture is the same at every size. Colours are linear light, Display P3 primaries, 1 =
 * diffuse white. */

#ifndef REEL_FILM_PRIVATE_H
#define REEL_FILM_PRIVATE_H

#include "film.h"

#include <math.h>

G_BEGIN_DECLS

#define FILM_LATTICE 256
#define FILM_RIDGES 5
/* Far end of the lake and horizon of the plane the clouds hang from. */
#define FILM_SHORE 0.535f

typedef struct {
  float r, g, b;
} FilmColour;

typedef enum {
  FILM_SPRITE_BLADE, /* grass and stems */
  FILM_SPRITE_POPPY,
  FILM_SPRITE_DAISY, /* any small flat flower */
} FilmSpriteKind;

/* One plant or part of one in the meadow, painted in array order. */
typedef struct {
  FilmSpriteKind kind;
  float x, y;          /* foot of a blade, centre of a flower */
  float width, height; /* half width at the foot and height; horizontal and vertical radius */
  float lean;          /* offset of the tip; turn of a flower, in turns */
  float soft;        /* width of the edge: a pixel, or the circle of confusion when out of focus */
  float top, bottom; /* rows it can touch */
  guint32 seed;
  FilmColour colour, tip;
} FilmSprite;

/* A hot-air balloon. */
typedef struct {
  float x, y, radius;
  float turn;
} FilmBalloon;

struct _ReelFilm {
  guint width, height;
  guint n_threads;
  float aspect, pixel; /* width and one pixel in picture heights */
  float scale;         /* pixels in a picture height */
  guint shore_row;     /* first row of water */

  float *linear;  /* width x height x 3, the frame being made */
  float *encode;  /* tone and transfer curve */
  float *lattice; /* FILM_LATTICE^2 random numbers 0..1 */

  /* The frame at hand. */
  guint frame;
  float time, camera; /* seconds; how far the camera has moved to the right */
  float sun_x, sun_y;
  float *ridges;      /* FILM_RIDGES x width: where each chain of hills begins */
  float *meadow_edge; /* width */
  FilmBalloon balloon[2];
  GArray *sprites;
};

static inline float
film_clamp01 (float x)
{
  return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
}

static inline float
film_mix (float a, float b, float t)
{
  return a + (b - a) * t;
}

static inline float
film_smoothstep (float low, float high, float x)
{
  float t = film_clamp01 ((x - low) / (high - low));

  return t * t * (3.0f - 2.0f * t);
}

static inline FilmColour
film_colour_mix (FilmColour a, FilmColour b, float t)
{
  return (FilmColour){ film_mix (a.r, b.r, t), film_mix (a.g, b.g, t), film_mix (a.b, b.b, t) };
}

static inline FilmColour
film_colour_scale (FilmColour a, float s)
{
  return (FilmColour){ a.r * s, a.g * s, a.b * s };
}

static inline FilmColour
film_colour_add (FilmColour a, FilmColour b, float s)
{
  return (FilmColour){ a.r + b.r * s, a.g + b.g * s, a.b + b.b * s };
}

/* floorf() without the library call that the x86-64 baseline needs for it. */
static inline int
film_floor (float x)
{
  int i = (int) x;

  return i - (x < (float) i);
}

/* exp (-x) for x >= 0, as the inverse of a cubic close to exp (x): monotonic, off by 0.02. */
static inline float
film_fade (float x)
{
  return 1.0f / (1.0f + x * (1.0f + x * (0.48f + x * 0.235f)));
}

/* Sine of @turns full turns: a parabola bent towards the sine, off by 0.0011 at most. */
static inline float
film_sin (float turns)
{
  float x = turns - (float) film_floor (turns + 0.5f);
  float y = 8.0f * x - 16.0f * x * (x < 0.0f ? -x : x);

  return 0.775f * y + 0.225f * y * (y < 0.0f ? -y : y);
}

/* Direction of (x, y) in turns, 0..1: an odd polynomial for the arctangent of 0..1, mirrored into
 * the other octants; off by 0.001 at most. */
static inline float
film_angle (float y, float x)
{
  float ax = x < 0.0f ? -x : x, ay = y < 0.0f ? -y : y;
  float hi = MAX (ax, ay), lo = MIN (ax, ay);
  float q = hi > 0.0f ? lo / hi : 0.0f;
  float s = q * q;
  float a = q * (0.15808f + s * (-0.04963f + s * 0.01655f));

  if (ay > ax)
    a = 0.25f - a;
  if (x < 0.0f)
    a = 0.5f - a;
  return y < 0.0f ? 1.0f - a : a;
}

/* Full-avalanche integer hash by Chris Wellons ("lowbias32", public domain). */
static inline guint32
film_hash (guint32 x)
{
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ (x >> 16);
}

/* The next random number 0..1 of a sequence. */
static inline float
film_random (guint32 *state)
{
  *state = film_hash (*state + 0x9e3779b9U);
  return (float) (*state >> 8) * (1.0f / 16777216.0f);
}

/* Value noise, 0..1, smooth between the nodes of the lattice. */
static inline float
film_noise (const float *lattice, float x, float y)
{
  int xi = film_floor (x), yi = film_floor (y);
  float fx = x - (float) xi, fy = y - (float) yi;
  guint x0 = (guint) xi % FILM_LATTICE, x1 = ((guint) xi + 1) % FILM_LATTICE;
  const float *row0 = lattice + (guint) yi % FILM_LATTICE * FILM_LATTICE;
  const float *row1 = lattice + ((guint) yi + 1) % FILM_LATTICE * FILM_LATTICE;
  float sx = fx * fx * (3.0f - 2.0f * fx), sy = fy * fy * (3.0f - 2.0f * fy);

  return film_mix (film_mix (row0[x0], row0[x1], sx), film_mix (row1[x0], row1[x1], sx), sy);
}

/* Fractal noise, 0..1 around 0.5: @octaves sheets, each turned to hide the lattice. */
static inline float
film_fractal (const float *lattice, float x, float y, guint octaves)
{
  float sum = 0.0f, weight = 0.5f, total = 0.0f;
  guint i;

  for (i = 0; i < octaves; i++) {
    float turned = 1.6f * x + 1.2f * y;

    sum += weight * film_noise (lattice, x, y);
    total += weight;
    weight *= 0.54f;
    y = 1.6f * y - 1.2f * x + 3.7f;
    x = turned + 7.3f;
  }
  return sum / total;
}

static inline float *
film_row (const ReelFilm *film, guint row)
{
  return film->linear + (gsize) row * film->width * 3;
}

/* The parts, in the order they are painted; the functions for a row may run in any thread and touch
 * only that row. */
void film_land_prepare (ReelFilm *film);
void film_land_row (const ReelFilm *film, guint row);
void film_balloon_row (const ReelFilm *film, const FilmBalloon *balloon, guint row);
void film_lake_row (const ReelFilm *film, guint row);
void film_meadow_prepare (ReelFilm *film);
void film_meadow_rows (const ReelFilm *film, guint first, guint end);

G_END_DECLS

#endif
