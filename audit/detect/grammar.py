"""The door to the grammar checker: Grammalecte (GPL), for French, as a program of its own, never as a
library."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from audit.errors import EngineError
from audit.model import GrammarNote, Span, base_of

_PROGRAM = "grammalecte-cli"
_LANGUAGES = frozenset({"fr"})
#: Families that mtaudit does not ask for: typography and spaces (rules of our own), style, and spelling by
# convention.
_OFF = (
    "apos",
    "nbsp",
    "typo",
    "esp",
    "num",
    "unit",
    "tu",
    "maj",
    "minis",
    "pleo",
    "eepi",
    "bs",
    "chim",
    "virg",
    "loc",
)
_LINE = re.compile(r"\r\n|\r|\n")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_LONGEST = 20_000  # code points; a longer line is no prose, and the checker's time grows with its square
_START, _SPEED = 60, 2_000  # seconds to start, and code points a second on a slow machine (measured: 40,000)


def available(lang: str) -> bool:
    """Whether a grammar checker for the language is installed."""
    return not missing(lang)[0]


def missing(lang: str) -> tuple[str, str]:
    """Why a language's grammar cannot be judged, and the remedy; two empty strings where it can."""
    if base_of(lang) not in _LANGUAGES:
        return f"there is no grammar checker for {lang} yet", ""
    if shutil.which(_PROGRAM) is None:
        return f"{_PROGRAM} is not installed", "sudo apt-get install grammalecte-cli"
    return "", ""


def state() -> tuple[int, int] | None:
    """What changes when another version of the checker is installed; None where there is none."""
    program = shutil.which(_PROGRAM)
    if program is None:
        return None
    about = Path(program).stat()
    return about.st_size, about.st_mtime_ns


def check(texts: Sequence[str], lang: str) -> list[list[GrammarNote]]:
    """What the checker says of each text, in order of place; all texts go through one call.

    Raises EngineError where the checker is not there, fails, answers in another form, or takes too long.
    """
    reason, remedy = missing(lang)
    if reason:
        raise EngineError(reason, remedy=remedy)
    lines, homes = _lines(texts)
    notes: list[list[GrammarNote]] = [[] for _ in texts]
    if not lines:
        return notes
    for paragraph in _run(lines):
        number = int(paragraph["iParagraph"]) - 1
        text, offset = homes[number]
        for raw in paragraph["lGrammarErrors"]:
            start, end = int(raw["nStart"]), int(raw["nEnd"])
            if 0 <= start < end <= len(lines[number]):
                span = Span("target", offset + start, offset + end)
                corrections = tuple(str(s) for s in raw.get("aSuggestions", ()))
                notes[text].append(GrammarNote(span, str(raw["sRuleId"]), str(raw["sMessage"]), corrections))
    return [sorted(found, key=lambda n: (n.span, n.rule)) for found in notes]


def _lines(texts: Sequence[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """Every line that can be checked, made safe at the same length, and its (text, offset)."""
    lines: list[str] = []
    homes: list[tuple[int, int]] = []
    for number, text in enumerate(texts):
        cuts = [0, *(m.end() for m in _LINE.finditer(text)), len(text) + 1]
        for start, end in pairwise(cuts):
            line = _UNSAFE.sub(" ", text[start : min(end, len(text))])
            if line.strip() and len(line) <= _LONGEST:
                lines.append(line)
                homes.append((number, start))
    return lines, homes


def _run(lines: list[str]) -> list[dict[str, Any]]:
    """The paragraphs that the checker has something to say of."""
    limit = _START + sum(map(len, lines)) // _SPEED
    with tempfile.TemporaryDirectory(prefix="mtaudit-") as folder:
        file = Path(folder) / "text.txt"
        file.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        command = [_PROGRAM, "-f", str(file), "-j", "-owe", "-off", *_OFF]
        try:
            # It orders suggestions by a set: without a seed each run would name another one first.
            seeded = {**os.environ, "PYTHONHASHSEED": "0"}
            done = subprocess.run(
                command, capture_output=True, timeout=limit, check=False, cwd=folder, env=seeded
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"{_PROGRAM} did not answer within {limit} seconds") from error
        except OSError as error:
            raise EngineError(f"{_PROGRAM} cannot be started: {error}") from error
    try:
        paragraphs = json.loads(done.stdout.decode("utf-8"))["data"]
        assert all(int(p["iParagraph"]) and isinstance(p["lGrammarErrors"], list) for p in paragraphs)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise EngineError(
            f"{_PROGRAM} failed: {said[-1] if said else 'its answer cannot be read'}"
        ) from error
    found: list[dict[str, Any]] = paragraphs
    return found
