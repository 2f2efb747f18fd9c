"""What the documents of a run show together, summed up with as little reading as may be.

Of an unchanged batch the sum itself is kept, for one in which little changed a table of all its documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice

from audit.align.observed import Observed, observe, rank
from audit.align.table import Packed
from audit.align.terms import Row, Sample
from audit.model import BatchEvidence
from audit.pipeline import codec
from audit.pipeline.kept import Kept, Keys
from audit.pipeline.spool import Place, Spool, revived
from audit.pipeline.tools import Pair

_LOT = 200  # documents that are looked up at once
_MANY = 50  # documents from which a table is read sooner than each of them
_NEW = 0.1  # share of the documents that a table lacks when another is made


class Counting:
    """The samples of a run by language pair, and what is known of them from earlier runs."""

    def __init__(self, spool: Spool, kept: Kept) -> None:
        self._spool = spool
        self._kept = kept
        self._samples: dict[Pair, Sample] = defaultdict(Sample)
        self._unread: list[Place] = []  # of documents from the cache, not in a sample yet
        self._passing: set[Pair] = set()  # pairs that have a document which was not kept

    def later(self, place: Place) -> None:
        """Take in a document from the cache, which need not be read where the sum is known."""
        self._unread.append(place)

    def add(self, place: Place, observed: bytes, *, lasting: bool) -> None:
        """Take in a document that was examined."""
        self._sample(place, lambda: codec.loads(observed, Observed))
        if not lasting:
            self._passing.add(place.pair)

    def evidence(self) -> dict[Pair, BatchEvidence]:
        """What the documents of each language pair show together: it is counted only where they are not all
        what they were in an earlier run.
        """
        by_pair: dict[Pair, list[Place]] = defaultdict(list)
        for place in self._spool.places():
            by_pair[place.pair].append(place)
        lasting = {pair: places for pair, places in by_pair.items() if pair not in self._passing}
        names = {pair: Keys.evidence(place.key for place in places) for pair, places in lasting.items()}
        known = self._kept.get(list(names.values()))
        found: dict[Pair, BatchEvidence] = {}
        for pair, name in names.items():
            with suppress(codec.DamagedError, KeyError):
                found[pair] = codec.loads(known[name], BatchEvidence)
        tables = {
            pair: Keys.table(pair, _least(places)) for pair, places in by_pair.items() if pair not in found
        }
        self._read([place for place in self._unread if place.pair not in found], tables)
        counted = {pair: self._samples[pair].evidence() for pair in by_pair if pair not in found}
        self._kept.put((names[pair], codec.dumps(made)) for pair, made in counted.items() if pair in names)
        self._keep_tables({pair: tables[pair] for pair in counted if pair in names})
        return {**found, **counted}

    def _sample(self, place: Place, observed: Callable[[], Observed]) -> None:
        sample = self._samples[place.pair]
        if sample.wants(place.id):
            sample.add(observed(), place.key)
        else:
            sample.skip()

    def _read(self, places: Sequence[Place], tables: Mapping[Pair, bytes]) -> None:
        """Put documents from the cache into the samples."""
        rows = self._rows(tables) if places else {}
        rest = self._without(places, rows)
        while lot := list(islice(rest, _LOT)):
            known = self._kept.get([Keys.observed(place.key) for place in lot])
            for place in lot:
                self._sample(place, partial(self._observed, place, known.get(Keys.observed(place.key))))

    def _without(self, places: Iterable[Place], rows: Mapping[bytes, Row]) -> Iterator[Place]:
        """The documents that stand in no table; the others go into the samples on the way."""
        for place in places:
            if (row := rows.get(place.key)) is None:
                yield place
            else:
                self._samples[place.pair].add(row, place.key)

    def _rows(self, tables: Mapping[Pair, bytes]) -> dict[bytes, Row]:
        """The documents of the tables that are kept, by their keys."""
        rows: dict[bytes, Row] = {}
        for raw in self._kept.get(list(tables.values())).values():
            with suppress(ValueError):  # a table that is none: its documents are read one by one
                table = codec.loads(raw, Packed).unpacked()
                rows.update((key, Row(table, number)) for number, key in enumerate(table.keys))
        return rows

    def _keep_tables(self, names: Mapping[Pair, bytes]) -> None:
        samples = ((self._samples[pair], name) for pair, name in names.items())
        self._kept.put(
            (name, codec.dumps(sample.table().packed()))
            for sample, name in samples
            if sample.documents >= _MANY and sample.unlisted() > _NEW
        )

    def _observed(self, place: Place, kept: bytes | None) -> Observed:
        """What a document from the cache adds, seen again where the cache has not kept it unharmed."""
        with suppress(codec.DamagedError):
            if kept is not None:
                return codec.loads(kept, Observed)
        return observe(revived(*self._spool.read(place)).article)


def _least(places: Iterable[Place]) -> int:
    """What tells a batch from others while some of its documents change: the lowest rank of its ids."""
    return min(rank(place.id) for place in places)
