/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "iccbuilder.h"

typedef struct {
  guint64 serial;
  IccSettings settings;
  IccStream stream;
} IccRequest;

/* What was read from files, with the serials it was read for. */
typedef struct {
  ReelProfile *input, *dest, *proof;
  ReelCube *cube;
  guint input_serial, dest_serial, proof_serial, lut_serial;
} IccFiles;

struct _IccBuilder {
  GThread *thread;
  IccFiles files; /* the thread's, except in icc_builder_load() */

  GMutex lock;
  GCond request_ready;
  GCond answer_ready;
  IccRequest *request; /* newest, not started */
  IccAnswer *answer;   /* newest, not taken */
  guint64 last_serial; /* of all requests */
  gboolean interrupted;
  gboolean quit;
};

void
icc_stream_copy (IccStream *dst, const IccStream *src)
{
  *dst = *src;
  if (src->profile != NULL)
    g_bytes_ref (dst->profile);
  if (src->caps_error != NULL)
    dst->caps_error = g_error_copy (src->caps_error);
}

void
icc_stream_clear (IccStream *stream)
{
  g_clear_pointer (&stream->profile, g_bytes_unref);
  g_clear_error (&stream->caps_error);
}

static void
request_free (IccRequest *request)
{
  icc_settings_clear (&request->settings);
  icc_stream_clear (&request->stream);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IccRequest, request_free)

void
icc_answer_free (IccAnswer *answer)
{
  icc_settings_clear (&answer->settings);
  reel_colour_program_unref (answer->program);
  reel_profile_unref (answer->input);
  reel_profile_unref (answer->dest);
  g_clear_error (&answer->error);
  g_clear_error (&answer->warning);
  g_free (answer);
}

/* --- files --- */

static void
files_clear (IccFiles *files)
{
  g_clear_pointer (&files->input, reel_profile_unref);
  g_clear_pointer (&files->dest, reel_profile_unref);
  g_clear_pointer (&files->proof, reel_profile_unref);
  g_clear_pointer (&files->cube, reel_cube_free);
}

/* Reads @name into @profile unless that was done for @serial; a NULL name means no profile. */
static gboolean
load_profile (ReelProfile **profile, guint *loaded_serial, const char *name, guint serial,
              const char *property, ReelIccUse use, GError **error)
{
  ReelProfile *loaded = NULL;

  if (*loaded_serial == serial && (*profile != NULL || name == NULL))
    return TRUE;
  if (name != NULL) {
    loaded = reel_profile_load (name, use, error);
    if (loaded == NULL) {
      g_prefix_error (error, "%s: ", property);
      return FALSE;
    }
  }
  reel_profile_unref (*profile);
  *profile = loaded;
  *loaded_serial = serial;
  return TRUE;
}

static gboolean
load_cube (IccFiles *files, const IccSettings *settings, GError **error)
{
  ReelCube *loaded = NULL;

  if (files->lut_serial == settings->lut_serial &&
      (files->cube != NULL || settings->lut_location == NULL))
    return TRUE;
  if (settings->lut_location != NULL) {
    loaded = reel_cube_load (settings->lut_location, error);
    if (loaded == NULL) {
      g_prefix_error (error, "lut-location: ");
      return FALSE;
    }
  }
  g_clear_pointer (&files->cube, reel_cube_free);
  files->cube = loaded;
  files->lut_serial = settings->lut_serial;
  return TRUE;
}

static gboolean
load_files (IccFiles *files, const IccSettings *settings, GError **error)
{
  const char *dest = settings->dest_profile != NULL ? settings->dest_profile : "srgb";

  return load_profile (&files->input, &files->input_serial, settings->input_profile,
                       settings->input_serial, "input-profile", REEL_ICC_USE_INPUT, error) &&
         load_profile (&files->dest, &files->dest_serial, dest, settings->dest_serial,
                       "dest-profile", REEL_ICC_USE_DEST, error) &&
         load_profile (&files->proof, &files->proof_serial, settings->proof_profile,
                       settings->proof_serial, "proof-profile", REEL_ICC_USE_PROOF, error) &&
         load_cube (files, settings, error);
}

gboolean
icc_builder_load (IccBuilder *self, const IccSettings *settings, ReelProfile **dest, GError **error)
{
  if (!load_files (&self->files, settings, error))
    return FALSE;
  if (dest != NULL)
    *dest = reel_profile_ref (self->files.dest);
  return TRUE;
}

/* --- building --- */

/* The stream's own profile: from its tags, else from its caps. */
static ReelProfile *
stream_profile (const IccStream *stream, GError **warning, GError **error)
{
  if (stream->profile != NULL) {
    ReelProfile *profile = reel_profile_new_from_bytes ("the stream's ICC profile", stream->profile,
                                                        REEL_ICC_USE_INPUT, warning);

    if (profile != NULL)
      return profile;
  }
  if (stream->caps_error != NULL) {
    g_propagate_error (error, g_error_copy (stream->caps_error));
    return NULL;
  }
  return reel_profile_new_rgb ("the caps' colorimetry", stream->primaries, stream->transfer, error);
}

static void
fill_recipe (ReelColourRecipe *recipe, const IccRequest *request, const IccFiles *files,
             ReelProfile *input)
{
  const IccSettings *settings = &request->settings;

  recipe->input = input;
  recipe->dest = files->dest;
  recipe->proof = files->proof;
  recipe->intent = settings->intent;
  recipe->proof_intent = settings->proof_intent;
  recipe->black_point_compensation = settings->black_point_compensation;
  recipe->gamut_check = settings->gamut_check;
  recipe->preserve_black = settings->preserve_black;
  recipe->mode = settings->mode;
  recipe->lut_size = settings->lut_size;
  recipe->cube = files->cube;
  recipe->dither = settings->dither;
  recipe->format = request->stream.format;
  recipe->cpu_level = reel_cpu_level();
}

static IccAnswer *
build (IccBuilder *self, const IccRequest *request)
{
  IccAnswer *answer = g_new0 (IccAnswer, 1);
  gint64 start = g_get_monotonic_time();
  ReelColourRecipe recipe = { 0 };

  answer->serial = request->serial;
  icc_settings_copy (&answer->settings, &request->settings);
  if (!load_files (&self->files, &request->settings, &answer->error))
    return answer;
  if (self->files.input != NULL)
    answer->input = reel_profile_ref (self->files.input);
  else
    answer->input = stream_profile (&request->stream, &answer->warning, &answer->error);
  if (answer->input == NULL)
    return answer;
  answer->dest = reel_profile_ref (self->files.dest);
  fill_recipe (&recipe, request, &self->files, answer->input);
  answer->program = reel_colour_program_new (&recipe, &answer->error);
  answer->build_time = g_get_monotonic_time() - start;
  return answer;
}

static gpointer
builder_main (gpointer data)
{
  IccBuilder *self = data;

  g_mutex_lock (&self->lock);
  while (!self->quit) {
    g_autoptr (IccRequest) request = g_steal_pointer (&self->request);
    IccAnswer *answer;

    if (request == NULL) {
      g_cond_wait (&self->request_ready, &self->lock);
      continue;
    }
    g_mutex_unlock (&self->lock);
    answer = build (self, request);
    g_mutex_lock (&self->lock);

    g_clear_pointer (&self->answer, icc_answer_free);
    self->answer = answer;
    g_cond_broadcast (&self->answer_ready);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

IccBuilder *
icc_builder_new (GError **error)
{
  IccBuilder *self = g_new0 (IccBuilder, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->request_ready);
  g_cond_init (&self->answer_ready);
  self->thread = g_thread_try_new ("reelicc-builder", builder_main, self, error);
  if (self->thread == NULL)
    g_clear_pointer (&self, icc_builder_free);
  return self;
}

void
icc_builder_free (IccBuilder *self)
{
  if (self->thread != NULL) {
    g_mutex_lock (&self->lock);
    self->quit = TRUE;
    g_cond_signal (&self->request_ready);
    g_mutex_unlock (&self->lock);
    g_thread_join (self->thread);
  }
  g_clear_pointer (&self->request, request_free);
  g_clear_pointer (&self->answer, icc_answer_free);
  files_clear (&self->files);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->request_ready);
  g_cond_clear (&self->answer_ready);
  g_free (self);
}

/* --- asking --- */

guint64
icc_builder_submit (IccBuilder *self, const IccSettings *settings, const IccStream *stream)
{
  IccRequest *request = g_new0 (IccRequest, 1);
  guint64 serial;

  icc_settings_copy (&request->settings, settings);
  icc_stream_copy (&request->stream, stream);
  g_mutex_lock (&self->lock);
  serial = request->serial = ++self->last_serial;
  g_clear_pointer (&self->request, request_free);
  self->request = request;
  g_cond_signal (&self->request_ready);
  g_mutex_unlock (&self->lock);
  return serial;
}

IccAnswer *
icc_builder_wait (IccBuilder *self, guint64 serial)
{
  IccAnswer *answer = NULL;

  g_mutex_lock (&self->lock);
  while (!self->interrupted && (self->answer == NULL || self->answer->serial < serial))
    g_cond_wait (&self->answer_ready, &self->lock);
  if (!self->interrupted)
    answer = g_steal_pointer (&self->answer);
  g_mutex_unlock (&self->lock);
  return answer;
}

IccAnswer *
icc_builder_poll (IccBuilder *self)
{
  IccAnswer *answer;

  g_mutex_lock (&self->lock);
  answer = g_steal_pointer (&self->answer);
  g_mutex_unlock (&self->lock);
  return answer;
}

void
icc_builder_set_interrupted (IccBuilder *self, gboolean interrupted)
{
  g_mutex_lock (&self->lock);
  self->interrupted = interrupted;
  g_cond_broadcast (&self->answer_ready);
  g_mutex_unlock (&self->lock);
}
