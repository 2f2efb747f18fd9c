"""Cuts texts too long for an engine where it hurts least; nothing is lost."""

from __future__ import annotations

import re

# Best place to cut first: after a sentence, after a clause, at any white space.
_PLACES = (
    re.compile(r"[.!?…。！？][\"'’”»)\]]*\s+|[。！？]"),
    re.compile(r"[,;:，；、]\s*"),
    re.compile(r"\s+"),
)


def cut(text: str, limit: int) -> list[str]:
    """Parts of at most ``limit`` (> 0) characters whose concatenation is ``text``; one part where it fits."""
    parts = []
    start = 0
    while len(text) - start > limit:
        end = _last_place(text, start, start + limit)
        parts.append(text[start:end])
        start = end
    parts.append(text[start:])
    return parts


def _last_place(text: str, start: int, stop: int) -> int:
    """The last good place to cut in the second half of ``text[start:stop]``; ``stop`` where there is none."""
    half = start + (stop - start) // 2
    for place in _PLACES:
        ends = [match.end() for match in place.finditer(text, half, stop)]
        if ends:
            return ends[-1]
    return stop
