"""The alignment itself, over vectors made by hand: every sentence once, in order, in linear windows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.align import sentences
from audit.align.sentences import Link, Side, _steps, align


def side(*words: int, size: int = 40, length: int = 60) -> Side:
    """Sentences whose meanings are unit vectors: equal numbers mean the same."""
    vectors = np.zeros((len(words), size), dtype=np.float32)
    for row, word in enumerate(words):
        vectors[row, word] = 1.0
    return Side([length] * len(words), [frozenset()] * len(words), vectors)


def shape(links: list[Link]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(k.source, k.target) for k in links]


def test_plain_pairs() -> None:
    assert shape(align(side(0, 1, 2), side(0, 1, 2))) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


def test_dropped_and_added() -> None:
    assert shape(align(side(0, 1, 2, 3), side(0, 2, 3))) == [
        ((0,), (0,)),
        ((1,), ()),
        ((2,), (1,)),
        ((3,), (2,)),
    ]
    assert shape(align(side(0, 1), side(0, 9, 1))) == [((0,), (0,)), ((), (1,)), ((1,), (2,))]


def test_moved() -> None:
    made = shape(align(side(0, 1, 2, 3, 4), side(0, 4, 1, 2, 3)))
    assert sorted(made) == [((0,), (0,)), ((1,), (2,)), ((2,), (3,)), ((3,), (4,)), ((4,), (1,))]


def test_one_against_one_between_good_pairs_is_a_pair_however_unlike() -> None:
    assert ((1,), (1,)) in shape(align(side(0, 1, 2), side(0, 9, 2)))


def test_merged_sentences() -> None:
    source, target = side(0, 1, 2), side(0, 1, 2)
    assert source.vectors is not None
    both = Side(
        [60, 120],
        [frozenset()] * 2,
        np.stack([source.vectors[0], (source.vectors[1] + source.vectors[2]) / 2**0.5]),
    )
    assert shape(align(both, target)) == [((0,), (0,)), ((1,), (1, 2))]
    assert shape(align(target, both)) == [((0,), (0,)), ((1, 2), (1,))]


def test_two_beside_one_good_pair_are_not_merged_with_it() -> None:
    # All four share a topic, the first axis; the long ones mean the same, the short ones differ.
    topic, own = 0.4**0.5, 0.6**0.5
    vectors = np.zeros((4, 6), dtype=np.float32)
    vectors[:, 0] = topic
    vectors[[0, 1, 3], [1, 2, 3]] = own
    vectors[2] = 0.8 * vectors[1]
    vectors[2, 5] += 0.6
    source = Side([40, 170], [frozenset()] * 2, vectors[:2])
    target = Side([190, 50], [frozenset()] * 2, vectors[2:])
    assert shape(align(source, target)) == [((0,), ()), ((1,), (0,)), ((), (1,))]


def test_names_decide_where_there_are_no_vectors() -> None:
    names = [frozenset({"okafo"}), frozenset({"saltm", "42"}), frozenset({"1985"})]
    source = Side([60, 60, 60], names)
    assert shape(align(source, Side([60, 60], [names[0], names[2]]))) == [
        ((0,), (0,)),
        ((1,), ()),
        ((2,), (1,)),
    ]


def test_empty_sides() -> None:
    assert align(side(), side()) == []
    assert shape(align(side(0, 1), side())) == [((0,), ()), ((1,), ())]
    assert shape(align(side(), side(0))) == [((), (0,))]


def test_windows_give_what_one_piece_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [(7 * i) % 40 for i in range(120)]
    source, target = side(*words), side(*(words[:50] + words[51:]))
    whole = align(source, target)
    monkeypatch.setattr(sentences, "_WINDOW", 30)
    assert shape(align(source, target)) == shape(whole)
    assert sum(not k.target for k in whole) == 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 6), max_size=12),
    st.lists(st.integers(0, 6), max_size=12),
    st.booleans(),
    st.integers(3, 20),
)
def test_every_sentence_once_and_in_order(
    left: list[int], right: list[int], vectors: bool, window: int
) -> None:
    source, target = side(*left), side(*right)
    if not vectors:
        source, target = (Side(s.lengths, s.anchors) for s in (source, target))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "_WINDOW", window)
        links = align(source, target)
    assert [i for k in links for i in k.source] == list(range(len(left)))
    assert sorted(j for k in links for j in k.target) == list(range(len(right)))
    assert all(len(k.source) <= 2 and len(k.target) <= 2 and (k.source or k.target) for k in links)
    for k in links:
        assert list(k.target) == sorted(k.target) and (
            not k.target or k.target[-1] - k.target[0] == len(k.target) - 1
        )


def _one_by_one(n: int, m: int, gains: dict[tuple[int, int], np.ndarray]) -> np.ndarray:
    """The last moves of the best ways, place by place."""
    rows = np.zeros((n + 1, m + 1))
    step = np.full((n + 1, m + 1), 6)
    for i in range(1, n + 1):
        for j in range(m + 1):
            ways = [(rows[i - 1, j], 5)] + ([(rows[i, j - 1], 6)] if j else [])
            for number, (a, b) in enumerate(((1, 1), (1, 2), (2, 1), (2, 2)), 1):
                if i >= a and j >= b:
                    ways.append((rows[i - a, j - b] + gains[a, b][i - a, j - b], number))
            rows[i, j], step[i, j] = max(ways, key=lambda way: way[0])
    return step


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 4), (4, 1), (7, 9), (12, 8)])
def test_a_row_at_a_time_is_place_by_place(n: int, m: int) -> None:
    draw = np.random.default_rng(n * m)
    sizes = {(a, b): (max(0, n - a + 1), max(0, m - b + 1)) for a in (1, 2) for b in (1, 2)}
    gains = {move: np.round(draw.normal(0, 0.4, size), 1) for move, size in sizes.items()}
    assert (_steps(n, m, gains)[1:] == _one_by_one(n, m, gains)[1:]).all()
