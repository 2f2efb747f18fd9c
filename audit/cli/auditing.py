"""What ``run`` and ``gate`` do: settings, documents, the audit, the reports; the exit code is the result."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli.progress import Bar
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.config import Settings
    from audit.model import Report


def audit_files(inputs: Sequence[str], gated: bool, options: Mapping[str, Any]) -> int:
    """Audit what ``inputs`` lead to, write all reports, print one; returns the exit code.

    Raises AuditError for what a user can mend.
    """
    from audit import config, pipeline
    from audit.acquire.reading import read
    from audit.grade import exit_code

    given = dict(options)
    source, file, no_cache = given.pop("source"), given.pop("config"), given.pop("no_cache")
    given["cache"] = False if no_cache else None
    settings = config.load(given, gated=gated, config=file)
    output = settings.output or Path("reports") / _name(inputs)
    _check_output(output, inputs)
    with Bar(sys.stderr, quiet=settings.quiet) as bar:
        report = pipeline.run(read(inputs, settings.inputs(source)), settings, bar.show)
    html = _write(report, output, settings)
    _show(report, settings, html)
    return int(exit_code(report, gated=settings.gate is not None))


def _name(inputs: Sequence[str]) -> str:
    """The folder of the reports: named after the first input."""
    if inputs[0] == "-":
        return "stdin"
    return Path(inputs[0]).resolve().name.split(".")[0] or "run"


def _check_output(output: Path, inputs: Sequence[str]) -> None:
    """Refuse a folder that cannot be written before the work is done, and one that is itself the input."""
    if output.exists() and not output.is_dir():
        raise UsageError("is a file, not a folder", where=str(output), remedy="give a folder with --output")
    if any(i != "-" and Path(i).is_dir() and Path(i).resolve() == output.resolve() for i in inputs):
        raise UsageError("is also the input", where=str(output), remedy="give another folder with --output")


def _write(report: Report, output: Path, settings: Settings) -> Path:
    from audit.detect.catalogue import catalogue
    from audit.grade import profile
    from audit.report import html, record

    record.write(report, output)
    for name in settings.formats:
        from audit.report import tables

        write = {"csv": tables.write_csv, "parquet": tables.write_parquet}[name]
        write(report, output)
    page = output / "report.html"
    html.write(report, page, html.rule_texts(catalogue()), profile(report.profile))
    return page


def _show(report: Report, settings: Settings, html: Path) -> None:
    from rich.console import Console

    from audit.report import terminal

    if settings.quiet:
        terminal.render(report, Console(stderr=True, soft_wrap=True), quiet=True)
    else:
        terminal.render(report, Console(soft_wrap=True), html=html)
