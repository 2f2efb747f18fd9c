"""Maximal scoring subsequences, as stretches in a foreign language are found."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.detect.rules._foreign import maximal


def test_the_example_of_the_paper() -> None:
    scores = [4, -5, 3, -3, 1, 2, -2, 2, -2, 1, 5]
    assert list(maximal(scores)) == [(0, 1, 4), (2, 3, 3), (4, 11, 7)]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(-4, 4), max_size=30))
def test_runs_are_apart_and_hold_the_best_sum(scores: list[int]) -> None:
    found = list(maximal(scores))
    best = max((sum(scores[a:b]) for b in range(len(scores) + 1) for a in range(b)), default=0)
    assert max((total for *_, total in found), default=0) == max(best, 0)
    assert all(sum(scores[a:b]) == total > 0 for a, b, total in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert {i for i, s in enumerate(scores) if s > 0} <= {i for a, b, _ in found for i in range(a, b)}
