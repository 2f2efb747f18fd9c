"""``mtaudit compare A B``: two systems, or two runs, on the same sources."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder for the page [default: reports/A-B]."
)
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, help="Findings listed for each."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, write nothing.")
def compare(a: Path, b: Path, output: Path | None, limit: int, as_json: bool) -> None:
    """Compare two runs, given by their folders: scores with their confidence, and what each finds alone."""
    from dataclasses import asdict

    from rich.console import Console

    from audit.grade import compare as compared
    from audit.grade import read_run
    from audit.report.comparison_html import write_comparison
    from audit.report.comparison_terminal import render_comparison

    found = compared(read_run(a), read_run(b))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    page = (output or Path("reports") / f"{found.a}-{found.b}") / "comparison.html"
    write_comparison(found, page)
    render_comparison(found, Console(soft_wrap=True), limit=limit, html=page)
