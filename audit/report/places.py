"""Where a span stands in its file: lines and columns from 1, as the formats of other tools count them."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from audit.model import Document, Side, Span

#: What a column counts: UTF-16 code units, bytes of UTF-8, or code points.
Unit = Literal["utf-16", "utf-8", "code points"]

_BYTES = {"utf-16": ("utf-16-le", 2), "utf-8": ("utf-8", 1), "code points": ("utf-32-le", 4)}


@dataclass(frozen=True, slots=True)
class Place:
    """``path`` is relative to the root with forward slashes, or absolute where it lies outside.

    Ends are exclusive. ``exact`` is False where the file holds records, and only the line of the record is
    known.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool = True


class Places:
    """The places of one document's spans."""

    def __init__(self, document: Document, root: Path, unit: Unit) -> None:
        self._document = document
        self._root = root
        self._encoding, self._width = _BYTES[unit]
        self._starts: dict[Side, list[int]] = {}

    def of(self, span: Span) -> Place:
        """The place of a span in the file of its side."""
        path = self._path(span.side)
        if self._document.line is not None:
            line = self._document.line
            return Place(path, line, 1, line, 1, exact=False)
        return Place(path, *self._point(span.side, span.start), *self._point(span.side, span.end))

    def _path(self, side: Side) -> str:
        path = self._document.path if side == "target" else self._document.source_path
        if path and not path.startswith("<"):
            return relative(path, self._root)
        # Text that came without a file (the API, standard input) is called after its document.
        parts = (p for p in self._document.id.replace("\\", "/").split("/") if p not in ("", ".", ".."))
        return ("/".join(parts) or "document") + (".source" if side == "source" else "")

    def _point(self, side: Side, offset: int) -> tuple[int, int]:
        text = self._document.text(side)
        starts = self._starts.get(side)
        if starts is None:
            starts = self._starts[side] = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
        line = bisect_right(starts, offset)
        before = text[starts[line - 1] : offset]
        return line, len(before.encode(self._encoding, "surrogatepass")) // self._width + 1


def relative(path: str, root: Path) -> str:
    """A path from the root with forward slashes; absolute where it does not lie below."""
    # abspath, not resolve: a link is called as it is called in the checkout.
    full = os.path.abspath(path)  # noqa: PTH100
    top = os.path.abspath(root)  # noqa: PTH100
    inside = os.path.commonpath([full, top]) == top if PurePath(full).drive == PurePath(top).drive else False
    return PurePath(os.path.relpath(full, top) if inside else full).as_posix()
