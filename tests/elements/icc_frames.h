/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the tests of reelicc share: pictures of every RGB format in ordinary and in awkward memory,
 * and lcms2 to say what they should become.
 *
 * Nothing here asks GStreamer or the element where components lie: layouts are read from the
 * letters of a format's name. */

#ifndef REEL_TESTS_ICC_FRAMES_H
#define REEL_TESTS_ICC_FRAMES_H

#include <gst/check/gstharness.h>
#include <gst/video/video.h>
#include <lcms2.h>

#include "icc_profiles.h"

G_BEGIN_DECLS

/* --- formats --- */

typedef struct {
  char name[16];
  guint n_planes;
  guint depth;
  guint bytes; /* of a component */
  guint step;  /* bytes from pixel to pixel in a plane */
  gboolean big_endian;
  gboolean has_alpha;
  guint plane[4]; /* of r, g, b, a */
  guint place[4]; /* byte of the pixel */
} RgbLayout;

void rgb_layout_init (RgbLayout *layout, const char *format);

/* The formats of the element's sink template, NULL-terminated. */
char **rgb_template_formats (void);

GstCaps *rgb_caps (const RgbLayout *layout, guint width, guint height, const char *colorimetry);

/* --- pictures --- */

/* The byte that lies wherever there is no pixel. */
#define RGB_PADDING 0xa5

typedef enum {
  RGB_PLAIN,     /* as GStreamer would allocate it */
  RGB_ODD,       /* planes begin at odd addresses, strides are odd */
  RGB_BOTTOM_UP, /* the last row first: negative strides */
} RgbShape;

typedef struct {
  const RgbLayout *layout;
  guint width, height;
  guint8 *plane[4]; /* of row 0 */
  gint stride[4];
} RgbView;

/* A buffer full of RGB_PADDING, with a GstVideoMeta unless @shape is RGB_PLAIN. */
GstBuffer *rgb_buffer_new (const RgbLayout *layout, guint width, guint height, RgbShape shape);

/* Maps @buffer by its GstVideoMeta, or as @caps describe it without one. */
void rgb_map (GstVideoFrame *frame, RgbView *view, GstBuffer *buffer, GstCaps *caps,
              const RgbLayout *layout, GstMapFlags flags);

guint rgb_get (const RgbView *view, guint x, guint y, guint component);
void rgb_set (const RgbView *view, guint x, guint y, guint component, guint code);

/* Codes of a test picture: the corners of the cube first, then codes without order; every third
 * pixel from the tenth on is grey. */
void rgb_pattern (const RgbLayout *layout, guint x, guint y, guint codes[4]);

/* A buffer of rgb_pattern(). */
GstBuffer *rgb_picture_new (const RgbLayout *layout, guint width, guint height, RgbShape shape);

/* A buffer of one colour. */
GstBuffer *rgb_plain_new (const RgbLayout *layout, guint width, guint height, const guint codes[4]);

/* Asserts that no byte of a buffer from rgb_buffer_new() outside of its pixels has changed. */
void rgb_assert_padding (GstBuffer *buffer, const RgbLayout *layout, guint width, guint height);

/* A pool of buffers of @shape. */
GstBufferPool *rgb_pool_new (const RgbLayout *layout, guint width, guint height, RgbShape shape);

/* --- what lcms2 says --- */

typedef struct {
  cmsContext context;
  cmsHTRANSFORM transform;
  gboolean invert; /* the result is taken from 1 */
} Reference;

typedef struct {
  GBytes *input, *dest;
  GBytes *proof; /* or NULL */
  cmsUInt32Number intent, proof_intent;
  cmsUInt32Number flags; /* cmsFLAGS_BLACKPOINTCOMPENSATION and the like */
} ReferenceSpec;

Reference *reference_new (const ReferenceSpec *spec);

/* From one matrix profile to another, perceptual. */
Reference *reference_new_matrix (const IccMatrixSpec *input, const IccMatrixSpec *dest);

void reference_free (Reference *reference);

/* A colour of 0..1, clipped. */
void reference_run (const Reference *reference, const double in[3], double out[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reference, reference_free)

/* The largest distance of any component of @view from @reference of rgb_pattern(), in codes and
 * before rounding; a perfect result is at most 0.5 off. Asserts that alpha is the pattern's. */
double rgb_largest_error (const RgbView *view, const Reference *reference);

/* --- the element --- */

/* Values of its properties; intents are numbered as in lcms2. */
enum { MODE_AUTO, MODE_MATRIX, MODE_LUT, MODE_EXACT };
enum { DITHER_NONE, DITHER_ORDERED };

/* Writes a matrix profile to a file in @dir. Returns the path. */
char *write_matrix (const char *dir, const char *name, const IccMatrixSpec *spec);

typedef struct {
  GstHarness *harness;
  GstBus *bus;
  RgbLayout layout;
  guint width, height;
  GstCaps *caps;       /* of the input */
  GstBufferPool *pool; /* that downstream offers, or NULL */
} Rig;

/* reelicc with these properties, in READY at least, in a harness. */
Rig *rig_new (const char *first_property, ...) G_GNUC_NULL_TERMINATED;

/* Sends caps; @colorimetry may be NULL. */
void rig_caps (Rig *rig, const char *format, guint width, guint height, const char *colorimetry);

#define ICC_MEDIA_TYPE "application/vnd.iccprofile"

/* Sends a tag list with a title, two other attachments, and @profile between
 * them if not NULL. */
void rig_send_tags (Rig *rig, GBytes *profile, gboolean global);

/* Pushes a test picture and takes what comes out; the caller unrefs it. */
GstBuffer *rig_run (Rig *rig);

/* The same, as its bytes. */
GBytes *rig_run_to_bytes (Rig *rig);

/* Has downstream offer buffers of @shape, from the next caps on. */
void rig_offer_pool (Rig *rig, const char *format, guint width, guint height, RgbShape shape);

/* rgb_largest_error() of an output buffer. */
double rig_error (Rig *rig, GstBuffer *buffer, const Reference *reference);

/* Runs a test picture and asserts that rig_error() is at most @bound. */
void rig_compare (Rig *rig, const Reference *reference, double bound);

/* For 8-bit formats: half a code for rounding, and a twentieth for the arithmetic before it. */
#define CLOSE_8 0.55

/* The colorimetry that the output's caps have now. */
void rig_output_colorimetry (Rig *rig, GstVideoColorimetry *colorimetry);

/* The next message of these types, or NULL. The caller unrefs it. */
GstMessage *rig_message (Rig *rig, GstMessageType types);

/* The text of an error or warning, and an assertion that it holds every one of the strings. */
void assert_message_says (GstMessage *message, const char *first, ...) G_GNUC_NULL_TERMINATED;

void rig_free (Rig *rig);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)

/* "range:matrix:transfer:primaries" of full-range RGB. Free with g_free(). */
char *rgb_colorimetry (GstVideoColorPrimaries primaries, GstVideoTransferFunction transfer);

G_END_DECLS

#endif
