"""What ``run`` and ``gate`` do: settings, documents, the audit, the reports; the exit code is the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import actions
from audit.cli.changed import changed_files, changed_only
from audit.cli.corpus import audit_corpus
from audit.cli.deciding import decisions_file
from audit.cli.pages import past_runs, this_run, write_page
from audit.cli.pipes import discard_output
from audit.cli.progress import Bar
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.config import Settings
    from audit.model import DocumentReport, Report
    from audit.report.html_charts import Run
    from audit.review import Decisions


@dataclass(frozen=True)
class Plan:
    """What is to be audited, how, and where the reports go."""

    inputs: Sequence[str]
    settings: Settings
    output: Path
    source: Path | None
    since: str | None
    shared: tuple[Path, ...] = ()  # files that say how every document is judged


def audit_files(inputs: Sequence[str], gated: bool, options: Mapping[str, Any]) -> int:
    """Audit what ``inputs`` lead to, write all reports, print one; returns the exit code.

    Raises AuditError for what a user can mend.
    """
    from audit.grade import exit_code
    from audit.report import record

    given = dict(options)
    forget, scheduler = given.pop("no_history"), given.pop("scheduler", None)
    plan = planned(inputs, gated or bool(given["fail_on_regression"]), given)
    settings, output = plan.settings, plan.output
    if scheduler is not None:
        return audit_corpus(plan, scheduler)
    history = None if forget or plan.since else _history(settings, output)
    # The record is written as documents are done: a batch may be larger than memory.
    with record.Writer(output) as writer:
        report = audited(plan, writer.add)
        if settings.gate is not None and settings.fail_on_regression:
            report = _compared(report, history, _name(inputs))
        writer.finish(report)
    now = datetime.now(UTC)
    past = [*past_runs(history, _name(inputs)), this_run(report, now)] if history else []
    html = _write(report, output, settings, past)
    if history is not None:
        _remember(report, history, _name(inputs), now, needed=settings.fail_on_regression)
    _show(report, settings, html)
    if plan.since and not report.audited and not report.failures:
        return 0
    return int(exit_code(report, gated=settings.gate is not None))


def planned(inputs: Sequence[str], gated: bool, options: Mapping[str, Any], *, afresh: bool = False) -> Plan:
    """What a command line asks for, without the baseline where it is made ``afresh``.

    Raises UsageError.
    """
    from audit import config

    given = dict(options)
    source, file, no_cache, since = (given.pop(k) for k in ("source", "config", "no_cache", "since"))
    given["cache"] = False if no_cache else None
    file = file or config.find(Path.cwd())
    settings = config.load(given, gated=gated, config=file)
    settings = replace(settings, baseline=None) if afresh else settings
    output = settings.output or Path("reports") / _name(inputs)
    _check_output(output, inputs)
    shared = (file, settings.glossary, settings.do_not_translate, settings.names)
    return Plan(inputs, settings, output, source, since, tuple(p for p in shared if isinstance(p, Path)))


def audited(plan: Plan, sink: Callable[[DocumentReport], None] | None = None) -> Report:
    """The audit. ``sink`` is given each document's report when it is made.

    Raises AuditError for what a user can mend.
    """
    from audit import pipeline
    from audit.acquire.reading import read
    from audit.model import Verdict

    settings = plan.settings
    items = read(plan.inputs, settings.inputs(plan.source))
    notes: list[str] = []
    if plan.since:
        changed = changed_files(plan.inputs, plan.since)
        rules = [p.name for p in plan.shared if os.path.realpath(p) in changed]
        if rules:  # the same text may be judged otherwise now
            notes = [f"{', '.join(rules)} changed since {plan.since}: every document was audited"]
        else:
            items = changed_only(items, changed)
    decisions, today = _decisions(settings, plan.output), date.today()
    with Bar(sys.stderr, quiet=settings.quiet) as bar:
        report = pipeline.run(items, settings, bar.show, decisions=decisions, today=today, sink=sink)
    if plan.since and not report.audited and not report.failures:
        report = replace(report, verdict=Verdict(True, (f"no document changed since {plan.since}",)))
    return replace(report, notes=(*report.notes, *notes))


def _decisions(settings: Settings, output: Path) -> Decisions | None:
    """The decisions that hold today; None where no file was named and none lies in the output folder."""
    from audit.review import load

    path = decisions_file(settings, output)
    return load(path, date.today()) if settings.decisions or path.exists() else None


def root() -> Path:
    """What paths in reports are relative to: the checkout around the working directory, else the latter."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _name(inputs: Sequence[str]) -> str:
    """The folder of the reports, and the batch in the history: named after the first input."""
    if inputs[0] == "-":
        return "stdin"
    return Path(inputs[0]).resolve().name.split(".")[0] or "run"


def _check_output(output: Path, inputs: Sequence[str]) -> None:
    """Refuse a folder that cannot be written before the work is done, and one that is itself the input."""
    if output.exists() and not output.is_dir():
        raise UsageError("is a file, not a folder", where=str(output), remedy="give a folder with --output")
    if any(i != "-" and Path(i).is_dir() and Path(i).resolve() == output.resolve() for i in inputs):
        raise UsageError("is also the input", where=str(output), remedy="give another folder with --output")


def _history(settings: Settings, output: Path) -> Path:
    """Beside the folders of all runs where that of this one was not named, else within it."""
    folder = output if settings.output is not None else output.parent
    return settings.history or folder / "history.sqlite"


def _compared(report: Report, history: Path | None, batch: str) -> Report:
    """The report with a verdict that fails where the last run that passed was better."""
    from audit.grade import history as past
    from audit.model import Verdict

    if history is None:
        problem, remedy = "needs the history of whole runs", "leave out --no-history and --since"
        raise UsageError(problem, where="--fail-on-regression", remedy=remedy)
    before = past.last_passing(history, batch)
    verdict = report.verdict
    if not before:
        said = f"no earlier run of {batch} passed: nothing to compare with"
        return replace(report, verdict=replace(verdict, reasons=(*verdict.reasons, said)))
    worse = past.regressions(before, report)
    old = next(iter(before.values()))
    other = (f"the run of {old.at} has another signature: {old.signature}",)
    notes = other if old.signature != report.signature else ()
    passed = False if worse else verdict.passed
    return replace(report, verdict=Verdict(passed, (*worse, *verdict.reasons, *notes)))


def _remember(report: Report, history: Path, batch: str, at: datetime, *, needed: bool) -> None:
    from audit.grade import history as past

    try:
        past.append(history, report, batch, at)
    except UsageError as error:
        # The audit stands without its history, unless the next one is to be compared with it.
        if needed:
            raise
        click.echo(f"mtaudit: {error}", err=True)


def _write(report: Report, output: Path, settings: Settings, past: Sequence[Run]) -> Path:
    from audit.detect.catalogue import catalogue
    from audit.report import formats

    for name in settings.formats:
        formats.write(name, report, output, catalogue(), root())
    return write_page(report, output, past)


def _show(report: Report, settings: Settings, html: Path) -> None:
    from audit.cli.console import PipeConsole
    from audit.report import terminal

    gated, quiet = settings.gate is not None, settings.quiet
    try:
        with actions.no_commands(sys.stderr if quiet else sys.stdout):
            console = PipeConsole(stderr=quiet, soft_wrap=True)
            terminal.render(report, console, quiet=quiet, gated=gated, html=None if quiet else html)
        if "github" in settings.formats and actions.inside():
            actions.tell(report, root())
    except BrokenPipeError:
        discard_output()  # "mtaudit gate … | head": the verdict stands, whoever reads of it
