"""A comparison of two runs, for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from audit.model import Comparison, Reported
from audit.report import wording
from audit.report.visible import visible

Piece = tuple[str, str]  # text, style
_LONGEST = 80  # characters of a marked text


def render_comparison(found: Comparison, console: Console, *, limit: int, html: Path | None = None) -> None:
    """Print it; ``limit`` findings are listed for each run."""

    def line(*pieces: Piece) -> None:
        text = Text(no_wrap=True, overflow="ignore", end="\n")
        for content, style in pieces:
            shown = visible(content).encode(console.encoding, "backslashreplace").decode(console.encoding)
            text.append(shown, style or None)
        console.print(text, soft_wrap=True, highlight=False)

    line(("A ", "bold cyan"), (found.a, ""), ("   B ", "bold cyan"), (found.b, ""))
    line()
    for margin in found.margins:
        over = f" over {wording.count(margin.items, margin.unit.removesuffix('s'))}"
        line(
            (f"{margin.what}: ", "bold"), (f"A {margin.a:.3f}, B {margin.b:.3f}, ", ""),
            (f"B − A {wording.gain(margin)}{over}", ""),
            (f"  {wording.better(margin)}", "bold green" if wording.is_sure(margin) else "dim"),
        )  # fmt: skip
    line()
    head = ("check", "A", "B", "A alone", "B alone")
    rows = [head, *((name, *map(str, counts)) for name, counts in found.checks.items())]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for number, row in enumerate(rows):
        figures = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        cells = [row[0].ljust(widths[0]), *figures]
        line(("  ".join(cells), "bold" if number == 0 else ""))
    line((f"found by both: {found.both:,}", "dim"))
    for name, findings in (("A", found.only_a), ("B", found.only_b)):
        line()
        line((f"{name} alone: {wording.count(len(findings), 'finding')}", "bold"))
        for finding in _ranked(findings)[:limit]:
            _finding(line, finding)
        if len(findings) > limit:
            line((f"  and {len(findings) - limit:,} more", "dim"))
    line()
    for note in found.notes:
        line(("note: ", "bold"), (note, ""))
    if html is not None:
        line(("Report: ", "bold"), (str(html), "cyan"))


def _ranked(findings: Sequence[Reported]) -> list[Reported]:
    return sorted(findings, key=lambda f: -f.severity.rank)


def _finding(line: Callable[..., None], finding: Reported) -> None:
    text = " ".join(finding.text.split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    line(
        (f"  {finding.doc} ", "bold"), (finding.code, "bold cyan"), (f" {finding.severity}", ""),
        (f" {finding.message}", ""), (f"  “{text}”" if text else "", "dim"),
    )  # fmt: skip
