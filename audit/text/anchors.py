"""Words that survive translation: numbers, names and long words alike in both languages. They tie sentences
together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from audit.text.tokens import Token

_WORD = 48  # code points; what is longer is no word that comes again
_WORDS = 200_000  # that are remembered


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


class _Folds(dict[str, str]):
    """Words and what they are folded: a look into a dictionary costs a tenth of a call."""

    def __missing__(self, word: str) -> str:
        folded = _folded(word)
        if len(word) <= _WORD:
            if len(self) >= _WORDS:
                self.clear()
            self[word] = folded
        return folded


#: Case and accents away: "Élysée" → "elysee".
fold: Callable[[str], str] = _Folds().__getitem__


def anchors(tokens: Sequence[Token]) -> frozenset[str]:
    """Numbers (digits alone) and the first five folded letters of words that start with a capital or are
    long.
    """
    return frozenset(anchor for token in tokens if (anchor := _anchor(token.text)) is not None)


@lru_cache(maxsize=100_000)
def _anchor(word: str) -> str | None:
    if any(c.isdigit() for c in word):
        return "".join(c for c in word if c.isdigit())
    return fold(word)[:5] if (word[0].isupper() and len(word) > 2) or len(word) > 6 else None
