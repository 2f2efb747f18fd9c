"""Which segment shows which part of a text, and the text of a segment with its marks.

Spans may nest and overlap: a text is cut wherever a span begins or ends, and each piece names all findings
that cover it, the most severe first. The pieces of a finding, joined, are its text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.model import Span
from audit.mqm import Severity
from audit.report.html_text import esc, shown, shown_mark


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of a finding. ``first`` is True for the span where it is reported."""

    finding: int
    severity: Severity
    span: Span
    message: str
    first: bool


@dataclass
class Cell:
    """What one segment shows of one side: ``text[start:end]``, and the marks that touch it."""

    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)


def cells(text: str, spans: Sequence[Span | None], marks: Sequence[Mark]) -> list[Cell | None]:
    """The cell of each segment of one side; None where it has no span there.

    Segments cover sentences, not all of the text: what stands between two of them is shown with the former
    where it is more than blank or is marked, so that nothing marked is out of sight.
    """
    order = sorted((span.start, span.end, i) for i, span in enumerate(spans) if span is not None)
    if not order:
        return [None] * len(spans)
    starts = [0, *(start for start, _, _ in order[1:])]
    stops = [*starts[1:], len(text)]
    tiles = [Cell(start, end) for start, end, _ in order]
    tiles[0].start -= len(text[: tiles[0].start].lstrip())
    for tile, stop in zip(tiles, stops, strict=True):
        tile.end += len(text[tile.end : stop].rstrip())
    for mark in marks:
        begin, end = mark.span.start, mark.span.end
        k = max(0, bisect_right(starts, begin) - 1)
        while k < len(tiles):
            tile = tiles[k]
            tile.marks.append(mark)
            tile.start = min(tile.start, max(begin, starts[k]))
            tile.end = max(tile.end, min(end, stops[k]))
            k += 1
            if k == len(tiles) or starts[k] >= end:
                break
    out: list[Cell | None] = [None] * len(spans)
    for tile, (_, _, i) in zip(tiles, order, strict=True):
        out[i] = tile
    return out


def marked(text: str, cell: Cell) -> str:
    """The HTML of a cell."""
    opens: dict[int, list[Mark]] = defaultdict(list)
    closes: dict[int, list[Mark]] = defaultdict(list)
    gaps: dict[int, list[Mark]] = defaultdict(list)
    for mark in cell.marks:
        begin, end = max(mark.span.start, cell.start), min(mark.span.end, cell.end)
        if begin < end:
            opens[begin].append(mark)
            closes[end].append(mark)
        elif not len(mark.span):
            gaps[mark.span.start].append(mark)
    cuts = sorted({cell.start, cell.end, *opens, *closes, *gaps})
    active: list[Mark] = []
    out: list[str] = []
    for cut, after in zip(cuts, [*cuts[1:], cell.end], strict=True):
        if gaps[cut]:
            out.append(_gap(gaps[cut]))
        active = [m for m in active if m not in closes[cut]] + opens[cut]
        piece = text[cut:after]
        if piece:
            out.append(_piece(piece, cut, active) if active else shown(piece))
    return "".join(out)


def _piece(piece: str, start: int, active: list[Mark]) -> str:
    ranked = sorted(active, key=lambda m: (-m.severity.rank, m.finding))
    # A cause with fifty places is one stop of the Tab key, not fifty.
    stop = any(m.first and m.span.start == start for m in ranked)
    return _mark("", ranked, shown_mark(piece), stop, "")


def _gap(marks: list[Mark]) -> str:
    ranked = sorted(marks, key=lambda m: (-m.severity.rank, m.finding))
    label = f' aria-label="{esc("gap: " + ranked[0].message)}"'
    return _mark(" gap", ranked, "", any(m.first for m in ranked), label)


def _mark(kind: str, ranked: list[Mark], content: str, stop: bool, label: str) -> str:
    numbers = " ".join(str(m.finding) for m in ranked)
    head = ranked[0]
    tab = "" if stop else ' tabindex="-1"'
    return (
        f'<mark class="m {head.severity}{kind}" data-f="{numbers}">'
        f'<a href="#f{head.finding}" aria-describedby="f{head.finding}s"{tab}{label}>{content}</a></mark>'
    )
