"""A corpus cut into partitions that are read by themselves: ranges of bytes, or row groups of Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from audit.acquire import jsonl, parquet
from audit.acquire.options import InputOptions
from audit.cluster.storage import Folder
from audit.errors import InputError, UsageError
from audit.model import Document, Failure

_JSON_LINES = (".jsonl", ".ndjson")
_PARQUET = (".parquet",)
SIZE = 8 << 20  # bytes of JSON Lines in a partition
_ROWS = 50_000  # rows of Parquet


@dataclass(frozen=True)
class Partition:
    """Part ``number`` of a corpus: of a file, the bytes or row groups from ``start`` to before ``stop``.

    ``state`` changes when the file does.
    """

    number: int
    folder: Folder
    name: str
    start: int
    stop: int
    state: str

    @property
    def parquet(self) -> bool:
        return (self.name or self.folder.url).lower().endswith(_PARQUET)

    @property
    def where(self) -> str:
        """The file, for messages, and the byte from which lines are counted."""
        file = self.folder.address(self.name) if self.name else self.folder.url
        return file if self.parquet or not self.start else f"{file} from byte {self.start:,}"


def partitions(url: str, size: int = SIZE) -> list[Partition]:
    """The partitions of what lies at an address, always the same for the same files.

    Raises UsageError where nothing there can be read.
    """
    folder = Folder(url)
    out: list[Partition] = []
    for name, length, state in folder.files((*_JSON_LINES, *_PARQUET)):
        whole = Partition(0, folder, name, 0, length, state)
        for start, stop in _groups(whole) if whole.parquet else _ranges(length, size):
            out.append(Partition(len(out), folder, name, start, stop, state))
    if not out:
        remedy = "give .jsonl, .ndjson or .parquet files"
        raise UsageError("there is nothing to audit", where=url, remedy=remedy)
    return out


def documents(partition: Partition, options: InputOptions) -> Iterator[Document | Failure]:
    """The documents of a partition; what cannot be read is a failure, and the others go on."""
    try:
        with partition.folder.open(partition.name) as file:
            if partition.parquet:
                groups = range(partition.start, partition.stop)
                items = parquet.documents(file, partition.where, options, groups)
            else:
                lines = _lines(file, partition)
                items = jsonl.documents(lines, partition.where, options, base=partition.start)
            for item in items:
                yield item if isinstance(item, Failure) else item[1]
    except InputError as error:
        yield Failure(error.where or partition.where, error.problem, error.remedy)
    except OSError as error:
        yield Failure(partition.where, f"cannot be read: {error.strerror or error}", "allow reading it")


def _ranges(length: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, length, size):
        yield start, min(length, start + size)


def _groups(partition: Partition) -> Iterator[tuple[int, int]]:
    """Ranges of row groups of about ``_ROWS`` rows."""
    try:
        with partition.folder.open(partition.name) as file:
            counts = parquet.row_groups(file, partition.where)
    except InputError:
        counts = [0]  # reading it says what is wrong, beside the others
    start = held = 0
    for i, rows in enumerate(counts):
        held += rows
        if held >= _ROWS or i + 1 == len(counts):
            yield start, i + 1
            start, held = i + 1, 0


def _lines(file: BinaryIO, partition: Partition) -> Iterator[bytes]:
    """The lines that begin within a range of bytes; one that runs over its end is read to its own."""
    at = partition.start
    if at:
        # A line that begins right at the start is this range's: it shows by the newline before it.
        file.seek(at - 1)
        at += len(file.readline()) - 1
    while at < partition.stop and (line := file.readline()):
        at += len(line)
        yield line
