#!/bin/sh
# Makes .venv ready: finds a Python, names or (as root on Debian) installs missing system
# libraries, installs the locked packages. Safe to repeat.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install() {
    say "Installing system packages: $*"
    log=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "Could not install: $*. Install them by hand and try again."
    fi
    rm -f "$log"
}

# name of a shared library : Debian package that brings it
libraries="libEGL.so.1:libegl1 libGL.so.1:libgl1 libxkbcommon.so.0:libxkbcommon0
libdbus-1.so.3:libdbus-1-3 libfontconfig.so.1:libfontconfig1 libglib-2.0.so.0:libglib2.0-0"
# only a real window needs these
window_libraries="libxcb-cursor.so.0:libxcb-cursor0 libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-image.so.0:libxcb-image0 libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0"

missing_of() {
    for pair in $1; do
        ldconfig -p 2>/dev/null | grep -q "${pair%%:*}" || printf '%s ' "${pair##*:}"
    done
}

check_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    PATH="$PATH:/sbin:/usr/sbin"
    missing=$(missing_of "$libraries")
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        missing="$missing$(missing_of "$window_libraries")"
    fi
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    if can_install; then install $missing; else
        fail "Missing system libraries. Please run:  sudo apt-get install $missing"
    fi
}

usable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && usable "$name"; then
            command -v "$name"
            return 0
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed; none was found. Set PYTHON=/path/to/python."
}

check_libraries
python=$(find_python)
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if can_install; then install python3-venv; else
        fail "Python's venv module is missing. Please run:  sudo apt-get install python3-venv"
    fi
fi
if [ ! -x .venv/bin/python ] || ! usable .venv/bin/python; then
    say "Creating .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi
say "Installing the locked packages (a few minutes the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
    --no-build-isolation --editable .
touch .venv/ready
say "Ready."
