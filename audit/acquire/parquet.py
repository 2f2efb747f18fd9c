"""Parquet: columns by name, as in CSV; rows that follow each other and share an id are the segments of one
document.

Read row group by row group: a file may be larger than memory. Without a column ``id`` every row is a
document.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from audit.acquire import rows as of_rows
from audit.acquire.options import COLUMNS, InputOptions
from audit.errors import InputError
from audit.model import Document, Failure

_ROWS = 4_096  # in memory at once
_CHARACTERS = ("string", "large_string", "string_view")

Source = Path | BinaryIO
Row = dict[str, Any]  # name of ``COLUMNS`` → value, and "row" → number of the row, from 1


def documents(
    source: Source, path: str, options: InputOptions, groups: range | None = None
) -> Iterator[tuple[str, Document] | Failure]:
    """(place, document) of a file, or of some of its row groups; a bad document is a failure that names its
    row.

    Raises InputError where there is no such file or table.
    """
    with _opened(source, path) as file:
        columns = _columns(file, path, options)
        rows = _rows(file, columns, path, groups)
        for name, group in groupby(rows, key=lambda row: row["id"]):
            held = list(group)
            where = f"{path}:{held[0]['row']}"
            try:
                yield where, _document(name, held, path, options)
            except InputError as error:
                yield Failure(where, f"document {name!r}: {error.problem}", error.remedy)


def is_input(source: Source, path: str, options: InputOptions) -> bool:
    """Whether a file has a target column: a folder may hold others, such as an older report's tables."""
    with _opened(source, path) as file:
        try:
            _columns(file, path, options)
        except InputError as error:
            return "no column" not in error.problem
    return True


def row_groups(source: Source, path: str) -> list[int]:
    """The number of rows of each row group. Raises InputError."""
    with _opened(source, path) as file:
        return [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]


def _opened(source: Source, path: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"is no Parquet file that can be read: {reason}", where=path) from None


def _columns(file: Any, path: str, options: InputOptions) -> dict[str, str]:
    """Name of ``COLUMNS`` → column of the file. Raises InputError that tells what there is."""
    schema = file.schema_arrow
    there = {field.name: str(field.type) for field in schema}
    out: dict[str, str] = {}
    for name in COLUMNS:
        wanted = options.columns.get(name, name)
        found = (
            wanted if wanted in there else next((c for c in there if c.casefold() == wanted.casefold()), None)
        )
        if found is None:
            if name in options.columns or name == "target":
                known = ", ".join(map(repr, there))
                raise InputError(
                    f"no column {wanted!r}; there are {known}",
                    where=path,
                    remedy=f"--column {name}=COLUMN",
                )
            continue
        kind = there[found].removeprefix("dictionary<values=").split(",")[0]
        if kind not in _CHARACTERS and not (name == "id" and "int" in kind):
            raise InputError(f"the column {found!r} holds {there[found]}, not text", where=path)
        out[name] = found
    return out


def _rows(file: Any, columns: dict[str, str], path: str, groups: range | None) -> Iterator[Row]:
    import pyarrow as pa

    stem, metadata = PurePath(path).stem, file.metadata
    number = sum(metadata.row_group(i).num_rows for i in range(groups.start if groups is not None else 0))
    chosen = list(groups) if groups is not None else None
    try:
        for batch in file.iter_batches(_ROWS, row_groups=chosen, columns=list(columns.values())):
            values = {name: batch.column(column).to_pylist() for name, column in columns.items()}
            for i in range(batch.num_rows):
                number += 1
                row = {name: column[i] for name, column in values.items()}
                row["row"] = number
                row["id"] = f"{stem}.{number}" if row.get("id") is None else str(row["id"])
                yield row
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"cannot be read after row {number}: {reason}", where=path) from None


def _document(name: str, held: list[Row], path: str, options: InputOptions) -> Document:
    lost = next((row["row"] for row in held if row["target"] is None), None)
    if lost is not None:
        raise InputError(f"the target of row {lost} is missing", remedy='give its text, or ""')
    codes = {column: [row.get(column) for row in held] for column in of_rows.LANGUAGES}
    texts = [(row.get("source"), row["target"]) for row in held]
    return of_rows.document(name, texts, codes, path, held[0]["row"], options)
