/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A look at the bytes of an ICC profile before lcms2 sees them.
 *
 * lcms2 is careful, but it is also large, and profiles arrive from the network inside media
 * streams. This check refuses what no honest profile contains (ICC.1:2022, clauses 7.2, 7.3 and
 * 10): a size field that disagrees with the bytes, a tag table that leaves the file, tags that
 * overlap in part, counts and offsets in curves and tables that leave their tag, and classes that
 * cannot be used where the profile is meant to be used. */

#ifndef REEL_ICC_CHECK_H
#define REEL_ICC_CHECK_H

#include <glib.h>

G_BEGIN_DECLS

#define REEL_ICC_MAX_BYTES ((gsize) 4 << 20)
#define REEL_ICC_MAX_TAGS 128

/* What the profile is to be used for; decides which colour spaces and tags are accepted. The class
 * is input, display, output or colour space for all of them. */
typedef enum {
  REEL_ICC_USE_INPUT, /* RGB; needs device -> PCS tags */
  REEL_ICC_USE_DEST,  /* RGB; needs PCS -> device tags */
  REEL_ICC_USE_PROOF, /* RGB, grey or CMYK; needs both directions */
} ReelIccUse;

/* Facts read from the header and the tag table. Signatures are four characters, most significant
 * byte first. */
typedef struct {
  guint32 size;         /* as the header states it */
  guint32 version;      /* e.g. 0x04400000 */
  guint32 device_class; /* 'mntr', 'scnr', 'prtr', 'spac' */
  guint32 colour_space; /* 'RGB ', 'CMYK', 'GRAY' */
  guint32 pcs;          /* 'XYZ ' or 'Lab ' */
  guint tag_count;
  gboolean has_cicp; /* a cicpType tag is present (ICC.1:2022, clause 9.2.17) */
  guint8 cicp[4];    /* colour primaries, transfer characteristics, matrix coefficients, full range
                      * flag (H.273) */
} ReelIccHeader;

/* Checks @size bytes at @data. Fills @header (may be NULL) on success. Returns FALSE and sets
 * @error (REEL_FORMAT_ERROR) otherwise:
 *
 *   - TOO_LARGE: more than REEL_ICC_MAX_BYTES or REEL_ICC_MAX_TAGS;
 *   - TRUNCATED: fewer bytes than the header announces;
 *   - UNSUPPORTED: a version above 4, a class or colour space that does not fit @use,
 *     no tags for a direction that @use needs, or a cicp tag that says PQ (16) or HLG (18): those
 *     pictures need tone mapping, not a profile conversion;
 *   - CORRUPT: everything else.
 *
 * Tags that share all of their bytes are accepted, and so is a version 2 description that others
 * begin in. Accepts trailing bytes after the stated size of up to 3 (padding to a multiple of 4). A
 * matrix or a grey curve counts for both directions. Reentrant, allocates nothing but the error. */
gboolean reel_icc_check (const guint8 *data, gsize size, ReelIccUse use, ReelIccHeader *header,
                         GError **error);

G_END_DECLS

#endif
