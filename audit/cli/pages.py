"""The HTML report of a folder, with the explanations of the rules and the history of the folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.model import Report


def page_of(report: Report, folder: Path) -> str:
    """The page as text."""
    from audit.detect.catalogue import catalogue
    from audit.grade import profile
    from audit.report import history, html

    rules = html.rule_texts(catalogue())
    return "".join(html.page(report, rules, profile(report.profile), history.read(folder)))


def write_page(report: Report, folder: Path) -> Path:
    """Write it to report.html of the folder; a batch too large for one file is said on stderr."""
    from audit.detect.catalogue import catalogue
    from audit.grade import profile
    from audit.report import history, html

    path = folder / "report.html"
    rules = html.rule_texts(catalogue())
    parts = html.write(report, path, rules, profile(report.profile), history.read(folder))
    if parts:
        where = f"its texts are in {len(parts)} files in {parts[0].parent}"
        click.echo(f"mtaudit: the report is over 50 MB: {where}", err=True)
    return path
