"""The history: what is remembered of a run, and what is worse than the last one that passed."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.grade import history, score
from audit.model import (
    Article,
    Document,
    DocumentReport,
    Finding,
    Language,
    Report,
    Span,
    Suppression,
    Verdict,
)
from audit.mqm import Severity

START = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MINOR, CRITICAL = Severity.MINOR, Severity.CRITICAL


def document(name: str, *severities: Severity, target: str = "fr", words: int = 1000) -> DocumentReport:
    span = (Span("target", 0, 1),)
    findings = tuple(
        Finding(name, "X001", "x", "other", "Accuracy/Omission", s, 1.0, "", span, "x") for s in severities
    )
    article = Article(Document(name, "x", Language(target), "y", Language("en")), (), (), ())
    return DocumentReport(article, findings, score(findings, words))


def report(*documents: DocumentReport, passed: bool | None = True, signature: str = "s") -> Report:
    every = [f for d in documents for f in d.findings]
    total = score(every, sum(d.score.words for d in documents))
    return Report(documents, (), total, Verdict(passed), signature)


def remember(path: Path, *reports: Report, batch: str = "news") -> None:
    for i, item in enumerate(reports):
        history.append(path, item, batch, START + timedelta(days=i))


def test_a_run_has_rows_for_all_of_it_for_pairs_and_for_systems(tmp_path: Path) -> None:
    path = tmp_path / "made/history.sqlite"
    remember(path, report(document("A/x", MINOR), document("B/x"), document("A/y", target="de", words=10)))
    found = {(e.pair, e.system): (e.documents, e.words, e.score, e.minor) for e in history.entries(path)}
    assert found == {
        ("", ""): (3, 2010, pytest.approx(99.5025, abs=1e-4), 1),
        ("en-fr", ""): (2, 2000, 99.5, 1),
        ("en-fr", "A"): (1, 1000, 99.0, 1),
        ("en-fr", "B"): (1, 1000, 100.0, 0),
        ("en-de", ""): (1, 10, 100.0, 0),
        ("en-de", "A"): (1, 10, 100.0, 0),
    }
    first = history.entries(path)[0]
    assert (first.at, first.batch, first.signature, first.passed) == (
        "2026-06-01T12:00:00+00:00",
        "news",
        "s",
        True,
    )


def test_entries_are_chosen_and_ordered(tmp_path: Path) -> None:
    path = tmp_path / "h"
    remember(path, report(document("a")), report(document("a", MINOR)), report(document("a", MINOR, MINOR)))
    remember(path, report(document("a")), batch="other")
    assert [e.minor for e in history.entries(path, batch="news", pair="en-fr")] == [0, 1, 2]
    assert [e.minor for e in history.entries(path, batch="news", pair="en-fr", runs=2)] == [1, 2]
    assert history.entries(path, system="none") == []


def test_what_somebody_suppressed_is_not_scored(tmp_path: Path) -> None:
    item = document("a", MINOR)
    quiet = replace(item.findings[0], suppressed=Suppression("r", "a", "2026-01-01"))
    remember(tmp_path / "h", report(replace(item, findings=(quiet,))))
    assert {e.score for e in history.entries(tmp_path / "h")} == {100.0}


def test_the_last_run_that_passed_is_the_measure(tmp_path: Path) -> None:
    path = tmp_path / "h"
    assert history.last_passing(path, "news") == {}
    remember(path, report(document("a"), passed=True), report(document("a", MINOR), passed=False))
    remember(path, report(document("a", MINOR), passed=None), batch="other")
    before = history.last_passing(path, "news")
    assert before["", ""].score == 100.0 and before["", ""].run == 1
    assert history.last_passing(path, "other") == {}


def test_a_lower_score_or_more_that_is_critical_is_a_regression(tmp_path: Path) -> None:
    path = tmp_path / "h"
    remember(path, report(document("A/x"), document("B/x", MINOR)))
    before = history.last_passing(path, "news")
    assert history.regressions(before, report(document("A/x"), document("B/x", MINOR))) == ()
    worse = history.regressions(before, report(document("A/x", MINOR), document("B/x")))
    assert worse == ("en-fr A: quality score 99.0, it was 100.0 in the run of 2026-06-01T12:00:00+00:00",)
    worse = history.regressions(before, report(document("A/x", CRITICAL, words=10**7), document("B/x")))
    assert any("critical findings, they were 0" in line for line in worse)


def test_a_drop_that_does_not_show_is_none(tmp_path: Path) -> None:
    remember(tmp_path / "h", report(document("a", MINOR, words=1000)))
    before = history.last_passing(tmp_path / "h", "news")
    assert history.regressions(before, report(document("a", MINOR, words=990))) == ()
    assert history.regressions(before, report(document("a", MINOR, words=900)))


def test_new_pairs_and_systems_have_nothing_to_be_worse_than(tmp_path: Path) -> None:
    remember(tmp_path / "h", report(document("A/x", MINOR)))
    before = history.last_passing(tmp_path / "h", "news")
    assert history.regressions(before, report(document("A/x"), document("C/x", MINOR, target="de"))) == ()


def test_runs_side_by_side_are_all_remembered(tmp_path: Path) -> None:
    path = tmp_path / "h"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: history.append(path, report(document(f"S{i}/a")), "news", START), range(24)))
    assert len({e.run for e in history.entries(path)}) == 24
    assert len({e.system for e in history.entries(path)}) == 25


def test_hostile_names_are_values(tmp_path: Path) -> None:
    name = "a'); DROP TABLE runs; --"
    remember(tmp_path / "h", report(document(f"{name}/x")), batch=name)
    assert {e.system for e in history.entries(tmp_path / "h", batch=name)} == {"", name}


def test_a_file_that_is_no_history_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no history"):
        history.entries(tmp_path / "gone")
    (tmp_path / "text").write_text("not a database at all, " * 99, encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be used: file is not a database"):
        remember(tmp_path / "text", report(document("a")))
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE x (y)")
    other.close()
    for call in (lambda: history.entries(tmp_path / "other"), lambda: remember(tmp_path / "other", report())):
        with pytest.raises(UsageError, match="is no history of version 1"):
            call()
