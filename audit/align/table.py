"""What many documents show, in columns: words are numbers there, so that all segments are gone through at
once, and the whole is soon read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from audit.align.observed import Casing, Observed

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
#: A column: what it holds is counted in one sample, so that four bytes do.
Column = NDArray[np.int32]


@dataclass(frozen=True)
class Lists:
    """Lists of words one after another: how long each is, the words' numbers, and figures of each word."""

    widths: Column
    words: Column
    figures: tuple[Column, ...] = ()

    def only(self, kept: Flags) -> Lists:
        """Some of the lists."""
        inside = np.repeat(kept, self.widths)
        return Lists(self.widths[kept], self.words[inside], tuple(f[inside] for f in self.figures))

    def sound(self, lists: int, words: int) -> bool:
        """Whether these are so many lists, of so many different words."""
        return (
            len(self.widths) == lists
            and bool((self.widths >= 0).all())
            and {len(column) for column in (self.words, *self.figures)} == {int(self.widths.sum())}
            and (not len(self.words) or (int(self.words.min()) >= 0 and int(self.words.max()) < words))
        )

    def parts(self, most: int) -> Iterator[Lists]:
        """Some lists at a time."""
        ends = np.cumsum(self.widths)
        for first in range(0, len(self.widths), most):
            widths = self.widths[first : first + most]
            start = int(ends[first] - widths[0])
            some = slice(start, start + int(widths.sum()))
            yield Lists(widths, self.words[some], tuple(f[some] for f in self.figures))

    def places(self) -> Ints:
        """The list in which each word stands."""
        return np.repeat(np.arange(len(self.widths)), self.widths)


@dataclass(frozen=True)
class Packed:
    """A table as it is kept: its columns as bytes."""

    words: tuple[str, ...]
    keys: tuple[bytes, ...]
    ranks: bytes
    segments: bytes
    pairs: bytes
    lists: tuple[tuple[bytes, ...], ...]

    def unpacked(self) -> Table:
        """The table. Raises ValueError for what is none."""
        ranks, segments, pairs = (
            np.frombuffer(self.ranks, dtype=np.uint64),
            _read(self.segments),
            _read(self.pairs),
        )
        count, words = len(self.keys), len(self.words)
        lists = [
            Lists(_read(widths), _read(numbers), tuple(map(_read, figures)))
            for widths, numbers, *figures in self.lists
        ]
        wide = (int(pairs.sum()), int(pairs.sum()), count, count)
        if not (len(ranks) == len(segments) == len(pairs) == count and (pairs >= 0).all()) or not all(
            part.sound(many, words) for part, many in zip(lists, wide, strict=True)
        ):
            raise ValueError("columns that do not fit together")
        return Table(self.words, self.keys, ranks, segments, pairs, *lists)


@dataclass(frozen=True)
class Table:
    """Observed documents, of each its key, its rank, how many segments it has, and how many of them are pairs
    of terms (``Observed``).

    ``words`` are in order. ``sources`` and ``targets`` have a list for each pair of terms, in each of which
    they ascend, the latter with whether a form has a capital; ``casing`` and ``source_casing`` have one for
    each document, with how often a word stands there in lower case, and with a capital.
    """

    words: tuple[str, ...]
    keys: tuple[bytes, ...]
    ranks: NDArray[np.uint64]
    segments: Column
    pairs: Column
    sources: Lists
    targets: Lists
    casing: Lists
    source_casing: Lists

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, documents: Sequence[tuple[bytes, Observed]]) -> Table:
        """The table of documents under their keys."""
        seen = [observed for _, observed in documents]
        pairs = [pair for observed in seen for pair in observed.pairs]
        forms = [form for pair in pairs for form in pair.target]
        words = sorted(
            {form for form, _ in forms}.union(
                *(p.source for p in pairs), *(o.casing for o in seen), *(o.source_casing for o in seen)
            )
        )
        numbers = {word: number for number, word in enumerate(words)}

        def numbered(every: Iterable[str]) -> Column:
            return _column(map(numbers.__getitem__, every))

        def cased(tables: Sequence[Casing]) -> Lists:
            times = _column(chain.from_iterable(chain.from_iterable(table.values() for table in tables)))
            every = numbered(chain.from_iterable(tables))
            return Lists(_column(map(len, tables)), every, (times[::2], times[1::2]))

        return cls(
            words=tuple(words),
            keys=tuple(key for key, _ in documents),
            ranks=np.array([o.rank for o in seen], dtype=np.uint64),
            segments=_column(o.segments for o in seen),
            pairs=_column(len(o.pairs) for o in seen),
            sources=Lists(
                _column(len(pair.source) for pair in pairs),
                numbered(chain.from_iterable(pair.source for pair in pairs)),
            ),
            targets=Lists(
                _column(len(pair.target) for pair in pairs),
                numbered(form for form, _ in forms),
                (_column(capital for _, capital in forms),),
            ),
            casing=cased([o.casing for o in seen]),
            source_casing=cased([o.source_casing for o in seen]),
        )

    def packed(self) -> Packed:
        """What to keep of it."""
        lists = (self.sources, self.targets, self.casing, self.source_casing)
        columns = [
            (part.widths.tobytes(), part.words.tobytes(), *(f.tobytes() for f in part.figures))
            for part in lists
        ]
        return Packed(
            self.words,
            self.keys,
            self.ranks.tobytes(),
            self.segments.tobytes(),
            self.pairs.tobytes(),
            tuple(columns),
        )

    def only(self, rows: Sequence[int]) -> Table:
        """The table of some of the documents, in the order that they have here."""
        if len(rows) == len(self):
            return self
        kept = np.zeros(len(self), dtype=np.bool_)
        kept[rows] = True
        pairs = np.repeat(kept, self.pairs)
        return Table(
            self.words,
            tuple(key for key, stays in zip(self.keys, kept.tolist(), strict=True) if stays),
            self.ranks[kept],
            self.segments[kept],
            self.pairs[kept],
            self.sources.only(pairs),
            self.targets.only(pairs),
            self.casing.only(kept),
            self.source_casing.only(kept),
        )


def joined(tables: Sequence[Table]) -> Table:
    """The documents of several tables in one, with the words that stand in it."""
    used = [_used(table) for table in tables]
    words = sorted(
        {w for table, some in zip(tables, used, strict=True) for w in map(table.words.__getitem__, some)}
    )
    numbers = {word: number for number, word in enumerate(words)}
    renumbered: list[Column] = []
    for table, some in zip(tables, used, strict=True):
        new = np.zeros(len(table.words), dtype=np.int32)
        new[some] = [numbers[table.words[n]] for n in some]
        renumbered.append(new)

    def lists(name: str) -> Lists:
        parts: list[Lists] = [getattr(table, name) for table in tables]
        columns = zip(*(part.figures for part in parts), strict=True)
        return Lists(
            np.concatenate([part.widths for part in parts]),
            np.concatenate([new[part.words] for new, part in zip(renumbered, parts, strict=True)]),
            tuple(np.concatenate(column) for column in columns),
        )

    return Table(
        tuple(words),
        tuple(chain.from_iterable(table.keys for table in tables)),
        np.concatenate([table.ranks for table in tables]),
        np.concatenate([table.segments for table in tables]),
        np.concatenate([table.pairs for table in tables]),
        *map(lists, _LISTS),
    )


_LISTS = ("sources", "targets", "casing", "source_casing")


def _used(table: Table) -> list[int]:
    """The numbers of the words that stand in a table: it may have more, of documents that are left out."""
    there = np.zeros(len(table.words), dtype=np.bool_)
    for name in _LISTS:
        there[getattr(table, name).words] = True
    found: list[int] = np.flatnonzero(there).tolist()
    return found


def _column(values: Iterable[int]) -> Column:
    return np.fromiter(values, dtype=np.int32)


def _read(raw: bytes) -> Column:
    return np.frombuffer(raw, dtype=np.int32)
