"""Examined documents between the passes of a run: in memory while they are few, in a file when not."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from types import TracebackType

from audit.model import Document
from audit.pipeline.tools import Pair, pair_of

_IN_MEMORY = 64 << 20  # bytes
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in a spool. ``order`` sorts: by id, its numbers by their value."""

    order: str
    start: int
    middle: int
    end: int
    chars: int
    pair: Pair
    key: bytes


class Spool:
    """Documents and their examinations, as bytes. Reading and writing do not mix: first all is written."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="mtaudit-")  # noqa: SIM115
        self._places: list[Place] = []
        self._end = 0
        self.chars = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def add(self, document: Document, raw: bytes, examined: bytes, key: bytes) -> None:
        """Write a document (``raw``) and what was found out about it; ``key`` is that of the cache."""
        self._file.write(raw)
        self._file.write(examined)
        middle = self._end + len(raw)
        end = middle + len(examined)
        self._places.append(
            Place(order(document.id), self._end, middle, end, size(document), pair_of(document), key)
        )
        self._end = end
        self.chars += size(document)

    def places(self) -> list[Place]:
        """The places of all documents, by their ids."""
        self._places.sort(key=lambda p: p.order)
        return self._places

    def read(self, place: Place) -> tuple[bytes, bytes]:
        """(document, examination) as they were written."""
        self._file.seek(place.start)
        whole = self._file.read(place.end - place.start)
        cut = place.middle - place.start
        return whole[:cut], whole[cut:]


def order(name: str) -> str:
    """What ids are sorted by: "a2" before "a10"; the id itself where two read alike."""
    return f"{_DIGITS.sub(lambda m: m[0].zfill(20), name)}\x00{name}"


def size(document: Document) -> int:
    """Characters of both sides."""
    return len(document.target) + len(document.source or "")
