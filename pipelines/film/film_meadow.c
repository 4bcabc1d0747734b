/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The near part of the test film: a meadow with poppies, painted plant by plant, far to near. */

#include "film_private.h"

#define ROWS 74
#define FAR_Z 15.0f
#define NEAR_Z 1.72f
/* Vanishing line of the meadow: it slopes towards the lake. */
#define MEADOW_LINE 0.585f
/* Rows nearer than this are out of focus. */
#define FOCUS_Z 2.5f

/* The lie of the land at the far edge. */
static float
edge_offset (const ReelFilm *film, float x)
{
  float world = x + film->camera * (3.0f / FAR_Z);
  float n = film_fractal (film->lattice, world * 1.15f + 40.0f, 8.5f, 3);

  return (n - 0.5f) * 0.085f - 0.020f + 0.028f * x / film->aspect;
}

static float
ground_y (const ReelFilm *film, float x, float z)
{
  return MEADOW_LINE + 1.0f / z + edge_offset (film, x) * (z / FAR_Z);
}

static FilmSprite *
add_sprite (ReelFilm *film, FilmSpriteKind kind, float x, float y, float z)
{
  FilmSprite s = { 0 };
  /* Thin lens: blur grows with the distance from the plane in focus, as seen in the picture. */
  float blur = z < FOCUS_Z ? 0.022f * (1.0f / z - 1.0f / FOCUS_Z) : 0.0f;

  s.kind = kind;
  s.x = x;
  s.y = y;
  s.soft = MAX (film->pixel, blur);
  g_array_append_val (film->sprites, s);
  return &g_array_index (film->sprites, FilmSprite, film->sprites->len - 1);
}

/* Light that comes through leaves and petals: strong towards the sun, and in patches, as trees and
 * clouds stand in its way. */
static float
back_light (const ReelFilm *film, float x, float z)
{
  float dx = x - film->sun_x;
  float world = x * z + film->camera * 3.0f;
  float open = film_fractal (film->lattice, world * 0.55f + 90.0f, z * 1.1f + 30.0f, 3);

  return (0.42f + 0.80f * film_fade (dx * dx * 2.0f)) *
         (0.42f + 0.85f * film_smoothstep (0.30f, 0.68f, open));
}

static float
wind (const ReelFilm *film, float x, float z, guint32 seed)
{
  float gust = film_noise (film->lattice, x * 0.9f - film->time * 0.55f, z * 0.6f + 3.0f) - 0.35f;
  float own = film_sin (film->time * 0.42f + (float) (seed & 255U) / 256.0f);

  return 0.16f * gust + 0.05f * own;
}

static void
add_blade (ReelFilm *film, float x, float z, guint32 seed)
{
  static const FilmColour tips[3] = { { 0.085f, 0.330f, 0.006f },
                                      { 0.210f, 0.430f, 0.010f },
                                      { 0.360f, 0.400f, 0.045f } };
  guint32 state = seed;
  float height = (0.15f + 0.28f * film_random (&state)) / z;
  float lean = (film_random (&state) - 0.5f) * 0.7f + wind (film, x, z, seed);
  float width = (0.0056f + 0.0064f * film_random (&state)) / z;
  float dry = film_random (&state) * film_random (&state);
  float light = back_light (film, x, z) * (0.55f + 0.65f * film_random (&state));
  float y = ground_y (film, x, z) + 0.02f / z;
  FilmSprite *s = add_sprite (film, FILM_SPRITE_BLADE, x, y, z);
  FilmColour tip = dry < 0.35f ? film_colour_mix (tips[0], tips[1], dry / 0.35f)
                               : film_colour_mix (tips[1], tips[2], (dry - 0.35f) / 0.65f);

  s->height = height;
  s->width = width;
  s->lean = lean * height;
  s->tip = film_colour_scale (tip, light);
  s->colour = (FilmColour){ 0.008f, 0.030f, 0.003f };
  s->top = y - height - s->soft;
  s->bottom = y + s->soft;
}

static void
add_flower (ReelFilm *film, FilmSpriteKind kind, float x, float z, guint32 seed)
{
  static const FilmColour poppy[3] = { { 0.800f, 0.004f, 0.003f },
                                       { 0.920f, 0.045f, 0.002f },
                                       { 0.620f, 0.001f, 0.008f } };
  static const FilmColour small[4] = { { 0.95f, 0.62f, 0.004f },
                                       { 0.85f, 0.80f, 0.70f },
                                       { 0.085f, 0.045f, 0.62f },
                                       { 0.56f, 0.06f, 0.36f } };
  guint32 state = seed;
  gboolean is_poppy = kind == FILM_SPRITE_POPPY;
  float size = (is_poppy ? 0.070f : 0.027f) * (0.62f + 0.60f * film_random (&state)) / z;
  float stalk = ((is_poppy ? 0.40f : 0.30f) + 0.24f * film_random (&state)) / z;
  float lean = (film_random (&state) - 0.5f) * 0.35f + wind (film, x, z, seed);
  float light = back_light (film, x, z) * (0.70f + 0.60f * film_random (&state));
  float y = ground_y (film, x, z), pick = film_random (&state);
  FilmSprite *s = add_sprite (film, FILM_SPRITE_BLADE, x, y, z);

  s->height = stalk;
  s->width = 0.0058f / z;
  s->lean = lean * stalk;
  s->tip = film_colour_scale ((FilmColour){ 0.10f, 0.25f, 0.02f }, light);
  s->colour = (FilmColour){ 0.010f, 0.035f, 0.004f };
  s->seed = 1; /* no point: a stem keeps its width */
  s->top = y - stalk - s->soft;
  s->bottom = y + s->soft;

  s = add_sprite (film, kind, x + lean * stalk, y - stalk, z);
  s->width = size;
  s->height = size * (0.36f + 0.48f * film_random (&state));
  s->lean = film_random (&state);
  s->seed = seed;
  if (is_poppy)
    s->colour = pick < 0.5f ? film_colour_mix (poppy[0], poppy[1], pick * 2.0f)
                            : film_colour_mix (poppy[0], poppy[2], pick * 2.0f - 1.0f);
  else
    s->colour = small[(guint) (film_noise (film->lattice, (x + film->camera * 3.0f / z) * 1.7f,
                                           z * 0.8f + 20.0f) *
                                   3.0f +
                               pick * 1.3f) %
                      4];
  s->colour = film_colour_scale (s->colour, light);
  s->top = s->y - 1.35f * s->height - s->soft;
  s->bottom = s->y + 1.35f * s->height + s->soft;
}

/* One strip of the meadow across the picture. Plants keep their place in the world while the camera
 * passes: cell @i of row @k always grows the same. */
static void
add_row (ReelFilm *film, guint k, float z)
{
  float cell = 0.0085f * (0.26f + 3.5f / z);
  float shift = film->camera * 3.0f / z;
  int i = film_floor ((shift - 0.15f) / cell);
  int end = film_floor ((shift + film->aspect + 0.15f) / cell) + 1;

  for (; i < end; i++) {
    guint32 seed = film_hash ((guint32) i * 2654435761U + k * 40503U + 17U);
    guint32 state = seed;
    float world = ((float) i + film_random (&state)) * cell;
    float x = world - shift, dice = film_random (&state);
    /* Flowers grow in patches, measured on the ground. */
    float patch = film_fractal (film->lattice, world * z * 0.42f + 60.0f, z * 1.15f, 3);
    float poppies = film_smoothstep (0.40f, 0.66f, patch) * 0.105f + 0.010f;
    float small = film_smoothstep (0.58f, 0.38f, patch) * 0.16f + 0.02f;

    add_blade (film, x, z, film_hash (seed + 1U));
    if (dice < poppies)
      add_flower (film, FILM_SPRITE_POPPY, x, z, film_hash (seed + 2U));
    else if (dice < poppies + small)
      add_flower (film, FILM_SPRITE_DAISY, x, z, film_hash (seed + 3U));
    add_blade (film, x + 0.5f * cell, z, film_hash (seed + 4U));
  }
}

void
film_meadow_prepare (ReelFilm *film)
{
  float log_step = 1.0f, z = FAR_Z;
  guint k;

  for (k = 0; k < film->width; k++)
    film->meadow_edge[k] = ground_y (film, ((float) k + 0.5f) * film->pixel, FAR_Z);
  /* The ROWS-th root of NEAR_Z / FAR_Z, by Newton's method on f (q) = q^ROWS - NEAR_Z / FAR_Z
   * near 1. */
  for (k = 0; k < 20; k++) {
    float power = 1.0f;
    guint i;

    for (i = 0; i + 1 < ROWS; i++)
      power *= log_step;
    log_step -= (power * log_step - NEAR_Z / FAR_Z) / ((float) ROWS * power);
  }
  g_array_set_size (film->sprites, 0);
  for (k = 0; k < ROWS; k++, z *= log_step)
    add_row (film, k, z);
}

static inline void
paint (float *out, FilmColour c, float cover)
{
  out[0] = film_mix (out[0], c.r, cover);
  out[1] = film_mix (out[1], c.g, cover);
  out[2] = film_mix (out[2], c.b, cover);
}

/* The columns between @from and @to, in picture heights, that exist. */
static gboolean
column_range (const ReelFilm *film, float from, float to, guint *first, guint *end)
{
  float a = from * film->scale, b = to * film->scale + 1.0f;

  if (b <= 0.0f || a >= (float) film->width)
    return FALSE;
  *first = a > 0.0f ? (guint) a : 0;
  *end = b < (float) film->width ? (guint) b : film->width;
  return *first < *end;
}

static void
blade_row (const ReelFilm *film, const FilmSprite *s, guint row)
{
  float y = ((float) row + 0.5f) * film->pixel;
  float up = film_clamp01 ((s->y - y) / s->height);
  float middle = s->x + s->lean * up * up;
  float half = s->width * (s->seed == 1 ? 0.65f : 1.0f - up * up);
  float sharp = 1.0f / s->soft, thin = MIN (1.0f, 2.0f * half * sharp);
  FilmColour c = film_colour_mix (s->colour, s->tip, up * (0.35f + 0.65f * up));
  guint i, end;
  float *out;

  if (!column_range (film, middle - half - s->soft, middle + half + s->soft, &i, &end))
    return;
  out = film_row (film, row) + (gsize) i * 3;
  for (; i < end; i++, out += 3) {
    float across = ((float) i + 0.5f) * film->pixel - middle;
    float side = across < 0.0f ? -across : across;
    float cover = film_clamp01 ((half - side) * sharp + 0.5f) * thin;

    if (cover > 0.0f) {
      /* A fold along the middle: one half in shadow. */
      float fold = across < 0.0f ? 0.82f : 1.12f;

      paint (out, film_colour_scale (c, fold), cover);
    }
  }
}

/* One petal of a poppy, pointing to (@dir_x, @dir_y): a crumpled shell, wider than long, veined
 * from the heart. */
static float
petal_cover (const ReelFilm *film, const FilmSprite *s, guint petal, float u, float v,
             FilmColour *c)
{
  static const float place[4] = { 0.02f, 0.49f, 0.27f, 0.76f };
  guint32 seed = film_hash (s->seed + petal);
  float turn = s->lean + place[petal] + (float) (seed & 255U) * (0.10f / 256.0f);
  float dir_x = film_sin (turn + 0.25f), dir_y = film_sin (turn);
  float along = u * dir_x + v * dir_y, across = v * dir_x - u * dir_y;
  float out = along - 0.45f, d = sqrtf (out * out * 1.15f + across * across * 0.62f);
  float salt = (float) (seed >> 8 & 255U), soft = s->soft / s->height;
  float edge = 0.36f + 0.10f * (float) (seed >> 16 & 255U) * (1.0f / 256.0f);
  float cover, vein, light;

  if (d > edge + 0.25f + soft)
    return 0.0f;
  edge += 0.19f * film_noise (film->lattice, across * 3.3f + salt, 0.5f);
  edge += 0.06f * film_noise (film->lattice, across * 14.0f + salt, 2.5f);
  cover = film_clamp01 ((edge - d) / soft + 0.5f);
  if (cover <= 0.0f)
    return 0.0f;
  vein = film_noise (film->lattice, across / (along + 0.42f) * 11.0f + salt, along * 1.6f + 0.5f) -
         0.5f;
  light = 0.34f + 0.50f * (along > 0.0f ? along : 0.0f) + 0.42f * vein;
  /* Far petals stand up against the light and glow; near ones show their shaded outside; a thin
   * bright rim. */
  light *= (petal < 2 ? 1.16f : 0.94f) - 0.40f * dir_y;
  light += 0.40f * film_smoothstep (edge - 0.10f, edge, d) * (0.7f - 0.4f * dir_y);
  *c = film_colour_scale (s->colour, MAX (light, 0.05f));
  *c = film_colour_add (*c, (FilmColour){ 0.20f, 0.040f, 0.004f },
                        film_smoothstep (0.62f, 1.10f, light));
  return cover;
}

/* A poppy seen from the side and above: four petals in two pairs around a dark heart with pale
 * stamens. */
static float
poppy_cover (const ReelFilm *film, const FilmSprite *s, float u, float v, FilmColour *c)
{
  float depth = 0.30f * (1.0f - s->height / s->width);
  float hv = v - depth, r = sqrtf (u * u + 1.3f * hv * hv), total = 0.0f, ring;
  guint petal;

  if (s->height < 3.0f * s->soft) {
    /* Too small or too blurred to show petals. */
    *c = film_colour_scale (s->colour, 0.78f - 0.25f * v - 0.5f * film_smoothstep (0.4f, 0.1f, r));
    return film_clamp01 ((0.85f - sqrtf (u * u + v * v)) * s->height / s->soft + 0.5f);
  }
  /* Front to back, until nothing shines through. */
  for (petal = 4; petal-- > 0 && total < 1.0f;) {
    FilmColour p;
    float cover = petal_cover (film, s, petal, u, hv * 0.9f + 0.3f * depth, &p);

    if (cover <= 0.0f)
      continue;
    cover *= 1.0f - total;
    total += cover;
    *c = film_colour_mix (*c, p, cover / total);
  }
  if (total <= 0.0f || r > 0.36f)
    return total;
  ring = film_noise (film->lattice, u * 19.0f + (float) (s->seed & 255U), hv * 19.0f);
  *c = film_colour_mix (*c, (FilmColour){ 0.012f, 0.004f, 0.010f },
                        0.94f * film_smoothstep (0.30f + 0.12f * ring, 0.17f, r));
  if (r > 0.10f && r < 0.24f)
    *c = film_colour_mix (*c, (FilmColour){ 0.26f, 0.19f, 0.07f },
                          film_smoothstep (0.62f, 0.8f, ring));
  else if (r <= 0.10f)
    *c = film_colour_mix (*c, (FilmColour){ 0.085f, 0.14f, 0.030f }, 0.85f - 4.0f * r);
  return total;
}

/* A small flower: a ring of petals around a yellow heart. */
static float
daisy_cover (const FilmSprite *s, float u, float v, FilmColour *c)
{
  float r = sqrtf (u * u + v * v), soft = s->soft / s->height;
  float petals = film_sin ((film_angle (v, u) + s->lean) * 9.0f);
  float edge = 0.88f + 0.14f * petals;

  *c = film_colour_scale (s->colour, 0.72f + 0.34f * r + 0.16f * petals - 0.12f * v);
  if (s->height > 2.0f * s->soft)
    *c = film_colour_mix (*c, (FilmColour){ 0.62f, 0.30f, 0.008f },
                          film_clamp01 ((0.33f - r) / soft + 0.5f));
  return film_clamp01 ((edge - r) / soft + 0.5f);
}

static void
flower_row (const ReelFilm *film, const FilmSprite *s, guint row)
{
  float y = ((float) row + 0.5f) * film->pixel, v = (y - s->y) / s->height;
  float reach = s->width * 1.2f + s->soft, narrow = 1.0f / s->width;
  /* What is smaller than a pixel covers it in part only. */
  float thin = MIN (1.0f, 2.0f * s->height / s->soft);
  guint i, end;
  float *out;

  if (!column_range (film, s->x - reach, s->x + reach, &i, &end))
    return;
  out = film_row (film, row) + (gsize) i * 3;
  for (; i < end; i++, out += 3) {
    float u = (((float) i + 0.5f) * film->pixel - s->x) * narrow, cover;
    FilmColour c = s->colour;

    if (s->kind == FILM_SPRITE_POPPY)
      cover = poppy_cover (film, s, u, v, &c);
    else
      cover = daisy_cover (s, u, v, &c);
    if (cover > 0.0f)
      paint (out, c, cover * thin);
  }
}

/* The soil and the undergrowth between the plants. */
static void
ground_row (const ReelFilm *film, guint row)
{
  static const FilmColour dark = { 0.010f, 0.028f, 0.004f };
  static const FilmColour light = { 0.105f, 0.205f, 0.010f };
  float *out = film_row (film, row);
  float y = ((float) row + 0.5f) * film->pixel;
  guint i;

  for (i = 0; i < film->width; i++, out += 3) {
    float cover = film_clamp01 ((y - film->meadow_edge[i]) / film->pixel + 0.5f);
    float x = ((float) i + 0.5f) * film->pixel, z, n;

    if (cover <= 0.0f)
      continue;
    z = 1.0f / MAX (y - MEADOW_LINE, 1.0f / FAR_Z);
    n = film_fractal (film->lattice, (x * z + film->camera * 3.0f) * 9.0f, z * 14.0f, 4);
    n = film_smoothstep (0.30f, 0.75f, n) * film_smoothstep (1.5f, 9.0f, z);
    paint (out, film_colour_scale (film_colour_mix (dark, light, n), back_light (film, x, z)),
           cover);
  }
}

void
film_meadow_rows (const ReelFilm *film, guint first, guint end)
{
  float top = (float) first * film->pixel, bottom = (float) end * film->pixel;
  const FilmSprite *sprites = (const FilmSprite *) film->sprites->data;
  guint n, row;

  for (row = first; row < end; row++) {
    if (row >= film->shore_row)
      ground_row (film, row);
  }
  for (n = 0; n < film->sprites->len; n++) {
    const FilmSprite *s = &sprites[n];
    float from = s->top * film->scale, to = s->bottom * film->scale;
    guint row_end;

    if (s->bottom < top || s->top > bottom)
      continue;
    row = from > (float) first ? (guint) from : first;
    row_end = to + 1.0f < (float) end ? (guint) (to + 1.0f) : end;
    for (; row < row_end; row++) {
      if (s->kind == FILM_SPRITE_BLADE)
        blade_row (film, s, row);
      else
        flower_row (film, s, row);
    }
  }
}
