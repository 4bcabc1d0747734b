/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "base/workers.h"

struct _ReelWorkers {
  GMutex lock;
  GCond work_ready;
  GCond work_done;
  GThread **threads;
  guint n_threads; /* without the caller's */

  /* The current run; changed only under the lock while no helper is inside it. */
  ReelWorkFunc func;
  gpointer data;
  guint n_parts;
  guint64 run;  /* counts runs, so that a sleeper sees a new one */
  guint inside; /* helpers that have not left the current run */
  gboolean quit;

  gint next_part; /* atomic */
};

static void
take_parts (ReelWorkers *self)
{
  guint part;

  while ((part = (guint) g_atomic_int_add (&self->next_part, 1)) < self->n_parts)
    self->func (part, self->n_parts, self->data);
}

static gpointer
helper_main (gpointer data)
{
  ReelWorkers *self = data;
  guint64 seen = 0;

  g_mutex_lock (&self->lock);
  while (TRUE) {
    while (!self->quit && self->run == seen)
      g_cond_wait (&self->work_ready, &self->lock);
    if (self->quit)
      break;
    seen = self->run;
    g_mutex_unlock (&self->lock);

    take_parts (self);

    g_mutex_lock (&self->lock);
    if (--self->inside == 0)
      g_cond_signal (&self->work_done);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

ReelWorkers *
reel_workers_new (guint n_threads)
{
  ReelWorkers *self = g_new0 (ReelWorkers, 1);
  guint i, wanted;

  g_mutex_init (&self->lock);
  g_cond_init (&self->work_ready);
  g_cond_init (&self->work_done);

  wanted = (n_threads == 0 ? g_get_num_processors() : n_threads) - 1;
  self->threads = g_new0 (GThread *, MAX (wanted, 1));
  for (i = 0; i < wanted; i++) {
    GThread *thread = g_thread_try_new ("reel-worker", helper_main, self, NULL);

    if (thread == NULL)
      break;
    self->threads[self->n_threads++] = thread;
  }
  return self;
}

void
reel_workers_free (ReelWorkers *self)
{
  guint i;

  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_broadcast (&self->work_ready);
  g_mutex_unlock (&self->lock);
  for (i = 0; i < self->n_threads; i++)
    g_thread_join (self->threads[i]);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->work_ready);
  g_cond_clear (&self->work_done);
  g_free (self->threads);
  g_free (self);
}

guint
reel_workers_count (const ReelWorkers *self)
{
  return self->n_threads + 1;
}

void
reel_workers_run (ReelWorkers *self, guint n_parts, ReelWorkFunc func, gpointer data)
{
  guint part;

  if (self->n_threads == 0 || n_parts < 2) {
    for (part = 0; part < n_parts; part++)
      func (part, n_parts, data);
    return;
  }

  g_mutex_lock (&self->lock);
  self->func = func;
  self->data = data;
  self->n_parts = n_parts;
  g_atomic_int_set (&self->next_part, 0);
  self->inside = self->n_threads;
  self->run++;
  g_cond_broadcast (&self->work_ready);
  g_mutex_unlock (&self->lock);

  take_parts (self);

  g_mutex_lock (&self->lock);
  while (self->inside > 0)
    g_cond_wait (&self->work_done, &self->lock);
  g_mutex_unlock (&self->lock);
}
