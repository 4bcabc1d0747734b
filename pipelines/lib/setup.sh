# gst-reel: AI video production as GStreamer elements
#
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the scripts share: installing Debian packages, building, and running GStreamer with the
# plugins of the build folder. To be sourced by bash with "set -euo pipefail".
#
# shellcheck shell=bash

REEL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# libc6-dev is only recommended by gcc, and recommendations are not installed here.
# shellcheck disable=SC2034  # used by the scripts that source this file
REEL_BUILD_PACKAGES=(
  gcc
  libc6-dev
  libglib2.0-dev
  libgstreamer-plugins-base1.0-dev
  libgstreamer1.0-dev
  liblcms2-dev
  meson
  ninja-build
  pkg-config
)

# Decoders, encoders and containers of the pipelines.
# shellcheck disable=SC2034
REEL_RUN_PACKAGES=(
  gstreamer1.0-libav
  gstreamer1.0-plugins-bad
  gstreamer1.0-plugins-base
  gstreamer1.0-plugins-good
  gstreamer1.0-plugins-ugly
  gstreamer1.0-tools
)

# Prints each argument on a line of its own.
reel_say() {
  printf '%s\n' "$@"
}

reel_complain() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# Prints those of the named packages that are not installed, one a line.
reel_missing() {
  local installed package

  # Unknown names make dpkg-query fail and say so; they are what we look for.
  installed=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null) ||
    true
  for package in "$@"; do
    grep -q -x -F "ii $package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# Runs apt-get quietly: $1 is the file for its words, the rest its arguments. Waits for another
# package manager to finish instead of failing at once.
reel_apt() {
  local log=$1
  local -a as_root=()

  shift
  if [[ $(id -u) -ne 0 ]]; then
    as_root=(sudo)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1
}

# Installs what is missing of the named Debian packages. REEL_SKIP_INSTALL=1 takes on trust that
# everything is there.
reel_install() {
  local -a missing
  local log

  if [[ ${REEL_SKIP_INSTALL:-0} == 1 ]]; then
    return 0
  fi
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    reel_complain "this is not a Debian-like system, so nothing can be installed automatically."
    reel_complain "Needed is what these Debian packages hold: $*"
    reel_complain "If all of that is there, run again with REEL_SKIP_INSTALL=1."
    return 1
  fi
  mapfile -t missing < <(reel_missing "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then
    return 0
  fi
  if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
    reel_complain "packages are missing, and without sudo only root can install them. As root:"
    reel_complain "  apt-get install ${missing[*]}"
    return 1
  fi
  reel_say "Installing ${#missing[@]} Debian packages and what they need: ${missing[*]}"
  log=$(mktemp)
  if ! reel_apt "$log" update || ! reel_apt "$log" install --no-install-recommends "${missing[@]}"
  then
    tail -n 20 "$log" >&2
    reel_complain "the packages could not be installed; above is what apt-get said last."
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Configures folder $1 unless it is configured with these options already, then builds. The other
# arguments go to "meson setup".
reel_build() {
  local build=$1 stamp options
  local -a again=()

  shift
  stamp=$build/reel-options
  options=$(printf '%q ' "$@")
  if [[ -f $build/build.ninja ]]; then
    again=(--reconfigure)
  fi
  if [[ ! -f $build/build.ninja || ($# -gt 0 && $(cat "$stamp" 2>/dev/null) != "$options") ]]; then
    mkdir -p "$build"
    if ! meson setup "${again[@]}" "$build" "$REEL_ROOT" "$@" >"$build/reel-setup.log" 2>&1; then
      tail -n 30 "$build/reel-setup.log" >&2
      reel_complain "meson could not configure $build; above is what it said last."
      return 1
    fi
    printf '%s' "$options" >"$stamp"
  fi
  # ninja runs as many jobs as there are processors.
  if ! ninja -C "$build" >"$build/reel-build.log" 2>&1; then
    tail -n 60 "$build/reel-build.log" >&2
    reel_complain "the build in $build failed; above is what ninja said last."
    return 1
  fi
}

# Lets GStreamer find the plugins of build folder $1. The registry is a private one: the user's own
# must not remember plugins of a build folder.
reel_environment() {
  local build plugin paths=

  build=$(cd "$1" && pwd)
  for plugin in "$build"/gst/*/libgst*.so; do
    if [[ -e $plugin ]]; then
      paths+=${plugin%/*}:
    fi
  done
  paths+=${GST_PLUGIN_PATH_1_0:-}
  export GST_PLUGIN_PATH_1_0=${paths%:}
  export GST_REGISTRY_1_0=$build/gst-registry.bin
}
