"""The file of decisions: lines of JSON, appended and never altered.

A line is written whole in one call and forced to disk before it counts as kept. A kill, or a full disk, can
tear at most the last line: readers skip it, and the next writer begins on a line of its own. Writers append,
so two reviewers may write at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.errors import UsageError
from audit.review.decisions import Decisions, Entry, expired, in_force, latest, parse, to_json


@dataclass(frozen=True)
class Read:
    """What a file holds from a place on: entries, the place to go on from, and lines that are no entries."""

    entries: tuple[Entry, ...]
    next: int
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Store:
    """A file of decisions; it need not exist yet."""

    path: Path

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries to the end. They are on disk when this returns. Raises UsageError where it cannot."""
        lines = "".join(f"{json.dumps(to_json(entry), ensure_ascii=True)}\n" for entry in entries)
        if not lines:
            return
        data = lines.encode("ascii")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                size = os.fstat(file).st_size
                # What a kill left without its end must not swallow the line that follows.
                if size and os.pread(file, 1, size - 1) != b"\n":
                    data = b"\n" + data
                if os.write(file, data) != len(data):
                    raise OSError("the disk is full")
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise UsageError(
                f"decisions cannot be written: {error.strerror or error}", where=str(self.path)
            ) from error

    def read(self, since: int = 0) -> Read:
        """The entries from a place (a number of bytes) on. Raises UsageError where it cannot be read."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                since = since if 0 <= since <= size else 0
                file.seek(since)
                data = file.read()
        except FileNotFoundError:
            return Read((), 0)
        except OSError as error:
            raise UsageError(
                f"decisions cannot be read: {error.strerror or error}", where=str(self.path)
            ) from error
        entries: list[Entry] = []
        unreadable: list[str] = []
        done = 0
        for number, line in enumerate(data.splitlines(keepends=True), 1):
            whole = line.endswith((b"\n", b"\r"))
            if line.strip():
                try:
                    entries.append(parse(json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))))
                except (ValueError, RecursionError) as error:
                    if not whole:
                        break  # torn, or being written: read it again later
                    unreadable.append(f"line {number}: {_reason(error)}")
            done += len(line)
        return Read(tuple(entries), since + done, tuple(unreadable))


def _reason(error: Exception) -> str:
    if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError, RecursionError)):
        return "is no JSON"
    return str(error)


def load(path: Path, on: date) -> Decisions:
    """The decisions of a file that hold on a day. Raises UsageError where it cannot be read."""
    if not path.exists():
        return Decisions(notes=(f"no decisions yet: {path} does not exist",))
    read = Store(path).read()
    held = latest(read.entries)
    notes: list[str] = []
    if read.unreadable:
        lines = _count(len(read.unreadable), "line")
        notes.append(f"{lines} of {path} could not be read, the first: {read.unreadable[0]}")
    if gone := sum(expired(entry, on) for entry in held.values()):
        notes.append(f"{_count(gone, 'decision')} of {path} expired: their findings are reported again")
    return Decisions(in_force(held, on), tuple(notes))


def _count(many: int, thing: str) -> str:
    return f"{many:,} {thing}" if many == 1 else f"{many:,} {thing}s"
