/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The clauses named below are those of ICC.1:2022 (profile version 4.4); version 2 profiles use the
 * same header, tag table and the same older element types.
 *
 * Beyond the header and the tag table, the elements that a transform is built from are measured:
 * their announced counts must fit into the bytes they have. Otherwise a profile of some hundred
 * bytes can announce a grid of 255^3 nodes, and the colour library allocates before it reads.
 * Elements that no transform reads (texts, previews, vendors' own) are left alone. Tags need not
 * begin at a multiple of four, though clause 7.3.4 says so: too many old profiles do not. */

#include "formats/icc_check.h"
#include "formats/format_error.h"

#include <string.h>

#define HEADER_BYTES 128
#define TAG_TABLE_START (HEADER_BYTES + 4)
#define TAG_ENTRY_BYTES 12
/* Type signature and four reserved bytes, at the start of every element (clause 10.1). */
#define ELEMENT_HEADER_BYTES 8
#define MAX_PADDING 3
/* Channels that a table may have; the data colour spaces of clause 7.2.6 end at fifteen. */
#define MAX_CHANNELS 15
/* Limits for multiProcessElements (clause 10.16), whose position tables may name one place many
 * times, so that few bytes can ask for much work. Profiles found in practice have three to five
 * elements and curves of a few segments. */
#define MAX_PROCESS_ELEMENTS 32
#define MAX_CURVE_SEGMENTS 64

#define SIG(a, b, c, d)                                                                            \
  ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

typedef struct {
  guint32 signature;
  guint32 start; /* bytes from the start of the profile */
  guint32 end;   /* one past the last byte */
  guint32 type;  /* signature of the element's type, its first four bytes */
} Tag;

typedef struct {
  const guint8 *data;
  ReelIccHeader header;
  Tag tags[REEL_ICC_MAX_TAGS];
} Profile;

/* One element being measured, and what the tag it stands in demands of it. */
typedef struct {
  const guint8 *data; /* of the whole profile: positions count from there */
  const Tag *tag;
  guint inputs;
  guint outputs;
} Element;

typedef struct {
  char text[12];
} SignatureText;

static SignatureText
signature_text (guint32 signature)
{
  SignatureText s;
  guint i;

  for (i = 0; i < 4; i++) {
    guint8 c = (signature >> (24 - 8 * i)) & 0xff;

    if (c < 0x20 || c > 0x7e) {
      g_snprintf (s.text, sizeof s.text, "0x%08x", signature);
      return s;
    }
    s.text[1 + i] = (char) c;
  }
  s.text[0] = s.text[5] = '\'';
  s.text[6] = '\0';
  return s;
}

static guint
read_u16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

static guint32
read_u32 (const guint8 *p)
{
  return SIG (p[0], p[1], p[2], p[3]);
}

/* Always FALSE, so that a check can end in "return refuse (...)". */
static gboolean
    G_GNUC_PRINTF (3, 4) refuse (GError **error, ReelFormatError code, const char *format, ...)
{
  va_list args;

  if (error != NULL) {
    va_start (args, format);
    *error = g_error_new_valist (REEL_FORMAT_ERROR, (gint) code, format, args);
    va_end (args);
  }
  return FALSE;
}

/* Clauses 7.2.2 and 7.2.9. */
static gboolean
check_size (Profile *profile, gsize size, GError **error)
{
  const guint8 *data = profile->data;
  guint32 stated;

  if (size > REEL_ICC_MAX_BYTES)
    return refuse (error, REEL_FORMAT_ERROR_TOO_LARGE,
                   "ICC profile of %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT
                   " are accepted",
                   size, REEL_ICC_MAX_BYTES);
  if (size < TAG_TABLE_START)
    return refuse (error, REEL_FORMAT_ERROR_TRUNCATED,
                   "ICC profile of %" G_GSIZE_FORMAT
                   " bytes; the header and the tag count alone take %d",
                   size, TAG_TABLE_START);
  if (read_u32 (data + 36) != SIG ('a', 'c', 's', 'p'))
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "not an ICC profile: byte 36 has %s, expected 'acsp'",
                   signature_text (read_u32 (data + 36)).text);

  stated = read_u32 (data);
  if (stated > size)
    return refuse (error, REEL_FORMAT_ERROR_TRUNCATED,
                   "ICC profile ends at byte %" G_GSIZE_FORMAT ", its header announces %u bytes",
                   size, stated);
  if (stated < TAG_TABLE_START)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC profile header announces %u bytes, but header and tag count take %d",
                   stated, TAG_TABLE_START);
  if (size - stated > MAX_PADDING)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC profile header announces %u bytes, but %" G_GSIZE_FORMAT
                   " are there; at most %d bytes of padding are accepted",
                   stated, size, MAX_PADDING);
  profile->header.size = stated;
  return TRUE;
}

/* Clause 7.2.4. Version 5 is iccMAX (ICC.2), another format behind the same header. There are
 * honest profiles with 0 and 3 here, of an otherwise ordinary version 2. */
static gboolean
check_version (Profile *profile, GError **error)
{
  guint32 version = read_u32 (profile->data + 8);
  guint major = version >> 24;

  if (major > 4)
    return refuse (error, REEL_FORMAT_ERROR_UNSUPPORTED,
                   "ICC profile version %u (byte 8); expected at most 4", major);
  profile->header.version = version;
  return TRUE;
}

/* Clause 7.2.5. */
static gboolean
check_class (Profile *profile, GError **error)
{
  guint32 device_class = read_u32 (profile->data + 12);
  const char *what;

  switch (device_class) {
    case SIG ('s', 'c', 'n', 'r'):
    case SIG ('m', 'n', 't', 'r'):
    case SIG ('p', 'r', 't', 'r'):
    case SIG ('s', 'p', 'a', 'c'):
      profile->header.device_class = device_class;
      return TRUE;
    case SIG ('l', 'i', 'n', 'k'):
      what = "a device link";
      break;
    case SIG ('a', 'b', 's', 't'):
      what = "an abstract profile";
      break;
    case SIG ('n', 'm', 'c', 'l'):
      what = "a named-colour profile";
      break;
    default:
      return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                     "ICC profile class (byte 12) is %s, which no specification names",
                     signature_text (device_class).text);
  }
  return refuse (error, REEL_FORMAT_ERROR_UNSUPPORTED,
                 "ICC profile is %s (byte 12: %s); expected an input, display, output or "
                 "colour-space profile",
                 what, signature_text (device_class).text);
}

/* Clause 7.2.6. */
static gboolean
check_colour_space (Profile *profile, ReelIccUse use, GError **error)
{
  guint32 space = read_u32 (profile->data + 16);
  gboolean proof = use == REEL_ICC_USE_PROOF;

  if (space != SIG ('R', 'G', 'B', ' ') &&
      !(proof && (space == SIG ('C', 'M', 'Y', 'K') || space == SIG ('G', 'R', 'A', 'Y'))))
    return refuse (error, REEL_FORMAT_ERROR_UNSUPPORTED,
                   "ICC profile is for colour space %s (byte 16); expected %s",
                   signature_text (space).text, proof ? "'RGB ', 'GRAY' or 'CMYK'" : "'RGB '");
  profile->header.colour_space = space;
  return TRUE;
}

/* Clause 7.2.7: only device links have other values here. */
static gboolean
check_pcs (Profile *profile, GError **error)
{
  guint32 pcs = read_u32 (profile->data + 20);

  if (pcs != SIG ('X', 'Y', 'Z', ' ') && pcs != SIG ('L', 'a', 'b', ' '))
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC profile connection space (byte 20) is %s; expected 'XYZ ' or 'Lab '",
                   signature_text (pcs).text);
  profile->header.pcs = pcs;
  return TRUE;
}

/* Clauses 7.3.2 to 7.3.5. */
static gboolean
read_tag (Profile *profile, guint index, GError **error)
{
  guint32 table_end = TAG_TABLE_START + TAG_ENTRY_BYTES * profile->header.tag_count;
  const guint8 *entry = profile->data + TAG_TABLE_START + TAG_ENTRY_BYTES * index;
  guint32 offset = read_u32 (entry + 4);
  guint32 length = read_u32 (entry + 8);
  Tag *tag = &profile->tags[index];

  tag->signature = read_u32 (entry);
  if (offset < table_end)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s starts at byte %u, inside the header and tag table, which end at "
                   "byte %u",
                   signature_text (tag->signature).text, offset, table_end);
  if (offset > profile->header.size || length > profile->header.size - offset)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s has %u bytes at byte %u, past the end of the profile at byte %u",
                   signature_text (tag->signature).text, length, offset, profile->header.size);
  if (length < ELEMENT_HEADER_BYTES)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s has %u bytes at byte %u; its type signature alone takes %d",
                   signature_text (tag->signature).text, length, offset, ELEMENT_HEADER_BYTES);
  tag->start = offset;
  tag->end = offset + length;
  tag->type = read_u32 (profile->data + offset);
  return TRUE;
}

/* Version 2 descriptions end in some seventy bytes that are mostly zero. Profiles made small by
 * hand, which many pictures on the web carry, let the next tags begin inside them. */
static gboolean
is_old_description (const Tag *tag)
{
  return tag->signature == SIG ('d', 'e', 's', 'c') && tag->type == SIG ('d', 'e', 's', 'c');
}

static gboolean
overlap_in_part (const Tag *a, const Tag *b)
{
  if (a->start == b->start && a->end == b->end)
    return FALSE;
  return a->start < b->end && b->start < a->end && !is_old_description (a) &&
         !is_old_description (b);
}

/* Clause 7.3.1: signatures are unique, and tags may share one element, which is common for the
 * three curves of a display. Elements that share only some bytes are the work of a program that
 * wants two readers to disagree. */
static gboolean
check_against_earlier (const Profile *profile, guint index, GError **error)
{
  const Tag *tag = &profile->tags[index];
  guint i;

  for (i = 0; i < index; i++) {
    const Tag *other = &profile->tags[i];

    if (other->signature == tag->signature)
      return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                     "ICC tag %s is listed twice, as entries %u and %u of the tag table",
                     signature_text (tag->signature).text, i, index);
    if (overlap_in_part (other, tag))
      return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                     "ICC tags %s (bytes %u to %u) and %s (bytes %u to %u) overlap in part",
                     signature_text (other->signature).text, other->start, other->end - 1,
                     signature_text (tag->signature).text, tag->start, tag->end - 1);
  }
  return TRUE;
}

static gboolean
read_tag_table (Profile *profile, GError **error)
{
  guint32 count = read_u32 (profile->data + HEADER_BYTES);
  guint32 room = (profile->header.size - TAG_TABLE_START) / TAG_ENTRY_BYTES;
  guint i;

  if (count > REEL_ICC_MAX_TAGS)
    return refuse (error, REEL_FORMAT_ERROR_TOO_LARGE,
                   "ICC profile lists %u tags (byte %d); at most %d are accepted", count,
                   HEADER_BYTES, REEL_ICC_MAX_TAGS);
  if (count > room)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC profile lists %u tags (byte %d), but its %u bytes have room for %u", count,
                   HEADER_BYTES, profile->header.size, room);

  profile->header.tag_count = count;
  for (i = 0; i < count; i++) {
    if (!read_tag (profile, i, error) || !check_against_earlier (profile, i, error))
      return FALSE;
  }
  return TRUE;
}

/* Every later read is preceded by this: whether @bytes at @at lie inside the element. */
static gboolean
has_room (const Element *element, guint64 at, guint64 bytes, const char *what, GError **error)
{
  const Tag *tag = element->tag;

  if (at >= tag->start && at <= tag->end && bytes <= tag->end - at)
    return TRUE;
  return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                 "ICC tag %s (bytes %u to %u): %s at byte %" G_GUINT64_FORMAT
                 " would take at least %" G_GUINT64_FORMAT " bytes",
                 signature_text (tag->signature).text, tag->start, tag->end - 1, what, at, bytes);
}

static gboolean
wrong_type (const Element *element, guint64 at, guint32 type, const char *expected, GError **error)
{
  return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                 "ICC tag %s has type %s at byte %" G_GUINT64_FORMAT "; expected %s",
                 signature_text (element->tag->signature).text, signature_text (type).text, at,
                 expected);
}

static gboolean
check_channels (const Element *element, guint inputs, guint outputs, GError **error)
{
  if (inputs == element->inputs && outputs == element->outputs)
    return TRUE;
  return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                 "ICC tag %s (byte %u) turns %u channels into %u; this profile needs %u into %u",
                 signature_text (element->tag->signature).text, element->tag->start, inputs,
                 outputs, element->inputs, element->outputs);
}

/* Number of nodes of a grid with @points[i] nodes along axis i. Sets an error and returns 0 where
 * an axis has fewer than two; stops multiplying where no element could hold as many. */
static guint64
count_nodes (const Element *element, const guint8 *points, guint axes, GError **error)
{
  guint64 nodes = 1;
  guint i;

  for (i = 0; i < axes; i++) {
    if (points[i] < 2) {
      refuse (error, REEL_FORMAT_ERROR_CORRUPT,
              "ICC tag %s (byte %u): grid of %u nodes along axis %u; expected 2 to 255",
              signature_text (element->tag->signature).text, element->tag->start, points[i], i);
      return 0;
    }
    if (nodes <= REEL_ICC_MAX_BYTES)
      nodes *= points[i];
  }
  return nodes;
}

/* curveType (clause 10.6) or parametricCurveType (clause 10.18) at @at; @end, where not NULL,
 * receives the position after it. */
static gboolean
check_curve (const Element *element, guint64 at, guint64 *end, GError **error)
{
  static const guint parameters[] = { 1, 3, 4, 5, 7 };
  guint32 type;
  guint64 bytes;
  guint function;

  if (!has_room (element, at, 12, "a curve", error))
    return FALSE;
  type = read_u32 (element->data + at);
  if (type == SIG ('c', 'u', 'r', 'v')) {
    bytes = 12 + 2 * (guint64) read_u32 (element->data + at + 8);
  } else if (type == SIG ('p', 'a', 'r', 'a')) {
    function = read_u16 (element->data + at + 8);
    if (function >= G_N_ELEMENTS (parameters))
      return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                     "ICC tag %s: parametric curve at byte %" G_GUINT64_FORMAT
                     " has function %u; expected 0 to 4",
                     signature_text (element->tag->signature).text, at, function);
    bytes = 12 + 4 * parameters[function];
  } else {
    return wrong_type (element, at, type, "'curv' or 'para'", error);
  }
  if (end != NULL)
    *end = at + bytes;
  return has_room (element, at, bytes, "a curve", error);
}

/* lut8Type (clause 10.11) and lut16Type (clause 10.10) differ in the width of a sample and in where
 * the number of samples per curve comes from. */
static gboolean
check_lut (const Element *element, GError **error)
{
  guint32 start = element->tag->start;
  const guint8 *p = element->data + start;
  gboolean wide = element->tag->type == SIG ('m', 'f', 't', '2');
  guint head = wide ? 52 : 48;
  guint input_samples = 256, output_samples = 256;
  guint64 nodes = 0, samples;
  guint8 points[MAX_CHANNELS];

  if (!has_room (element, start, head, "the head of a table", error) ||
      !check_channels (element, p[8], p[9], error))
    return FALSE;
  if (wide) {
    input_samples = read_u16 (p + 48);
    output_samples = read_u16 (p + 50);
  }
  /* Not in the specification, but written by lcms2: no grid at all where the channels pass straight
   * through. */
  if (p[10] != 0 || element->inputs != element->outputs) {
    memset (points, p[10], sizeof points);
    nodes = count_nodes (element, points, element->inputs, error);
    if (nodes == 0)
      return FALSE;
  }
  samples = (guint64) input_samples * element->inputs + nodes * element->outputs +
            (guint64) output_samples * element->outputs;
  return has_room (element, (guint64) start + head, wide ? 2 * samples : samples, "a table", error);
}

/* @count curves one after the other, each padded to a multiple of four bytes (clauses 10.12
 * and 10.13). */
static gboolean
check_curve_row (const Element *element, guint32 offset, guint count, GError **error)
{
  guint64 at = (guint64) element->tag->start + offset;
  guint i;

  for (i = 0; i < count; i++) {
    if (!check_curve (element, at, &at, error))
      return FALSE;
    at = (at + 3) & ~(guint64) 3;
  }
  return TRUE;
}

static gboolean
check_ab_grid (const Element *element, guint32 offset, GError **error)
{
  guint64 at = (guint64) element->tag->start + offset;
  const guint8 *p;
  guint64 nodes;

  if (!has_room (element, at, 20, "the head of a grid", error))
    return FALSE;
  p = element->data + at;
  if (p[16] != 1 && p[16] != 2)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s: grid at byte %" G_GUINT64_FORMAT
                   " has samples of %u bytes; expected 1 or 2",
                   signature_text (element->tag->signature).text, at, p[16]);
  nodes = count_nodes (element, p, element->inputs, error);
  return nodes != 0 &&
         has_room (element, at + 20, nodes * element->outputs * p[16], "a grid", error);
}

/* lutAToBType (clause 10.12) and lutBToAType (clause 10.13): up to five stages, found by offsets
 * from the start of the element, zero for none. The "A" curves are on the device's side, "M",
 * matrix and "B" on that of the connection space. */
static gboolean
check_lut_ab (const Element *element, GError **error)
{
  const guint8 *p = element->data + element->tag->start;
  gboolean to_pcs = element->tag->type == SIG ('m', 'A', 'B', ' ');
  guint device_channels = to_pcs ? element->inputs : element->outputs;
  guint pcs_channels = to_pcs ? element->outputs : element->inputs;
  guint32 b, matrix, m, grid, a;

  if (!has_room (element, element->tag->start, 32, "the head of a table", error) ||
      !check_channels (element, p[8], p[9], error))
    return FALSE;
  b = read_u32 (p + 12);
  matrix = read_u32 (p + 16);
  m = read_u32 (p + 20);
  grid = read_u32 (p + 24);
  a = read_u32 (p + 28);

  if (grid == 0 && element->inputs != element->outputs)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s (byte %u) has no grid, which %u channels into %u would need",
                   signature_text (element->tag->signature).text, element->tag->start,
                   element->inputs, element->outputs);
  return (b == 0 || check_curve_row (element, b, pcs_channels, error)) &&
         (matrix == 0 ||
          has_room (element, (guint64) element->tag->start + matrix, 48, "a matrix", error)) &&
         (m == 0 || check_curve_row (element, m, pcs_channels, error)) &&
         (grid == 0 || check_ab_grid (element, grid, error)) &&
         (a == 0 || check_curve_row (element, a, device_channels, error));
}

/* One segment of a segmented curve (clause 10.16). Returns its bytes, or 0 with an error set. */
static guint64
measure_segment (const Element *element, guint64 at, GError **error)
{
  static const guint parameters[] = { 4, 5, 5 };
  guint32 type;
  guint64 bytes;
  guint function;

  if (!has_room (element, at, 12, "a curve segment", error))
    return 0;
  type = read_u32 (element->data + at);
  if (type == SIG ('s', 'a', 'm', 'f')) {
    bytes = 12 + 4 * (guint64) read_u32 (element->data + at + 8);
  } else if (type == SIG ('p', 'a', 'r', 'f')) {
    function = read_u16 (element->data + at + 8);
    if (function >= G_N_ELEMENTS (parameters)) {
      refuse (error, REEL_FORMAT_ERROR_CORRUPT,
              "ICC tag %s: curve segment at byte %" G_GUINT64_FORMAT
              " has function %u; expected 0 to 2",
              signature_text (element->tag->signature).text, at, function);
      return 0;
    }
    bytes = 12 + 4 * parameters[function];
  } else {
    wrong_type (element, at, type, "'parf' or 'samf'", error);
    return 0;
  }
  return has_room (element, at, bytes, "a curve segment", error) ? bytes : 0;
}

static gboolean
check_segmented_curve (const Element *element, guint64 at, guint64 *work, GError **error)
{
  guint64 start = at, bytes;
  guint segments, i;

  if (!has_room (element, at, 12, "a segmented curve", error))
    return FALSE;
  if (read_u32 (element->data + at) != SIG ('c', 'u', 'r', 'f'))
    return wrong_type (element, at, read_u32 (element->data + at), "'curf'", error);
  segments = read_u16 (element->data + at + 8);
  if (segments < 1 || segments > MAX_CURVE_SEGMENTS)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s: curve at byte %" G_GUINT64_FORMAT
                   " has %u segments; expected 1 to %d",
                   signature_text (element->tag->signature).text, at, segments, MAX_CURVE_SEGMENTS);
  at += 12 + 4 * (segments - 1); /* the break points between them */
  for (i = 0; i < segments; i++) {
    bytes = measure_segment (element, at, error);
    if (bytes == 0)
      return FALSE;
    at += bytes;
  }
  *work += at - start;
  return TRUE;
}

static gboolean
check_curve_set (const Element *element, guint64 at, guint channels, guint64 *work, GError **error)
{
  guint i;

  if (!has_room (element, at + 12, 8 * channels, "a table of curves", error))
    return FALSE;
  for (i = 0; i < channels; i++) {
    guint64 curve = at + read_u32 (element->data + at + 12 + 8 * i);

    if (!check_segmented_curve (element, curve, work, error))
      return FALSE;
  }
  return TRUE;
}

/* One processing element (clause 10.16). Adds the bytes that a reader will go through to @work. */
static gboolean
check_process_element (const Element *element, guint64 at, guint64 *work, GError **error)
{
  const guint8 *p;
  guint inputs, outputs;
  guint64 nodes, bytes;
  guint32 type;

  if (!has_room (element, at, 12, "a processing element", error))
    return FALSE;
  p = element->data + at;
  type = read_u32 (p);
  inputs = read_u16 (p + 8);
  outputs = read_u16 (p + 10);
  if (inputs < 1 || inputs > MAX_CHANNELS || outputs < 1 || outputs > MAX_CHANNELS)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s: processing element at byte %" G_GUINT64_FORMAT
                   " turns %u channels into %u; at most %d are accepted",
                   signature_text (element->tag->signature).text, at, inputs, outputs,
                   MAX_CHANNELS);
  switch (type) {
    case SIG ('c', 'v', 's', 't'):
      return check_curve_set (element, at, inputs, work, error);
    case SIG ('m', 'a', 't', 'f'):
      bytes = 4 * ((guint64) inputs + 1) * outputs;
      *work += bytes;
      return has_room (element, at + 12, bytes, "a matrix", error);
    case SIG ('c', 'l', 'u', 't'):
      if (!has_room (element, at + 12, 16, "the head of a grid", error))
        return FALSE;
      nodes = count_nodes (element, p + 12, inputs, error);
      *work += 4 * nodes * outputs;
      return nodes != 0 && has_room (element, at + 28, 4 * nodes * outputs, "a grid", error);
    case SIG ('b', 'A', 'C', 'S'):
    case SIG ('e', 'A', 'C', 'S'):
      return TRUE;
    default:
      return wrong_type (element, at, type, "'cvst', 'matf', 'clut', 'bACS' or 'eACS'", error);
  }
}

/* multiProcessElementsType (clause 10.16). */
static gboolean
check_process_elements (const Element *element, GError **error)
{
  guint32 start = element->tag->start;
  const guint8 *p = element->data + start;
  guint64 work = 0;
  guint32 count, i;

  if (!has_room (element, start, 16, "the head of a chain of processing elements", error) ||
      !check_channels (element, read_u16 (p + 8), read_u16 (p + 10), error))
    return FALSE;
  count = read_u32 (p + 12);
  if (count < 1 || count > MAX_PROCESS_ELEMENTS)
    return refuse (error, REEL_FORMAT_ERROR_CORRUPT,
                   "ICC tag %s (byte %u) has %u processing elements; expected 1 to %d",
                   signature_text (element->tag->signature).text, start, count,
                   MAX_PROCESS_ELEMENTS);
  if (!has_room (element, (guint64) start + 16, 8 * (guint64) count,
                 "a table of processing elements", error))
    return FALSE;
  for (i = 0; i < count; i++) {
    guint64 at = (guint64) start + read_u32 (p + 16 + 8 * i);

    if (!check_process_element (element, at, &work, error))
      return FALSE;
    if (work > REEL_ICC_MAX_BYTES)
      return refuse (error, REEL_FORMAT_ERROR_TOO_LARGE,
                     "ICC tag %s (byte %u): processing elements that share their bytes come to "
                     "more than %" G_GSIZE_FORMAT " bytes when read one by one",
                     signature_text (element->tag->signature).text, start, REEL_ICC_MAX_BYTES);
  }
  return TRUE;
}

/* XYZType and s15Fixed16ArrayType (clause 10): @values numbers of four bytes. lcms2 takes the nine
 * of a 'chad' tag for granted in some releases. */
static gboolean
check_numbers (const Element *element, guint32 type, guint values, GError **error)
{
  if (element->tag->type != type)
    return wrong_type (element, element->tag->start, element->tag->type, signature_text (type).text,
                       error);
  return has_room (element, element->tag->start, ELEMENT_HEADER_BYTES + 4 * (guint64) values,
                   "an array of numbers", error);
}

/* Clauses 9.2.17 and 10.3; the values are those of ITU-T H.273. */
static gboolean
read_cicp (const Element *element, ReelIccHeader *header, GError **error)
{
  const guint8 *p = element->data + element->tag->start;
  guint transfer;

  if (element->tag->type != SIG ('c', 'i', 'c', 'p'))
    return wrong_type (element, element->tag->start, element->tag->type, "'cicp'", error);
  if (!has_room (element, element->tag->start, 12, "four code points", error))
    return FALSE;
  header->has_cicp = TRUE;
  memcpy (header->cicp, p + 8, sizeof header->cicp);
  transfer = header->cicp[1];
  if (transfer == 16 || transfer == 18)
    return refuse (error, REEL_FORMAT_ERROR_UNSUPPORTED,
                   "ICC tag 'cicp' (byte %u) says transfer characteristics %u, %s: such pictures "
                   "need tone mapping, which a profile conversion does not do",
                   element->tag->start, transfer, transfer == 16 ? "PQ" : "HLG");
  return TRUE;
}

static guint
count_channels (guint32 colour_space)
{
  switch (colour_space) {
    case SIG ('G', 'R', 'A', 'Y'):
      return 1;
    case SIG ('C', 'M', 'Y', 'K'):
      return 4;
    default:
      return 3;
  }
}

/* The table types each direction may have: clauses 9.2.1 to 9.2.3 and 9.2.6 to 9.2.8. */
static gboolean
check_table (Element *element, gboolean to_pcs, GError **error)
{
  switch (element->tag->type) {
    case SIG ('m', 'f', 't', '1'):
    case SIG ('m', 'f', 't', '2'):
      return check_lut (element, error);
    case SIG ('m', 'A', 'B', ' '):
      if (to_pcs)
        return check_lut_ab (element, error);
      break;
    case SIG ('m', 'B', 'A', ' '):
      if (!to_pcs)
        return check_lut_ab (element, error);
      break;
    default:
      break;
  }
  return wrong_type (element, element->tag->start, element->tag->type,
                     to_pcs ? "'mft1', 'mft2' or 'mAB '" : "'mft1', 'mft2' or 'mBA '", error);
}

static gboolean
check_float_table (Element *element, GError **error)
{
  if (element->tag->type != SIG ('m', 'p', 'e', 't'))
    return wrong_type (element, element->tag->start, element->tag->type, "'mpet'", error);
  return check_process_elements (element, error);
}

/* Measures the element of one tag, if a transform may be built from it. */
static gboolean
check_tag (Profile *profile, const Tag *tag, GError **error)
{
  guint device = count_channels (profile->header.colour_space);
  Element to_pcs = { profile->data, tag, device, 3 };
  Element from_pcs = { profile->data, tag, 3, device };

  switch (tag->signature) {
    case SIG ('A', '2', 'B', '0'):
    case SIG ('A', '2', 'B', '1'):
    case SIG ('A', '2', 'B', '2'):
      return check_table (&to_pcs, TRUE, error);
    case SIG ('B', '2', 'A', '0'):
    case SIG ('B', '2', 'A', '1'):
    case SIG ('B', '2', 'A', '2'):
      return check_table (&from_pcs, FALSE, error);
    case SIG ('D', '2', 'B', '0'):
    case SIG ('D', '2', 'B', '1'):
    case SIG ('D', '2', 'B', '2'):
    case SIG ('D', '2', 'B', '3'):
      return check_float_table (&to_pcs, error);
    case SIG ('B', '2', 'D', '0'):
    case SIG ('B', '2', 'D', '1'):
    case SIG ('B', '2', 'D', '2'):
    case SIG ('B', '2', 'D', '3'):
      return check_float_table (&from_pcs, error);
    case SIG ('r', 'T', 'R', 'C'):
    case SIG ('g', 'T', 'R', 'C'):
    case SIG ('b', 'T', 'R', 'C'):
    case SIG ('k', 'T', 'R', 'C'):
      return check_curve (&to_pcs, tag->start, NULL, error);
    case SIG ('r', 'X', 'Y', 'Z'):
    case SIG ('g', 'X', 'Y', 'Z'):
    case SIG ('b', 'X', 'Y', 'Z'):
    case SIG ('w', 't', 'p', 't'):
      return check_numbers (&to_pcs, SIG ('X', 'Y', 'Z', ' '), 3, error);
    case SIG ('c', 'h', 'a', 'd'):
      return check_numbers (&to_pcs, SIG ('s', 'f', '3', '2'), 9, error);
    case SIG ('c', 'i', 'c', 'p'):
      return read_cicp (&to_pcs, &profile->header, error);
    default:
      return TRUE;
  }
}

static gboolean
has_tag (const Profile *profile, guint32 signature)
{
  guint i;

  for (i = 0; i < profile->header.tag_count; i++) {
    if (profile->tags[i].signature == signature)
      return TRUE;
  }
  return FALSE;
}

/* The models that work in both directions: curves and a matrix for RGB (clause F.3), one curve for
 * grey (F.2). */
static gboolean
has_curve_model (const Profile *profile)
{
  if (profile->header.colour_space == SIG ('G', 'R', 'A', 'Y'))
    return has_tag (profile, SIG ('k', 'T', 'R', 'C'));
  return profile->header.colour_space == SIG ('R', 'G', 'B', ' ') &&
         has_tag (profile, SIG ('r', 'X', 'Y', 'Z')) &&
         has_tag (profile, SIG ('g', 'X', 'Y', 'Z')) &&
         has_tag (profile, SIG ('b', 'X', 'Y', 'Z')) &&
         has_tag (profile, SIG ('r', 'T', 'R', 'C')) &&
         has_tag (profile, SIG ('g', 'T', 'R', 'C')) && has_tag (profile, SIG ('b', 'T', 'R', 'C'));
}

/* Clause 8.10: a reader that finds no table for its intent takes the one for the perceptual intent,
 * then the curve model. One of the last two must therefore be there. */
static gboolean
check_direction (const Profile *profile, guint32 table, const char *direction, GError **error)
{
  if (has_tag (profile, table) || has_curve_model (profile))
    return TRUE;
  return refuse (error, REEL_FORMAT_ERROR_UNSUPPORTED,
                 "ICC profile cannot convert %s: expected a tag %s%s", direction,
                 signature_text (table).text,
                 profile->header.colour_space == SIG ('R', 'G', 'B', ' ')
                     ? ", or the six tags 'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC' and 'bTRC'"
                 : profile->header.colour_space == SIG ('G', 'R', 'A', 'Y') ? ", or a tag 'kTRC'"
                                                                            : "");
}

static gboolean
check_directions (const Profile *profile, ReelIccUse use, GError **error)
{
  if (use != REEL_ICC_USE_DEST && !check_direction (profile, SIG ('A', '2', 'B', '0'),
                                                    "device colours to measured ones", error))
    return FALSE;
  return use == REEL_ICC_USE_INPUT || check_direction (profile, SIG ('B', '2', 'A', '0'),
                                                       "measured colours to device ones", error);
}

gboolean
reel_icc_check (const guint8 *data, gsize size, ReelIccUse use, ReelIccHeader *header,
                GError **error)
{
  Profile profile = { 0 };
  guint i;

  g_return_val_if_fail (data != NULL || size == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  profile.data = data;
  if (!check_size (&profile, size, error) || !check_version (&profile, error) ||
      !check_class (&profile, error) || !check_colour_space (&profile, use, error) ||
      !check_pcs (&profile, error) || !read_tag_table (&profile, error))
    return FALSE;
  for (i = 0; i < profile.header.tag_count; i++) {
    if (!check_tag (&profile, &profile.tags[i], error))
      return FALSE;
  }
  if (!check_directions (&profile, use, error))
    return FALSE;
  if (header != NULL)
    *header = profile.header;
  return TRUE;
}
