"""The history of runs: a small SQLite database that every run appends to, and what a run is compared with.

A run has a row of its own and a row of scores for all of it, for each language pair, and for each system of a
pair ("system/document" in the ids). Scores are over what nobody suppressed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from audit.grade.tally import Group, groups_of
from audit.model import GroupScore, Report
from audit.mqm import Severity

_VERSION = 1
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, batch TEXT NOT NULL, signature TEXT NOT NULL,
    passed INTEGER, failures INTEGER NOT NULL
);
CREATE INDEX runs_of_batch ON runs (batch, id);
CREATE TABLE scores (
    run INTEGER NOT NULL REFERENCES runs (id), pair TEXT NOT NULL, system TEXT NOT NULL,
    documents INTEGER NOT NULL, words INTEGER NOT NULL, score REAL,
    critical INTEGER NOT NULL, major INTEGER NOT NULL, minor INTEGER NOT NULL, neutral INTEGER NOT NULL,
    PRIMARY KEY (run, pair, system)
) WITHOUT ROWID;
"""
#: A drop that does not show in the one digit that scores are printed with is none.
_VISIBLE = 0.05


@dataclass(frozen=True)
class Entry:
    """The scores of one run for one group. ``passed`` is None where no gate judged, or none could."""

    run: int
    at: str
    batch: str
    signature: str
    passed: bool | None
    failures: int
    pair: str
    system: str
    documents: int
    words: int
    score: float | None
    critical: int
    major: int
    minor: int
    neutral: int


def append(path: Path, report: Report, batch: str, at: datetime) -> None:
    """Append a run. Raises UsageError where the database cannot be written, or is none."""
    passed = None if report.verdict.passed is None else int(report.verdict.passed)
    with _database(path) as database:
        run = database.execute(
            "INSERT INTO runs (at, batch, signature, passed, failures) VALUES (?, ?, ?, ?, ?)",
            (at.isoformat(timespec="seconds"), batch, report.signature, passed, len(report.failures)),
        ).lastrowid
        rows = [(run, *group, *figures) for group, figures in _figures(report).items()]
        marks = ", ".join("?" * 10)
        database.executemany(f"INSERT INTO scores VALUES ({marks})", rows)


def entries(
    path: Path,
    *,
    batch: str | None = None,
    pair: str | None = None,
    system: str | None = None,
    runs: int | None = None,
) -> list[Entry]:
    """The entries of a history, the oldest first; of the last ``runs`` runs where given.

    Raises UsageError where there is no history.
    """
    wanted = {"runs.batch": batch, "scores.pair": pair, "scores.system": system}
    given = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(f"{column} = ?" for column in given) or "1"
    with _database(path, make=False) as database:
        rows = database.execute(
            "SELECT run, at, batch, signature, passed, failures, pair, system, documents, words, score,"
            " critical, major, minor, neutral FROM runs JOIN scores ON scores.run = runs.id"
            f" WHERE {where} ORDER BY run, pair, system",
            tuple(given.values()),
        ).fetchall()
    numbers = sorted({row[0] for row in rows})
    kept = set(numbers if runs is None else numbers[-runs:])
    return [_entry(*row) for row in rows if row[0] in kept]


def last_passing(path: Path, batch: str) -> dict[Group, Entry]:
    """The groups of the last run of a batch that passed its gate; empty where none did."""
    if not path.exists():
        return {}
    passed = [e for e in entries(path, batch=batch) if e.passed]
    return {(e.pair, e.system): e for e in passed if e.run == passed[-1].run}


def regressions(before: Mapping[Group, Entry], report: Report) -> tuple[str, ...]:
    """What is worse than in an earlier run, one line a group: a lower score, or more that is critical."""
    out: list[str] = []
    for (pair, system), figures in _figures(report).items():
        old = before.get((pair, system))
        if old is None:
            continue
        name = " ".join(part for part in (pair, system) if part)
        label = f"{name}: " if name else ""
        new, critical = figures[2], figures[3]
        if new is not None and old.score is not None and new < old.score - _VISIBLE:
            out.append(f"{label}quality score {new:.1f}, it was {old.score:.1f} in the run of {old.at}")
        if critical > old.critical:
            out.append(
                f"{label}{critical:,} critical findings, they were {old.critical:,} in the run of {old.at}"
            )
    return tuple(out)


Figures = tuple[int, int, float | None, int, int, int, int]


def _figures(report: Report) -> dict[Group, Figures]:
    return {group: _of(scored) for group, scored in sorted(groups_of(report).items())}


def _of(scored: GroupScore) -> Figures:
    severities = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.NEUTRAL)
    critical, major, minor, neutral = (scored.score.counts[s] for s in severities)
    return (scored.documents, scored.score.words, scored.score.calibrated, critical, major, minor, neutral)


def _entry(run: int, at: str, batch: str, signature: str, passed: int | None, *rest: Any) -> Entry:
    return Entry(run, at, batch, signature, None if passed is None else bool(passed), *rest)


@contextmanager
def _database(path: Path, *, make: bool = True) -> Iterator[sqlite3.Connection]:
    """The database within one transaction, made where it is not there."""
    try:
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise UsageError(
                "there is no history",
                where=str(path),
                remedy="`mtaudit run` makes one; or name it with --history",
            )
        with closing(sqlite3.connect(path, timeout=30)) as database:
            # Readers do not wait for a writer, nor a run in one CI job for another.
            database.execute("PRAGMA journal_mode = WAL")
            with database:
                database.execute("BEGIN IMMEDIATE" if make else "BEGIN")
                _check_version(database, path, make)
                yield database
    except (sqlite3.Error, OSError) as error:
        raise UsageError(
            f"the history cannot be used: {error}", where=str(path), remedy="name another with --history"
        ) from None


def _check_version(database: sqlite3.Connection, path: Path, make: bool) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version == 0 and tables == 0 and make:
        for statement in _SCHEMA.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")
    elif version != _VERSION:
        raise UsageError(
            f"is no history of version {_VERSION}", where=str(path), remedy="name another with --history"
        )
