"""``mtaudit baseline``: accept what is there, so that only new findings fail."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import actions
from audit.cli.auditing import audited, planned
from audit.cli.options import OPTIONS, with_options
from audit.errors import UsageError
from audit.report.wording import count

if TYPE_CHECKING:
    from audit.grade.baseline import Audited
    from audit.model import Known, Report

#: Where the baseline is kept when neither an option nor the configuration says.
DEFAULT = Path("mtaudit-baseline.jsonl")

_FILE = click.option(
    "--baseline",
    "path",
    type=click.Path(path_type=Path),
    help=f"The baseline file [default: as configured, else {DEFAULT}].",
)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def baseline() -> None:
    """Accept the findings that are there: `--baseline FILE` then lets only new ones fail."""


@baseline.command()
@with_options(OPTIONS)
@click.option("--force", is_flag=True, help="Write over a baseline, suppressions and all.")
def write(inputs: tuple[str, ...], force: bool, **options: Any) -> None:
    """Audit, and write all findings to a new baseline."""
    from audit.grade.baseline import known

    path = _path(options)
    if path.exists() and not force:
        remedy = "`mtaudit baseline update` keeps its suppressions; --force writes over it"
        raise UsageError("there is a baseline already", where=str(path), remedy=remedy)
    made = _audit(inputs, options, afresh=True)
    entries = [known(f) for d in made.documents for f in d.findings]
    _save(path, entries)
    click.echo(f"{path}: {count(len(entries), 'finding')} accepted")
    sys.exit(_told(made.report))


@baseline.command()
@with_options(OPTIONS)
def check(inputs: tuple[str, ...], **options: Any) -> None:
    """Audit, and fail where a finding is new: exit 0 none is, 1 some are, 3 could not judge."""
    from rich.console import Console

    from audit.report import terminal

    path = _path(options)
    made = _audit(inputs, {**options, "baseline": path})
    report = made.report
    new = sum(f.counts for d in made.documents for f in d.findings)
    if not options["quiet"]:
        with actions.no_commands(sys.stdout):
            terminal.render(report, Console(soft_wrap=True))
    _tell_entries(report)
    click.echo(f"{path}: {count(new, 'new finding')}")
    outage = _told(report)
    sys.exit(1 if new else outage)


@baseline.command()
@with_options(OPTIONS)
def update(inputs: tuple[str, ...], **options: Any) -> None:
    """Audit, take in what is new and leave out what is gone. Suppressions that still fit stay."""
    from audit.grade.baseline import read, updated

    path = _path(options)
    made = _audit(inputs, {**options, "baseline": path})
    before = read(path)
    after = updated(made.documents, before, date.today())
    old, new = ({(k.doc, k.fingerprint) for k in entries} for entries in (before.known, after))
    _tell_entries(made.report)
    _save(path, after)
    click.echo(f"{path}: {len(new - old):,} added, {len(old - new):,} taken out, {len(new):,} in all")
    sys.exit(_told(made.report))


@baseline.command()
@click.argument("fingerprint")
@_FILE
@click.option("--reason", required=True, help="Why it is no defect.")
@click.option("--author", default=getpass.getuser, show_default="your login", help="Who says so.")
@click.option("--expires", type=_DAY, help="The last day on which it is suppressed.")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file.")
def suppress(fingerprint: str, reason: str, author: str, expires: Any, **options: Any) -> None:
    """Say that a finding of the baseline, named by its fingerprint, is no defect: it then counts nowhere."""
    from audit.grade import baseline as known
    from audit.model import Suppression

    if not reason.strip() or not author.strip():
        raise UsageError("a suppression needs a reason and an author", where="--reason, --author")
    path = _path({"baseline": options["path"], "config": options["config"]})
    until = expires.date().isoformat() if expires else None
    said = Suppression(reason, author, date.today().isoformat(), until)
    _save(path, known.suppress(known.read(path), fingerprint, said))
    click.echo(f"{path}: {fingerprint} suppressed{f' until {until}' if until else ''}")


def _path(options: dict[str, Any]) -> Path:
    from audit import config

    given: Path | None = options["baseline"]
    return given or config.load(config=options["config"]).baseline or DEFAULT


@dataclass(frozen=True)
class _Made:
    """The report of an audit, and all its documents as a baseline sees them."""

    report: Report
    documents: list[Audited]


def _audit(inputs: tuple[str, ...], options: dict[str, Any], *, afresh: bool = False) -> _Made:
    from audit import pipeline

    plan = planned(inputs, False, options, afresh=afresh)
    documents: list[Audited] = []
    report = audited(plan, lambda d: documents.append(pipeline.audited(d, plan.settings)))
    if not report.audited and not report.failures and not options["since"]:
        raise UsageError("there is nothing to audit", where=inputs[0])
    return _Made(report, documents)


def _save(path: Path, known: Iterable[Known]) -> None:
    from audit.grade.baseline import dumped
    from audit.report.files import replacing_text

    with replacing_text(path) as file:
        file.write(dumped(known))


def _told(report: Report) -> int:
    """Say what could not be read; the exit code that follows from it."""
    for failure in report.failures:
        remedy = f" ({failure.remedy})" if failure.remedy else ""
        click.echo(f"mtaudit: not judged: {failure.where}: {failure.problem}{remedy}", err=True)
    return 3 if report.failures else 0


def _tell_entries(report: Report) -> None:
    """What the baseline holds in vain."""
    if report.baseline is None:
        return
    for what, entries in (
        ("gone", report.baseline.absent),
        ("suppression unused", report.baseline.unused),
        ("suppression expired", report.baseline.expired),
    ):
        for known in entries:
            place = f"{known.doc!r}: {known.code} {known.text!r}"
            click.echo(f"{what}: {place} [{known.fingerprint}]")
