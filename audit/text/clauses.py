"""Pieces of a sentence: cut at the marks and small words between which a clause can be left out."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from audit.model import Span, base_of

# After a comma, semicolon, colon, closing bracket or dash; before an opening bracket. A mark between digits
# is part of a number.
# In scripts without spaces their own marks cut without a space after.
_CUT = re.compile(
    r"(?<=[,;:؛،)\]\u2013\u2014\-])[ \t\u00a0\u202f\n]+(?=\S)|(?<=[，、；：])(?=\S)|(?<=\S)[ \t]+(?=[(\[–—])"
)
_SENTENCE = re.compile(r"(?<=[.!?…])[»”\"’']*\s+(?=\S)")
_SHORTEST = 3  # words; a smaller piece belongs to the one before it


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[str]]:
    raw = tomllib.loads(files("audit.text").joinpath("data/clauses.toml").read_text("utf-8"))
    return {code: table["openers"] for code, table in raw.items()}


@lru_cache(maxsize=64)
def _openers(lang: str) -> re.Pattern[str] | None:
    words = _tables().get(base_of(lang))
    if not words:
        return None
    return re.compile(
        r"(?<=\w)[ \t\u00a0\n]+(?=(?:" + "|".join(map(re.escape, words)) + r")\b)", re.IGNORECASE
    )


def pieces(text: str, lang: str, span: Span) -> tuple[Span, ...]:
    """Spans that follow each other through ``span``, white space between them left out."""
    part = text[span.start : span.end]
    cuts = {m.end() for pattern in (_CUT, _SENTENCE) for m in pattern.finditer(part)}
    opener = _openers(lang)
    if opener is not None:
        cuts |= {m.end() for m in opener.finditer(part)}
    edges = [0, *sorted(cuts), len(part)]
    out: list[Span] = []
    for low, high in itertools.pairwise(edges):
        piece = part[low:high].rstrip()
        if not piece:
            continue
        found = Span(span.side, span.start + low, span.start + low + len(piece))
        if out and len(piece.split()) < _SHORTEST and len(piece) < 12:
            out[-1] = Span(span.side, out[-1].start, found.end)
        else:
            out.append(found)
    return tuple(out)
