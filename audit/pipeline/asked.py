"""What a rule asks of the evidence of its batch, so that an unchanged document need not be judged again where
nothing that was asked is answered otherwise.

Rules are deterministic: as long as every answer is the same, they ask the same questions in the same order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from audit.model import BatchEvidence
from audit.pipeline.examined import Hits

V = TypeVar("V")

_TABLES = ("renderings", "support", "casing", "source_casing")


@dataclass(frozen=True)
class Judged:
    """What the rules report that look at the batch, and what that rests on.

    ``asked``: table → words that were looked up in it; ``answers`` is the hash of what they gave.
    """

    hits: Hits
    asked: Mapping[str, tuple[str, ...]]
    answers: bytes

    def stands(self, evidence: BatchEvidence) -> bool:
        """Whether this evidence gives the same answers."""
        return answers(evidence, self.asked) == self.answers


class Watch:
    """Evidence that remembers what it was asked."""

    def __init__(self, evidence: BatchEvidence) -> None:
        self._evidence = evidence
        self._asked: dict[str, set[str]] = {name: set() for name in _TABLES}
        tables = {name: _Watched(getattr(evidence, name), self._asked[name]) for name in _TABLES}
        # Rules ask whether there are other documents, not how many.
        self.evidence = replace(evidence, documents=_several(evidence), **tables)

    def judged(self, hits: Hits) -> Judged:
        """What was found, with what was asked until now."""
        asked = {name: tuple(sorted(words)) for name, words in self._asked.items() if words}
        return Judged(hits, asked, answers(self._evidence, asked))


def answers(evidence: BatchEvidence, asked: Mapping[str, tuple[str, ...]]) -> bytes:
    """The hash of what evidence says of words: 16 bytes."""
    said = [[getattr(evidence, name).get(word) for word in words] for name, words in asked.items()]
    return hashlib.sha256(_encoded([_several(evidence), said])).digest()[:16]


def _encoded(value: object) -> bytes:
    """The bytes of a value, its mappings in the order of their keys."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # a lone surrogate, which JSON can escape
        return json.dumps(value, sort_keys=True).encode("ascii")


_encoder = msgspec.json.Encoder(order="deterministic")


def _several(evidence: BatchEvidence) -> int:
    """2 where there are other documents."""
    return min(2, evidence.documents)


class _Watched(Mapping[str, V]):
    """A table that remembers the words that were looked up; it cannot be gone through from end to end."""

    def __init__(self, table: Mapping[str, V], asked: set[str]) -> None:
        self._table = table
        self._asked = asked

    def __getitem__(self, word: str) -> V:
        self._asked.add(word)
        return self._table[word]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a rule looks words up in the evidence of a batch, and knows no others")

    def __len__(self) -> int:
        raise TypeError("a rule looks words up in the evidence of a batch, and knows no others")
