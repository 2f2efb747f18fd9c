"""Words and their exact places; elided articles and clitics ("l’", "dell’") are words of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from audit.model import Side, Span
from audit.text.locale import locale

APOSTROPHES = "'’ʼ＇"

# Letters, marks and digits, joined inside by an apostrophe, hyphen, or (between digits) a separator.
# Scripts without spaces
# (Han, Kana, Thai …) give one token a character: a run of them is no word that a lexicon would know.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_WORD = re.compile(
    rf"[{_UNSPACED}]"
    rf"|(?:\d+(?:[.,\u00a0\u202f’'](?=\d)\d+)+)(?!\w)"
    rf"|(?:[^\W_{_UNSPACED}][\u0300-\u036f]*)+(?:[{APOSTROPHES}\-‐‑.&](?:[^\W_{_UNSPACED}][\u0300-\u036f]*)+)*"
)


class Token(NamedTuple):
    """A word: its text and half-open code-point span in the side's text."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.casefold()

    def span(self, side: Side) -> Span:
        return Span(side, self.start, self.end)


def tokenize(text: str, lang: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words of ``text[start:end]`` in order, offsets into ``text``.

    Raises nothing: any string gives a list, possibly empty.
    """
    words = _WORD.finditer(text, start, len(text) if end is None else end)
    elisions = _elisions(lang)
    # The constructor of a named tuple is a function of Python's; what is below it is several times faster.
    make = tuple.__new__
    if not elisions:
        return [make(Token, (m[0], *m.span())) for m in words]
    found: list[Token] = []
    for match in words:
        word = match[0]
        if word.isalnum() or not _APOSTROPHE.search(word):
            found.append(make(Token, (word, *match.span())))
        else:
            _split(word, match.start(), elisions, found)
    return found


_RECENT = 1_000_000  # code points of texts whose words are kept: those of the documents under way
_recent: dict[tuple[str, str], Words] = {}


def words(text: str, lang: str) -> Words:
    """All words of a text; those of texts asked for lately, of two at least, are kept."""
    found = _recent.pop((text, lang), None)
    if found is None:
        found = Words(tokenize(text, lang))
        others = list(_recent)  # each step is one for all threads
        held = len(text) + sum(len(known) for known, _ in others)
        for oldest in others[:-1]:
            if held <= _RECENT:
                break
            _recent.pop(oldest, None)
            held -= len(oldest[0])
    _recent[text, lang] = found  # as the latest
    return found


def _split(word: str, start: int, elisions: frozenset[str], out: list[Token]) -> None:
    """Cut elided clitics off the front and keep the rest whole."""
    low = 0
    for match in _APOSTROPHE.finditer(word):
        cut = match.start()
        if cut == low or cut + 1 >= len(word) or word[low:cut].casefold() not in elisions:
            break
        out.append(Token(word[low : cut + 1], start + low, start + cut + 1))
        low = cut + 1
    out.append(Token(word[low:], start + low, start + len(word)))


@lru_cache(maxsize=64)
def _elisions(lang: str) -> frozenset[str]:
    return frozenset(locale(lang).elisions)


def hyphen_parts(word: str) -> list[str]:
    """What the hyphens of a word part: "NATO-Ukraine" → ["NATO", "Ukraine"]; one code point lies between
    two parts.
    """
    return word.replace("‐", "-").replace("‑", "-").split("-")


class Words(list[Token]):
    """The words of a text in order, none overlapping the next, and those of any of its spans."""

    def __init__(self, tokens: Iterable[Token] = ()) -> None:
        super().__init__(tokens)
        self._starts = [t.start for t in self]
        self._inside: dict[tuple[int, int], list[Token]] = {}

    def inside(self, start: int, end: int) -> list[Token]:
        """The words that lie wholly within a span; the same list each time, not to be changed."""
        found = self._inside.get((start, end))
        if found is None:
            found = self[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            if found and found[-1].end > end:
                found.pop()
            self._inside[start, end] = found
        return found
