"""CSV and TSV: columns by name; rows that share an id are the segments of one document, in their order.

Quoting is that of RFC 4180, line ends inside quotes are kept. Tab-separated files are often not quoted at
all: where a strict reading fails, quotation marks are characters like others. Without a column ``id`` every
row is a document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from audit.acquire import rows as of_rows
from audit.acquire.encoding import decode
from audit.acquire.options import COLUMNS, InputOptions
from audit.errors import InputError
from audit.model import Document, Failure

if TYPE_CHECKING:
    import pandas as pd

_LINE = "line"  # of the file; no name of ``COLUMNS``


@dataclass(frozen=True)
class _Rows:
    """The header, the rows with the line on which each ends, and the lines that do not fit."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    failures: list[Failure]


def documents(raw: bytes, path: str, options: InputOptions) -> Iterator[tuple[str, Document] | Failure]:
    """(place, document) of a file's bytes; a bad row or document is a failure that names its line.

    Raises InputError where there is no such table.
    """
    read = _rows(decode(raw, path), path)
    yield from read.failures
    frame = _frame(read, _columns(read.header, path, options), path)
    if frame.empty and not read.failures:
        raise InputError("the table has no rows", where=path, remedy="leave the file out")
    for name, group in frame.groupby("id", sort=False):
        where = f"{path}:{group[_LINE].iloc[0]}"
        try:
            yield where, _document(str(name), group, path, options)
        except InputError as error:
            yield Failure(where, f"document {name!r}: {error.problem}", error.remedy)


def is_input(raw: bytes, path: str, options: InputOptions) -> bool:
    """Whether a table has a target column: a folder may hold others, such as a glossary."""
    try:
        _columns(_rows(decode(raw, path), path).header, path, options)
    except InputError as error:
        return "no column" not in error.problem
    return True


def _document(name: str, group: pd.DataFrame, path: str, options: InputOptions) -> Document:
    sources = list(group["source"]) if "source" in group else [None] * len(group)
    codes = {column: list(group[column]) for column in of_rows.LANGUAGES if column in group}
    texts = list(zip(sources, group["target"], strict=True))
    return of_rows.document(name, texts, codes, path, int(group[_LINE].iloc[0]), options)


def _frame(rows: _Rows, columns: dict[str, int], path: str) -> pd.DataFrame:
    """One row a segment: the columns of ``COLUMNS`` that are there, an id at least, and the line."""
    import pandas as pd

    data: dict[str, list[str] | list[int]] = {
        name: [r[i] for _, r in rows.rows] for name, i in columns.items()
    }
    data[_LINE] = [line for line, _ in rows.rows]
    if "id" not in data:
        data["id"] = [f"{PurePath(path).stem}.{n}" for n in range(1, len(rows.rows) + 1)]
    return pd.DataFrame(data, dtype=object)


def _columns(header: list[str], path: str, options: InputOptions) -> dict[str, int]:
    """Name of ``COLUMNS`` → index in the table. Raises InputError that tells what there is."""
    plain = [h.strip() for h in header]
    folded = [h.casefold() for h in plain]
    out: dict[str, int] = {}
    for name in COLUMNS:
        wanted = options.columns.get(name)
        label = wanted if wanted is not None else name
        fits = [i for i, h in enumerate(plain) if h == label] or [
            i for i, h in enumerate(folded) if h == label.casefold()
        ]
        if len(fits) > 1:
            raise InputError(
                f"there are {len(fits)} columns {label!r}", where=path, remedy="rename one, or take one out"
            )
        if fits:
            out[name] = fits[0]
        elif wanted is not None or name == "target":
            there = ", ".join(repr(h) for h in plain)
            raise InputError(
                f"no column {label!r}; there are {there}", where=path, remedy=f"--column {name}=COLUMN"
            )
    return out


def _rows(text: str, path: str) -> _Rows:
    """The reading, quoted or for tabs unquoted, in which all rows fit the header; else the one of more rows.

    Where both do as well the quotes are quotes.
    """
    delimiter = _delimiter(text, path)
    ways = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE) if delimiter == "\t" and '"' in text else (csv.QUOTE_MINIMAL,)
    readings: list[_Rows] = []
    problem = ""
    for quoting in ways:
        try:
            readings.append(_parse(text, path, delimiter, quoting))
        except csv.Error as error:
            problem = str(error)
    if not readings:
        quotes = 'put a cell that holds " in quotes, each " inside it twice'
        remedy = "use JSON Lines" if "field limit" in problem else quotes
        raise InputError(f"is no CSV: {problem}", where=path, remedy=remedy)
    return max(readings, key=lambda r: (not r.failures, len(r.rows)))


def _parse(text: str, path: str, delimiter: str, quoting: int) -> _Rows:
    """Raises csv.Error, with the line, for quotes that do not close where a cell ends."""
    # newline="" keeps the line ends inside cells.
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
    header: list[str] | None = None
    rows: list[tuple[int, list[str]]] = []
    failures: list[Failure] = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = row
            elif len(row) == len(header):
                rows.append((reader.line_num, row))
            else:
                problem = f"the row has {len(row)} cells, the header {len(header)}"
                failures.append(
                    Failure(
                        f"{path}:{reader.line_num}",
                        problem,
                        "quote cells that hold the separator or a line end",
                    )
                )
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from None
    if header is None:
        raise InputError(
            "the table is empty", where=path, remedy='its first line names the columns: "id,source,target"'
        )
    return _Rows(header, rows, failures)


def _delimiter(text: str, path: str) -> str:
    """Tabs by suffix, else what the first line has most of: many spreadsheets write semicolons."""
    if PurePath(path).suffix.lower() in (".tsv", ".tab"):
        return "\t"
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
