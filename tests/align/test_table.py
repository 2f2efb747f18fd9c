"""Documents in columns: parted, joined, kept and read again they say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.align.observed import Observed, TermPair
from audit.align.table import Lists, Table, joined
from audit.align.terms import Row, Sample

_WORDS = st.text("abé ", min_size=1, max_size=3)
_CASING = st.dictionaries(_WORDS, st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4)
_PAIR = st.builds(
    lambda left, right: TermPair(tuple(sorted(left)), tuple(sorted(right.items()))),
    st.sets(_WORDS, min_size=1, max_size=4),
    st.dictionaries(_WORDS, st.booleans(), min_size=1, max_size=4),
)
_OBSERVED = st.builds(
    Observed,
    st.integers(0, 2**64 - 1),
    st.integers(1, 5),
    st.lists(_PAIR, max_size=3).map(tuple),
    _CASING,
    _CASING,
)
_DOCUMENTS = st.lists(_OBSERVED, max_size=6, unique_by=lambda o: o.rank)


def told(table: Table) -> dict[bytes, tuple[object, ...]]:
    """What a table says of each of its documents."""
    out: dict[bytes, tuple[object, ...]] = {}
    pair = 0
    for row, key in enumerate(table.keys):
        pairs = range(pair, pair := pair + int(table.pairs[row]))
        out[key] = (
            int(table.ranks[row]),
            int(table.segments[row]),
            [(listed(table, table.sources, n), listed(table, table.targets, n)) for n in pairs],
            sorted(listed(table, table.casing, row)),
            sorted(listed(table, table.source_casing, row)),
        )
    return out


def listed(table: Table, lists: Lists, number: int) -> list[tuple[object, ...]]:
    start = int(lists.widths[:number].sum())
    places = range(start, start + int(lists.widths[number]))
    return [(table.words[lists.words[i]], *(int(f[i]) for f in lists.figures)) for i in places]


def said(observed: Observed) -> tuple[object, ...]:
    def cased(casing: Mapping[str, tuple[int, int]]) -> list[tuple[object, ...]]:
        return sorted((w, *times) for w, times in casing.items())

    pairs = [
        ([(t,) for t in p.source], [(f, int(capital)) for f, capital in p.target]) for p in observed.pairs
    ]
    return observed.rank, observed.segments, pairs, cased(observed.casing), cased(observed.source_casing)


def keyed(documents: list[Observed]) -> list[tuple[bytes, Observed]]:
    return [(f"{o.rank}".encode(), o) for o in documents]


@given(_DOCUMENTS, st.data())
def test_parted_and_joined_it_says_the_same(documents: list[Observed], data: st.DataObject) -> None:
    whole = Table.of(keyed(documents))
    every = {key: said(o) for key, o in keyed(documents)}
    assert told(whole) == told(whole.packed().unpacked()) == every
    left = data.draw(st.sets(st.sampled_from(range(len(documents))))) if documents else set()
    right = set(range(len(documents))) - left
    again = joined([whole.only(sorted(right)), whole.only(sorted(left))])
    assert told(again) == every
    part = joined([whole.only(sorted(left))])
    assert told(part) == {key: every[key] for key, _ in (keyed(documents)[n] for n in left)}
    assert part.words == Table.of([keyed(documents)[n] for n in sorted(left)]).words


@given(_DOCUMENTS, st.integers(0, 6), st.integers(1, 12))
def test_rows_of_a_table_count_as_their_documents(documents: list[Observed], new: int, most: int) -> None:
    plain, mixed = Sample(most), Sample(most)
    table = Table.of(keyed(documents[new:]))
    for row in range(len(table)):
        mixed.add(Row(table, row))
    for number, observed in enumerate(documents):
        plain.add(observed)
        if number < new:
            mixed.add(observed)
    assert plain.evidence() == mixed.evidence()


def test_what_is_no_table_is_told() -> None:
    pair = TermPair(("a",), (("b", True),))
    packed = Table.of([(b"k", Observed(1, 1, (pair,), {"a": (1, 0)}, {}))]).packed()
    assert packed.unpacked().keys == (b"k",)
    for wrong in (
        replace(packed, words=()),
        replace(packed, ranks=b""),
        replace(packed, pairs=b"\x02\x00\x00\x00"),
        replace(packed, segments=b"\x00"),
        replace(packed, lists=packed.lists[:3]),
    ):
        with pytest.raises(ValueError):
            wrong.unpacked()
