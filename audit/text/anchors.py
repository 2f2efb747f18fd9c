"""Words that survive translation: numbers, names and long words alike in both languages. They tie sentences
together.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from audit.text.tokens import Token

_WORD = 48  # code points; what is longer is no word that comes again


def fold(word: str) -> str:
    """Case and accents away: "Élysée" → "elysee"."""
    return _folded(word) if len(word) <= _WORD else _folded.__wrapped__(word)


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def anchors(tokens: list[Token]) -> frozenset[str]:
    """Numbers (digits alone) and the first five folded letters of words that start with a capital or are
    long.
    """
    return frozenset(anchor for token in tokens if (anchor := _anchor(token.text)) is not None)


@lru_cache(maxsize=100_000)
def _anchor(word: str) -> str | None:
    if any(c.isdigit() for c in word):
        return "".join(c for c in word if c.isdigit())
    return fold(word)[:5] if (word[0].isupper() and len(word) > 2) or len(word) > 6 else None
