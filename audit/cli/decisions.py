"""``mtaudit decisions``: list, merge, apply and expire an editor's decisions."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.review import Entry

_FILE = click.Path(path_type=Path)


@click.group()
def decisions() -> None:
    """List, merge, apply and expire decisions on findings."""


@decisions.command("list")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON Lines.")
@click.option("--all", "everything", is_flag=True, help="Every line, not only what holds.")
def list_(file: Path, as_json: bool, everything: bool) -> None:
    """Print what holds: the latest decision on each finding. FILE may be the folder of a report."""
    from audit.report.visible import visible
    from audit.review import latest
    from audit.review.decisions import expired, to_json

    entries = _entries(file)
    chosen = entries if everything else list(latest(entries).values())
    for entry in sorted(chosen, key=lambda e: e.decision.date):
        if as_json:
            click.echo(json.dumps(to_json(entry), ensure_ascii=True))
            continue
        made = entry.decision
        until = f" until {made.expires}" if made.expires else ""
        over = " (expired)" if expired(entry, date.today()) else ""
        who = f" {made.author}" if made.author else ""
        note = f"  — {made.note}" if made.note else ""
        text = entry.text if len(entry.text) <= 60 else entry.text[:59] + "…"
        line = (
            f"{made.date[:16].replace('T', ' ')}{who}  {made.judgement}{until}{over}"
            f"  {entry.code}  {entry.doc}  “{text}”{note}"
        )
        click.echo(visible(line))
    if not as_json:
        click.echo(f"{len(chosen):,} decision{'' if len(chosen) == 1 else 's'}")


@decisions.command()
@click.argument("into", type=_FILE)
@click.argument("files", type=_FILE, nargs=-1, required=True)
def merge(into: Path, files: tuple[Path, ...]) -> None:
    """Add to INTO what the other FILES hold and it does not; of two on one finding the later holds.

    Where two people judged one finding differently, both are printed.
    """
    from audit.report.visible import visible
    from audit.review import Store, latest

    store = Store(into)
    known = list(_entries(into)) if into.exists() else []
    seen = set(known)
    fresh: list[Entry] = []
    for file in files:
        for entry in _entries(file):
            if entry not in seen:
                seen.add(entry)
                fresh.append(entry)
    fresh.sort(key=lambda e: e.decision.date)
    store.append(fresh)
    everything: dict[str, list[Entry]] = {}
    for entry in (*known, *fresh):
        everything.setdefault(entry.fingerprint, []).append(entry)
    for entries in everything.values():
        (entry,) = latest(entries).values()
        for other in _others(entry, entries):
            place = f"{entry.code} {entry.doc} “{entry.text[:60]}”"
            click.echo(visible(f"differ on {place}: {_said(entry)} holds, {_said(other)} was before"))
    click.echo(f"{len(fresh):,} added to {into}")


def _others(holds: Entry, entries: list[Entry]) -> list[Entry]:
    """What other people said last of the same finding, where it differs."""
    from audit.review import latest

    by_author: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.decision.author != holds.decision.author:
            by_author.setdefault(entry.decision.author, []).append(entry)
    last = [entry for mine in by_author.values() for entry in latest(mine).values()]
    return [e for e in last if e.decision.judgement is not holds.decision.judgement]


def _said(entry: Entry) -> str:
    return f"{entry.decision.judgement} ({entry.decision.author or 'no name'}, {entry.decision.date[:10]})"


@decisions.command()
@click.argument("folder", type=_FILE, metavar="DIR")
@click.argument("files", type=_FILE, nargs=-1)
@click.option("--gate", "gated", is_flag=True, help="Judge the report anew by the thresholds of the file.")
@click.option("--config", type=_FILE, help="Configuration file.")
def apply(folder: Path, files: tuple[Path, ...], gated: bool, config: Path | None) -> None:
    """Rewrite the report of DIR as the decisions leave it, without auditing again. With --gate the exit code
    is the verdict.

    FILES default to the decisions of the configuration, else to DIR/decisions.jsonl.
    """
    from audit import config as configuration
    from audit import pipeline
    from audit.cli.deciding import decisions_file
    from audit.cli.pages import runs_of, write_page
    from audit.grade import exit_code
    from audit.report import record, wording
    from audit.report.reading import read
    from audit.review import Decisions, in_force, latest

    settings = configuration.load({}, gated=gated, config=config)
    report = read(folder)
    entries = [e for file in files or (decisions_file(settings, folder),) for e in _entries(file)]
    held = in_force(latest(entries), date.today())
    decided = pipeline.decide(report, Decisions(held), settings.gate)
    record.write(decided, folder)
    write_page(decided, folder, runs_of(folder))
    score, confirmed = decided.score, decided.confirmed
    click.echo(f"{wording.count(len(held), 'decision')} applied to {folder}")
    hidden = len(decided.findings) - len(decided.standing)
    click.echo(f"{wording.basis(decided.standing)} {wording.suppressed(hidden)}")
    click.echo(f"Score: {wording.number(score.calibrated, 1)}")
    if confirmed is not None:
        click.echo(f"{wording.CONFIRMED} {wording.number(confirmed.calibrated, 1)}")
    if gated:
        click.echo(f"Verdict: {wording.verdict(decided)}")
        sys.exit(int(exit_code(decided, gated=True)))


@decisions.command()
@click.argument("file", type=_FILE)
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Also those made this long ago.")
@click.option("--code", "codes", multiple=True, metavar="RULE", help="Only those on findings of this rule.")
def expire(file: Path, older_than: int | None, codes: tuple[str, ...]) -> None:
    """Take back decisions whose day has come: their findings are reported again.

    Nothing is deleted: a line that takes it back is added for each.
    """
    from dataclasses import replace

    from audit.model import Judgement
    from audit.review import Store, latest
    from audit.review.decisions import expired, instant

    now = datetime.now(UTC)
    limit = instant(now - timedelta(days=older_than)) if older_than is not None else ""
    gone = [
        entry
        for entry in latest(_entries(file)).values()
        if entry.decision.judgement is not Judgement.OPEN
        and (not codes or entry.code in codes)
        and (expired(entry, now.date()) or entry.decision.date < limit)
    ]
    taken_back = [
        replace(e, decision=replace(e.decision, judgement=Judgement.OPEN, date=instant(now), expires=None))
        for e in gone
    ]
    Store(_file(file)).append(taken_back)
    click.echo(f"{len(gone):,} of {file} taken back")


def _file(path: Path) -> Path:
    """The file itself, where the folder of a report was named."""
    from audit.cli.deciding import NAME

    return path / NAME if path.is_dir() else path


def _entries(path: Path) -> tuple[Entry, ...]:
    """The entries of a file that must be there; lines that cannot be read are said on stderr."""
    from audit.review import Store

    file = _file(path)
    if not file.exists():
        raise UsageError("there are no decisions", where=str(file), remedy="mtaudit review DIR makes them")
    read = Store(file).read()
    for problem in read.unreadable:
        click.echo(f"mtaudit: {file}, {problem} (skipped)", err=True)
    return read.entries
