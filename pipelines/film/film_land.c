/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The far part of the test film: sky, clouds, hills and the lake that mirrors them. */

#include "film_private.h"

typedef struct {
  float base, height; /* foot and highest rise of the chain */
  float frequency;    /* of the ridge, along x */
  float parallax;     /* how much of the camera's way it moves */
  float haze;         /* how much of it the air hides */
} FilmRidge;

static const FilmRidge ridge_table[FILM_RIDGES] = {
  { 0.505f, 0.250f, 1.15f, 0.020f, 0.74f }, { 0.520f, 0.165f, 1.90f, 0.045f, 0.60f },
  { 0.528f, 0.105f, 2.70f, 0.085f, 0.38f }, { 0.533f, 0.056f, 4.10f, 0.140f, 0.20f },
  { 0.536f, 0.020f, 3.30f, 0.200f, 0.07f },
};

static const FilmColour warm_air = { 1.12f, 0.41f, 0.075f };
static const FilmColour cool_air = { 0.205f, 0.185f, 0.37f };

/* How far below the base line the tips of a row of conifers reach up, 0 at the ground. */
static float
tree_line (float x, float size, guint32 salt)
{
  float best = 0.0f, cell = size * 0.42f;
  int i, middle = film_floor (x / cell);

  for (i = middle - 1; i <= middle + 1; i++) {
    guint32 seed = film_hash ((guint32) i * 31U + salt);
    float centre = ((float) i + 0.15f + 0.7f * film_random (&seed)) * cell;
    float height = size * (0.45f + 0.75f * film_random (&seed));
    float across = x - centre;
    float rise;

    if (across < 0.0f)
      across = -across;
    /* Needles make the flank uneven: a saw along the trunk. */
    rise = height - across * 3.6f;
    rise += size * 0.10f * film_sin (rise / size * 5.0f);
    best = MAX (best, rise);
  }
  return best;
}

static float
ridge_height (const ReelFilm *film, guint k, float x)
{
  const FilmRidge *r = &ridge_table[k];
  float world = x + film->camera * r->parallax;
  float n = film_fractal (film->lattice, world * r->frequency + 11.3f * (float) k,
                          17.9f * (float) k + 2.5f, 6);
  float away = x - film->sun_x;
  float y;

  /* The sun stands over a valley. */
  if (away < 0.0f)
    away = -away;
  n = film_smoothstep (0.22f, 0.86f, n) * (0.30f + 0.70f * film_smoothstep (0.05f, 0.75f, away));
  y = r->base -
      r->height * n * (0.86f + 0.28f * film_fractal (film->lattice, world * 9.0f, 3.3f, 5));
  if (k == 4)
    y -= tree_line (world, 0.017f, 5) + 0.002f;
  else if (k == 3)
    y -= 0.55f * tree_line (world, 0.012f, 9);
  else
    y -=
        0.004f * (float) (k + 1) * film_fractal (film->lattice, world * 55.0f, (float) k + 0.5f, 3);
  return y;
}

void
film_land_prepare (ReelFilm *film)
{
  float lane = film->aspect + 0.8f;
  guint i, k;

  film->sun_x = film->aspect * 0.655f;
  film->sun_y = 0.408f;
  for (k = 0; k < FILM_RIDGES; k++) {
    for (i = 0; i < film->width; i++)
      film->ridges[k * film->width + i] = ridge_height (film, k, ((float) i + 0.5f) * film->pixel);
  }
  for (i = 0; i < 2; i++) {
    FilmBalloon *b = &film->balloon[i];
    float way = (i ? 0.20f * film->aspect : 0.485f * film->aspect) + 0.4f;

    /* Each leaves at the right and comes back at the left. */
    way += film->time * (i ? 0.004f : 0.013f);
    way -= lane * (float) film_floor (way / lane);
    b->x = way - 0.4f;
    b->radius = i ? 0.026f : 0.112f;
    b->y = (i ? 0.300f : 0.215f) + 0.006f * film_sin (film->time * 0.06f + 0.3f * (float) i);
    b->turn = film->time * 0.008f + 0.37f * (float) i;
  }
}

/* The colour of the air towards (x, y): gold around the sun, violet away from it. */
static FilmColour
air_colour (const ReelFilm *film, float x, float y)
{
  float dx = (x - film->sun_x) * 0.62f, dy = y - film->sun_y;
  float near = film_fade (sqrtf (dx * dx + dy * dy) * 5.2f);

  return film_colour_mix (cool_air, warm_air, near);
}

/* What the sun adds: the disc, a tight halo and a wide glow, reddest as through much air. */
static FilmColour
sun_light (const ReelFilm *film, float x, float y)
{
  float dx = x - film->sun_x, dy = y - film->sun_y;
  float d = sqrtf (dx * dx + dy * dy);
  float disc = film_smoothstep (0.029f, 0.017f, d);
  float halo = film_fade (d * 21.0f), glow = film_fade (d * 7.0f);
  FilmColour c = { 7.0f * disc, 5.8f * disc, 3.6f * disc };

  c = film_colour_add (c, (FilmColour){ 4.6f, 2.5f, 0.75f }, halo * halo);
  return film_colour_add (c, (FilmColour){ 0.55f, 0.19f, 0.020f }, glow);
}

/* Clear sky: four colours by height, the lowest by distance from the sun. */
static FilmColour
clear_sky (const ReelFilm *film, float x, float y)
{
  static const FilmColour zenith = { 0.035f, 0.125f, 0.40f };
  static const FilmColour upper = { 0.15f, 0.235f, 0.46f };
  static const FilmColour lower = { 0.62f, 0.34f, 0.265f };
  float up = MAX (FILM_SHORE - 0.03f - y, 0.0f);
  FilmColour c =
      film_colour_mix (air_colour (film, x, y), lower, film_smoothstep (0.0f, 0.17f, up));

  c = film_colour_mix (c, upper, film_smoothstep (0.07f, 0.30f, up));
  return film_colour_mix (c, zenith, film_smoothstep (0.22f, 0.56f, up));
}

/* Clouds hang from a plane above; each point is lit by how much thinner the cloud gets towards the
 * sun. */
static FilmColour
add_clouds (const ReelFilm *film, FilmColour sky, float x, float y)
{
  static const FilmColour shade = { 0.20f, 0.145f, 0.235f };
  static const FilmColour lit = { 1.30f, 0.47f, 0.20f };
  static const FilmColour gold = { 2.2f, 0.90f, 0.20f };
  const float *lattice = film->lattice;
  float up = MAX (FILM_SHORE - 0.03f - y, 0.0f);
  float far = 1.0f / (up + 0.17f), sun_far = 1.0f / (0.31f - film->sun_y + 0.36f);
  float u = (x - 0.5f * film->aspect) * far * 1.7f + film->time * 0.022f, v = far * 2.9f;
  float du = (film->sun_x - x) * far, dv = sun_far - far;
  float reach = 0.30f / sqrtf (du * du + dv * dv + 0.02f);
  float dx = (x - film->sun_x) * 0.8f, dy = y - film->sun_y;
  float near = film_fade (sqrtf (dx * dx + dy * dy) * 4.2f);
  float n =
      film_fractal (lattice, u, v + 0.5f * film_noise (lattice, u * 2.7f, v * 2.7f + 9.0f), 7);
  float cover = film_smoothstep (0.47f, 0.73f, n);
  float wisps, light;
  FilmColour c;

  if (cover > 0.0f) {
    float m = film_fractal (lattice, u + du * reach, v + dv * reach, 4);

    light = film_clamp01 (0.46f + 2.6f * (m < n ? m - n : 0.7f * (m - n)) + 0.9f * (0.66f - n));
    light = film_clamp01 (1.0f - light);
    light = film_clamp01 (0.25f + 0.95f * light * (1.0f - 0.55f * cover));
    c = film_colour_mix (lit, gold, near);
    c = film_colour_mix (shade, c, light);
    c = film_colour_mix (c, air_colour (film, x, y), 0.55f * film_fade (up * 9.0f));
    sky = film_colour_mix (sky, c, cover * 0.94f);
  }
  /* High ice clouds: one more sheet, drawn out along the wind. */
  wisps = film_fractal (lattice, u * 0.35f + 0.30f * v + 31.0f, v * 2.3f - u * 0.55f, 4);
  wisps = film_smoothstep (0.52f, 0.86f, wisps) * film_smoothstep (0.02f, 0.2f, up);
  return film_colour_add (sky, film_colour_mix (lit, gold, near), 0.30f * wisps);
}

static FilmColour
sky_colour (const ReelFilm *film, float x, float y)
{
  FilmColour c = clear_sky (film, x, y);

  c = add_clouds (film, c, x, y);
  return film_colour_add (c, sun_light (film, x, y), 1.0f);
}

/* A point of hill @k, @depth below its ridge. */
static FilmColour
hill_colour (const ReelFilm *film, guint k, float x, float y, float depth)
{
  static const FilmColour woods = { 0.006f, 0.020f, 0.007f };
  static const FilmColour grass = { 0.040f, 0.078f, 0.008f };
  const FilmRidge *r = &ridge_table[k];
  float scale = 9.0f + 16.0f * (float) k;
  float u = (x + film->camera * r->parallax) * scale, v = y * scale * 2.0f + 5.0f * (float) k;
  float n = film_fractal (film->lattice, u, v, 4);
  float bump =
      film_noise (film->lattice, u * 1.7f + 0.5f, v * 1.7f) -
      film_noise (film->lattice, u * 1.7f + (x < film->sun_x ? 1.0f : 0.0f), v * 1.7f - 0.5f);
  float dx = (x - film->sun_x) * 0.7f, dy = y - film->sun_y;
  float near = film_fade (sqrtf (dx * dx + dy * dy) * 5.0f);
  float mist = film_smoothstep (0.0f, 0.09f, depth) * (0.34f - 0.05f * (float) k);
  float light = 0.75f + 1.1f * bump + 1.6f * near * film_fade (depth * 40.0f);
  FilmColour c = film_colour_mix (woods, grass, film_smoothstep (0.36f, 0.66f, n));

  c = film_colour_scale (c, MAX (light, 0.15f) * 1.25f);
  c = film_colour_add (c, warm_air, 0.16f * near * film_fade (depth * 130.0f));
  return film_colour_mix (c, air_colour (film, x, y),
                          film_clamp01 (r->haze + (1.0f - r->haze) * mist));
}

/* How much of a pixel at row @y the hill covers. Where the ridge is steep the edge is softened
 * along it too. */
static float
ridge_cover (const ReelFilm *film, guint k, guint i, float y)
{
  const float *ridge = film->ridges + k * film->width;
  float slope = ridge[i + 1 < film->width ? i + 1 : i] - ridge[i > 0 ? i - 1 : 0];

  if (slope < 0.0f)
    slope = -slope;
  return film_clamp01 ((y - ridge[i]) / (film->pixel + 0.5f * slope) + 0.5f);
}

static FilmColour
land_colour (const ReelFilm *film, guint i, float y)
{
  float x = ((float) i + 0.5f) * film->pixel, cover[FILM_RIDGES];
  FilmColour c;
  int k;

  for (k = FILM_RIDGES - 1; k >= 0; k--) {
    cover[k] = ridge_cover (film, (guint) k, i, y);
    if (cover[k] >= 1.0f)
      break;
  }
  if (k < 0)
    c = sky_colour (film, x, y);
  else
    c = hill_colour (film, (guint) k, x, y, y - film->ridges[(guint) k * film->width + i]);
  for (k++; k < FILM_RIDGES; k++) {
    if (cover[k] > 0.0f)
      c = film_colour_mix (c, hill_colour (film, (guint) k, x, y, 0.0f), cover[k]);
  }
  return c;
}

void
film_land_row (const ReelFilm *film, guint row)
{
  float *out = film_row (film, row);
  float y = ((float) row + 0.5f) * film->pixel;
  guint i;

  for (i = 0; i < film->width; i++) {
    FilmColour c = land_colour (film, i, y);

    *out++ = c.r;
    *out++ = c.g;
    *out++ = c.b;
  }
}

/* Reads the land at a fractional place, between pixels, clamped to its edges. */
static FilmColour
mirrored (const ReelFilm *film, float x, float y)
{
  float px = x / film->pixel - 0.5f, py = y / film->pixel - 0.5f;
  guint i, j, last_row = film->shore_row - 1;
  const float *a, *b;
  float fx, fy, top, low;
  float c[3];
  guint n, step;

  px = CLAMP (px, 0.0f, (float) (film->width - 1));
  py = CLAMP (py, 0.0f, (float) last_row);
  i = (guint) px;
  j = (guint) py;
  fx = px - (float) i;
  fy = py - (float) j;
  step = i + 1 < film->width ? 3 : 0;
  a = film_row (film, j) + i * 3;
  b = film_row (film, MIN (j + 1, last_row)) + i * 3;
  for (n = 0; n < 3; n++) {
    top = film_mix (a[n], a[n + step], fx);
    low = film_mix (b[n], b[n + step], fx);
    c[n] = film_mix (top, low, fy);
  }
  return (FilmColour){ c[0], c[1], c[2] };
}

/* A point of the lake: the land upside down, bent by the waves, more of the water's own colour
 * towards the viewer (Fresnel), and glitter under the sun. */
static FilmColour
lake_colour (const ReelFilm *film, float x, float y)
{
  static const FilmColour depths = { 0.008f, 0.055f, 0.070f };
  const float *lattice = film->lattice;
  float down = y - FILM_SHORE, far = 1.0f / (down + 0.055f);
  float u = (x - 0.5f * film->aspect) * far * 0.8f + film->camera, v = far * 7.0f;
  float t = film->time;
  float swell = film_noise (lattice, u * 1.3f + 0.21f * t, v * 0.8f + 0.35f * t);
  float chop = film_noise (lattice, u * 5.5f - 0.33f * t, v * 3.1f - 0.62f * t);
  float fine = film_noise (lattice, u * 17.0f + 0.8f * t, v * 6.0f + 1.1f * t);
  float wave = (swell - 0.5f) * 0.55f + (chop - 0.5f) * 0.45f + (fine - 0.5f) * 0.36f;
  float calm = film_smoothstep (0.25f, 0.75f, film_noise (lattice, u * 0.24f + 3.0f, v * 0.16f));
  float bend = wave * (0.35f + 0.65f * calm);
  float own = 0.06f + 0.34f * film_smoothstep (0.0f, 0.22f, down) - 0.30f * wave;
  float across = (x - film->sun_x) / (0.022f + 0.30f * down);
  float spark = film_smoothstep (0.60f, 0.84f, 0.45f * chop + 0.55f * fine) *
                film_fade (across * across * 1.4f);
  FilmColour c = mirrored (film, x + bend * 0.10f * (0.05f + down),
                           FILM_SHORE - down * 2.1f + bend * (0.010f + 0.85f * down));

  c = film_colour_mix (c, depths, film_clamp01 (own));
  c = film_colour_scale (c, 0.93f);
  c = film_colour_add (c, (FilmColour){ 2.9f, 1.35f, 0.34f }, spark);
  /* A line of mist where water meets land. */
  return film_colour_mix (c, air_colour (film, x, y), 0.42f * film_fade (down * 90.0f));
}

void
film_lake_row (const ReelFilm *film, guint row)
{
  float *out = film_row (film, row);
  float y = ((float) row + 0.5f) * film->pixel;
  guint i;

  for (i = 0; i < film->width; i++) {
    FilmColour c = { 0.0f, 0.0f, 0.0f };

    /* What the meadow hides need not be computed. */
    if (y < film->meadow_edge[i] + film->pixel)
      c = lake_colour (film, ((float) i + 0.5f) * film->pixel, y);
    *out++ = c.r;
    *out++ = c.g;
    *out++ = c.b;
  }
}
