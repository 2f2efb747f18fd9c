"""Words and their exact places; elided articles and clitics ("l’", "dell’") are words of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
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
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
# Marks and joiners inside words that Python takes for no part of one: accents, vowels of Hebrew and Arabic,
# and those of the scripts of India (of which whole blocks stand here, but for their full stops).
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
# Korean writes its particles onto foreign words and numbers: "Linux를".
_HANGUL = r"\uac00-\ud7a3"
_JOINERS = rf"[{APOSTROPHES}\-‐‑.&]"
_LETTERS = rf"(?:[^\W_{_UNSPACED}{_HANGUL}]++[{_MARKS}]*+)++"  # nothing is ever given back
_WORD = re.compile(
    rf"[{_UNSPACED}]"
    rf"|(?:\d+(?:[.,\u00a0\u202f’'](?=\d)\d+)+)(?![^\W{_HANGUL}])"
    rf"|{_LETTERS}(?:{_JOINERS}{_LETTERS})*"
    rf"|[{_HANGUL}]+(?:{_JOINERS}[{_HANGUL}]+)*"
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


def bare(word: str) -> str:
    """A word without what an apostrophe ties to it ("it" of "it's", "author" of "author's")."""
    found = _APOSTROPHE.search(word)
    return word[: found.start()] if found and found.start() > 1 else word


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


def unspaced(char: str) -> bool:
    """Whether a character is of a script without spaces between words (Han, Kana, Thai …)."""
    return _UNSPACED_LETTER.match(char) is not None


def words(text: str, lang: str) -> Words:
    """All words of a text; those of texts asked for lately, of two at least, are kept."""
    found = _recent.get((text, lang))
    if found is None:
        found = Words(tokenize(text, lang))
        _recent.put((text, lang), found)
    return found


class _Recent:
    """The words of the texts under way, by text and language."""

    def __init__(self, most: int, least: int) -> None:
        self._most, self._least = most, least  # code points, and texts that are kept whatever their length
        self._known: dict[tuple[str, str], Words] = {}  # the latest last
        self._held = 0
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> Words | None:
        """The words of a text, which now is the latest."""
        with self._lock:
            found = self._known.pop(key, None)
            if found is not None:
                self._known[key] = found
        return found

    def put(self, key: tuple[str, str], found: Words) -> None:
        """Keep the words of a text; the oldest make room."""
        with self._lock:
            if key not in self._known:
                self._held += len(key[0])
            self._known[key] = found
            while self._held > self._most and len(self._known) > self._least:
                oldest = next(iter(self._known))
                del self._known[oldest]
                self._held -= len(oldest[0])


_recent = _Recent(1_000_000, 2)


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
