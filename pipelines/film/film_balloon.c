/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The hot-air balloons of the test film. */

#include "film_private.h"

#define GORES 16
/* Below this height, in radii below the centre, the envelope is a cone that touches the sphere. */
#define CONE_FROM 0.50f
#define MOUTH 1.42f

/* Arcsine in units of a half turn, -0.5..0.5, by way of film_angle(). */
static float
half_turns (float s)
{
  float c = sqrtf (MAX (1.0f - s * s, 0.0f));
  float a = film_angle (s, c);

  return 2.0f * (a > 0.5f ? a - 1.0f : a);
}

/* Half the width of the envelope at height @v, everything in radii. */
static float
profile (float v)
{
  float edge = sqrtf (1.0f - CONE_FROM * CONE_FROM);

  if (v < CONE_FROM)
    return sqrtf (MAX (1.0f - v * v, 0.0f));
  return edge - (v - CONE_FROM) * CONE_FROM / edge * 1.13f;
}

/* Cloth at @across of the half width, -1..1, and height @v. */
static FilmColour
cloth_colour (const ReelFilm *film, const FilmBalloon *balloon, float across, float v)
{
  static const FilmColour cloth[4] = {
    { 0.86f, 0.004f, 0.006f },
    { 1.00f, 0.23f, 0.002f },
    { 1.00f, 0.66f, 0.010f },
    { 0.003f, 0.42f, 0.20f },
  };
  float gore = (half_turns (across) * 0.5f + balloon->turn) * GORES;
  int index = film_floor (gore);
  float seam = gore - (float) index;
  float bulge = seam * (1.0f - seam) * 4.0f;
  guint pick = (guint) index % 4;
  float light, through, tape;
  FilmColour c;

  /* A belt with the colours shifted by two, its borders in scallops. */
  if (v > -0.16f - 0.12f * (bulge - 0.5f) && v < 0.26f + 0.12f * (bulge - 0.5f))
    pick = (pick + 2) % 4;
  if (v < -0.90f - 0.10f * (1.0f - across * across) || v > 1.21f + 0.05f * (1.0f - across * across))
    pick = 0;
  c = cloth[pick];
  /* The sun is low behind on the right: a bright flank there, and light through the cloth. */
  light = 0.17f + 1.05f * film_smoothstep (-0.6f, 1.1f, across * 0.85f + v * 0.25f);
  light *= 0.66f + 0.34f * bulge;
  through = 0.40f * film_smoothstep (-0.3f, 1.3f, v) * (1.0f - 0.55f * across * across);
  /* Folds, and the load tapes that run across. */
  light *= 0.84f + 0.32f * film_noise (film->lattice, gore * 2.3f, v * 11.0f);
  tape = v * 6.0f - (float) film_floor (v * 6.0f);
  light *= 1.0f - 0.13f * film_smoothstep (0.93f, 0.97f, tape);
  c = film_colour_scale (c, light + through);
  return film_colour_add (c, (FilmColour){ 0.03f, 0.05f, 0.10f },
                          0.5f * film_smoothstep (0.3f, -1.0f, v));
}

/* Paints one pixel at (@u, @v), in radii from the centre. Returns how much it covers. */
static float
balloon_cover (const ReelFilm *film, const FilmBalloon *balloon, float u, float v, FilmColour *c)
{
  float pixel = film->pixel / balloon->radius;
  float side = u < 0.0f ? -u : u;

  if (v > -1.05f && v < MOUTH) {
    float width = MAX (profile (v), 0.0001f);
    float cover = film_clamp01 ((width - side) / pixel + 0.5f);

    if (v < -0.6f) {
      /* The crown is flat: measure from the centre there. */
      cover = film_clamp01 ((1.0f - sqrtf (u * u + v * v)) / pixel + 0.5f);
    }
    if (cover > 0.0f)
      *c = cloth_colour (film, balloon, CLAMP (u / width, -1.0f, 1.0f), v);
    return cover;
  }
  if (v >= MOUTH && v < 1.74f) {
    float rope = 0.24f - (v - MOUTH) * 0.22f;
    float cover = film_clamp01 (0.6f - (side > rope ? side - rope : rope - side) / pixel);

    *c = (FilmColour){ 0.05f, 0.035f, 0.03f };
    if (side < 0.12f) {
      float flame = film_fade (side * side * 1100.0f + (v - 1.53f) * (v - 1.53f) * 110.0f);

      *c = film_colour_mix (*c, (FilmColour){ 3.0f, 1.25f, 0.25f }, flame);
      cover = MAX (cover, flame);
    }
    return cover;
  }
  if (v >= 1.74f && v < 1.97f) {
    float weave = film_noise (film->lattice, u * 70.0f, v * 90.0f);

    *c = film_colour_mix ((FilmColour){ 0.055f, 0.022f, 0.008f },
                          (FilmColour){ 0.30f, 0.13f, 0.035f },
                          film_clamp01 (weave * 0.55f + u * 2.2f + 0.15f));
    return film_clamp01 ((0.165f - side) / pixel + 0.5f);
  }
  return 0.0f;
}

void
film_balloon_row (const ReelFilm *film, const FilmBalloon *balloon, guint row)
{
  float y = ((float) row + 0.5f) * film->pixel;
  float v = (y - balloon->y) / balloon->radius;
  /* The small one hangs in more air. */
  float haze = balloon->radius < 0.05f ? 0.42f : 0.07f;
  float left = (balloon->x - 1.05f * balloon->radius) / film->pixel;
  float right = (balloon->x + 1.05f * balloon->radius) / film->pixel + 1.0f;
  guint i, end;
  float *out;

  if (v < -1.05f || v > 2.0f || right <= 0.0f || left >= (float) film->width)
    return;
  i = left > 0.0f ? (guint) left : 0;
  end = right < (float) film->width ? (guint) right : film->width;
  out = film_row (film, row) + (gsize) i * 3;
  for (; i < end; i++, out += 3) {
    FilmColour c = { 0.0f, 0.0f, 0.0f };
    float u = (((float) i + 0.5f) * film->pixel - balloon->x) / balloon->radius;
    float cover = balloon_cover (film, balloon, u, v, &c);

    if (cover > 0.0f) {
      c = film_colour_mix (c, (FilmColour){ out[0], out[1], out[2] }, haze);
      out[0] = film_mix (out[0], c.r, cover);
      out[1] = film_mix (out[1], c.g, cover);
      out[2] = film_mix (out[2], c.b, cover);
    }
  }
}
