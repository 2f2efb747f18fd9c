"""Blocks of a text: titles, list items, captions and navigation lines told from prose, by form alone."""

from __future__ import annotations

import re
from itertools import pairwise

from audit.model import Block, Kind, Side, Span
from audit.text.sentences import split_sentences, trim

# Blank lines part paragraphs; inside one, a line break parts lines of a list or of navigation, or wraps
# prose.
# A match starts at a line end, so that a long run of blanks is read once; "\r\n" is one line end, never two.
_BREAK = r"(?>\r\n|[\r\n\u2028\u2029])"
_PARAGRAPH = re.compile(rf"{_BREAK}(?:[ \t]*{_BREAK})+[ \t]*|\u2029|\f")
_LINE = re.compile(r"\r\n|\r|\n|\u2028|\x85")
_LIST = re.compile(r"[-–—•*‣◦·]\s+\S|\(?\d{1,3}[.)]\s+\S|\(?[a-zA-Z][.)]\s+\S")
_ENDS = re.compile(r"[.!?…。！？؟।:;][\"'”’»)\]“‹›「」』]*$")
_WRAPPED = 45  # a line this long that goes on in the next one is prose broken by width, not a line of its own
_SHORT_WORDS = 4
_TITLE_WORDS = 25


def blocks(
    text: str, lang: str, side: Side = "target", aligned: tuple[Span, ...] | None = None
) -> tuple[Block, ...]:
    """The blocks of a text in order, each with its sentences; white space alone gives none.

    ``aligned``: where segments are given, each is a block of its own whatever line breaks it holds.
    """
    if aligned is not None:
        spans = [s for s in (trim(text, a) for a in aligned) if len(s)]
        kinds = [Kind.PROSE] * len(spans)
    else:
        spans = _lines(text, side)
        kinds = _kinds([text[s.start : s.end] for s in spans], _first_of_paragraph(text, spans))
    return tuple(
        Block(span, kind, split_sentences(text, lang, span.start, span.end, side) or (span,))
        for span, kind in zip(spans, kinds, strict=True)
    )


def _lines(text: str, side: Side) -> list[Span]:
    found: list[Span] = []
    start = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        end = match.start() if match else len(text)
        found.extend(_paragraph(text, start, end, side))
        start = match.end() if match else end
    return found


def _paragraph(text: str, start: int, end: int, side: Side) -> list[Span]:
    cuts = [start, *(start + m.end() for m in _LINE.finditer(text[start:end])), end]
    lines = [s for a, b in pairwise(cuts) if len(s := trim(text, Span(side, a, b)))]
    merged: list[Span] = []
    for line in lines:
        if merged and _wraps(text, merged[-1], line):
            merged[-1] = Span(side, merged[-1].start, line.end)
        else:
            merged.append(line)
    return merged


def _wraps(text: str, line: Span, after: Span) -> bool:
    """Whether a line goes on in the next: long, unfinished, and what follows starts in lower case."""
    return (
        len(line) >= _WRAPPED
        and text[after.start].islower()
        and not _ENDS.search(text, line.end - _WRAPPED, line.end)
    )


def _first_of_paragraph(text: str, spans: list[Span]) -> list[bool]:
    return [i == 0 or parted(text, spans[i - 1].end, s.start) for i, s in enumerate(spans)]


def parted(text: str, start: int, end: int) -> bool:
    """Whether a paragraph ends in what lies between two places of a text."""
    return _PARAGRAPH.search(text[start:end]) is not None


def _kinds(lines: list[str], first: list[bool]) -> list[Kind]:
    kinds: list[Kind] = []
    for i, line in enumerate(lines):
        words = len(line.split())
        ends = bool(_ENDS.search(line))
        if _LIST.match(line):
            kinds.append(Kind.LIST)
        elif line.endswith(("...", "…")) and words > _SHORT_WORDS and not first[i]:
            kinds.append(Kind.CAPTION)
        elif ends and not (line.endswith(":") and words <= _SHORT_WORDS):
            kinds.append(Kind.PROSE)
        elif i == 0 and words > _SHORT_WORDS:
            kinds.append(Kind.TITLE)
        elif words <= _SHORT_WORDS - 1:
            kinds.append(Kind.NAVIGATION if i != 0 or len(lines) > 1 else Kind.PROSE)
        elif words <= _TITLE_WORDS and first[i]:
            kinds.append(Kind.TITLE)
        else:
            kinds.append(Kind.PROSE)
    return kinds
