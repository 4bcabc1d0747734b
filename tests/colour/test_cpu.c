/* gst-reel: AI video production as GStreamer elements
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "base/cpu.h"

static void
test_names (void)
{
  g_assert_cmpstr (reel_cpu_level_name (REEL_CPU_BASELINE), ==, "baseline");
  g_assert_cmpstr (reel_cpu_level_name (REEL_CPU_AVX2), ==, "avx2");
  g_assert_cmpstr (reel_cpu_level_name (REEL_CPU_AVX512), ==, "avx512");
  g_assert_cmpint (REEL_CPU_N_LEVELS, ==, REEL_CPU_AVX512 + 1);
  g_test_message ("this processor: %s", reel_cpu_level_name (reel_cpu_detect()));
}

/* What the system says of the processor, where it says it. */
static void
test_detected (void)
{
#ifdef __x86_64__
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  const char *const avx512[] = { "avx512f", "avx512bw", "avx512dq", "avx512vl" };
  ReelCpuLevel expected;
  guint i, found = 0;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL)) {
    g_test_skip ("the system does not say what the processor has");
    return;
  }
  words = g_strsplit_set (text, " \n", -1);
  for (i = 0; i < G_N_ELEMENTS (avx512); i++)
    found += g_strv_contains ((const char *const *) words, avx512[i]);
  if (found == G_N_ELEMENTS (avx512))
    expected = REEL_CPU_AVX512;
  else
    expected =
        g_strv_contains ((const char *const *) words, "avx2") ? REEL_CPU_AVX2 : REEL_CPU_BASELINE;
  g_assert_cmpint (reel_cpu_detect(), ==, expected);
#else
  g_assert_cmpint (reel_cpu_detect(), ==, REEL_CPU_BASELINE);
#endif
}

/* The variable lowers the level and never raises it. */
static void
test_override (void)
{
  ReelCpuLevel detected = reel_cpu_detect(), level;

  g_unsetenv ("REEL_CPU");
  g_assert_cmpint (reel_cpu_level(), ==, detected);
  g_setenv ("REEL_CPU", "", TRUE);
  g_assert_cmpint (reel_cpu_level(), ==, detected);
  for (level = REEL_CPU_BASELINE; level <= REEL_CPU_AVX512; level++) {
    g_setenv ("REEL_CPU", reel_cpu_level_name (level), TRUE);
    g_assert_cmpint (reel_cpu_level(), ==, MIN (level, detected));
    g_assert_cmpint (reel_cpu_detect(), ==, detected);
  }
  g_unsetenv ("REEL_CPU");
}

/* A name that is none is told of, and does nothing. */
static void
test_unknown_name (void)
{
  static const char *const names[] = { "sse9", "AVX2", "avx", "avx512 ", "2" };
  guint i;

  if (g_test_subprocess()) {
    g_log_set_always_fatal (G_LOG_FATAL_MASK);
    g_assert_cmpint (reel_cpu_level(), ==, reel_cpu_detect());
    return;
  }
  for (i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *pattern = g_strdup_printf ("*REEL_CPU=%s is not one of*", names[i]);

    g_setenv ("REEL_CPU", names[i], TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr (pattern);
  }
  g_unsetenv ("REEL_CPU");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/names", test_names);
  g_test_add_func ("/cpu/detected", test_detected);
  g_test_add_func ("/cpu/override", test_override);
  g_test_add_func ("/cpu/unknown-name", test_unknown_name);
  return g_test_run();
}
