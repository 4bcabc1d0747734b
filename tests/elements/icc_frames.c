/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "icc_frames.h"

#include <math.h>
#include <string.h>
#include <gst/check/gstcheck.h>

/* --- formats --- */

void
rgb_layout_init (RgbLayout *layout, const char *format)
{
  static const char components[] = "RGBA";
  const char *rest = format + strspn (format, "RGBAx");
  const guint letters = (guint) (rest - format);
  gboolean planar = FALSE;
  guint i;

  memset (layout, 0, sizeof *layout);
  g_strlcpy (layout->name, format, sizeof layout->name);
  layout->depth = 8;
  layout->bytes = 1;
  if (*rest == 'P' || *rest == '_' || g_str_has_prefix (format, "GBR"))
    planar = TRUE;
  if (*rest == 'P') {
    rest++;
  } else if (*rest != '\0') {
    layout->depth = (guint) atoi (rest + (*rest == '_'));
    layout->bytes = 2;
    layout->big_endian = g_str_has_suffix (rest, "BE") ||
                         (!g_str_has_suffix (rest, "LE") && G_BYTE_ORDER == G_BIG_ENDIAN);
    if (!planar)
      layout->depth /= 4;
  }
  layout->n_planes = planar ? letters : 1;
  layout->step = layout->bytes * (planar ? 1 : letters);
  for (i = 0; i < letters; i++) {
    const char *component = strchr (components, format[i]);

    if (component == NULL)
      continue;
    layout->plane[component - components] = planar ? i : 0;
    layout->place[component - components] = planar ? 0 : i * layout->bytes;
    layout->has_alpha |= *component == 'A';
  }
}

char **
rgb_template_formats (void)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("reelicc");
  const GList *item;
  g_autoptr (GPtrArray) names = g_ptr_array_new();

  g_assert_nonnull (factory);
  for (item = gst_element_factory_get_static_pad_templates (factory); item != NULL;
       item = item->next) {
    GstStaticPadTemplate *pad = item->data;
    g_autoptr (GstCaps) caps = gst_static_pad_template_get_caps (pad);
    const GValue *formats;
    guint i;

    if (pad->direction != GST_PAD_SINK)
      continue;
    g_assert_cmpuint (gst_caps_get_size (caps), ==, 1);
    formats = gst_structure_get_value (gst_caps_get_structure (caps, 0), "format");
    for (i = 0; i < gst_value_list_get_size (formats); i++)
      g_ptr_array_add (names, g_value_dup_string (gst_value_list_get_value (formats, i)));
  }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

GstCaps *
rgb_caps (const RgbLayout *layout, guint width, guint height, const char *colorimetry)
{
  GstCaps *caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, layout->name,
                                       "width", G_TYPE_INT, (gint) width, "height", G_TYPE_INT,
                                       (gint) height, "framerate", GST_TYPE_FRACTION, 25, 1, NULL);

  if (colorimetry != NULL)
    gst_caps_set_simple (caps, "colorimetry", G_TYPE_STRING, colorimetry, NULL);
  return caps;
}

char *
rgb_colorimetry (GstVideoColorPrimaries primaries, GstVideoTransferFunction transfer)
{
  const GstVideoColorimetry colorimetry = { GST_VIDEO_COLOR_RANGE_0_255, GST_VIDEO_COLOR_MATRIX_RGB,
                                            transfer, primaries };

  return gst_video_colorimetry_to_string (&colorimetry);
}

/* --- pictures --- */

static guint8 *
component_address (const RgbView *view, guint x, guint y, guint component)
{
  const RgbLayout *layout = view->layout;
  const guint plane = layout->plane[component];

  return view->plane[plane] + (gssize) view->stride[plane] * (gssize) y + layout->step * x +
         layout->place[component];
}

guint
rgb_get (const RgbView *view, guint x, guint y, guint component)
{
  const guint8 *p = component_address (view, x, y, component);

  if (view->layout->bytes == 1)
    return p[0];
  return view->layout->big_endian ? (guint) p[0] << 8 | p[1] : (guint) p[1] << 8 | p[0];
}

void
rgb_set (const RgbView *view, guint x, guint y, guint component, guint code)
{
  guint8 *p = component_address (view, x, y, component);

  if (view->layout->bytes == 1) {
    p[0] = (guint8) code;
  } else {
    p[view->layout->big_endian ? 0 : 1] = (guint8) (code >> 8);
    p[view->layout->big_endian ? 1 : 0] = (guint8) code;
  }
}

/* Fills in where the planes lie in a buffer of @shape. Returns its size. */
static gsize
arrange (const RgbLayout *layout, guint width, guint height, RgbShape shape, gsize offset[4],
         gint stride[4])
{
  const gint row = (gint) (layout->step * width);
  gsize at = 1;
  guint plane;

  for (plane = 0; plane < layout->n_planes; plane++) {
    /* Not the same in all planes. */
    gint padded = row + 5 + 2 * (gint) plane + (row & 1);

    offset[plane] = at;
    stride[plane] = padded;
    at += (gsize) padded * height + 2;
    if (shape == RGB_BOTTOM_UP) {
      offset[plane] += (gsize) padded * (height - 1);
      stride[plane] = -padded;
    }
  }
  return at + 16;
}

GstBuffer *
rgb_buffer_new (const RgbLayout *layout, guint width, guint height, RgbShape shape)
{
  gsize offset[4] = { 0, 0, 0, 0 }, size;
  gint stride[4] = { 0, 0, 0, 0 };
  GstBuffer *buffer;

  if (shape == RGB_PLAIN) {
    GstVideoInfo info;

    gst_video_info_init (&info);
    fail_unless (gst_video_info_set_format (&info, gst_video_format_from_string (layout->name),
                                            width, height));
    buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  } else {
    size = arrange (layout, width, height, shape, offset, stride);
    buffer = gst_buffer_new_allocate (NULL, size, NULL);
    gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE,
                                    gst_video_format_from_string (layout->name), width, height,
                                    layout->n_planes, offset, stride);
  }
  gst_buffer_memset (buffer, 0, RGB_PADDING, gst_buffer_get_size (buffer));
  return buffer;
}

void
rgb_map (GstVideoFrame *frame, RgbView *view, GstBuffer *buffer, GstCaps *caps,
         const RgbLayout *layout, GstMapFlags flags)
{
  GstVideoInfo info;
  guint plane;

  fail_unless (gst_video_info_from_caps (&info, caps));
  fail_unless (gst_video_frame_map (frame, &info, buffer, flags));
  fail_unless_equals_int (GST_VIDEO_FRAME_N_PLANES (frame), (gint) layout->n_planes);
  view->layout = layout;
  view->width = (guint) GST_VIDEO_FRAME_WIDTH (frame);
  view->height = (guint) GST_VIDEO_FRAME_HEIGHT (frame);
  for (plane = 0; plane < layout->n_planes; plane++) {
    view->plane[plane] = GST_VIDEO_FRAME_PLANE_DATA (frame, plane);
    view->stride[plane] = GST_VIDEO_FRAME_PLANE_STRIDE (frame, plane);
  }
}

static guint32
scramble (guint32 value)
{
  value = (value ^ value >> 16) * 0x45d9f3bu;
  value = (value ^ value >> 16) * 0x45d9f3bu;
  return value ^ value >> 16;
}

void
rgb_pattern (const RgbLayout *layout, guint x, guint y, guint codes[4])
{
  const guint max = (1u << layout->depth) - 1;
  guint c;

  for (c = 0; c < 4; c++) {
    if (c < 3 && y == 0 && x < 8)
      codes[c] = (x ^ 7) >> c & 1 ? max : 0;
    else if (c < 3 && y == 0 && x == 8)
      codes[c] = 1;
    else
      codes[c] =
          scramble (x * 7919u + y * 104729u + (c < 3 && x > 8 && x % 3 == 0 ? 0 : c)) % (max + 1);
  }
}

static void
fill (GstBuffer *buffer, const RgbLayout *layout, guint width, guint height, const guint *plain)
{
  g_autoptr (GstCaps) caps = rgb_caps (layout, width, height, NULL);
  GstVideoFrame frame;
  RgbView view;
  guint x, y, c;

  rgb_map (&frame, &view, buffer, caps, layout, GST_MAP_WRITE);
  for (y = 0; y < height; y++) {
    for (x = 0; x < width; x++) {
      guint codes[4];

      rgb_pattern (layout, x, y, codes);
      for (c = 0; c < (layout->has_alpha ? 4 : 3); c++)
        rgb_set (&view, x, y, c, plain != NULL ? plain[c] : codes[c]);
    }
  }
  gst_video_frame_unmap (&frame);
}

GstBuffer *
rgb_picture_new (const RgbLayout *layout, guint width, guint height, RgbShape shape)
{
  GstBuffer *buffer = rgb_buffer_new (layout, width, height, shape);

  fill (buffer, layout, width, height, NULL);
  return buffer;
}

GstBuffer *
rgb_plain_new (const RgbLayout *layout, guint width, guint height, const guint codes[4])
{
  GstBuffer *buffer = rgb_buffer_new (layout, width, height, RGB_PLAIN);

  fill (buffer, layout, width, height, codes);
  return buffer;
}

void
rgb_assert_padding (GstBuffer *buffer, const RgbLayout *layout, guint width, guint height)
{
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);
  GstMapInfo map;
  g_autofree guint8 *used = NULL;
  guint plane, y;
  gsize i;

  fail_unless (meta != NULL);
  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READ));
  used = g_malloc0 (map.size);
  for (plane = 0; plane < layout->n_planes; plane++) {
    for (y = 0; y < height; y++)
      memset (used + (gssize) meta->offset[plane] + (gssize) meta->stride[plane] * (gssize) y, 1,
              layout->step * width);
  }
  for (i = 0; i < map.size; i++)
    fail_unless (used[i] || map.data[i] == RGB_PADDING,
                 "%s, %u pixels: byte %" G_GSIZE_FORMAT " between the pixels has become 0x%02x",
                 layout->name, width, i, map.data[i]);
  gst_buffer_unmap (buffer, &map);
}

/* --- a pool of awkward buffers --- */

typedef struct {
  GstBufferPool parent;
  RgbLayout layout;
  guint width, height;
  RgbShape shape;
} RgbPool;

typedef GstBufferPoolClass RgbPoolClass;

static GType rgb_pool_get_type (void);
G_DEFINE_TYPE (RgbPool, rgb_pool, GST_TYPE_BUFFER_POOL)

static const char **
rgb_pool_get_options (GstBufferPool *pool)
{
  static const char *options[] = { GST_BUFFER_POOL_OPTION_VIDEO_META, NULL };

  return options;
}

static GstFlowReturn
rgb_pool_alloc_buffer (GstBufferPool *pool, GstBuffer **buffer, GstBufferPoolAcquireParams *params)
{
  RgbPool *self = (RgbPool *) pool;

  *buffer = rgb_buffer_new (&self->layout, self->width, self->height, self->shape);
  return GST_FLOW_OK;
}

static void
rgb_pool_class_init (RgbPoolClass *klass)
{
  klass->get_options = rgb_pool_get_options;
  klass->alloc_buffer = rgb_pool_alloc_buffer;
}

static void
rgb_pool_init (RgbPool *self)
{
}

GstBufferPool *
rgb_pool_new (const RgbLayout *layout, guint width, guint height, RgbShape shape)
{
  RgbPool *self = g_object_new (rgb_pool_get_type(), NULL);

  gst_object_ref_sink (self);
  self->layout = *layout;
  self->width = width;
  self->height = height;
  self->shape = shape;
  return GST_BUFFER_POOL (self);
}

/* --- what lcms2 says --- */

static cmsHPROFILE
open_profile (cmsContext context, GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  cmsHPROFILE profile = cmsOpenProfileFromMemTHR (context, data, (cmsUInt32Number) size);

  fail_unless (profile != NULL);
  return profile;
}

Reference *
reference_new (const ReferenceSpec *spec)
{
  Reference *self = g_new0 (Reference, 1);
  const cmsUInt32Number flags = spec->flags | cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE;
  cmsHPROFILE input, dest, proof = NULL;

  self->context = cmsCreateContext (NULL, NULL);
  input = open_profile (self->context, spec->input);
  dest = open_profile (self->context, spec->dest);
  if (spec->proof != NULL) {
    proof = open_profile (self->context, spec->proof);
    self->transform = cmsCreateProofingTransformTHR (
        self->context, input, TYPE_RGB_FLT, dest, TYPE_RGB_FLT, proof, spec->intent,
        spec->proof_intent, flags | cmsFLAGS_SOFTPROOFING);
    cmsCloseProfile (proof);
  } else {
    self->transform = cmsCreateTransformTHR (self->context, input, TYPE_RGB_FLT, dest, TYPE_RGB_FLT,
                                             spec->intent, flags);
  }
  cmsCloseProfile (input);
  cmsCloseProfile (dest);
  fail_unless (self->transform != NULL);
  return self;
}

Reference *
reference_new_matrix (const IccMatrixSpec *input, const IccMatrixSpec *dest)
{
  g_autoptr (GBytes) from = icc_make_matrix (input);
  g_autoptr (GBytes) to = icc_make_matrix (dest);
  const ReferenceSpec spec = { .input = from, .dest = to, .intent = INTENT_PERCEPTUAL };

  return reference_new (&spec);
}

void
reference_free (Reference *self)
{
  cmsDeleteTransform (self->transform);
  cmsDeleteContext (self->context);
  g_free (self);
}

/* @n colours at once. */
static void
reference_run_row (const Reference *self, const float *in, float *out, guint n)
{
  guint i;

  cmsDoTransform (self->transform, in, out, n);
  for (i = 0; i < 3 * n; i++) {
    out[i] = CLAMP (out[i], 0.0f, 1.0f);
    if (self->invert)
      out[i] = 1.0f - out[i];
  }
}

void
reference_run (const Reference *self, const double in[3], double out[3])
{
  const float colour[3] = { (float) in[0], (float) in[1], (float) in[2] };
  float result[3];
  guint c;

  reference_run_row (self, colour, result, 1);
  for (c = 0; c < 3; c++)
    out[c] = result[c];
}

double
rgb_largest_error (const RgbView *view, const Reference *reference)
{
  const RgbLayout *layout = view->layout;
  const double max = (1u << layout->depth) - 1;
  g_autofree float *in = g_new (float, 3 * view->width);
  g_autofree float *out = g_new (float, 3 * view->width);
  double largest = 0.0;
  guint x, y, c;

  for (y = 0; y < view->height; y++) {
    for (x = 0; x < view->width; x++) {
      guint codes[4];

      rgb_pattern (layout, x, y, codes);
      for (c = 0; c < 3; c++)
        in[3 * x + c] = (float) (codes[c] / max);
      if (layout->has_alpha)
        fail_unless_equals_int ((gint) rgb_get (view, x, y, 3), (gint) codes[3]);
    }
    reference_run_row (reference, in, out, view->width);
    for (x = 0; x < view->width; x++) {
      for (c = 0; c < 3; c++)
        largest = MAX (largest, fabs (rgb_get (view, x, y, c) - out[3 * x + c] * max));
    }
  }
  return largest;
}

/* --- the element --- */

char *
write_matrix (const char *dir, const char *name, const IccMatrixSpec *spec)
{
  g_autoptr (GBytes) bytes = icc_make_matrix (spec);

  return icc_write_file (dir, name, bytes);
}

Rig *
rig_new (const char *first_property, ...)
{
  Rig *self = g_new0 (Rig, 1);
  GstElement *element = gst_element_factory_make ("reelicc", NULL);
  va_list arguments;

  fail_unless (element != NULL);
  self->bus = gst_bus_new();
  gst_element_set_bus (element, self->bus);
  va_start (arguments, first_property);
  if (first_property != NULL)
    g_object_set_valist (G_OBJECT (element), first_property, arguments);
  va_end (arguments);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
                          GST_STATE_CHANGE_SUCCESS);
  self->harness = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  return self;
}

void
rig_caps (Rig *self, const char *format, guint width, guint height, const char *colorimetry)
{
  rgb_layout_init (&self->layout, format);
  self->width = width;
  self->height = height;
  gst_caps_replace (&self->caps, NULL);
  self->caps = rgb_caps (&self->layout, width, height, colorimetry);
  gst_harness_set_src_caps (self->harness, gst_caps_ref (self->caps));
}

static void
add_attachment (GstTagList *tags, GBytes *bytes, const char *media_type, gboolean in_info)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (bytes);
  g_autoptr (GstCaps) caps =
      gst_caps_new_empty_simple (in_info ? "application/octet-stream" : media_type);
  GstStructure *info = in_info ? gst_structure_new_empty (media_type) : NULL;
  g_autoptr (GstSample) sample = gst_sample_new (buffer, caps, NULL, info);

  gst_tag_list_add (tags, GST_TAG_MERGE_APPEND, GST_TAG_ATTACHMENT, sample, NULL);
}

void
rig_send_tags (Rig *self, GBytes *profile, gboolean global)
{
  GstTagList *tags = gst_tag_list_new (GST_TAG_TITLE, "a title", NULL);
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);

  add_attachment (tags, one, "text/plain", FALSE);
  if (profile != NULL)
    add_attachment (tags, profile, ICC_MEDIA_TYPE, global);
  add_attachment (tags, two, "text/plain", TRUE);
  gst_tag_list_set_scope (tags, global ? GST_TAG_SCOPE_GLOBAL : GST_TAG_SCOPE_STREAM);
  fail_unless (gst_harness_push_event (self->harness, gst_event_new_tag (tags)));
}

GstBuffer *
rig_run (Rig *self)
{
  GstBuffer *picture = rgb_picture_new (&self->layout, self->width, self->height, RGB_PLAIN);
  GstBuffer *result;

  fail_unless_equals_int (gst_harness_push (self->harness, picture), GST_FLOW_OK);
  result = gst_harness_try_pull (self->harness);
  fail_unless (result != NULL);
  return result;
}

GBytes *
rig_run_to_bytes (Rig *self)
{
  g_autoptr (GstBuffer) output = rig_run (self);
  gpointer data;
  gsize size;

  gst_buffer_extract_dup (output, 0, gst_buffer_get_size (output), &data, &size);
  return g_bytes_new_take (data, size);
}

static GstPadProbeReturn
offer_pool (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  const Rig *self = data;
  GstCaps *caps;
  GstVideoInfo video;

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_parse_allocation (query, &caps, NULL);
  fail_unless (gst_video_info_from_caps (&video, caps));
  gst_query_add_allocation_pool (query, self->pool, (guint) GST_VIDEO_INFO_SIZE (&video), 2, 0);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return GST_PAD_PROBE_HANDLED;
}

void
rig_offer_pool (Rig *self, const char *format, guint width, guint height, RgbShape shape)
{
  RgbLayout layout;

  rgb_layout_init (&layout, format);
  if (self->pool == NULL)
    gst_pad_add_probe (self->harness->sinkpad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, offer_pool,
                       self, NULL);
  gst_clear_object (&self->pool);
  self->pool = rgb_pool_new (&layout, width, height, shape);
}

double
rig_error (Rig *self, GstBuffer *buffer, const Reference *reference)
{
  GstVideoFrame frame;
  RgbView view;
  double error;

  rgb_map (&frame, &view, buffer, self->caps, &self->layout, GST_MAP_READ);
  error = rgb_largest_error (&view, reference);
  gst_video_frame_unmap (&frame);
  return error;
}

void
rig_compare (Rig *self, const Reference *reference, double bound)
{
  g_autoptr (GstBuffer) output = rig_run (self);
  double error = rig_error (self, output, reference);

  if (g_getenv ("REEL_TEST_VERBOSE") != NULL)
    g_print ("%s: %g codes off, bound %g\n", self->layout.name, error, bound);
  fail_unless (error <= bound, "%s: %g codes off, bound %g", self->layout.name, error, bound);
}

void
rig_output_colorimetry (Rig *self, GstVideoColorimetry *colorimetry)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (self->harness->sinkpad);
  const char *name;

  fail_unless (caps != NULL);
  name = gst_structure_get_string (gst_caps_get_structure (caps, 0), "colorimetry");
  fail_unless (name != NULL);
  fail_unless (gst_video_colorimetry_from_string (colorimetry, name));
}

GstMessage *
rig_message (Rig *self, GstMessageType types)
{
  return gst_bus_pop_filtered (self->bus, types);
}

void
assert_message_says (GstMessage *message, const char *first, ...)
{
  g_autoptr (GError) error = NULL;
  const char *wanted;
  va_list rest;

  fail_unless (message != NULL);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else
    gst_message_parse_warning (message, &error, NULL);
  va_start (rest, first);
  for (wanted = first; wanted != NULL; wanted = va_arg (rest, const char *))
    fail_unless (strstr (error->message, wanted) != NULL, "\"%s\" does not say \"%s\"",
                 error->message, wanted);
  va_end (rest);
}

void
rig_free (Rig *self)
{
  GstElement *element = self->harness->element;

  gst_element_set_bus (element, NULL);
  gst_harness_teardown (self->harness);
  gst_bus_set_flushing (self->bus, TRUE);
  gst_object_unref (self->bus);
  gst_clear_caps (&self->caps);
  gst_clear_object (&self->pool);
  g_free (self);
}
