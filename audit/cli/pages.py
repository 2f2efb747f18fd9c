"""The HTML report of a folder, with the explanations of the rules and the runs before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.model import Report
    from audit.report.html_charts import Run

_HISTORY = "history.sqlite"


def page_of(report: Report, folder: Path) -> str:
    """The page as text."""
    from audit.detect.catalogue import catalogue
    from audit.grade import profile
    from audit.report import html

    rules = html.rule_texts(catalogue())
    return "".join(html.page(report, rules, profile(report.profile), runs_of(folder)))


def write_page(report: Report, folder: Path, runs: Sequence[Run]) -> Path:
    """Write it to report.html of the folder; a batch too large for one file is said on stderr."""
    from audit.detect.catalogue import catalogue
    from audit.grade import profile
    from audit.report import html

    path = folder / "report.html"
    parts = html.write(report, path, html.rule_texts(catalogue()), profile(report.profile), runs)
    if parts:
        where = f"its texts are in {len(parts)} files in {parts[0].parent}"
        click.echo(f"mtaudit: the report is over 50 MB: {where}", err=True)
    return path


def past_runs(history: Path, batch: str) -> list[Run]:
    """The runs of a batch that a history holds, the oldest first; none where it cannot be read."""
    from audit.grade import history as past
    from audit.report.html_charts import Run

    if not history.exists():
        return []
    try:
        entries = past.entries(history, batch=batch, pair="", system="")
    except UsageError:
        return []  # what adds this run to it says so
    return [
        Run(e.at, e.score, e.critical + e.major + e.minor + e.neutral, e.signature)
        for e in entries
        if e.score is not None
    ]


def this_run(report: Report, at: datetime) -> Run:
    """A run that has just ended."""
    from audit.report.html_charts import Run

    score = report.score.calibrated
    return Run(at.isoformat(), 0.0 if score is None else score, len(report.standing), report.signature)


def runs_of(folder: Path) -> list[Run]:
    """The runs of the report of a folder, as ``mtaudit run`` remembers them without other word: within the
    folder, or beside it under its name.
    """
    from audit.grade import history as past

    if (folder / _HISTORY).exists():
        batches = [e.batch for e in past.entries(folder / _HISTORY, pair="", system="", runs=1)]
        return past_runs(folder / _HISTORY, batches[0]) if batches else []
    return past_runs(folder.parent / _HISTORY, folder.name)
