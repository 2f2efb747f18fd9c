"""Quotation marks, apostrophes and separators: where they stand in a text, and what does not count as
prose."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from audit.text.tokens import APOSTROPHES

STRAIGHT, TYPOGRAPHIC = "'", "’"
#: Addresses, mail, handles, paths and code-like words: their marks are not punctuation.
#: They end where Han, Kana or wide marks begin, which need no space before.
_SIGN = r"[^\s\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_MACHINE = re.compile(
    rf"(?:[a-zA-Z]{{2,10}}://|www\.|[@#/\\`]){_SIGN}{{0,500}}|{_SIGN}{{1,100}}@{_SIGN}{{1,100}}"
)
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_AFTER = ".,;:!?…"
_STRAIGHT = re.compile('"')
# A quotation mark of any language; a mark that may be an apostrophe only where it cannot be one.
_QUOTE = re.compile(r"[„“”«»\"\n]|(?<!\w)[‘‚'](?=\w)|(?<=\S)[’‘'](?!\w)")
#: What closes a quotation that a mark opens.
_CLOSERS = {"„": "“”", "“": "”", "”": "”", "«": "»", "»": "«", '"': '"', "‘": "’", "‚": "‘’", "'": "'"}
_APOSTROPHE = re.compile(rf"(?<=[^\W\d_])[{APOSTROPHES}](?=[^\W\d_])")


def machine_spans(text: str) -> list[tuple[int, int]]:
    """Spans of addresses and the like, in order."""
    return [(m.start(), _end(m[0], m.start())) for m in _MACHINE.finditer(text)]


def _end(found: str, start: int) -> int:
    """Where an address ends: before a bracket that was opened before it, "(TCP/IP)."."""
    rest = found.rstrip(_AFTER)
    while rest and (left := _BRACKETS.get(rest[-1])) and rest.count(left) < rest.count(rest[-1]):
        found = rest[:-1]
        rest = found.rstrip(_AFTER)
    return start + len(found)


def outside(place: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies in none of the spans (in order)."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return at < 0 or place >= spans[at][1]


def overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a stretch shares a code point with one of the spans (in order, apart from each other)."""
    at = bisect_left(spans, end, key=lambda span: span[0]) - 1
    return at >= 0 and start < spans[at][1]


def apostrophes(text: str) -> tuple[list[int], list[int]]:
    """Places of straight and of typographic apostrophes between letters."""
    found = [m.start() for m in _APOSTROPHE.finditer(text)]
    return [i for i in found if text[i] == STRAIGHT], [i for i in found if text[i] == TYPOGRAPHIC]


def straight_quotes(text: str) -> list[int]:
    """Places of ``"`` that quote: not the ones that stand for inches or seconds after a number, nor those of
    machine text."""
    places = [m.start() for m in _STRAIGHT.finditer(text)]
    machine = machine_spans(text) if places else []
    return [i for i in places if not _measure(text, i) and outside(i, machine)]


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans of what is quoted, marks included, in order; a quotation within another is part of it. One that
    is not closed goes on to the end of its line: each paragraph of a long one opens anew.
    """
    found: list[tuple[int, int]] = []
    open_: list[tuple[str, int]] = []  # the mark and its place
    for match in _QUOTE.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            if open_:
                found.append((open_[0][1], at))
                open_.clear()
        elif open_ and mark in _CLOSERS[open_[-1][0]]:
            start = open_.pop()[1]
            if not open_:
                found.append((start, match.end()))
        elif mark in _CLOSERS and not (mark in "'’‘" and text[at - 1 : at].strip()):
            open_.append((mark, at))
    if open_:
        found.append((open_[0][1], len(text)))
    return found


def _measure(text: str, place: int) -> bool:
    """Whether a mark follows a number with no quotation open before it: 5" or 40°26'46"."""
    if not text[place - 1 : place].isdigit():
        return False
    line = text[max(text.rfind("\n", 0, place) + 1, place - 2_000) : place]
    return line.count('"') % 2 == 0
