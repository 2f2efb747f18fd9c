"""Words and their exact places; elided articles and clitics ("l’", "dell’") are words of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Token:
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
    found: list[Token] = []
    elisions = _elisions(lang)
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        _split(match.group(), match.start(), elisions, found)
    return found


def _split(word: str, start: int, elisions: frozenset[str], out: list[Token]) -> None:
    """Cut elided clitics off the front and keep the rest whole."""
    low = 0
    for match in _APOSTROPHE.finditer(word) if elisions else ():
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


def inside(tokens: list[Token], span: Span) -> list[Token]:
    """The tokens that lie wholly within a span (binary search: tokens are in order)."""
    from bisect import bisect_left

    low = bisect_left(tokens, span.start, key=lambda t: t.start)
    high = bisect_left(tokens, span.end, key=lambda t: t.start)
    return [t for t in tokens[low:high] if t.end <= span.end]
