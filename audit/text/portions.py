"""Things in order, cut into portions of a limited size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def portions(items: Iterable[T], most: int, size: Callable[[T], int]) -> Iterator[list[T]]:
    """Items in their order, those of a portion together of a size of at most ``most`` (or one item)."""
    portion: list[T] = []
    held = 0
    for item in items:
        length = size(item)
        if portion and held + length > most:
            yield portion
            portion, held = [], 0
        portion.append(item)
        held += length
    if portion:
        yield portion
