/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "base/workers.h"

#include <string.h>

#define MAX_PARTS 300

static guint
scaled (guint count)
{
  return g_getenv ("REEL_TEST_FULL") != NULL ? 20 * count : count;
}

typedef struct {
  guint n_parts;
  gint done[MAX_PARTS];   /* atomic */
  gint inside;            /* atomic: parts under way */
  gint most_inside;       /* atomic */
  guint spin;             /* how long a part takes */
  guint plain[MAX_PARTS]; /* not atomic: visible to the caller once the run is over */
} Work;

static void
raise_to (gint *number, gint value)
{
  gint old;

  do {
    old = g_atomic_int_get (number);
  } while (old < value && !g_atomic_int_compare_and_exchange (number, old, value));
}

static void
do_part (guint part, guint n_parts, gpointer data)
{
  Work *work = data;
  guint i;

  g_assert_cmpuint (n_parts, ==, work->n_parts);
  g_assert_cmpuint (part, <, n_parts);
  raise_to (&work->most_inside, g_atomic_int_add (&work->inside, 1) + 1);
  g_atomic_int_inc (&work->done[part]);
  work->plain[part]++;
  for (i = 0; i < work->spin; i++)
    (void) g_atomic_int_get (&work->inside);
  g_atomic_int_add (&work->inside, -1);
}

/* One run; nothing of it may happen after it has returned. */
static void
run_once (ReelWorkers *workers, Work *work, guint n_parts, guint spin)
{
  guint part;

  memset (work, 0, sizeof *work);
  work->n_parts = n_parts;
  work->spin = spin;
  reel_workers_run (workers, n_parts, do_part, work);
  g_assert_cmpint (g_atomic_int_get (&work->inside), ==, 0);
  g_assert_cmpint (work->most_inside, <=, (gint) reel_workers_count (workers));
  for (part = 0; part < MAX_PARTS; part++) {
    g_assert_cmpint (g_atomic_int_get (&work->done[part]), ==, part < n_parts ? 1 : 0);
    g_assert_cmpuint (work->plain[part], ==, part < n_parts ? 1 : 0);
  }
}

static void
test_every_part_once (void)
{
  static const guint n_parts[] = { 0, 1, 2, 3, 7, 8, 9, 64, MAX_PARTS };
  guint threads, i;
  Work work;

  for (threads = 1; threads <= 8; threads++) {
    g_autoptr (ReelWorkers) workers = reel_workers_new (threads);

    g_assert_cmpuint (reel_workers_count (workers), ==, threads);
    for (i = 0; i < G_N_ELEMENTS (n_parts); i++)
      run_once (workers, &work, n_parts[i], 0);
  }
}

/* Runs right after each other, with parts from nothing to long: sleepers that wake late must
 * neither miss a run nor take parts of the next. */
static void
test_stress (void)
{
  guint threads, run;
  Work work;

  for (threads = 1; threads <= 8; threads++) {
    g_autoptr (ReelWorkers) workers = reel_workers_new (threads);

    for (run = 0; run < scaled (1000); run++) {
      guint n_parts = (guint) g_test_rand_int_range (0, 40);
      guint spin = g_test_rand_int_range (0, 8) == 0 ? (guint) g_test_rand_int_range (0, 3000) : 0;

      run_once (workers, &work, n_parts, spin);
    }
  }
}

/* Data that leaves with the run: a late helper would touch memory that is used for something else.
 */
static void
test_data_of_each_run (void)
{
  g_autoptr (ReelWorkers) workers = reel_workers_new (4);
  guint run;

  for (run = 0; run < scaled (1000); run++) {
    Work *work = g_new (Work, 1);

    run_once (workers, work, run % 20, 0);
    memset (work, 0xff, sizeof *work);
    g_free (work);
  }
}

static void
test_created_and_freed (void)
{
  guint i;
  Work work;

  for (i = 0; i < scaled (200); i++) {
    g_autoptr (ReelWorkers) workers = reel_workers_new (1 + i % 8);

    if (i % 3 != 0)
      run_once (workers, &work, i % 30, 0);
  }
  reel_workers_free (NULL);
}

/* Several groups at once do not know of each other. */
static gpointer
run_a_group (gpointer data)
{
  g_autoptr (ReelWorkers) workers = reel_workers_new (3);
  g_autofree Work *work = g_new (Work, 1);
  guint run;

  for (run = 0; run < scaled (300); run++)
    run_once (workers, work, run % 25, 0);
  return NULL;
}

static void
test_groups (void)
{
  GThread *threads[4];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("group", run_a_group, NULL);
  for (i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* Callers on different threads may take turns. */
static gpointer
run_some (gpointer data)
{
  g_autofree Work *work = g_new (Work, 1);
  guint run;

  for (run = 0; run < 20; run++)
    run_once (data, work, 30, 0);
  return NULL;
}

static void
test_callers_take_turns (void)
{
  g_autoptr (ReelWorkers) workers = reel_workers_new (3);
  guint i;

  for (i = 0; i < scaled (20); i++)
    g_thread_join (g_thread_new ("caller", run_some, workers));
}

static void
wait_for_all (guint part, guint n_parts, gpointer data)
{
  gint *arrived = data;
  gint64 until = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;

  g_atomic_int_inc (arrived);
  while (g_atomic_int_get (arrived) < (gint) n_parts) {
    if (g_get_monotonic_time() > until)
      g_error ("only %d of %u parts run at the same time", g_atomic_int_get (arrived), n_parts);
    g_usleep (50);
  }
}

/* As many parts as threads that wait for each other: only done when all threads work at once. */
static void
test_at_the_same_time (void)
{
  guint threads, i;

  for (threads = 1; threads <= 8; threads++) {
    g_autoptr (ReelWorkers) workers = reel_workers_new (threads);

    for (i = 0; i < 20; i++) {
      gint arrived = 0;

      reel_workers_run (workers, threads, wait_for_all, &arrived);
      g_assert_cmpint (arrived, ==, (gint) threads);
    }
  }
}

static void
test_default_count (void)
{
  g_autoptr (ReelWorkers) workers = reel_workers_new (0);

  g_assert_cmpuint (reel_workers_count (workers), ==, g_get_num_processors());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workers/every-part-once", test_every_part_once);
  g_test_add_func ("/workers/stress", test_stress);
  g_test_add_func ("/workers/data-of-each-run", test_data_of_each_run);
  g_test_add_func ("/workers/created-and-freed", test_created_and_freed);
  g_test_add_func ("/workers/groups", test_groups);
  g_test_add_func ("/workers/callers-take-turns", test_callers_take_turns);
  g_test_add_func ("/workers/at-the-same-time", test_at_the_same_time);
  g_test_add_func ("/workers/default-count", test_default_count);
  return g_test_run();
}
