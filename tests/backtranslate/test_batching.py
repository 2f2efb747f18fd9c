"""The batcher: budget, order, workers, halving for want of memory, failures."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.backtranslate.batching import batches, translate_all

LENGTHS = [3, 50, 7, 7, 200, 1, 30]


def test_batches_keep_to_the_budget() -> None:
    made = list(batches(LENGTHS, 100))
    assert sorted(index for batch in made for index in batch) == list(range(7))
    assert all(len(batch) == 1 or len(batch) * max(LENGTHS[i] for i in batch) <= 100 for batch in made)


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(1, 200), st.integers(1, 3))
def test_every_text_once_and_in_order(lengths: list[int], budget: int, workers: int) -> None:
    seen: list[int] = []

    def work(batch: Sequence[int]) -> list[str]:
        seen.extend(batch)
        return [f"text {index}" for index in batch]

    made = translate_all(lengths, budget, [work] * workers)
    assert made == [f"text {index}" for index in range(len(lengths))]
    assert sorted(seen) == list(range(len(lengths)))


@pytest.mark.parametrize(
    "message",
    ["CUDA out of memory. Tried to allocate 2 GiB", "can't allocate memory: 5 bytes", "std::bad_alloc"],
)
def test_halves_for_want_of_memory(message: str) -> None:
    sizes: list[int] = []

    def work(batch: Sequence[int]) -> list[str]:
        sizes.append(len(batch))
        if len(batch) > 2:
            raise RuntimeError(message)
        return [str(index) for index in batch]

    assert translate_all([5] * 9, 100, [work]) == [str(index) for index in range(9)]
    assert max(sizes) == 9
    with pytest.raises(RuntimeError, match=r"memory|alloc"):
        translate_all([5], 100, [lambda batch: (_ for _ in ()).throw(RuntimeError(message))])


def test_each_worker_gets_work() -> None:
    both = threading.Barrier(2, timeout=10)
    names: set[str] = set()

    def work(batch: Sequence[int]) -> list[str]:
        names.add(threading.current_thread().name)
        both.wait()  # passes only when two batches are under way at once
        return ["" for _ in batch]

    translate_all([10, 10, 10, 10], 1_000, [work, work])
    assert len(names) == 2


def test_a_failure_in_any_worker_is_raised() -> None:
    def work(batch: Sequence[int]) -> list[str]:
        raise ValueError("broken")

    def fine(batch: Sequence[int]) -> list[str]:
        return ["" for _ in batch]

    with pytest.raises(ValueError, match="broken"):
        translate_all([10] * 40, 10, [fine, work, work])
