#!/bin/sh
# What the Makefile needs from the machine itself. As root on Debian or Ubuntu it is installed; elsewhere this says
# plainly what to install, and stops.
#   ensure-system.sh venv PYTHON   a virtual environment in .venv
#   ensure-system.sh tests         a Chromium browser, the PostgreSQL server programs, and poppler to read a PDF back
set -eu

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
    echo "Installing with apt-get: $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

stop() {
    echo "Please install this first, then run the same command again:" >&2
    for line in "$@"; do echo "  $line" >&2; done
    exit 1
}

venv() {
    python=${1:-}
    if [ -z "$python" ]; then
        can_install && apt_install python3 python3-venv && python=python3
        "${python:-false}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
            stop "Python 3.11 or newer (Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python)"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        if can_install; then
            apt_install "$version-venv" || apt_install python3-venv
        else
            stop "the venv module of Python (Debian, Ubuntu: sudo apt-get install $version-venv)"
        fi
    fi
    "$python" -m venv .venv || { rm -rf .venv; exit 1; }
}

has_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    for app in "Google Chrome" Chromium; do
        [ -x "/Applications/$app.app/Contents/MacOS/$app" ] && return 0
    done
    return 1
}

has_postgres() {
    command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1 && return 0
    for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ -x "$folder/initdb" ] && return 0
    done
    return 1
}

has_poppler() { command -v pdftotext >/dev/null 2>&1 && command -v pdfinfo >/dev/null 2>&1; }

tests() {
    missing=""
    has_chromium || missing="$missing chromium"
    has_postgres || missing="$missing postgresql"
    has_poppler || missing="$missing poppler-utils"
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086  # one word a package
    if can_install; then
        apt_install $missing
    elif [ "$(uname)" = Darwin ]; then
        has_chromium || set -- "a browser: brew install --cask chromium   (or Google Chrome)"
        has_postgres || set -- "$@" "PostgreSQL: brew install postgresql@17"
        has_poppler || set -- "$@" "poppler: brew install poppler"
        stop "$@"
    else
        stop "sudo apt-get install$missing   (or what these are called on your system)"
    fi
}

command=$1
shift
"$command" "$@"
