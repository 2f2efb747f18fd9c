"""Rows of a table → the document whose segments they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.acquire.documents import build, named
from audit.acquire.jsonl import joined
from audit.acquire.options import InputOptions
from audit.errors import InputError
from audit.model import Document

#: Columns in which each row may name a language, and all of a document the same.
LANGUAGES = ("source_lang", "target_lang")


def document(
    name: str,
    rows: Sequence[tuple[str | None, str]],
    codes: Mapping[str, Sequence[object]],
    path: str,
    line: int,
    options: InputOptions,
) -> Document:
    """The document of (source, target) rows; one row is its whole text. ``codes``: column of ``LANGUAGES`` →
    what its cells hold, where there is such a column. ``line`` is where it begins.

    Raises InputError for rows that are no document.
    """
    if not name.strip():
        raise InputError("the id is empty", remedy="give every row an id")
    source, target, aligned = (*rows[0], None) if len(rows) == 1 else joined(rows)
    return build(
        name,
        target,
        source,
        target_lang=named(options.target_lang, _one(codes, "target_lang"), "input", "target_lang"),
        source_lang=named(options.source_lang, _one(codes, "source_lang"), "input", "source_lang"),
        path=path,
        aligned=aligned,
        source_path=path,
        line=line,
    )


def _one(codes: Mapping[str, Sequence[object]], column: str) -> str | None:
    """The language of a document, which its rows may repeat."""
    found = sorted({str(c).strip() for c in codes.get(column, ()) if c is not None} - {""})
    if len(found) > 1:
        raise InputError(
            f"its rows name two languages in {column}: {found[0]} and {found[1]}",
            remedy="give each its own id",
        )
    return found[0] if found else None
