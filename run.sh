#!/bin/sh
# Sets everything up and runs it:   sh run.sh demo   audits corpora/news   |   sh run.sh test   passes the tests
# Needs python3 (3.11 or newer) and a network the first time. Everything goes into ./.venv but Debian packages, and
# those too where the user may install none. What cannot be had is said, and stays unjudged or untested.
set -eu
cd "$(dirname "$0")"

APERTIUM="apertium apertium-fra-cat apertium-eng-cat apertium-eng-spa apertium-spa-ita"
GRAMMAR="grammalecte-cli"
BROWSER="chromium chromium-driver"
# Others' tools check the reports in the tests: npm installs them for the run, one copies with rsync.
TOOLS="git rsync"
command -v npm >/dev/null 2>&1 || TOOLS="$TOOLS npm"
# The small CPU build of PyTorch; plain Linux wheels of PyTorch bring several GB of CUDA libraries.
TORCH="torch==2.13.0"
TORCH_CPU="https://download.pytorch.org/whl/cpu"

say() { printf '%s\n' "run.sh: $*" >&2; }
stop() { say "$*"; exit 2; }

# as_root COMMAND…: run it as root if this user may, else fail
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
    else return 1
    fi
}

# missing PACKAGE…: prints the Debian packages that are not installed
missing() {
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf ' %s' "$package"
    done
}

# debian PACKAGE…: install what is missing of these; fails where that cannot be done
debian() {
    command -v dpkg-query >/dev/null 2>&1 || return 1
    lacking=$(missing "$@")
    [ -z "$lacking" ] && return 0
    as_root true || return 1
    say "installing Debian packages:$lacking"
    as_root apt-get update -qq || return 1
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $lacking >/dev/null
}

# unpacked PROGRAM PACKAGE…: without root, unpack Debian packages and what they need into .venv/debian, and put a
# starter for the program into .venv/bin
unpacked() {
    program=$1
    shift
    [ -x ".venv/bin/$program" ] && return 0
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
    say "no root here: unpacking into .venv/debian: $*"
    root="$PWD/.venv/debian"
    mkdir -p "$root/apt/lists/partial" "$root/apt/archives/partial"
    set -- "$@" -o "Dir::State=$root/apt" -o "Dir::State::status=/var/lib/dpkg/status" -o "Dir::Cache=$root/apt" \
        -o Debug::NoLocking=1
    apt-get -qq update -o "Dir::State=$root/apt" -o "Dir::Cache=$root/apt" -o Debug::NoLocking=1 || return 1
    apt-get -qq -y --no-install-recommends --download-only install "$@" >/dev/null || return 1
    for file in "$root"/apt/archives/*.deb; do dpkg-deb -x "$file" "$root" || return 1; done
    rm -rf "$root/apt"
    libraries=$(find "$root/usr/lib" "$root/lib" -name '*.so*' -exec dirname {} + 2>/dev/null | sort -u | tr '\n' ':')
    # The modes of Apertium name their data by full path.
    for mode in "$root"/usr/share/apertium/modes/*.mode; do
        [ -f "$mode" ] && sed -i "s|'/usr/share/|'$root/usr/share/|g" "$mode"
    done
    mkdir -p .venv/share
    ln -sfn "$root/usr/share/apertium" .venv/share/apertium
    printf '%s\n' '#!/bin/sh' "export LD_LIBRARY_PATH='$libraries' PATH='$root/usr/bin':\"\$PATH\"" \
        "export APERTIUM_PATH='$root/usr/bin' APERTIUM_DATADIR='$root/usr/share/apertium'" \
        "export PYTHONPATH='$root/usr/lib/python3/dist-packages'" \
        "exec '$root/usr/bin/$program' \"\$@\"" >".venv/bin/$program"
    chmod +x ".venv/bin/$program"
}

# tools NAME PROGRAM "WHAT STAYS UNJUDGED" PACKAGE…: a program from Debian, whichever way it can be had
tools() {
    name=$1 program=$2 without=$3
    shift 3
    [ -x ".venv/bin/$program" ] && return 0
    debian "$@" || unpacked "$program" "$@" || say "$name cannot be installed here: $without (Debian: sudo apt-get install $*)"
}

# python3_11: prints the first Python that is new enough
python3_11() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && printf '%s' "$python" && return 0
    done
    return 1
}

environment() {
    command -v python3 >/dev/null 2>&1 || debian python3 || stop "python3 is missing: install Python 3.11 or newer"
    python=$(python3_11) || stop "Python 3.11 or newer is needed, this is $(python3 -V)"
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    # An environment knows its own place: one that was moved with the folder is made anew.
    [ "$(cat .venv/.run-place 2>/dev/null || printf '%s' "$PWD")" = "$PWD" ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return 0
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null || debian python3-venv; then
        "$python" -m venv .venv || stop "no environment can be made in $PWD/.venv: see the message above"
    else
        say "Python's ensurepip is missing (Debian: python3-venv): fetching pip from pypi.org"
        "$python" -m venv --without-pip .venv || stop "Python's venv module is missing: sudo apt-get install python3-venv"
        fetch_pip || { rm -rf .venv; stop "pip cannot be fetched: sudo apt-get install python3-venv, or check the network"; }
    fi
    printf '%s' "$PWD" >.venv/.run-place
}

# fetch_pip: pip's own wheel, checked against the digest that PyPI gives, installs itself
fetch_pip() {
    .venv/bin/python - <<'PY'
import hashlib, json, os, runpy, sys, tempfile, urllib.parse, urllib.request

page = "https://pypi.org/pypi/pip/json"
with urllib.request.urlopen(page, timeout=60) as answer:
    wheel = next(f for f in json.load(answer)["urls"] if f["packagetype"] == "bdist_wheel")
# A mirror may give the wheel's address relative to the page.
with urllib.request.urlopen(urllib.parse.urljoin(page, wheel["url"]), timeout=60) as answer:
    data = answer.read()
if hashlib.sha256(data).hexdigest() != wheel["digests"]["sha256"]:
    sys.exit("pip's wheel does not have the digest that pypi.org gives")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, wheel["filename"])
    with open(path, "wb") as file:
        file.write(data)
    sys.path.insert(0, path)
    sys.argv = ["pip", "install", "--quiet", "--no-index", path]
    runpy.run_module("pip", run_name="__main__")
PY
}

# once NAME COMMAND…: run it unless it has succeeded with this pyproject.toml and this Python before
once() {
    mark=".venv/.run-$1"
    shift
    state="$(.venv/bin/python -V) $(cksum <pyproject.toml)"
    [ "$(cat "$mark" 2>/dev/null)" = "$state" ] && return 0
    say "installing Python packages into .venv (a few minutes the first time)"
    "$@" || stop "the Python packages cannot be installed: see pip's message above, and check the network"
    printf '%s' "$state" >"$mark"
}

# setuptools warns of editable installations, which is what is wanted here.
pip() { PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

for_tests() {
    pip --retries 1 --timeout 20 --extra-index-url "$TORCH_CPU" "$TORCH" 2>/dev/null || pip "$TORCH" || return 1
    pip -e '.[dev,neural]'
}

back_translation() {
    # shellcheck disable=SC2086
    tools Apertium apertium "there is no back-translation" $APERTIUM
    tools Grammalecte grammalecte-cli "French grammar is not judged" $GRAMMAR
}

case "${1:-}" in
demo)
    shift
    [ -d corpora/news ] || stop "corpora/news is missing: is this the whole repository?"
    environment
    once demo pip -e .
    back_translation
    code=0
    .venv/bin/mtaudit run corpora/news --output reports/news "$@" || code=$?
    [ "$code" = 0 ] && say "done. Open the report in a browser: $PWD/reports/news/report.html"
    exit "$code"
    ;;
test)
    shift
    environment
    once test for_tests
    back_translation
    # shellcheck disable=SC2086
    debian $BROWSER || say "Chromium is not installed: the tests of the HTML report are skipped, with the reason"
    # shellcheck disable=SC2086
    debian $TOOLS || say "npm or rsync is not installed: tests with others' tools are skipped, with the reason"
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    exec .venv/bin/python -m pytest "$@"
    ;;
*)
    say "usage: sh run.sh demo [OPTION of mtaudit run]…   audit corpora/news, write reports/news"
    say "       sh run.sh test [OPTION of pytest]…        check and test everything"
    exit 2
    ;;
esac
