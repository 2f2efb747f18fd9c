"""``mtaudit history``: how scores went from run to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from audit.grade.history import Entry

_HEAD = (
    "batch", "pair", "system", "run", "documents", "words", "critical", "major", "minor", "score", "",
    "verdict", "",
)  # fmt: skip
_VERDICTS = {True: "passed", False: "failed", None: "-"}


@click.command()
@click.option("--history", "path", type=click.Path(path_type=Path), help="Database of runs, or its folder.")
@click.option("--batch", help="Runs of this batch alone (the name of the first input).")
@click.option("--pair", help="This language pair alone, e.g. en-fr.")
@click.option("--system", help="This system alone.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Last runs to show.")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def history(path: Path | None, limit: int, config: Path | None, as_json: bool, **chosen: Any) -> None:
    """Show the scores of past runs, for each batch, language pair and system, the newest last."""
    from audit import config as settings
    from audit.grade import history as past

    place = path or settings.load(config=config).history or Path("reports")
    place = place / "history.sqlite" if place.is_dir() else place
    found = past.entries(place, runs=limit, **chosen)
    if as_json:
        click.echo(json.dumps([asdict(e) for e in found], ensure_ascii=False, indent=1))
        return
    for line in _table(found):
        click.echo(line)


def _table(entries: Sequence[Entry]) -> list[str]:
    from audit.report.visible import visible

    rows: list[tuple[str, ...]] = [_HEAD]
    before: dict[tuple[str, str, str], Entry] = {}
    # One trend after the other: batch, pair and system, and within it by time.
    for e in sorted(entries, key=lambda e: (e.batch, e.pair, e.system, e.run)):
        old = before.get((e.batch, e.pair, e.system))
        before[e.batch, e.pair, e.system] = e
        change = ""
        if old is not None and old.score is not None and e.score is not None:
            change = f"{e.score - old.score:+.1f}"
        signature = "another signature" if old and old.signature != e.signature else ""
        score = "-" if e.score is None else f"{e.score:.1f}"
        rows.append((
            e.batch, e.pair or "all", e.system or "all", e.at, f"{e.documents:,}", f"{e.words:,}",
            str(e.critical), str(e.major), str(e.minor), score, change, _VERDICTS[e.passed], signature,
        ))  # fmt: skip
    shown = [tuple(map(visible, row)) for row in rows]
    widths = [max(len(row[i]) for row in shown) for i in range(len(shown[0]))]
    return [_line(row, widths) for row in shown]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if 4 <= i <= 10 else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()
