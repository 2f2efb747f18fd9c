"""What ``run`` and ``gate`` do: settings, documents, the audit, the reports; the exit code is the result."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.cli.deciding import decisions_file
from audit.cli.pages import write_page
from audit.cli.pipes import discard_output
from audit.cli.progress import Bar
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.config import Settings
    from audit.model import Report
    from audit.review import Decisions


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
    decisions = _decisions(settings, output)
    with Bar(sys.stderr, quiet=settings.quiet) as bar:
        documents = read(inputs, settings.inputs(source))
        report = pipeline.run(documents, settings, bar.show, decisions=decisions)
    html = _write(report, output, settings)
    _show(report, settings, html)
    return int(exit_code(report, gated=settings.gate is not None))


def _decisions(settings: Settings, output: Path) -> Decisions | None:
    """The decisions that hold today; None where no file was named and none lies in the output folder."""
    from audit.review import load

    path = decisions_file(settings, output)
    return load(path, datetime.now().date()) if settings.decisions or path.exists() else None


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
    from audit.report import history, record

    record.write(report, output)
    for name in settings.formats:
        from audit.report import tables

        write = {"csv": tables.write_csv, "parquet": tables.write_parquet}[name]
        write(report, output)
    history.append(report, output, datetime.now(UTC).isoformat(timespec="seconds"))
    return write_page(report, output)


def _show(report: Report, settings: Settings, html: Path) -> None:
    from audit.cli.console import PipeConsole
    from audit.report import terminal

    gated = settings.gate is not None
    try:
        if settings.quiet:
            terminal.render(report, PipeConsole(stderr=True, soft_wrap=True), quiet=True, gated=gated)
        else:
            terminal.render(report, PipeConsole(soft_wrap=True), html=html)
    except BrokenPipeError:
        discard_output()  # "mtaudit gate … | head": the verdict stands, whoever reads of it
