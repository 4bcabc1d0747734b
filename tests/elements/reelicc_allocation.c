/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Once frames flow, reelicc allocates nothing for them: neither memory of any kind nor more output
 * buffers than a pool's few. */

#include <errno.h>
#include <stdlib.h>
#include <gst/check/gstcheck.h>

#include "icc_frames.h"

#define WARM_UP 30
#define FRAMES 200

/* --- counting --- */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTING 1

#include <malloc.h>

/* The program's own allocation functions come before the C library's for every library that it
 * loads. */
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

#define REPLACEMENT __attribute__ ((visibility ("default"), used))

static gint n_allocations;

REPLACEMENT void *
malloc (size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_malloc (size);
}

REPLACEMENT void *
calloc (size_t n, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_calloc (n, size);
}

REPLACEMENT void *
realloc (void *memory, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_realloc (memory, size);
}

REPLACEMENT void *
memalign (size_t alignment, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_memalign (alignment, size);
}

REPLACEMENT void *
aligned_alloc (size_t alignment, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __libc_memalign (alignment, size);
}

REPLACEMENT int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  *memory = __libc_memalign (alignment, size);
  return *memory != NULL ? 0 : ENOMEM;
}

#else
#define COUNTING 0
static gint n_allocations;
#endif

/* --- the frames --- */

typedef struct {
  GstBuffer *seen[FRAMES];
  guint n_seen;
} Outputs;

static GstPadProbeReturn
note_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Outputs *outputs = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint i;

  for (i = 0; i < outputs->n_seen; i++) {
    if (outputs->seen[i] == buffer)
      return GST_PAD_PROBE_OK;
  }
  if (outputs->n_seen < FRAMES)
    outputs->seen[outputs->n_seen++] = buffer;
  return GST_PAD_PROBE_OK;
}

static void
push (Rig *rig, GstBuffer *picture, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    GstFlowReturn flow = gst_harness_push (rig->harness, gst_buffer_ref (picture));

    if (flow != GST_FLOW_OK) /* an assertion that holds would allocate, too */
      fail_unless_equals_int (flow, GST_FLOW_OK);
  }
}

static const char *const formats[] = { "BGRA", "RGB", "GBR_10BE", "RGBA64_LE" };

enum { MATRIX, LUT, EXACT, CUBE, PASSTHROUGH, N_WAYS };

static Rig *
make_rig (guint way, const char *cube)
{
  switch (way) {
    case MATRIX:
      return rig_new ("dest-profile", "display-p3", NULL);
    case LUT:
      return rig_new ("dest-profile", "display-p3", "mode", MODE_LUT, "dither", DITHER_ORDERED,
                      NULL);
    case EXACT:
      return rig_new ("dest-profile", "display-p3", "mode", MODE_EXACT, NULL);
    case CUBE:
      return rig_new ("dest-profile", "display-p3", "lut-location", cube, NULL);
    default:
      return rig_new ("dest-profile", "srgb", NULL);
  }
}

GST_START_TEST (test_steady_stream)
{
  const guint way = (guint) __i__ % N_WAYS;
  const char *format = formats[(guint) __i__ / N_WAYS];
  static const char text[] = "LUT_3D_SIZE 2\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n"
                             "1 1 0\n0 1 0\n1 0 0\n0 0 0\n";
  g_autofree char *dir = icc_make_dir();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autofree char *cube = icc_write_file (dir, "negative.cube", bytes);
  g_autoptr (Rig) rig = make_rig (way, cube);
  g_autoptr (GstBuffer) picture = NULL;
  Outputs outputs = { .n_seen = 0 };
  gint before, allocated;

  icc_remove_dir (dir);
  g_object_set (rig->harness->element, "n-threads", 3, NULL);
  gst_harness_set_drop_buffers (rig->harness, TRUE);
  rig_caps (rig, format, 64, 32, NULL);
  picture = rgb_picture_new (&rig->layout, 64, 32, RGB_PLAIN);
  gst_pad_add_probe (rig->harness->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, note_buffer, &outputs, NULL);
  push (rig, picture, WARM_UP);

  before = g_atomic_int_get (&n_allocations);
  outputs.n_seen = 0;
  push (rig, picture, FRAMES);
  allocated = g_atomic_int_get (&n_allocations) - before;

  if (g_getenv ("REEL_TEST_VERBOSE") != NULL)
    g_print ("%s, way %u: %d allocations, %u buffers\n", format, way, allocated, outputs.n_seen);
  fail_unless (outputs.n_seen <= 4, "%u buffers for %d frames", outputs.n_seen, FRAMES);
  fail_unless (allocated == 0, "%s, way %u: %d allocations in %d frames", format, way, allocated,
               FRAMES);
}
GST_END_TEST;

/* That the counting counts. */
GST_START_TEST (test_counter)
{
  gint before = g_atomic_int_get (&n_allocations);

  g_free (g_malloc (1000));
  fail_unless (!COUNTING || g_atomic_int_get (&n_allocations) > before);
}
GST_END_TEST;

static Suite *
reelicc_allocation_suite (void)
{
  Suite *suite = suite_create ("reelicc-allocation");
  TCase *tests = tcase_create ("general");

  tcase_add_test (tests, test_counter);
  tcase_add_loop_test (tests, test_steady_stream, 0, N_WAYS * (int) G_N_ELEMENTS (formats));
  suite_add_tcase (suite, tests);
  return suite;
}

GST_CHECK_MAIN (reelicc_allocation);
