"""A termbase from CSV, TSV or TBX. Nothing in a file is executed, fetched or expanded.

Tables have a header line: ``source`` and ``target`` with, if wanted, ``source_lang``, ``target_lang``,
``forbidden`` and ``note``; or one column a language, headed by its code (``en``, ``fr``, ``pt-BR``).
" | " separates several terms in one cell, the preferred first. TBX is read in its 2008 form (martif) and its
2019 form (tbx).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from audit.errors import UsageError
from audit.model import Glossary, GlossaryTerm
from audit.text.tbx import read_tbx

_COLUMNS = {
    "source": "source",
    "source term": "source",
    "term": "source",
    "target": "target",
    "target term": "target",
    "translation": "target",
    "source_lang": "source_lang",
    "source language": "source_lang",
    "target_lang": "target_lang",
    "target language": "target_lang",
    "forbidden": "forbidden",
    "note": "note",
    "comment": "note",
}
_CODE = re.compile(r"[a-z]{2}([-_][A-Za-z0-9]{2,8})*")
_HEADER = 'the first line must name the columns: "source,target" or language codes such as "en,fr"'


def read_glossary(path: Path | str) -> Glossary:
    """The termbase of a file, by its suffix: .csv, .tsv, .txt (tabs), .tbx or .xml.

    Raises UsageError where there is no such file, it is not UTF-8, not such a table or TBX, or has no terms.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the glossary cannot be read: {error.strerror}", where=str(path)) from None
    if path.suffix.lower() in (".tbx", ".xml"):
        terms = read_tbx(raw, str(path))
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        terms = tuple(_table(_decode(raw, path), path))
    else:
        raise UsageError(
            f"no glossary format has the suffix {path.suffix!r}",
            where=str(path),
            remedy="use .csv, .tsv or .tbx",
        )
    if not terms:
        raise UsageError("the glossary holds no terms", where=str(path), remedy=_HEADER)
    return Glossary(terms, str(path))


def _decode(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"{path}, byte {error.start}"
        raise UsageError("the glossary is not UTF-8", where=place, remedy="save it as UTF-8") from None


def _table(text: str, path: Path) -> Iterator[GlossaryTerm]:
    first = text.split("\n", 1)[0]
    delimiter = "\t" if path.suffix.lower() != ".csv" else max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"the glossary is no table: {error}", where=str(path)) from None
    if not rows:
        return
    header = [cell.strip() for cell in rows[0]]
    fields = [_COLUMNS.get(cell.lower(), "") for cell in header]
    codes = [cell if _CODE.fullmatch(cell) else "" for cell in header]
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) > len(header):
            place = f"{path}, row {number}"
            raise UsageError(
                f"{len(cells)} cells under {len(header)} columns",
                where=place,
                remedy="quote cells that hold the separator",
            )
        if "source" in fields and "target" in fields:
            yield _entry(dict(zip(fields, cells, strict=False)), f"{path}, row {number}")
        elif sum(map(bool, codes)) >= 2:
            yield from pairs({c: _several(cell) for c, cell in zip(codes, cells, strict=False) if c and cell})
        else:
            raise UsageError("the glossary has no header", where=f"{path}, row 1", remedy=_HEADER)


def _entry(cells: dict[str, str], where: str) -> GlossaryTerm:
    targets, forbidden = _several(cells.get("target", "")), _several(cells.get("forbidden", ""))
    if not cells.get("source"):
        raise UsageError("a row has no source term", where=where)
    if not targets and not forbidden:
        raise UsageError("a row has neither a target term nor a forbidden one", where=where)
    return GlossaryTerm(
        source=cells["source"],
        targets=targets,
        source_lang=cells.get("source_lang", ""),
        target_lang=cells.get("target_lang", ""),
        forbidden=forbidden,
        note=cells.get("note", ""),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def pairs(concept: dict[str, tuple[str, ...]]) -> Iterator[GlossaryTerm]:
    """One concept's terms by language → an entry for every term and every other language."""
    for source_lang, sources in concept.items():
        for target_lang, targets in concept.items():
            if source_lang != target_lang:
                for source in sources:
                    yield GlossaryTerm(source, targets, source_lang, target_lang)
