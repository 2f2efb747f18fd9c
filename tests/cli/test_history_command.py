"""``mtaudit history`` and ``--fail-on-regression``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.project import CALM_ENGLISH, CALM_FRENCH, CLEAN, ENGLISH, QUICK, mtaudit, put

LAX = ("--threshold", "0", *QUICK, "-q")


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "news", a_en=ENGLISH + CALM_ENGLISH, a_fr=CLEAN + CALM_FRENCH)


def test_runs_are_remembered_and_shown_by_batch_pair_and_system(news: Path) -> None:
    mtaudit("gate", "news", *LAX)
    put(news, a_fr=(news / "a.fr.txt").read_text("utf-8").replace("3 500", "5 300"))
    mtaudit("run", "news", *QUICK, "-q")
    done = mtaudit("history")
    assert done.code == 0
    head, *rows = done.out.splitlines()
    columns = ["batch", "pair", "system", "run", "documents", "words", "critical", "major", "minor", "score"]
    assert head.split() == [*columns, "verdict"]
    assert [r.split()[:3] for r in rows] == [["news", "all", "all"]] * 2 + [["news", "en-fr", "all"]] * 2
    assert "passed" in rows[0] and rows[1].endswith("-") and " -" in rows[1]
    found = json.loads(mtaudit("history", "--json", "--pair", "en-fr", "--limit", "1").out)
    assert [(e["batch"], e["major"], e["passed"]) for e in found] == [("news", 1, None)]


def test_the_history_lies_where_the_run_was_told(news: Path) -> None:
    mtaudit("run", "news", *QUICK, "-q", "--no-history")
    assert not list(Path().rglob("*.sqlite"))
    mtaudit("run", "news", *QUICK, "-q", "-o", "out")
    assert mtaudit("history", "--history", "out").code == 0
    mtaudit("run", "news", *QUICK, "-q", "-o", "out", "--history", "mine.sqlite")
    assert {str(p) for p in Path().rglob("*.sqlite")} == {"out/history.sqlite", "mine.sqlite"}
    Path("mtaudit.toml").write_text('history = "mine.sqlite"\n', encoding="utf-8")
    assert len(json.loads(mtaudit("history", "--json").out)) == 2
    done = mtaudit("history", "--history", "gone")
    assert done.code == 2 and "there is no history" in done.err


def test_a_regression_fails_and_the_last_run_that_passed_is_the_measure(news: Path) -> None:
    def gate() -> int:
        return mtaudit("gate", "news", *LAX, "--fail-on-regression").code

    good = (news / "a.fr.txt").read_text("utf-8")
    assert gate() == 0  # nothing to compare with
    assert gate() == 0
    put(news, a_fr=good.replace("3 500", "5 300"))
    assert mtaudit("gate", "news", *LAX, "--no-history").code == 0
    assert gate() == 1
    assert gate() == 1  # a run that failed is no measure
    reasons = json.loads(Path("reports/news/summary.json").read_text("utf-8"))["verdict"]["reasons"]
    assert "it was 100.0 in the run of" in reasons[0]
    put(news, a_fr=good)
    assert gate() == 0


def test_another_signature_is_told(news: Path) -> None:
    mtaudit("gate", "news", *LAX)
    mtaudit("gate", "news", *LAX, "--fail-on-regression", "--ignore", "TYP")
    reasons = json.loads(Path("reports/news/summary.json").read_text("utf-8"))["verdict"]["reasons"]
    assert "has another signature" in reasons[-1]


def test_a_history_that_cannot_be_written_does_not_spoil_the_audit(news: Path) -> None:
    Path("h").write_text("no database, " * 99, encoding="utf-8")
    done = mtaudit("run", "news", *QUICK, "-q", "--history", "h")
    assert done.code == 0 and "the history cannot be used" in done.err
    assert mtaudit("gate", "news", *LAX, "--history", "h", "--fail-on-regression").code == 2
