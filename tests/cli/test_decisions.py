"""``mtaudit decisions`` and ``run --decisions``: what an editor decided, and what comes of it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.cli.main import main
from audit.model import Decision, Judgement
from audit.review import Entry, Store
from audit.review.decisions import instant

PLAIN = ("--back-translation", "none", "--encoder", "none", "--quiet")
OLD = "2026-01-05T09:12:00.000Z"


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one article in it: a wrong number."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.en.txt").write_text("The ferry carries 120 people.\n", "utf-8")
    (tmp_path / "in" / "a.fr.txt").write_text("Le ferry transporte 210 personnes.\n", "utf-8")
    return tmp_path


def mtaudit(monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> int:
    """The exit code of a command."""
    monkeypatch.setattr(sys, "argv", ["mtaudit", *map(str, args)])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def audited(monkeypatch: pytest.MonkeyPatch, *args: str | Path, code: int = 0) -> dict[str, Any]:
    """The summary of a run into out/."""
    assert mtaudit(monkeypatch, "run", "in", "--output", "out", *PLAIN, *args) == code
    return dict(json.loads(Path("out/summary.json").read_text("utf-8")))


def found() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out/findings.jsonl").read_text("utf-8").splitlines()]


def decided(judgement: Judgement, author: str = "Ana", made: str = OLD, until: str | None = None) -> Entry:
    """A decision on the wrong number of the last run."""
    number = next(f for f in found() if f["check"] == "number")
    decision = Decision(judgement, "a note", author, made, until)
    return Entry(number["fingerprint"], decision, number["doc"], number["code"], number["text"])


def test_the_next_run_respects_what_lies_beside_the_report(
    article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = audited(monkeypatch)
    assert before["findings"]["check"]["number"] == 1 and before["findings"]["suppressed"] == 0
    Store(Path("out/decisions.jsonl")).append([decided(Judgement.FALSE_ALARM)])
    after = audited(monkeypatch)
    assert "number" not in after["findings"]["check"]
    assert after["findings"]["suppressed"] == 1
    (line,) = [f for f in found() if "suppressed" in f]
    assert line["code"] == "NUM001" and line["suppressed"]["reason"] == "a note"
    assert "1 finding suppressed" in Path("out/report.html").read_text("utf-8")
    assert after["score"]["calibrated"] > before["score"]["calibrated"]
    assert "Trend" in Path("out/report.html").read_text("utf-8")


def test_a_file_may_be_named_on_the_line_or_in_the_configuration(
    article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(monkeypatch)
    Store(article / "team.jsonl").append([decided(Judgement.ACCEPT)])
    assert audited(monkeypatch, "--decisions", "team.jsonl")["confirmed"]["counts"]["major"] == 1
    (article / "mtaudit.toml").write_text('decisions = "team.jsonl"\n', "utf-8")
    assert audited(monkeypatch)["confirmed"] is not None
    (article / "mtaudit.toml").write_text('decisions = "later.jsonl"\n', "utf-8")
    later = audited(monkeypatch)
    assert later["confirmed"] is None and "later.jsonl does not exist" in later["notes"][0]


def test_a_false_alarm_that_expired_is_reported_again(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(monkeypatch)
    yesterday, today = (str(date.today() + timedelta(days=d)) for d in (-1, 0))
    Store(Path("out/decisions.jsonl")).append([decided(Judgement.FALSE_ALARM, until=today)])
    assert audited(monkeypatch)["findings"]["total"] == 0
    (number,) = found()
    again = Decision(Judgement.FALSE_ALARM, "", "Ana", "2026-01-06T00:00:00.000Z", yesterday)
    Store(Path("out/decisions.jsonl")).append([Entry(number["fingerprint"], again)])
    report = audited(monkeypatch)
    assert report["findings"]["total"] == 1 and "1 decision of" in report["notes"][0]


def test_list_prints_what_holds_and_nothing_that_moves_the_cursor(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited(monkeypatch)
    first = decided(Judgement.ACCEPT)
    evil = Entry(
        "x", Decision(Judgement.FIXED, "\x1b[31mred\u202e", "Bo", OLD, "2026-01-06"), "d", "C", "t" * 90
    )
    Store(Path("out/decisions.jsonl")).append(
        [first, decided(Judgement.FALSE_ALARM, made="2026-02-01T00:00:00.000Z"), evil]
    )
    capsys.readouterr()
    assert mtaudit(monkeypatch, "decisions", "list", "out") == 0
    text = capsys.readouterr().out
    assert "2026-02-01 00:00 Ana  false-alarm  NUM001" in text and "accept" not in text
    assert "\\x1b[31mred\\u202e" in text and "until 2026-01-06 (expired)" in text and "2 decisions" in text
    assert mtaudit(monkeypatch, "decisions", "list", "out", "--json", "--all") == 0
    assert [json.loads(line)["decision"] for line in capsys.readouterr().out.splitlines()] == [
        "accept", "fixed", "false-alarm",
    ]  # fmt: skip


def test_merge_adds_what_is_new_and_names_where_people_differ(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited(monkeypatch)
    mine, theirs = decided(Judgement.ACCEPT), decided(Judgement.FALSE_ALARM, "Bo", "2026-02-01T00:00:00.000Z")
    Store(Path("a.jsonl")).append([mine])
    Store(Path("b.jsonl")).append([theirs, mine])
    capsys.readouterr()
    assert mtaudit(monkeypatch, "decisions", "merge", "all.jsonl", "a.jsonl", "b.jsonl") == 0
    text = capsys.readouterr().out
    assert "2 added" in text and "false-alarm (Bo, 2026-02-01) holds, accept (Ana, 2026-01-05) was" in text
    assert Store(Path("all.jsonl")).read().entries == (mine, theirs)
    assert mtaudit(monkeypatch, "decisions", "merge", "all.jsonl", "a.jsonl", "b.jsonl") == 0
    assert "0 added" in capsys.readouterr().out


def test_apply_rewrites_the_report_without_auditing_again(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited(monkeypatch)
    false = decided(Judgement.FALSE_ALARM)
    Store(Path("other.jsonl")).append([false])
    for path in (article / "in").iterdir():
        path.unlink()
    assert mtaudit(monkeypatch, "decisions", "apply", "out", "other.jsonl") == 0
    assert [
        f for f in found() if "suppressed" not in f
    ] == [] and "1 finding suppressed" in capsys.readouterr().out
    assert "1 finding suppressed" in Path("out/report.html").read_text("utf-8")
    Store(Path("other.jsonl")).append(
        [Entry(false.fingerprint, Decision(Judgement.FIXED, date="2026-03-01T00:00:00.000Z"))]
    )
    assert mtaudit(monkeypatch, "decisions", "apply", "out", "other.jsonl", "--gate") == 1
    assert len(found()) == 1 and "Score over confirmed errors only" in capsys.readouterr().out


def test_expire_takes_back_and_deletes_nothing(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audited(monkeypatch)
    store = Store(Path("out/decisions.jsonl"))
    fresh = Entry("fresh", Decision(Judgement.ACCEPT, date=instant(datetime.now(UTC))), code="X1")
    store.append([decided(Judgement.FALSE_ALARM), fresh])
    assert mtaudit(monkeypatch, "decisions", "expire", "out") == 0
    assert "0 of" in capsys.readouterr().out
    assert mtaudit(monkeypatch, "decisions", "expire", "out", "--older-than", "30", "--code", "OTHER") == 0
    assert "0 of" in capsys.readouterr().out
    assert mtaudit(monkeypatch, "decisions", "expire", "out", "--older-than", "30") == 0
    assert "1 of" in capsys.readouterr().out
    assert [e.decision.judgement for e in store.read().entries] == ["false-alarm", "accept", "open"]
    assert audited(monkeypatch)["findings"]["total"] == 1


@pytest.mark.parametrize(
    "args", [("list", "no.jsonl"), ("merge", "a", "no.jsonl"), ("expire", "no.jsonl"), ("apply", "nowhere")]
)
def test_what_is_not_there_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mtaudit(monkeypatch, "decisions", *args) == 2
    error = capsys.readouterr().err
    assert error.startswith("mtaudit: no") and error.count("\n") == 1 and error.rstrip().endswith(")")
