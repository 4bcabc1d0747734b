/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A few threads that share the rows of one frame.
 *
 * The caller's thread works too, and reel_workers_run() returns when the whole frame is done, so
 * nothing here outlives a call. Threads sleep between frames. */

#ifndef REEL_WORKERS_H
#define REEL_WORKERS_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ReelWorkers ReelWorkers;

/* Does part @part of @n_parts. Parts run in any order, on any of the threads, several at a time. */
typedef void (*ReelWorkFunc) (guint part, guint n_parts, gpointer data);

/* @n_threads counts the caller's thread; 0 means one per processor that this process may use. Where
 * the system refuses a thread, fewer are used. Free with reel_workers_free(). */
ReelWorkers *reel_workers_new (guint n_threads);

/* Ends the threads. No run may be under way. */
void reel_workers_free (ReelWorkers *workers);

/* How many threads share the work, the caller's included. */
guint reel_workers_count (const ReelWorkers *workers);

/* Runs @func for every part and returns when all are done. One run at a time: callers on several
 * threads must take turns. Allocates nothing. */
void reel_workers_run (ReelWorkers *workers, guint n_parts, ReelWorkFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWorkers, reel_workers_free)

G_END_DECLS

#endif
