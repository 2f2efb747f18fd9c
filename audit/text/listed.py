"""Where the words of a list stand in a text: as cased, whole words, any white space and apostrophes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audit.text.locale import locale

# One character each, so that offsets stay.
_PLAIN = str.maketrans(
    {"’": "'", "ʼ": "'", "＇": "'", **dict.fromkeys("\t\n\r\u00a0\u2007\u2009\u202f", " ")}
)

Place = tuple[int, int, str]  # start, end, the word as listed


def plain(text: str) -> str:
    """A text with one kind of apostrophe and of white space; offsets stay as they are."""
    return text.translate(_PLAIN)


@dataclass(frozen=True)
class Listed:
    """Words or phrases to be found in texts. An inflected form is another word."""

    words: tuple[str, ...] = ()
    _forms: Mapping[str, str] = field(default_factory=dict, compare=False)  # plain form → the word as listed
    _lengths: tuple[int, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> Listed:
        """A list, each word once."""
        known = tuple(dict.fromkeys(w.strip() for w in words if w.strip()))
        forms = {plain(word): word for word in reversed(known)}
        return cls(known, forms, tuple(sorted({len(form) for form in forms})))

    def places(self, text: str, lang: str) -> list[Place]:
        """Every place of a listed word, in order. The time grows with the text, not with the list."""
        even = plain(text)
        whole = locale(lang).spaced
        out: list[Place] = []
        for start in range(len(even)):
            if whole and _joined(even, start):
                continue
            for length in self._lengths:
                end = start + length
                word = self._forms.get(even[start:end])
                if word is not None and end <= len(even) and not (whole and _joined(even, end)):
                    out.append((start, end, word))
        return out

    def covering(self, text: str, start: int, end: int, places: Sequence[Place]) -> str | None:
        """The first listed word at ``text[start:end]`` where such words cover all its letters and digits."""
        first: str | None = None
        at = start
        while at < end:
            if not text[at].isalnum():
                at += 1
                continue
            # Words that begin before this character; the longest of those that hold it.
            before = places[: bisect_right(places, (at, len(text) + 1, ""))]
            reach = [p for p in before[-_NEAR:] if p[1] > at]
            if not reach:
                return None
            best = max(reach, key=lambda p: p[1])
            first = first or best[2]
            at = best[1]
        return first


_NEAR = 64  # words that begin before a character and may hold it


def _joined(text: str, at: int) -> bool:
    """Whether a place lies inside a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
