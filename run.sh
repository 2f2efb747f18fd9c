#!/bin/sh
# Sets everything up and runs it:   sh run.sh demo   audits corpora/news   |   sh run.sh test   passes the tests
# Needs python3 (3.11 or newer). Debian packages that are missing are installed where the user may install them;
# where not, the script says what stays unjudged and goes on. Python packages go into ./.venv alone.
set -eu
cd "$(dirname "$0")"

APERTIUM="apertium apertium-fra-cat apertium-eng-cat apertium-eng-spa apertium-spa-ita grammalecte-cli"
BROWSER="chromium chromium-driver"
# Others' tools check the reports in the tests: npm installs them for the run, one copies with rsync.
TOOLS="git rsync"
command -v npm >/dev/null 2>&1 || TOOLS="$TOOLS npm"
# The small CPU build of PyTorch; plain Linux wheels of PyTorch bring several GB of CUDA libraries.
TORCH="torch==2.13.0"
TORCH_CPU="https://download.pytorch.org/whl/cpu"

say() { printf '%s\n' "run.sh: $*" >&2; }

# as_root COMMAND…: run it as root if this user may, else fail
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
    else return 1
    fi
}

# debian PACKAGE…: install what is missing of these; fails where that cannot be done
debian() {
    command -v dpkg-query >/dev/null 2>&1 || return 1
    missing=""
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    say "installing Debian packages:$missing"
    as_root apt-get update -qq || return 1
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

environment() {
    command -v python3 >/dev/null 2>&1 || debian python3 || { say "python3 is missing: install Python 3.11 or newer"; exit 2; }
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed, this is $(python3 -V)"; exit 2; }
    if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv || {
            say "Python's venv module is missing: sudo apt-get install python3-venv"; exit 2; }
        rm -rf .venv
        python3 -m venv .venv
    fi
}

install() {
    say "installing Python packages into .venv (a few minutes the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

case "${1:-}" in
demo)
    environment
    install .
    # shellcheck disable=SC2086
    debian $APERTIUM || say "Apertium is not installed (sudo apt-get install $APERTIUM): back-translation will not be judged"
    shift
    exec .venv/bin/mtaudit run corpora/news --output reports/news "$@"
    ;;
test)
    environment
    install --retries 1 --timeout 20 --extra-index-url "$TORCH_CPU" "$TORCH" 2>/dev/null || install "$TORCH"
    install -e '.[dev,neural]'
    # shellcheck disable=SC2086
    debian $APERTIUM $BROWSER || say "Apertium or Chromium is not installed: their tests are skipped, with the reason"
    # shellcheck disable=SC2086
    debian $TOOLS || say "npm or rsync is not installed: tests with others' tools are skipped, with the reason"
    shift
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    exec .venv/bin/python -m pytest "$@"
    ;;
*)
    say "usage: sh run.sh demo | sh run.sh test"
    exit 2
    ;;
esac
