"""What a whole batch shows: how source terms are rendered, and how words are cased.

A sum over segments, so that documents may be counted by several workers in any order.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from audit.align.observed import MOST_SEGMENTS, Observed, observe, rank
from audit.align.renderings import renderings
from audit.align.table import Lists, Table, joined
from audit.model import Article, BatchEvidence


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a table of many."""

    table: Table
    number: int

    @property
    def rank(self) -> int:
        """As of ``Observed``."""
        return int(self.table.ranks[self.number])

    @property
    def segments(self) -> int:
        """As of ``Observed``."""
        return int(self.table.segments[self.number])


class Sample:
    """The documents of one language pair that are counted: all, or of a large batch those of the lowest
    ranks.

    Which they are depends on nothing but the documents: not on their order, nor on who adds them.
    """

    def __init__(self, most: int = MOST_SEGMENTS) -> None:
        self._most = most
        # The highest rank first: rank, number, segments, key.
        self._heap: list[tuple[int, int, int, bytes, Observed | Row]] = []
        self._held = 0
        self.documents = 0

    def wants(self, name: str) -> bool:
        """Whether the document of an id would be among those that are counted."""
        return self._held < self._most or rank(name) < -self._heap[0][0]

    def skip(self) -> None:
        """Take in a document that is not wanted."""
        self.documents += 1

    def add(self, observed: Observed | Row, key: bytes = b"") -> None:
        """Take in a document; ``key`` is what its row goes by in ``table``."""
        self.documents += 1
        heapq.heappush(self._heap, (-observed.rank, self.documents, observed.segments, key, observed))
        self._held += observed.segments
        while self._held - self._heap[0][2] >= self._most:
            self._held -= heapq.heappop(self._heap)[2]

    def held(self) -> list[Observed]:
        """Those that are counted so far, of a sample into which no rows were taken."""
        return [o for *_, o in sorted(self._heap, key=lambda held: -held[0]) if isinstance(o, Observed)]

    def merge(self, documents: int, held: Iterable[Observed]) -> None:
        """Take in what a sample of other documents holds, and how many those were."""
        before = self.documents
        for observed in held:
            self.add(observed)
        self.documents = before + documents

    def table(self) -> Table:
        """What is counted, as one table."""
        rows: dict[int, list[Row]] = defaultdict(list)
        seen: list[tuple[bytes, Observed]] = []
        for *_, key, held in self._heap:
            if isinstance(held, Row):
                rows[id(held.table)].append(held)
            else:
                seen.append((key, held))
        parts = [some[0].table.only([row.number for row in some]) for some in rows.values()]
        return joined([*parts, Table.of(seen)])

    def unlisted(self) -> float:
        """The share of those that are counted that come from no table."""
        return sum(isinstance(held, Observed) for *_, held in self._heap) / max(1, len(self._heap))

    def evidence(self) -> BatchEvidence:
        """What the documents show together."""
        return _evidence(self.table(), self.documents)


def batch_evidence(articles: Iterable[Article]) -> BatchEvidence:
    """Evidence summed over the articles of one language pair."""
    sample = Sample()
    for article in articles:
        sample.add(observe(article))
    return sample.evidence()


def _evidence(table: Table, documents: int) -> BatchEvidence:
    support = np.bincount(table.sources.words, minlength=len(table.words)).tolist()
    return BatchEvidence(
        documents=documents,
        renderings=renderings(table),
        support={word: n for word, n in zip(table.words, support, strict=True) if n},
        casing=_summed(table.casing, table.words),
        source_casing=_summed(table.source_casing, table.words),
    )


def _summed(cased: Lists, words: Sequence[str]) -> dict[str, tuple[int, int]]:
    lower, upper = (np.bincount(cased.words, figures, minlength=len(words)) for figures in cased.figures)
    there = np.unique(cased.words).tolist()
    return {
        words[n]: (small, capital)
        for n, small, capital in zip(
            there, lower[there].astype(int).tolist(), upper[there].astype(int).tolist(), strict=True
        )
    }
