/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Makes the seeds of the fuzz targets anew: make-seeds CORPUS-FOLDER. The files are the same on
 * every run with one release of lcms2. */

#include "icc_samples.h"

#include <stdlib.h>
#include <string.h>

#define ROWS                                                                                       \
  "0 0 0\n1 0 0\n0 1 0\n1 1 0\n"                                                                   \
  "0 0 1\n1 0 1\n0 1 1\n1 1 1\n"

static const struct {
  const char *name;
  const char *text;
} cubes[] = {
  { "plain.cube", "LUT_3D_SIZE 2\n" ROWS },
  { "adobe.cube", "#Created by hand\nTITLE \"Night\"\n\n#LUT size\nLUT_3D_SIZE 2\n#data domain\n"
                  "DOMAIN_MIN 0.0 0.0 0.0\nDOMAIN_MAX 1.0 1.0 1.0\n" ROWS "# end\n" },
  { "resolve.cube", "LUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.0 1.0951\n" ROWS },
  { "crlf.cube", "\xef\xbb\xbfTITLE unquoted\r\nLUT_3D_SIZE\t2\r\n0 0 0\r\n1 0 0\r\n0 1 0\r\n"
                 "1 1 0\r\n0 0 1\r\n1 0 1\r\n0 1 1\r\n1 1 1" },
  { "cr.cube", "LUT_3D_SIZE 2\r0 0 0\r1 0 0\r0 1 0\r1 1 0\r0 0 1\r1 0 1\r0 1 1\r1 1 1\r" },
  { "numbers.cube",
    "LUT_3D_SIZE 2\nDOMAIN_MIN -1e-3 -.5 -0\nDOMAIN_MAX +2.5E+1 1. 1e22\n"
    "0.123456789012345678 1e-400 -0\n3.4028235e38 -1.5 1e23\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n"
    "0.30000001192092896 16777217 1\n" },
  { "overflow.cube", "LUT_3D_SIZE 2\n1e400 nan inf\n" },
  { "short.cube", "LUT_3D_SIZE 129\n0 0 0\n" },
  { "shaper.cube", "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1\nLUT_3D_SIZE 2\n0 0 0\n1 1 1\n" ROWS },
  { "latin1.cube", "TITLE \"Caf\xe9\"\n# \xa9\nLUT_3D_SIZE 2\n" ROWS },
};

static void
write_file (const char *folder, const char *name, gconstpointer data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (path, data, (gssize) length, &error))
    g_error ("%s", error->message);
}

static void
write_cubes (const char *folder)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cubes); i++)
    write_file (folder, cubes[i].name, cubes[i].text, strlen (cubes[i].text));
}

/* Every shape of profile, as it is. */
static void
write_samples (const char *folder)
{
  guint i;

  for (i = 0; i < N_ICC_SAMPLES; i++) {
    g_autoptr (GByteArray) profile = icc_sample_make ((IccSample) i);
    g_autofree char *name = g_strconcat (icc_sample_name ((IccSample) i), ".icc", NULL);

    write_file (folder, name, profile->data, profile->len);
  }
}

/* Profiles that must be refused, one for each kind of reason. */
static void
write_bad_profiles (const char *folder)
{
  g_autoptr (GByteArray) profile = icc_sample_make (ICC_SAMPLE_MATRIX_V4);
  g_autoptr (GByteArray) table = icc_sample_make (ICC_SAMPLE_LUT_AB);
  g_autoptr (GByteArray) sdr = icc_add_cicp (profile, 1);
  g_autoptr (GByteArray) pq = icc_add_cicp (profile, 16);

  write_file (folder, "cicp-sdr.icc", sdr->data, sdr->len);
  write_file (folder, "bad-cicp-pq.icc", pq->data, pq->len);
  write_file (folder, "bad-short.icc", profile->data, profile->len / 2);

  icc_put_u32 (table, icc_find_element (table, "A2B0") + 24, 0xfffffff0);
  write_file (folder, "bad-offset.icc", table->data, table->len);
  icc_put_u32 (profile, icc_find_entry (profile, "rXYZ") + 8, 24);
  write_file (folder, "bad-overlap.icc", profile->data, profile->len);
  icc_put_u32 (profile, 128, 0xffffffff);
  write_file (folder, "bad-count.icc", profile->data, profile->len);
}

int
main (int argc, char **argv)
{
  g_autofree char *icc = NULL;
  g_autofree char *cube = NULL;

  if (argc != 2) {
    g_printerr ("usage: %s CORPUS-FOLDER\n", argv[0]);
    return EXIT_FAILURE;
  }
  icc = g_build_filename (argv[1], "icc", NULL);
  cube = g_build_filename (argv[1], "cube", NULL);
  if (g_mkdir_with_parents (icc, 0777) != 0 || g_mkdir_with_parents (cube, 0777) != 0)
    g_error ("cannot make the folders icc and cube in %s", argv[1]);
  write_samples (icc);
  write_bad_profiles (icc);
  write_cubes (cube);
  return EXIT_SUCCESS;
}
