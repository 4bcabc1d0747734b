/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Every table of kernels that this build has and this processor can run against the plain C one,
 * bit for bit; and the plain C rows against the plain C pixel, which test_kernels_maths.c compares
 * with textbooks. */

#include "colour/kernels.h"
#include "random.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 1920
#define LENGTHS 72 /* 0..70 and LONGEST */

typedef enum {
  LUT_PX32,
  MATRIX_PX32,
  LUT_PX64,
  MATRIX_PX64,
  LUT_PLANAR16,
  MATRIX_PLANAR16,
  N_ROW_FUNCTIONS, /* of these there is a function for one pixel */
  BYTES_PX32 = N_ROW_FUNCTIONS,
  N_FUNCTIONS,
} Function;

static const char *const function_names[] = { "lut-px32",    "matrix-px32",  "lut-px64",
                                              "matrix-px64", "lut-planar16", "matrix-planar16",
                                              "bytes-px32" };

typedef struct {
  const char *name;
  const ReelColourKernels *kernels;
} Level;

/* The C table is compared with itself: in place and between guards it must do the same. */
static const Level levels[] = {
  { "c", &reel_colour_kernels_c },
#ifdef REEL_HAVE_SSE2
  { "sse2", &reel_colour_kernels_sse2 },
#endif
#ifdef REEL_HAVE_AVX2
  { "avx2", &reel_colour_kernels_avx2 },
#endif
#ifdef REEL_HAVE_AVX512
  { "avx512", &reel_colour_kernels_avx512 },
#endif
};

/* One row to be done. */
typedef struct {
  Function function;
  const ReelLut3d *lut;
  const ReelMatrixShaper *shaper;
  const ReelByteShaper *bytes;
  ReelPixelRule rule;
  gsize n;
  gboolean in_place;
  gboolean at_end; /* which guard the rows lie at */
} Job;

/* Rows as the functions take them; packed ones use the first only. */
typedef struct {
  gpointer row[3];
} Rows;

typedef struct {
  Guarded *src[3], *dst[3];
} Memory;

static Memory *
memory_new (void)
{
  Memory *memory = g_new0 (Memory, 1);
  guint i;

  for (i = 0; i < 3; i++) {
    memory->src[i] = guarded_new (LONGEST * sizeof (guint64));
    memory->dst[i] = guarded_new (LONGEST * sizeof (guint64));
  }
  return memory;
}

static void
memory_free (Memory *memory)
{
  guint i;

  for (i = 0; i < 3; i++) {
    guarded_free (memory->src[i]);
    guarded_free (memory->dst[i]);
  }
  g_free (memory);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Memory, memory_free)

static gboolean
is_full (void)
{
  return g_getenv ("REEL_TEST_FULL") != NULL;
}

static gboolean
is_lut (Function function)
{
  return function == LUT_PX32 || function == LUT_PX64 || function == LUT_PLANAR16;
}

static gboolean
is_planar (Function function)
{
  return function == LUT_PLANAR16 || function == MATRIX_PLANAR16;
}

static guint
row_count (Function function)
{
  return is_planar (function) ? 3 : 1;
}

static gsize
word_bytes (Function function)
{
  if (is_planar (function))
    return 2;
  return function == LUT_PX64 || function == MATRIX_PX64 ? 8 : 4;
}

/* Bits from one component to the next in packed words. */
static guint
component_bits (Function function)
{
  return word_bytes (function) == 4 ? 8 : 16;
}

static void
call (const ReelColourKernels *kernels, const Job *job, const Rows *dst, const Rows *src)
{
  guint16 *const dst16[3] = { dst->row[0], dst->row[1], dst->row[2] };
  const guint16 *const src16[3] = { src->row[0], src->row[1], src->row[2] };

  switch (job->function) {
    case LUT_PX32:
      kernels->lut_px32 (dst->row[0], src->row[0], job->n, job->lut, &job->rule);
      break;
    case MATRIX_PX32:
      kernels->matrix_px32 (dst->row[0], src->row[0], job->n, job->shaper, &job->rule);
      break;
    case BYTES_PX32:
      kernels->bytes_px32 (dst->row[0], src->row[0], job->n, job->bytes, job->rule.keep_black);
      break;
    case LUT_PX64:
      kernels->lut_px64 (dst->row[0], src->row[0], job->n, job->lut, &job->rule);
      break;
    case MATRIX_PX64:
      kernels->matrix_px64 (dst->row[0], src->row[0], job->n, job->shaper, &job->rule);
      break;
    case LUT_PLANAR16:
      kernels->lut_planar16 (dst16, src16, job->n, job->lut, &job->rule);
      break;
    default:
      kernels->matrix_planar16 (dst16, src16, job->n, job->shaper, &job->rule);
      break;
  }
}

/* --- making rows --- */

/* Order @which of 24: places 0..3 for three components, all different. */
static void
component_order (guint which, guint8 component[3])
{
  guint8 free_places[4] = { 0, 1, 2, 3 };
  guint c, left = 4, choice;

  for (c = 0; c < 3; c++, left--) {
    choice = which % left;
    which /= left;
    component[c] = free_places[choice];
    memmove (free_places + choice, free_places + choice + 1, left - choice - 1u);
  }
}

/* Colours of the kinds that take different ways through the kernels: black, equal channels (ties in
 * sorting fractions), the ends of the range. */
static void
random_colour (Random *random, guint32 max, guint32 code[3])
{
  guint kind = random_below (random, 16), c;

  for (c = 0; c < 3; c++)
    code[c] = random_below (random, max + 1);
  switch (kind) {
    case 0:
    case 1:
      code[0] = code[1] = code[2] = 0;
      break;
    case 2:
      code[0] = code[1] = code[2] = max;
      break;
    case 3:
      code[1] = code[2] = code[0];
      break;
    case 4:
    case 5:
    case 6:
      code[(kind - 3) % 3] = code[kind - 4];
      break;
    case 7:
    case 8:
      for (c = 0; c < 3; c++)
        code[c] = random_below (random, 2) ? max : 0;
      break;
    case 9:
      for (c = 0; c < 3; c++)
        code[c] = random_below (random, 4); /* next to black */
      break;
    case 10:
      for (c = 0; c < 3; c++)
        code[c] = max - random_below (random, 4);
      break;
    default:
      break;
  }
}

static void
set_packed_pixel (Random *random, const Job *job, const Rows *rows, gsize x, const guint32 code[3])
{
  guint64 word = random_bits (random),
          mask = (G_GUINT64_CONSTANT (1) << component_bits (job->function)) - 1;
  guint c;

  for (c = 0; c < 3; c++) {
    word &= ~(mask << job->rule.shift[c]);
    word |= (guint64) code[c] << job->rule.shift[c];
  }
  if (word_bytes (job->function) == 4)
    ((guint32 *) rows->row[0])[x] = (guint32) word;
  else
    ((guint64 *) rows->row[0])[x] = word;
}

static void
fill_rows (Random *random, const Job *job, const Rows *rows)
{
  const guint32 max = (1u << job->rule.depth) - 1;
  guint32 code[3];
  gsize x;
  guint c;

  for (x = 0; x < job->n; x++) {
    random_colour (random, max, code);
    if (!is_planar (job->function)) {
      set_packed_pixel (random, job, rows, x, code);
      continue;
    }
    for (c = 0; c < 3; c++) {
      /* Words above the largest code too. */
      if (random_below (random, 32) == 0)
        code[c] = random_below (random, 0x10000);
      ((guint16 *) rows->row[c])[x] = (guint16) code[c];
    }
  }
}

static void
random_bias (Random *random, Job *job)
{
  const guint32 end = 1u << (16 - job->rule.depth);
  const guint kind = random_below (random, 5);
  guint i;

  for (i = 0; i < REEL_DITHER_WIDTH; i++) {
    switch (kind) {
      case 0:
        job->rule.bias[i] = (guint16) (end / 2);
        break;
      case 1:
        job->rule.bias[i] = 0;
        break;
      case 2:
        job->rule.bias[i] = (guint16) (end - 1);
        break;
      case 3:
        job->rule.bias[i] = (guint16) (i * (end - 1) / (REEL_DITHER_WIDTH - 1));
        break;
      default:
        job->rule.bias[i] = (guint16) random_below (random, end);
        break;
    }
    /* Tables with a step are for rows without dither. */
    if (job->lut != NULL && job->lut->step != 0)
      job->rule.bias[i] = (guint16) (end / 2);
    /* Is not to be looked at. */
    if (word_bytes (job->function) == 8)
      job->rule.bias[i] = (guint16) random_bits (random);
  }
}

/* Everything of a job but its tables and their order. */
static void
random_job (Random *random, Job *job, gsize n)
{
  job->n = n;
  job->in_place = (gboolean) random_below (random, 2);
  job->at_end = (gboolean) random_below (random, 2);
  job->rule.keep_black = (gboolean) random_below (random, 2);
  random_bias (random, job);
}

static gsize
nth_length (guint i)
{
  return i == LENGTHS - 1 ? LONGEST : i;
}

/* --- comparing --- */

static void G_GNUC_NORETURN
report_difference (const char *level, const Job *job, const guint8 *src, const guint8 *got,
                   const guint8 *expected, guint row)
{
  const gsize bytes = word_bytes (job->function);
  guint64 words[3] = { 0, 0, 0 };
  gsize x = 0;

  while (memcmp (got + x * bytes, expected + x * bytes, bytes) == 0)
    x++;
  memcpy (&words[0], src + x * bytes, bytes);
  memcpy (&words[1], got + x * bytes, bytes);
  memcpy (&words[2], expected + x * bytes, bytes);
  g_error ("%s %s: row %u pixel %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ": %#" G_GINT64_MODIFIER
           "x became %#" G_GINT64_MODIFIER "x, expected %#" G_GINT64_MODIFIER
           "x; table size %u, shifts %u %u %u, depth %u, keep_black %d, bias %u, in place %d",
           level, function_names[job->function], row, x, job->n, words[0], words[1], words[2],
           job->lut != NULL ? job->lut->size : 0, job->rule.shift[0], job->rule.shift[1],
           job->rule.shift[2], job->rule.depth, job->rule.keep_black,
           job->rule.bias[x % REEL_DITHER_WIDTH], job->in_place);
}

/* Does the job on guarded copies of @src and compares with @expected. */
static void
check_job (const Level *level, const Job *job, Memory *memory, const Rows *src,
           const Rows *expected)
{
  const gsize size = job->n * word_bytes (job->function), word = word_bytes (job->function);
  Rows to = { { NULL } }, from = { { NULL } };
  guint i;

  for (i = 0; i < row_count (job->function); i++) {
    to.row[i] = guarded_place (memory->dst[i], size, word, job->at_end);
    from.row[i] =
        job->in_place ? to.row[i] : guarded_place (memory->src[i], size, word, job->at_end);
    memcpy (from.row[i], src->row[i], size);
  }
  call (level->kernels, job, &to, &from);
  for (i = 0; i < row_count (job->function); i++) {
    if (memcmp (to.row[i], expected->row[i], size) != 0)
      report_difference (level->name, job, src->row[i], to.row[i], expected->row[i], i);
    if (!guarded_is_intact (memory->dst[i]))
      g_error ("%s %s: wrote outside of %" G_GSIZE_FORMAT " pixels", level->name,
               function_names[job->function], job->n);
    if (!job->in_place &&
        (memcmp (from.row[i], src->row[i], size) != 0 || !guarded_is_intact (memory->src[i])))
      g_error ("%s %s: changed its source", level->name, function_names[job->function]);
  }
}

/* --- every table against the C one --- */

typedef struct {
  const Level *level;
  Function function;
} Case;

/* Rows of all lengths with the job's tables and order. */
static void
check_lengths (const Case *test, Job *job, Random *random, Memory *memory)
{
  guint64 pixels[3][LONGEST], results[3][LONGEST];
  const Rows src = { { pixels[0], pixels[1], pixels[2] } };
  const Rows expected = { { results[0], results[1], results[2] } };
  guint i;

  for (i = 0; i < LENGTHS; i++) {
    random_job (random, job, nth_length (i));
    fill_rows (random, job, &src);
    call (&reel_colour_kernels_c, job, &expected, &src);
    check_job (test->level, job, memory, &src, &expected);
  }
}

static void
set_order (Job *job, guint which, guint8 component[3])
{
  guint c;

  component_order (which, component);
  for (c = 0; c < 3; c++)
    job->rule.shift[c] = (guint8) (component_bits (job->function) * component[c]);
}

static void
random_domain (Random *random, TestLut *test, guint depth)
{
  static const double domains[][2] = { { 0.0, 1.0 },       { -0.25, 1.25 }, { 0.2, 0.8 },
                                       { 0.4999, 0.5001 }, { -1e3, 1e3 },   { 0.9, 7.0 },
                                       { -5.0, 0.1 },      { 2.0, 3.0 },    { -3.0, -2.0 } };
  guint c;

  for (c = 0; c < 3; c++) {
    const double *domain = domains[random_below (random, G_N_ELEMENTS (domains))];

    test_lut_set_domain (test, c, depth, domain[0], domain[1]);
  }
}

/* Tables of one size in every order; big ones take long to fill, so only some orders of them unless
 * REEL_TEST_FULL is set. */
static void
check_lut_size (const Case *test, guint size, guint depth, Random *random, Memory *memory)
{
  Job job = { .function = test->function };
  guint step = size > 33 && !is_full() ? 11 : 1, which;

  job.rule.depth = (guint8) depth;
  for (which = random_below (random, step); which < 24; which += step) {
    NodesKind kind = (NodesKind) random_below (random, N_NODES);
    guint8 component[3];
    g_autoptr (TestLut) table = NULL;

    set_order (&job, which, component);
    table = test_lut_new (random, size, depth, kind, component);
    job.lut = &table->lut;
    check_lengths (test, &job, random, memory);
    random_domain (random, table, depth);
    check_lengths (test, &job, random, memory);
    if (test->function == LUT_PX32) {
      g_autoptr (TestLut) stepped = test_lut_new_stepped (random, size, kind, component);

      job.lut = &stepped->lut;
      check_lengths (test, &job, random, memory);
    }
  }
}

static void
check_matrix (const Case *test, guint depth, Random *random, Memory *memory)
{
  Job job = { .function = test->function };
  guint8 component[3];
  guint which;

  job.rule.depth = (guint8) depth;
  for (which = 0; which < 24; which++) {
    g_autoptr (TestShaper) table = test_shaper_new_random (random, depth, which % 3 == 0);

    set_order (&job, which, component);
    job.shaper = &table->shaper;
    check_lengths (test, &job, random, memory);
  }
}

/* The table form. The other one is for AVX-512 alone and not defined to the bit;
 * test_kernels_maths.c compares it with double. Its tables are missing here, which chooses the
 * table form. */
static void
check_bytes (const Case *test, Random *random, Memory *memory)
{
  Job job = { .function = test->function };
  guint which, c;

  job.rule.depth = 8;
  for (which = 0; which < 12; which++) {
    const guint8 lowest = which % 2 ? 8 : 0;
    g_autoptr (TestBytes) table = test_bytes_new_random (random, lowest, which % 3 == 0);

    for (c = 0; c < 3; c++)
      job.rule.shift[c] = (guint8) (lowest + 8 * c);
    job.bytes = &table->shaper;
    check_lengths (test, &job, random, memory);
  }
}

static gboolean
skip_level (const Level *level)
{
  if (level->kernels->level <= reel_cpu_detect())
    return FALSE;
  g_test_message ("not tested: this processor has no %s", level->name);
  g_test_skip ("this processor cannot run it");
  return TRUE;
}

static void
test_level (gconstpointer data)
{
  static const guint sizes[] = { 2, 3, 17, 33, 65, 129 };
  static const guint planar_depths[] = { 8, 10, 12, 16 };
  const Case *test = data;
  const guint packed_depth = component_bits (test->function);
  const guint *depths = is_planar (test->function) ? planar_depths : &packed_depth;
  const guint n_depths = is_planar (test->function) ? G_N_ELEMENTS (planar_depths) : 1;
  g_autoptr (Memory) memory = memory_new();
  Random random = random_new();
  guint i, d, round, rounds = is_full() ? 5 : 1;

  if (skip_level (test->level))
    return;
  for (round = 0; round < rounds; round++) {
    if (test->function == BYTES_PX32)
      check_bytes (test, &random, memory);
    for (d = 0; d < n_depths && test->function != BYTES_PX32; d++) {
      if (!is_lut (test->function)) {
        check_matrix (test, depths[d], &random, memory);
        continue;
      }
      for (i = 0; i < G_N_ELEMENTS (sizes); i++)
        check_lut_size (test, sizes[i], depths[d], &random, memory);
    }
  }
}

/* --- the C rows against the C pixel --- */

static void
expected_pixel (const Job *job, const guint32 code[3], guint32 bias, guint32 result[3])
{
  const guint right = word_bytes (job->function) == 8 ? 0 : 16u - job->rule.depth;
  guint c;

  if (job->rule.keep_black && code[0] == 0 && code[1] == 0 && code[2] == 0) {
    result[0] = result[1] = result[2] = 0;
    return;
  }
  if (is_lut (job->function))
    reel_lut3d_pixel (job->lut, code, result);
  else
    reel_matrix_shaper_pixel (job->shaper, code, result);
  for (c = 0; c < 3; c++)
    result[c] = MIN (result[c] + (right == 0 ? 0 : bias), 65535) >> right;
}

static void
expected_row (const Job *job, const Rows *dst, const Rows *src)
{
  const guint32 max = (1u << job->rule.depth) - 1;
  const guint64 mask = max;
  gsize x;
  guint c;

  for (x = 0; x < job->n; x++) {
    guint32 code[3], result[3];
    guint64 word = 0;

    if (!is_planar (job->function))
      memcpy (&word, (const guint8 *) src->row[0] + x * word_bytes (job->function),
              word_bytes (job->function));
    for (c = 0; c < 3; c++) {
      code[c] = is_planar (job->function) ? MIN (((const guint16 *) src->row[c])[x], max)
                                          : (guint32) (word >> job->rule.shift[c] & mask);
    }
    expected_pixel (job, code, job->rule.bias[x % REEL_DITHER_WIDTH], result);
    for (c = 0; c < 3; c++) {
      if (is_planar (job->function))
        ((guint16 *) dst->row[c])[x] = (guint16) result[c];
      word &= ~(mask << job->rule.shift[c]);
      word |= (guint64) result[c] << job->rule.shift[c];
    }
    if (!is_planar (job->function))
      memcpy ((guint8 *) dst->row[0] + x * word_bytes (job->function), &word,
              word_bytes (job->function));
  }
}

static void
test_rows (gconstpointer data)
{
  const Case *test = data;
  guint64 pixels[3][LONGEST], results[3][LONGEST];
  const Rows src = { { pixels[0], pixels[1], pixels[2] } };
  const Rows expected = { { results[0], results[1], results[2] } };
  g_autoptr (Memory) memory = memory_new();
  Random random = random_new();
  guint depth, i, which;

  for (depth = is_planar (test->function) ? 8 : component_bits (test->function);
       depth <= (is_planar (test->function) ? 16 : component_bits (test->function)); depth++) {
    for (which = 0; which < 24; which++) {
      Job job = { .function = test->function };
      guint8 component[3];
      g_autoptr (TestLut) lut = NULL;
      g_autoptr (TestShaper) shaper = test_shaper_new_random (&random, depth, FALSE);
      const gboolean stepped = test->function == LUT_PX32 && which % 2 == 0;

      job.rule.depth = (guint8) depth;
      set_order (&job, which, component);
      lut = stepped ? test_lut_new_stepped (&random, 9, NODES_RANDOM, component)
                    : test_lut_new (&random, 9, depth, NODES_RANDOM, component);
      job.lut = &lut->lut;
      job.shaper = &shaper->shaper;
      for (i = 0; i < LENGTHS; i++) {
        random_job (&random, &job, nth_length (i));
        fill_rows (&random, &job, &src);
        expected_row (&job, &expected, &src);
        check_job (test->level, &job, memory, &src, &expected);
      }
    }
  }
}

/* --- which table is taken --- */

static void
test_get (void)
{
  ReelCpuLevel level;
  guint i;

  for (level = REEL_CPU_BASELINE; level <= REEL_CPU_AVX512; level++) {
    const ReelColourKernels *kernels = reel_colour_kernels_get (level);

    /* The last of the tables, which rise in level, that is not above it. */
    for (i = G_N_ELEMENTS (levels) - 1; levels[i].kernels->level > level; i--)
      ;
    g_assert_true (kernels == levels[i].kernels);
    g_assert_nonnull (kernels->lut_px32);
    g_assert_nonnull (kernels->matrix_px32);
    g_assert_nonnull (kernels->bytes_px32);
    g_assert_nonnull (kernels->lut_px64);
    g_assert_nonnull (kernels->matrix_px64);
    g_assert_nonnull (kernels->lut_planar16);
    g_assert_nonnull (kernels->matrix_planar16);
  }
}

/* For the table of results: what was there to compare. */
static void
print_levels (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (levels); i++) {
    if (levels[i].kernels->level <= reel_cpu_detect())
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", levels[i].name);
  }
  g_test_message ("table: kernels compared bit for bit | %s", names->str);
}

int
main (int argc, char **argv)
{
  guint level, function;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernels/get", test_get);
  for (function = 0; function < N_ROW_FUNCTIONS; function++) {
    g_autofree char *path = g_strdup_printf ("/kernels/rows/%s", function_names[function]);
    Case *test = g_new (Case, 1);

    test->level = &levels[0];
    test->function = (Function) function;
    g_test_add_data_func_full (path, test, test_rows, g_free);
  }
  for (level = 0; level < G_N_ELEMENTS (levels); level++) {
    for (function = 0; function < N_FUNCTIONS; function++) {
      g_autofree char *path =
          g_strdup_printf ("/kernels/%s/%s", levels[level].name, function_names[function]);
      Case *test = g_new (Case, 1);

      test->level = &levels[level];
      test->function = (Function) function;
      g_test_add_data_func_full (path, test, test_level, g_free);
    }
  }
  print_levels();
  return g_test_run();
}
