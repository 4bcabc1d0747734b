/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* ICC profiles for tests whose subject is colour, made with lcms2 when they run. Every call gives
 * the same bytes. */

#ifndef REEL_TESTS_ICC_PROFILES_H
#define REEL_TESTS_ICC_PROFILES_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double white[2]; /* x, y */
  double rgb[3][2];
  double gamma;    /* 0: the curve of sRGB */
  guint n_samples; /* of the curves; 0: as a formula */
  double version;  /* 2.4, 4.4, ... */
} IccMatrixSpec;

extern const IccMatrixSpec icc_spec_srgb;       /* version 4, formula */
extern const IccMatrixSpec icc_spec_bt709;      /* gamma 2.4 */
extern const IccMatrixSpec icc_spec_bt2020;     /* gamma 2.4 */
extern const IccMatrixSpec icc_spec_display_p3; /* the curve of sRGB */
extern const IccMatrixSpec icc_spec_adobe_rgb;  /* version 2, gamma 563/256 */
extern const IccMatrixSpec icc_spec_wide;       /* primaries that no standard names, gamma 1.8 */
extern const IccMatrixSpec icc_spec_sampled;    /* the same, with curves of 1024 samples */

/* RGB display profile of curves and a matrix. */
GBytes *icc_make_matrix (const IccMatrixSpec *spec);

typedef enum {
  ICC_CLUT_MILD,   /* version 2, 17 nodes per axis: almost additive, about the gamut of P3 */
  ICC_CLUT_STRONG, /* version 4, 33 nodes per axis: other curve in every channel, saturation with a
                      knee, and a gamut far smaller than that of sRGB, to which colours are clipped
                      hard */
} IccClutKind;

/* RGB display profile of tables in both directions. */
GBytes *icc_make_rgb_clut (IccClutKind kind);

GBytes *icc_make_cmyk (void);  /* output, tables in both directions for every intent */
GBytes *icc_make_gray (void);  /* display, one curve */
GBytes *icc_make_link (void);  /* device link from RGB to RGB */
GBytes *icc_make_lab (void);   /* abstract, from CIELAB to CIELAB */
GBytes *icc_make_named (void); /* named colours */
GBytes *icc_make_input (void); /* RGB scanner with a table to the connection space only */

/* A copy of @profile with a cicp tag (ICC.1:2022, 9.2.17) of these H.273 transfer characteristics:
 * 16 is PQ, 18 HLG. */
GBytes *icc_make_with_transfer (GBytes *profile, guint8 transfer);

/* Copies with the first @size bytes only, and with @n bytes at @at replaced. */
GBytes *icc_truncate (GBytes *profile, gsize size);
GBytes *icc_patch (GBytes *profile, gsize at, gconstpointer data, gsize n);

/* Where a tag's element begins; aborts where there is no such tag. */
gsize icc_find_tag (GBytes *profile, const char *signature);

/* Writes @bytes to @name in @dir. Returns the path. */
char *icc_write_file (const char *dir, const char *name, GBytes *bytes);

/* A directory of its own under the system's one for temporary files, and its removal with
 * everything in it. */
char *icc_make_dir (void);
void icc_remove_dir (const char *dir);

G_END_DECLS

#endif
