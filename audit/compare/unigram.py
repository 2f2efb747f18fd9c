"""Unigram segmentation (Kudo 2018, arXiv:1804.10959): a word cut into the pieces of a vocabulary that are
likeliest together.

Both shipped encoders read such pieces, and no piece of theirs goes beyond a word: so words are cut one by
one, and a word that was cut is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

SPACE = "\u2581"  # how SentencePiece writes a space
_KNOWN = 200_000  # words
_RARER = 10.0  # log; how much less likely than any piece a character is that no piece holds (SentencePiece)


class Unigram:
    """``pieces``: piece → its number; ``scores``: number → log probability. ``unknown``: the number of what
    no piece holds.
    """

    def __init__(self, pieces: Mapping[str, int], scores: Sequence[float], unknown: int) -> None:
        self._pieces, self._scores, self._unknown = pieces, scores, unknown
        self._longest = max(map(len, pieces))
        self._unlikely = min(map(scores.__getitem__, pieces.values())) - _RARER
        #: The piece numbers of a word that begins with ``SPACE``.
        self.cut = lru_cache(_KNOWN)(self._cut)

    def _cut(self, word: str) -> tuple[int, ...]:
        pieces, scores, n = self._pieces, self._scores, len(word)
        best = [0.0] + [-1e30] * n
        back: list[tuple[int, int]] = [(0, 0)] * (n + 1)
        for i in range(n):
            base = best[i]
            for j in range(i + 1, min(n, i + self._longest) + 1):
                found = pieces.get(word[i:j])
                if found is not None and base + scores[found] > best[j]:
                    best[j] = base + scores[found]
                    back[j] = (i, found)
            if base + self._unlikely > best[i + 1]:
                best[i + 1] = base + self._unlikely
                back[i + 1] = (i, self._unknown)
        out: list[int] = []
        at = n
        while at:
            at, piece = back[at]
            out.append(piece)
        return tuple(reversed(out))
