/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/**
 * SECTION:element-reelicc
 * @title: reelicc
 * @short_description: corrects the colours of RGB video by ICC profiles
 *
 * Converts every pixel from the colour space that the stream is in to that of `dest-profile`. What
 * the stream is in is said by `input-profile`, else by the ICC profile in the stream's tags (a
 * %GST_TAG_ATTACHMENT), else by the colorimetry in its caps. Profiles are ICC files or the built-in
 * names `srgb`, `bt709`, `bt2020`, `display-p3` and `adobe-rgb`.
 *
 * Caps and tags downstream tell the truth: their colorimetry and profile are the destination's.
 *
 * ## Example
 *
 * |[
 * gst-launch-1.0 filesrc location=p3.mp4 ! decodebin ! videoconvert ! reelicc dest-profile=bt709 !
 * videoconvert ! autovideosink
 * ]| Shows a film on a BT.709 display, whatever its file says its colours are.
 *
 * Since: 0.1
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstreelicc.h"

#include "base/workers.h"
#include "formats/format_error.h"
#include "iccbuilder.h"
#include "icctags.h"
#include "iccvideo.h"

GST_DEBUG_CATEGORY_STATIC (gst_reel_icc_debug);
#define GST_CAT_DEFAULT gst_reel_icc_debug

/* Parts of a frame per thread, so that a thread that the system holds up keeps the others waiting
 * for a part only. */
#define PARTS_PER_THREAD 4

struct _GstReelIcc {
  GstVideoFilter parent;

  /* Set by the user; under the object lock. */
  IccSettings settings;

  IccBuilder *builder; /* from READY on */

  /* What is asked of the builder; under the object lock. */
  IccStream stream;
  gboolean negotiated;  /* stream.format and its colours are set */
  GBytes *tag_profile;  /* the stream's, whether used or not */
  guint64 asked_serial; /* frames wait for an answer to this request or a later one */
  /* The settings of the program in use, for when those that were made later cannot be used. */
  IccSettings good;
  gboolean have_good;
  gboolean refused; /* the settings cannot be used and have not been changed since */
  /* What output caps state; under the object lock. */
  gboolean out_known;
  ReelPrimaries out_primaries;
  ReelTransfer out_transfer;

  /* The streaming thread's. */
  IccAnswer *active;     /* what corrects frames; NULL before the first */
  guint64 failed_serial; /* a request that nothing corrects frames for; the application knows */
  ReelWorkers *workers;
  guint n_workers;   /* as asked for; the system may have refused some */
  GstTagList *tags;  /* the stream's, without its profile */
  gboolean tags_due; /* downstream has not been told of the tags or the profile */
};

#define RGB_CAPS GST_VIDEO_CAPS_MAKE (GST_REEL_ICC_FORMATS)

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (RGB_CAPS));
static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (RGB_CAPS));

G_DEFINE_FINAL_TYPE (GstReelIcc, gst_reel_icc, GST_TYPE_VIDEO_FILTER)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (reelicc, "reelicc", GST_RANK_NONE, GST_TYPE_REEL_ICC,
                                       GST_DEBUG_CATEGORY_INIT (gst_reel_icc_debug, "reelicc", 0,
                                                                "ICC colour correction"));

/* --- messages --- */

/* Sorts an error from gst/formats and gst/colour into GStreamer's domains. */
static void
classify_error (const GError *error, GQuark *domain, gint *code)
{
  *domain = GST_STREAM_ERROR;
  *code = GST_STREAM_ERROR_WRONG_TYPE;
  if (error->domain == G_FILE_ERROR) {
    *domain = GST_RESOURCE_ERROR;
    *code = error->code == G_FILE_ERROR_NOENT ? GST_RESOURCE_ERROR_NOT_FOUND
                                              : GST_RESOURCE_ERROR_OPEN_READ;
  } else if (g_error_matches (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_UNKNOWN_NAME)) {
    *domain = GST_RESOURCE_ERROR;
    *code = GST_RESOURCE_ERROR_NOT_FOUND;
  } else if (g_error_matches (error, REEL_COLOUR_ERROR, REEL_COLOUR_ERROR_MODE)) {
    *domain = GST_LIBRARY_ERROR;
    *code = GST_LIBRARY_ERROR_SETTINGS;
  } else if (error->domain == REEL_COLOUR_ERROR) {
    *code = GST_STREAM_ERROR_FORMAT;
  }
}

static void
post_problem (GstReelIcc *self, GstMessageType type, const GError *error, const char *consequence)
{
  GQuark domain;
  gint code;

  classify_error (error, &domain, &code);
  gst_element_message_full (GST_ELEMENT (self), type, domain, code, g_strdup (error->message),
                            g_strdup (consequence), __FILE__, GST_FUNCTION, __LINE__);
}

static const char *
mode_name (ReelColourMode mode)
{
  switch (mode) {
    case REEL_COLOUR_MODE_MATRIX:
      return "matrix";
    case REEL_COLOUR_MODE_LUT:
      return "lut";
    case REEL_COLOUR_MODE_EXACT:
      return "exact";
    case REEL_COLOUR_MODE_AUTO:
      break;
  }
  return "none";
}

/* Tells the application what corrects its frames from now on. */
static void
post_change (GstReelIcc *self, const IccAnswer *answer)
{
  double mean, max;

  reel_colour_program_error (answer->program, &mean, &max);
  gst_element_post_message (
      GST_ELEMENT (self),
      gst_message_new_element (
          GST_OBJECT (self),
          gst_structure_new ("reel/icc", "input", G_TYPE_STRING, answer->input->name, "dest",
                             G_TYPE_STRING, answer->dest->name, "mode", G_TYPE_STRING,
                             mode_name (reel_colour_program_mode (answer->program)), "passthrough",
                             G_TYPE_BOOLEAN, reel_colour_program_is_identity (answer->program),
                             "mean-delta-e", G_TYPE_DOUBLE, mean, "max-delta-e", G_TYPE_DOUBLE, max,
                             "build-time", G_TYPE_UINT64,
                             (guint64) answer->build_time * GST_USECOND, NULL)));
}

/* --- asking for programs --- */

/* Asks for a program for the settings (the good ones while these are refused) and the stream as
 * they are. Frames wait for it if @wait. With the object lock. */
static void
ask (GstReelIcc *self, gboolean wait)
{
  guint64 serial;

  if (self->builder == NULL || !self->negotiated)
    return;
  g_clear_pointer (&self->stream.profile, g_bytes_unref);
  if (self->settings.embedded_profile && self->tag_profile != NULL)
    self->stream.profile = g_bytes_ref (self->tag_profile);
  serial = icc_builder_submit (self->builder, self->refused ? &self->good : &self->settings,
                               &self->stream);
  if (wait)
    self->asked_serial = serial;
}

static void
set_output_space (GstReelIcc *self, const ReelProfile *dest)
{
  GST_OBJECT_LOCK (self);
  self->out_known = TRUE;
  self->out_primaries = dest->primaries;
  self->out_transfer = dest->transfer;
  GST_OBJECT_UNLOCK (self);
}

/* Frames are corrected by @answer from now on. */
static void
adopt (GstReelIcc *self, IccAnswer *answer)
{
  GstBaseTransform *trans = GST_BASE_TRANSFORM (self);
  gboolean new_dest =
      self->active == NULL || !reel_profile_equal (self->active->dest, answer->dest);
  gboolean passthrough = reel_colour_program_is_identity (answer->program);

  if (answer->warning != NULL)
    post_problem (self, GST_MESSAGE_WARNING, answer->warning,
                  "The colorimetry in the caps is used in its place.");
  g_clear_pointer (&self->active, icc_answer_free);
  self->active = answer;
  self->tags_due |= new_dest;
  GST_OBJECT_LOCK (self);
  icc_settings_clear (&self->good);
  icc_settings_copy (&self->good, &answer->settings);
  self->have_good = TRUE;
  GST_OBJECT_UNLOCK (self);
  set_output_space (self, answer->dest);
  if (new_dest || passthrough != gst_base_transform_is_passthrough (trans)) {
    gst_base_transform_set_passthrough (trans, passthrough);
    gst_base_transform_reconfigure_src (trans);
  }
  GST_INFO_OBJECT (self, "from %s to %s by %s", answer->input->name, answer->dest->name,
                   mode_name (reel_colour_program_mode (answer->program)));
  post_change (self, answer);
}

/* Goes back to the settings before those that @answer says cannot be used, if there are any. Where
 * frames wait, @asked becomes what they wait for: a request for the good settings, or a newer one
 * that is under way. */
static gboolean
fall_back (GstReelIcc *self, const IccAnswer *answer, gboolean frames_wait, guint64 *asked)
{
  gboolean can;

  GST_OBJECT_LOCK (self);
  can = self->have_good && self->good.serial != answer->settings.serial;
  if (can) {
    self->refused = self->settings.serial == answer->settings.serial;
    *asked = answer->serial + 1;
    if (frames_wait && self->refused)
      ask (self, TRUE);
  }
  GST_OBJECT_UNLOCK (self);

  if (can)
    post_problem (self, GST_MESSAGE_WARNING, answer->error, "The settings before stay in use.");
  return can;
}

/* Brings self->active up to date: waits where the stream changed, takes what is ready where the
 * user changed something. */
static GstFlowReturn
update_program (GstReelIcc *self)
{
  guint64 asked;

  GST_OBJECT_LOCK (self);
  asked = self->asked_serial;
  GST_OBJECT_UNLOCK (self);

  while (TRUE) {
    g_autoptr (IccAnswer) answer = NULL;
    gboolean needed = self->active == NULL || self->active->serial < asked;

    if (needed && self->failed_serial >= asked)
      return GST_FLOW_ERROR;
    answer = needed ? icc_builder_wait (self->builder, asked) : icc_builder_poll (self->builder);
    if (answer == NULL)
      return needed ? GST_FLOW_FLUSHING : GST_FLOW_OK;
    if (answer->error == NULL) {
      adopt (self, g_steal_pointer (&answer));
      return GST_FLOW_OK;
    }
    if (!fall_back (self, answer, needed, &asked)) {
      self->failed_serial = answer->serial;
      post_problem (self, GST_MESSAGE_ERROR, answer->error, NULL);
      return GST_FLOW_ERROR;
    }
    if (!needed)
      return GST_FLOW_OK;
  }
}

/* --- tags --- */

static void
push_tags (GstReelIcc *self)
{
  GstTagList *tags;

  if (!self->tags_due || (self->active == NULL && self->tags == NULL))
    return;
  self->tags_due = FALSE;
  tags = self->tags != NULL ? gst_tag_list_copy (self->tags) : gst_tag_list_new_empty();
  if (self->active != NULL) /* else no frame has come yet */
    gst_reel_icc_tags_add_profile (tags, self->active->dest);
  gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self), gst_event_new_tag (tags));
}

/* Takes the profile out of the stream's tags. Stream tags go on with the destination's profile,
 * global ones as they are. */
static gboolean
take_tags (GstReelIcc *self, GstEvent *event)
{
  GstTagList *tags, *rest;
  g_autoptr (GBytes) profile = NULL;
  gboolean global;

  gst_event_parse_tag (event, &tags);
  global = gst_tag_list_get_scope (tags) == GST_TAG_SCOPE_GLOBAL;
  profile = gst_reel_icc_tags_take_profile (tags, &rest);
  gst_event_unref (event);

  GST_OBJECT_LOCK (self);
  if (profile != NULL &&
      (self->tag_profile == NULL || !g_bytes_equal (profile, self->tag_profile))) {
    g_clear_pointer (&self->tag_profile, g_bytes_unref);
    self->tag_profile = g_steal_pointer (&profile);
    ask (self, TRUE);
  }
  GST_OBJECT_UNLOCK (self);

  if (global)
    return gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self), gst_event_new_tag (rest));
  g_clear_pointer (&self->tags, gst_tag_list_unref);
  self->tags = rest;
  self->tags_due = TRUE;
  return TRUE;
}

static void
forget_stream (GstReelIcc *self)
{
  g_clear_pointer (&self->tags, gst_tag_list_unref);
  self->tags_due = TRUE;
  GST_OBJECT_LOCK (self);
  if (self->tag_profile != NULL) {
    g_clear_pointer (&self->tag_profile, g_bytes_unref);
    ask (self, TRUE);
  }
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_reel_icc_sink_event (GstBaseTransform *trans, GstEvent *event)
{
  GstReelIcc *self = GST_REEL_ICC (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_TAG:
      return take_tags (self, event);
    case GST_EVENT_STREAM_START:
      forget_stream (self);
      break;
    case GST_EVENT_FLUSH_START:
      icc_builder_set_interrupted (self->builder, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      icc_builder_set_interrupted (self->builder, FALSE);
      break;
    case GST_EVENT_GAP:
    case GST_EVENT_EOS:
      push_tags (self);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_reel_icc_parent_class)->sink_event (trans, event);
}

/* --- caps --- */

/* The colorimetry that output caps state for codes of @depth bits. With the object lock. */
static char *
output_colorimetry (GstReelIcc *self, guint depth)
{
  GstVideoColorimetry colorimetry;

  gst_reel_icc_to_colorimetry (self->out_primaries, self->out_transfer, depth, &colorimetry);
  return gst_video_colorimetry_to_string (&colorimetry);
}

/* Writes it into @structure: one for a single format, both where formats of any depth may follow
 * and they differ. */
static void
set_output_colorimetry (GstReelIcc *self, GstStructure *structure)
{
  const char *format = gst_structure_get_string (structure, "format");
  const GstVideoFormatInfo *info =
      format != NULL ? gst_video_format_get_info (gst_video_format_from_string (format)) : NULL;
  g_autofree char *shallow =
      output_colorimetry (self, info != NULL ? GST_VIDEO_FORMAT_INFO_DEPTH (info, 0) : 8);
  g_autofree char *deep = output_colorimetry (self, 16);
  GValue both = G_VALUE_INIT, one = G_VALUE_INIT;

  if (info != NULL || g_str_equal (shallow, deep)) {
    gst_structure_set (structure, "colorimetry", G_TYPE_STRING, shallow, NULL);
    return;
  }
  g_value_init (&both, GST_TYPE_LIST);
  g_value_init (&one, G_TYPE_STRING);
  g_value_set_string (&one, shallow);
  gst_value_list_append_value (&both, &one);
  g_value_set_string (&one, deep);
  gst_value_list_append_value (&both, &one);
  gst_structure_take_value (structure, "colorimetry", &both);
  g_value_unset (&one);
}

static GstCaps *
gst_reel_icc_transform_caps (GstBaseTransform *trans, GstPadDirection direction, GstCaps *caps,
                             GstCaps *filter)
{
  GstReelIcc *self = GST_REEL_ICC (trans);
  GstCaps *result = gst_caps_copy (caps);
  guint i;

  GST_OBJECT_LOCK (self);
  for (i = 0; i < gst_caps_get_size (result); i++) {
    GstStructure *structure = gst_caps_get_structure (result, i);

    /* Any colours come in; the destination's go out. */
    gst_structure_remove_field (structure, "colorimetry");
    if (direction == GST_PAD_SINK && self->out_known)
      set_output_colorimetry (self, structure);
  }
  GST_OBJECT_UNLOCK (self);

  if (filter != NULL) {
    GstCaps *both = gst_caps_intersect_full (filter, result, GST_CAPS_INTERSECT_FIRST);

    gst_caps_unref (result);
    result = both;
  }
  return result;
}

/* GstBaseTransform offers downstream's caps untransformed before the transformed ones, for the sake
 * of passthrough. Ours carry the destination's colorimetry, and an upstream converter that is free
 * to choose would take it up and rename its colours. So the sink pad answers without one. */
static gboolean
gst_reel_icc_query (GstBaseTransform *trans, GstPadDirection direction, GstQuery *query)
{
  GstCaps *caps, *filter, *result;
  guint i;

  if (!GST_BASE_TRANSFORM_CLASS (gst_reel_icc_parent_class)->query (trans, direction, query))
    return FALSE;
  if (direction != GST_PAD_SINK || GST_QUERY_TYPE (query) != GST_QUERY_CAPS)
    return TRUE;
  gst_query_parse_caps (query, &filter);
  gst_query_parse_caps_result (query, &caps);
  if (caps == NULL || gst_caps_is_any (caps))
    return TRUE;
  result = gst_caps_copy (caps);
  for (i = 0; i < gst_caps_get_size (result); i++)
    gst_structure_remove_field (gst_caps_get_structure (result, i), "colorimetry");
  if (filter != NULL) {
    GstCaps *both = gst_caps_intersect_full (result, filter, GST_CAPS_INTERSECT_FIRST);

    gst_caps_unref (result);
    result = both;
  }
  gst_query_set_caps_result (query, result);
  gst_caps_unref (result);
  return TRUE;
}

static gboolean
same_stream (const IccStream *a, const IccStream *b)
{
  return memcmp (&a->format, &b->format, sizeof a->format) == 0 && a->primaries == b->primaries &&
         a->transfer == b->transfer && (a->caps_error == NULL) == (b->caps_error == NULL);
}

static gboolean
gst_reel_icc_set_info (GstVideoFilter *filter, GstCaps *in_caps, GstVideoInfo *in_info,
                       GstCaps *out_caps, GstVideoInfo *out_info)
{
  GstReelIcc *self = GST_REEL_ICC (filter);
  IccStream stream = { 0 };

  gst_reel_icc_pixel_format (in_info->finfo, &stream.format);
  gst_reel_icc_from_colorimetry (&in_info->colorimetry, &stream.primaries, &stream.transfer,
                                 &stream.caps_error);

  GST_OBJECT_LOCK (self);
  if (self->negotiated && same_stream (&stream, &self->stream)) {
    icc_stream_clear (&stream);
  } else {
    icc_stream_clear (&self->stream);
    self->stream = stream;
    self->negotiated = TRUE;
    ask (self, TRUE);
  }
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

/* --- frames --- */

static void
update_workers (GstReelIcc *self)
{
  guint n_threads;

  GST_OBJECT_LOCK (self);
  n_threads = self->settings.n_threads != 0 ? self->settings.n_threads
                                            : MIN (g_get_num_processors(), ICC_MAX_THREADS);
  GST_OBJECT_UNLOCK (self);

  if (self->workers != NULL && self->n_workers == n_threads)
    return;
  g_clear_pointer (&self->workers, reel_workers_free);
  self->workers = reel_workers_new (n_threads);
  self->n_workers = n_threads;
}

/* Downstream goes down before we do (states change from sink to source), and negotiating with it
 * then fails. That is no error of the stream. */
static gboolean
downstream_is_flushing (GstReelIcc *self)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (GST_BASE_TRANSFORM_SRC_PAD (self));

  return peer != NULL && GST_PAD_IS_FLUSHING (peer);
}

static GstFlowReturn
gst_reel_icc_submit_input_buffer (GstBaseTransform *trans, gboolean is_discont, GstBuffer *input)
{
  GstReelIcc *self = GST_REEL_ICC (trans);
  GstFlowReturn flow;

  if (!self->negotiated) {
    gst_buffer_unref (input);
    return GST_FLOW_NOT_NEGOTIATED;
  }
  flow = update_program (self);
  if (flow != GST_FLOW_OK) {
    gst_buffer_unref (input);
    return flow;
  }
  /* Negotiates again where update_program() marked the pad. */
  flow = GST_BASE_TRANSFORM_CLASS (gst_reel_icc_parent_class)
             ->submit_input_buffer (trans, is_discont, input);
  if (flow == GST_FLOW_OK)
    push_tags (self);
  else if (flow == GST_FLOW_NOT_NEGOTIATED && downstream_is_flushing (self))
    flow = GST_FLOW_FLUSHING;
  return flow;
}

typedef struct {
  const ReelColourProgram *program;
  const GstVideoFrame *in;
  GstVideoFrame *out;
} FrameWork;

static void
frame_row (const GstVideoFrame *frame, guint y, ReelRow *row)
{
  guint plane;

  for (plane = 0; plane < GST_VIDEO_FRAME_N_PLANES (frame); plane++)
    row->plane[plane] = (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, plane) +
                        (gssize) y * GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
}

static void
correct_part (guint part, guint n_parts, gpointer data)
{
  const FrameWork *work = data;
  const guint width = (guint) GST_VIDEO_FRAME_WIDTH (work->in),
              height = (guint) GST_VIDEO_FRAME_HEIGHT (work->in);
  const guint end = (guint) ((guint64) height * (part + 1) / n_parts);
  guint y;

  for (y = (guint) ((guint64) height * part / n_parts); y < end; y++) {
    ReelRow in, out;

    frame_row (work->in, y, &in);
    frame_row (work->out, y, &out);
    reel_colour_program_run (work->program, &out, &in, width, y);
  }
}

static GstFlowReturn
gst_reel_icc_transform_frame (GstVideoFilter *filter, GstVideoFrame *in, GstVideoFrame *out)
{
  GstReelIcc *self = GST_REEL_ICC (filter);
  FrameWork work = { self->active->program, in, out };

  update_workers (self);
  reel_workers_run (self->workers, reel_workers_count (self->workers) * PARTS_PER_THREAD,
                    correct_part, &work);
  return GST_FLOW_OK;
}

/* --- states --- */

static gboolean
open_builder (GstReelIcc *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelProfile) dest = NULL;
  IccBuilder *builder = icc_builder_new (&error);
  IccSettings settings;

  if (builder == NULL) {
    GST_ELEMENT_ERROR (self, CORE, THREAD, ("The system refuses a thread."),
                       ("%s", error->message));
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  icc_settings_copy (&settings, &self->settings);
  GST_OBJECT_UNLOCK (self);
  if (!icc_builder_load (builder, &settings, &dest, &error)) {
    post_problem (self, GST_MESSAGE_ERROR, error, NULL);
    icc_settings_clear (&settings);
    icc_builder_free (builder);
    return FALSE;
  }
  icc_settings_clear (&settings);
  set_output_space (self, dest);
  GST_OBJECT_LOCK (self);
  self->builder = builder;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
close_builder (GstReelIcc *self)
{
  IccBuilder *builder;

  GST_OBJECT_LOCK (self);
  builder = g_steal_pointer (&self->builder);
  self->out_known = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (builder != NULL)
    icc_builder_free (builder);
}

static gboolean
gst_reel_icc_start (GstBaseTransform *trans)
{
  GstReelIcc *self = GST_REEL_ICC (trans);

  icc_builder_set_interrupted (self->builder, FALSE);
  self->tags_due = TRUE;
  return TRUE;
}

static gboolean
gst_reel_icc_stop (GstBaseTransform *trans)
{
  GstReelIcc *self = GST_REEL_ICC (trans);

  g_clear_pointer (&self->active, icc_answer_free);
  g_clear_pointer (&self->workers, reel_workers_free);
  g_clear_pointer (&self->tags, gst_tag_list_unref);
  self->failed_serial = 0;
  GST_OBJECT_LOCK (self);
  icc_stream_clear (&self->stream);
  g_clear_pointer (&self->tag_profile, g_bytes_unref);
  self->negotiated = FALSE;
  icc_settings_clear (&self->good);
  self->have_good = self->refused = FALSE;
  GST_OBJECT_UNLOCK (self);
  gst_base_transform_set_passthrough (trans, FALSE);
  return TRUE;
}

static GstStateChangeReturn
gst_reel_icc_change_state (GstElement *element, GstStateChange transition)
{
  GstReelIcc *self = GST_REEL_ICC (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !open_builder (self))
    return GST_STATE_CHANGE_FAILURE;
  /* Before the pads are deactivated, which waits for the streaming thread. */
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    icc_builder_set_interrupted (self->builder, TRUE);

  result = GST_ELEMENT_CLASS (gst_reel_icc_parent_class)->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_READY_TO_NULL ||
      (transition == GST_STATE_CHANGE_NULL_TO_READY && result == GST_STATE_CHANGE_FAILURE))
    close_builder (self);
  return result;
}

/* --- properties --- */

static void
gst_reel_icc_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstReelIcc *self = GST_REEL_ICC (object);

  GST_OBJECT_LOCK (self);
  if (!icc_settings_set (&self->settings, id, value)) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  } else if (icc_settings_affects_colours (id)) {
    self->refused = FALSE;
    ask (self, FALSE);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_reel_icc_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstReelIcc *self = GST_REEL_ICC (object);

  GST_OBJECT_LOCK (self);
  if (!icc_settings_get (&self->settings, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_reel_icc_finalize (GObject *object)
{
  icc_settings_clear (&GST_REEL_ICC (object)->settings);
  G_OBJECT_CLASS (gst_reel_icc_parent_class)->finalize (object);
}

/* --- class --- */

static void
gst_reel_icc_class_init (GstReelIccClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);
  GstVideoFilterClass *filter_class = GST_VIDEO_FILTER_CLASS (klass);

  object_class->set_property = gst_reel_icc_set_property;
  object_class->get_property = gst_reel_icc_get_property;
  object_class->finalize = gst_reel_icc_finalize;
  icc_settings_install_properties (object_class);

  gst_element_class_set_static_metadata (
      element_class, "ICC colour correction", "Filter/Effect/Video/Colorspace",
      "Corrects the colours of RGB video by ICC profiles and .cube tables",
      "the gst-reel developers");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  element_class->change_state = GST_DEBUG_FUNCPTR (gst_reel_icc_change_state);

  trans_class->start = GST_DEBUG_FUNCPTR (gst_reel_icc_start);
  trans_class->stop = GST_DEBUG_FUNCPTR (gst_reel_icc_stop);
  trans_class->sink_event = GST_DEBUG_FUNCPTR (gst_reel_icc_sink_event);
  trans_class->query = GST_DEBUG_FUNCPTR (gst_reel_icc_query);
  trans_class->transform_caps = GST_DEBUG_FUNCPTR (gst_reel_icc_transform_caps);
  trans_class->submit_input_buffer = GST_DEBUG_FUNCPTR (gst_reel_icc_submit_input_buffer);

  filter_class->set_info = GST_DEBUG_FUNCPTR (gst_reel_icc_set_info);
  filter_class->transform_frame = GST_DEBUG_FUNCPTR (gst_reel_icc_transform_frame);
}

static void
gst_reel_icc_init (GstReelIcc *self)
{
  icc_settings_init (&self->settings);
}
