"""Examined documents between the passes of a run: in memory while they are few, in a file when not."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from types import TracebackType

from audit.model import Document
from audit.pipeline import codec
from audit.pipeline.examined import Examination, Examined
from audit.pipeline.tools import Pair, pair_of

_IN_MEMORY = 64 << 20  # bytes
_AS_THEY_ARE = 20_000_000  # characters of documents that are not made bytes, where they need not be
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in a spool. ``order`` sorts: by id, its numbers by their value."""

    id: str
    order: str
    start: int
    middle: int
    end: int
    chars: int
    pair: Pair
    key: bytes


class Spool:
    """Documents and their examinations, as bytes, or as they are where they come from this process. Reading
    and writing do not mix: first all is written.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="mtaudit-")  # noqa: SIM115
        self._places: list[Place] = []
        self._made: dict[bytes, Examined] = {}  # by their keys
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

    def add(self, document: Document, examined: bytes | Examination, key: bytes) -> Place:
        """Take in a document and what was found out about it; ``key`` is that of the cache."""
        start = middle = self._end
        if isinstance(examined, Examination) and self.chars < _AS_THEY_ARE:
            self._made[key] = Examined.of(document, examined)
        else:
            raw = codec.dumps(document, 0)
            made = examined if isinstance(examined, bytes) else codec.dumps(examined)
            self._file.write(raw)
            self._file.write(made)
            middle += len(raw)
            self._end = middle + len(made)
        name, chars = document.id, size(document)
        place = Place(name, order(name), start, middle, self._end, chars, pair_of(document), key)
        self._places.append(place)
        self.chars += chars
        return place

    def places(self) -> list[Place]:
        """The places of all documents, by their ids."""
        self._places.sort(key=lambda p: p.order)
        return self._places

    def read(self, place: Place) -> tuple[bytes, bytes]:
        """(document, examination) as bytes."""
        if (made := self._made.get(place.key)) is not None:
            return codec.dumps(made.document, 0), codec.dumps(made.examination, 0)
        self._file.seek(place.start)
        whole = self._file.read(place.end - place.start)
        cut = place.middle - place.start
        return whole[:cut], whole[cut:]

    def take(self, place: Place) -> Examined:
        """The document and its examination, once."""
        made = self._made.pop(place.key, None)
        return revived(*self.read(place)) if made is None else made


def revived(document: bytes, examined: bytes) -> Examined:
    """A document and its examination from their bytes. Raises DamagedError."""
    return Examined.of(codec.loads(document, Document), codec.loads(examined, Examination))


def order(name: str) -> str:
    """What ids are sorted by: "a2" before "a10"; the id itself where two read alike."""
    return f"{_DIGITS.sub(lambda m: m[0].zfill(20), name)}\x00{name}"


def size(document: Document) -> int:
    """Characters of both sides."""
    return len(document.target) + len(document.source or "")
