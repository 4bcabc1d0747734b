/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* reel-testfilm: writes frames of the test film, raw, one after the other. */

#include "film.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  int width, height, frames, first, depth, threads;
  char *output;
} Options;

static gboolean
parse_options (int *argc, char ***argv, Options *o, GError **error)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &o->width, "Pixels per row (1280)", "N" },
    { "height", 0, 0, G_OPTION_ARG_INT, &o->height, "Rows (720)", "N" },
    { "frames", 0, 0, G_OPTION_ARG_INT, &o->frames, "How many frames to write (96)", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &o->first, "Number of the first frame (0)", "N" },
    { "depth", 0, 0, G_OPTION_ARG_INT, &o->depth,
      "8 for R, G, B, A bytes, 16 for native-endian 16-bit ones (8)", "BITS" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &o->threads, "Threads, 0 for one per processor (0)", "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
      "Where to write; - is standard output (-)", "FILE" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      "Writes a test film: an evening landscape as raw RGBA frames, 24 per second, encoded "
      "as Display P3.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "unexpected argument \"%s\"",
                 (*argv)[1]);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_range (const char *name, int value, int low, int high, GError **error)
{
  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s is %d, must be %d to %d",
               name, value, low, high);
  return FALSE;
}

static gboolean
check_options (const Options *o, GError **error)
{
  if (!check_range ("width", o->width, 1, REEL_FILM_MAX_SIZE, error) ||
      !check_range ("height", o->height, 1, REEL_FILM_MAX_SIZE, error) ||
      !check_range ("frames", o->frames, 1, G_MAXINT, error) ||
      !check_range ("first", o->first, 0, G_MAXINT, error) ||
      !check_range ("threads", o->threads, 0, 1024, error))
    return FALSE;
  if (o->first > G_MAXINT - o->frames) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "--first and --frames together go beyond frame %d", G_MAXINT);
    return FALSE;
  }
  if (o->depth != 8 && o->depth != 16) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--depth is %d, must be 8 or 16",
                 o->depth);
    return FALSE;
  }
  return TRUE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size, const char *name, GError **error)
{
  while (size > 0) {
    gssize n = write (fd, data, MIN (size, (gsize) 1 << 30));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "cannot write %s: %s",
                   name, g_strerror (saved));
      return FALSE;
    }
    data += n;
    size -= (gsize) n;
  }
  return TRUE;
}

static gboolean
write_frames (const Options *o, int fd, const char *name, GError **error)
{
  g_autoptr (ReelFilm) film = reel_film_new (o->width, o->height, o->threads);
  gsize stride = (gsize) o->width * (o->depth == 16 ? 8 : 4);
  gsize size = stride * (gsize) o->height;
  g_autofree guint8 *pixels = g_malloc (size);
  int i;

  for (i = 0; i < o->frames; i++) {
    guint frame = (guint) o->first + (guint) i;

    if (o->depth == 16)
      reel_film_render_16 (film, frame, (guint16 *) (gpointer) pixels, stride);
    else
      reel_film_render_8 (film, frame, pixels, stride);
    if (!write_all (fd, pixels, size, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fail_errno (const char *what, const char *name, GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "cannot %s %s: %s", what, name,
               g_strerror (saved));
  return FALSE;
}

/* The file appears under its name only when it is whole. */
static gboolean
write_file (const Options *o, GError **error)
{
  g_autofree char *part = g_strconcat (o->output, ".part", NULL);
  int fd = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  gboolean ok;

  if (fd < 0)
    return fail_errno ("create", part, error);
  ok = write_frames (o, fd, part, error);
  if (close (fd) != 0 && ok)
    ok = fail_errno ("write", part, error);
  if (ok && g_rename (part, o->output) != 0)
    ok = fail_errno ("rename to", o->output, error);
  if (!ok)
    g_unlink (part);
  return ok;
}

static gboolean
run (int *argc, char ***argv, Options *o, GError **error)
{
  if (!parse_options (argc, argv, o, error) || !check_options (o, error))
    return FALSE;
  if (o->output && strcmp (o->output, "-") != 0)
    return write_file (o, error);
  if (isatty (STDOUT_FILENO)) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "raw frames do not go to a terminal: use --output or a pipe");
    return FALSE;
  }
  return write_frames (o, STDOUT_FILENO, "standard output", error);
}

int
main (int argc, char **argv)
{
  Options options = { .width = 1280, .height = 720, .frames = 96, .depth = 8 };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  setlocale (LC_ALL, "");
  ok = run (&argc, &argv, &options, &error);
  if (!ok)
    fprintf (stderr, "reel-testfilm: %s\n", error->message);
  g_free (options.output);
  return ok ? 0 : 1;
}
