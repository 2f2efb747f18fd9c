"""Paths → documents and failures, in the order of the paths."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.acquire import jsonl, pairs, tables
from audit.acquire.codes import canonical
from audit.acquire.encoding import read_bytes, sniff
from audit.acquire.files import JSON_LINES, TABLES, TEXT, Found, find, nothing_in
from audit.acquire.options import COLUMNS, InputOptions
from audit.errors import InputError, UsageError
from audit.model import Document, Failure

Placed = tuple[str, Document] | Failure  # where it stands, for messages, and what it is

_STDIN = Path("-")


def read(paths: Sequence[Path | str], options: InputOptions | None = None) -> Iterator[Document | Failure]:
    """Every document that paths lead to: files, folders with all below, "-" for JSON Lines on standard input.

    What cannot be read is a ``Failure``, and the others go on; no two documents have the same id.
    Raises UsageError for options that cannot be.
    """
    chosen = _checked(options or InputOptions())
    seen: dict[str, str] = {}
    for item in _read([Path(p) for p in paths], chosen):
        if isinstance(item, Failure):
            yield item
            continue
        where, document = item
        if document.id in seen:
            problem = f"the id {document.id!r} is already that of {seen[document.id]}"
            yield Failure(where, problem, "ids must differ: rename one, or audit a folder above both")
            continue
        seen[document.id] = where
        yield document


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
            made = list(_records(item, options))
            useless[item.folder] += not made
            yield from made
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
            raw = sys.stdin.buffer.read()
            sniff(raw, "<stdin>")
            yield from _some(jsonl.documents(raw, "<stdin>", options), "<stdin>")
            return
        raw = read_bytes(item.path)
        if item.suffix in JSON_LINES:
            if item.folder is None or jsonl.is_input(raw):
                yield from _some(jsonl.documents(raw, path, options), path)
        elif item.suffix in TABLES and (item.folder is None or tables.is_input(raw, path, options)):
            yield from tables.documents(raw, path, options)
    except InputError as error:
        yield Failure(error.where or path, error.problem, error.remedy)


def _some(items: Iterator[Placed], path: str) -> Iterator[Placed]:
    empty = True
    for item in items:
        empty = False
        yield item
    if empty:
        yield Failure(path, "the file is empty", "write one JSON object a line")
