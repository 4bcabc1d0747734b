# gst-reel: AI video production as GStreamer elements
#
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the scripts that test share. To be sourced by bash with "set -euo pipefail", after
# pipelines/lib/setup.sh.
#
# shellcheck shell=bash

# What the build needs when tests are part of it, beyond REEL_BUILD_PACKAGES. python3 comes with
# meson; the name is here because the scripts use it themselves.
# shellcheck disable=SC2034  # used by the scripts that source this file
REEL_TEST_PACKAGES=(
  python3
)

# Runs the tests of build folder $1, which must be up to date; the other arguments go to "meson
# test". Prints failures with their output, then "N passed, N failed". Fails where anything failed
# or nothing ran.
reel_test() {
  local build=$1 status=0

  shift
  rm -f "$build/meson-logs/testlog.json"
  meson test -C "$build" --no-rebuild "$@" </dev/null || status=$?
  python3 "$REEL_ROOT/tests/lib/count.py" "$build" --status "$status"
}

# Sets passed and failed to the numbers of line $1; fails where it is no such line.
reel_read_counts() {
  # shellcheck disable=SC2034  # for the caller
  [[ $1 =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] &&
    passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]}
}
