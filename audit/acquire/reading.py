"""Paths → documents and failures, in the order of the paths."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from audit.acquire import jsonl, pairs, parquet, tables
from audit.acquire.codes import canonical
from audit.acquire.encoding import lines, read_bytes
from audit.acquire.files import JSON_LINES, PARQUET, TABLES, TEXT, Found, find, nothing_in
from audit.acquire.options import COLUMNS, InputOptions
from audit.errors import InputError, UsageError
from audit.model import Document, Failure

Placed = tuple[str, Document] | Failure  # where it stands, for messages, and what it is

_STDIN = Path("-")
_LINE_BITS = 40


def read(paths: Sequence[Path | str], options: InputOptions | None = None) -> Iterator[Document | Failure]:
    """Every document that paths lead to: files, folders with all below, "-" for JSON Lines on standard input.

    What cannot be read is a ``Failure``, and the others go on; no two documents have the same id.
    Raises UsageError for options that cannot be.
    """
    chosen = _checked(options or InputOptions())
    seen: dict[str, int] = {}  # id → where: the number of its file, and the line there
    files: dict[str, int] = {}
    for item in _read([Path(p) for p in paths], chosen):
        if isinstance(item, Failure):
            yield item
            continue
        where, document = item
        if document.id in seen:
            first = _told(seen[document.id], [*files])
            problem = f"the id {document.id!r} is already that of {first}"
            yield Failure(where, problem, "ids must differ: rename one, or audit a folder above both")
            continue
        # Of millions of documents a text each would fill the memory.
        path = where if document.line is None else where.rpartition(":")[0]
        seen[document.id] = files.setdefault(path, len(files)) << _LINE_BITS | (document.line or 0)
        yield document


def _told(place: int, files: list[str]) -> str:
    line = place & ((1 << _LINE_BITS) - 1)
    path = files[place >> _LINE_BITS]
    return f"{path}:{line}" if line else path


def _checked(options: InputOptions) -> InputOptions:
    for name, code in (("--source-lang", options.source_lang), ("--target-lang", options.target_lang)):
        try:
            canonical(code or "und")
        except InputError as error:
            raise UsageError(error.problem, where=name, remedy=error.remedy) from None
    for name in options.columns:
        if name not in COLUMNS:
            raise UsageError(
                f"a table has no column called {name!r}",
                where="--column",
                remedy=f"there are: {', '.join(COLUMNS)}",
            )
    return options


def _read(paths: Sequence[Path], options: InputOptions) -> Iterator[Placed]:
    items: list[Found | Failure] = []
    for path in paths:
        items += [Found(path)] if path == _STDIN else []
    items += find(p for p in paths if p != _STDIN)
    texts = [i for i in items if isinstance(i, Found) and i.suffix in TEXT]
    # A target that is not there is the failure to tell, not that --source has no target.
    plan = pairs.plan(texts, options) if texts or not any(isinstance(i, Failure) for i in items) else {}
    # Folders whose files all turn out to be of another kind (findings, glossaries) must not pass in silence.
    given = Counter(i.folder for i in items if isinstance(i, Found) and i.folder)
    useless: Counter[Path | None] = Counter()
    for item in items:
        if isinstance(item, Failure):
            yield item
        elif item.suffix in TEXT:
            job = plan.get(item)
            if isinstance(job, Failure):
                yield job
            elif job is not None:
                yield _text(job, options)
        else:
            made = 0
            for made, placed in enumerate(_records(item, options), 1):  # noqa: B007
                yield placed
            useless[item.folder] += not made
    for folder, n in given.items():
        if folder is not None and useless[folder] == n:
            yield nothing_in(folder)


def _text(job: pairs.Job, options: InputOptions) -> Placed:
    try:
        return str(job.target.file.path), pairs.read_job(job, options)
    except InputError as error:
        return Failure(error.where or str(job.target.file.path), error.problem, error.remedy)


def _records(item: Found, options: InputOptions) -> Iterator[Placed]:
    """The documents of one file of many; nothing for one found in a folder that is no input."""
    path = str(item.path)
    try:
        if item.path == _STDIN:
            stream = lines(sys.stdin.buffer, "<stdin>")
            yield from _some(jsonl.documents(stream, "<stdin>", options), "<stdin>")
        elif item.suffix in JSON_LINES:
            if item.folder is None or _with(item.path, jsonl.is_input):
                with _opened(item.path) as file:
                    yield from _some(jsonl.documents(lines(file, path), path, options), path)
        elif item.suffix in PARQUET:
            if item.folder is None or parquet.is_input(item.path, path, options):
                yield from _some(parquet.documents(item.path, path, options), path)
        elif item.suffix in TABLES:
            raw = read_bytes(item.path)
            if item.folder is None or tables.is_input(raw, path, options):
                yield from tables.documents(raw, path, options)
    except InputError as error:
        yield Failure(error.where or path, error.problem, error.remedy)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=str(path)) from None


def _with(path: Path, said: Callable[[Iterable[bytes]], bool]) -> bool:
    """What is said of the lines of a file."""
    with _opened(path) as file:
        return said(lines(file, str(path)))


def _some(items: Iterator[Placed], path: str) -> Iterator[Placed]:
    empty = True
    for item in items:
        empty = False
        yield item
    if empty:
        yield Failure(path, "the file is empty", "write one JSON object a line")
