/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Runs a fuzz target on files, without libFuzzer and with any compiler: the corpora are ordinary
 * tests this way. Takes names of files and of folders, whose files it runs in the order of their
 * names. */

#include "fuzz_target.h"

#include <stdlib.h>
#include <glib.h>

/* A block of its own of exactly that size, so that a memory checker sees any read past it. */
static gboolean
run_file (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree uint8_t *data = NULL;
  gsize length;

  if (!g_file_get_contents (name, &contents, &length, &error)) {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }
  g_print ("%s (%" G_GSIZE_FORMAT " bytes)\n", name, length);
  if (length > 0)
    data = g_memdup2 (contents, length);
  LLVMFuzzerTestOneInput (data, length);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Adds to @count how many inputs ran. */
static gboolean
run_path (const char *path, guint *count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = NULL;
  guint i;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
    *count += 1;
    return run_file (path);
  }
  names = list_folder (path, &error);
  if (names == NULL) {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }
  for (i = 0; i < names->len; i++) {
    if (!run_path (names->pdata[i], count))
      return FALSE;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  guint count = 0;
  int i;

  for (i = 1; i < argc; i++) {
    if (!run_path (argv[i], &count))
      return EXIT_FAILURE;
  }
  g_print ("%u inputs ran\n", count);
  return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
