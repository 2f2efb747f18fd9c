"""``mtaudit baseline`` and ``--baseline``: only new findings fail."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.project import CLEAN, ENGLISH, FRENCH, QUICK, mtaudit, put

AGAINST = ("--baseline", "known.jsonl")


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wrong number, and the working directory around it."""
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "news", a_en=ENGLISH, a_fr=FRENCH)


def entries() -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("known.jsonl").read_text("utf-8").splitlines()[1:]]


def test_what_is_written_passes_and_what_comes_after_fails(news: Path) -> None:
    assert mtaudit("gate", news, *QUICK, "-q").code == 1
    done = mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    assert (done.code, done.out) == (0, "known.jsonl: 1 finding accepted\n")
    assert [e["code"] for e in entries()] == ["NUM001"]
    assert mtaudit("gate", news, *AGAINST, *QUICK, "-q").code == 0
    assert mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q").code == 0
    put(news, a_fr="Une note de plus.\n\n" + FRENCH)  # an edit elsewhere
    assert mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q").code == 0
    put(news, b_en=ENGLISH, b_fr=FRENCH)
    done = mtaudit("baseline", "check", news, *AGAINST, *QUICK)
    assert done.code == 1 and "b.fr.txt:3:43 NUM001" in done.out and "a.fr.txt:" not in done.out
    assert done.out.endswith("known.jsonl: 1 new finding\n")
    assert mtaudit("gate", news, *AGAINST, *QUICK, "-q").code == 1


def test_an_existing_baseline_is_not_written_over(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    done = mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    assert done.code == 2 and done.err.startswith("mtaudit: known.jsonl: there is a baseline already (")
    assert mtaudit("baseline", "write", news, *AGAINST, *QUICK, "--force").code == 0


def test_update_takes_in_what_is_new_and_leaves_out_what_is_gone(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    put(news, a_fr=CLEAN, b_en=ENGLISH, b_fr=FRENCH)
    done = mtaudit("baseline", "update", news, *AGAINST, *QUICK)
    assert done.code == 0
    assert "gone: 'a.fr': NUM001 '5 300'" in done.out
    assert done.out.endswith("known.jsonl: 1 added, 1 taken out, 1 in all\n")
    assert [e["doc"] for e in entries()] == ["b.fr"]
    assert mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q").code == 0


def test_a_suppression_has_a_reason_an_author_a_date_and_an_end(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    (entry,) = entries()
    name = str(entry["fingerprint"])[:8]
    assert mtaudit("baseline", "suppress", name, *AGAINST).code == 2  # without a reason
    until = date.today() + timedelta(days=30)
    said = ("--reason", "the price was agreed later", "--author", "Ada", "--expires", until.isoformat())
    assert mtaudit("baseline", "suppress", name, *AGAINST, *said).code == 0
    (entry,) = entries()
    assert entry["suppressed"] == {
        "reason": "the price was agreed later",
        "author": "Ada",
        "date": date.today().isoformat(),
        "expires": until.isoformat(),
    }
    done = mtaudit("gate", news, *AGAINST, *QUICK, "-o", "out")
    assert done.code == 0 and "and 1 suppressed" in done.out
    summary = json.loads(Path("out/summary.json").read_text("utf-8"))
    assert summary["score"]["calibrated"] == 100.0 and summary["baseline"]["suppressed"] == 1
    finding = json.loads(Path("out/findings.jsonl").read_text("utf-8"))
    assert finding["suppressed"]["author"] == "Ada" and finding["baseline"] == "unchanged"


def test_a_suppression_that_expired_counts_again_and_is_told(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    name = str(entries()[0]["fingerprint"])
    mtaudit("baseline", "suppress", name, *AGAINST, "--reason", "r", "--expires", "2020-01-01")
    done = mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q")
    assert done.code == 1 and f"suppression expired: 'a.fr': NUM001 '5 300' [{name}]" in done.out


def test_a_suppression_that_suppresses_nothing_is_told(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    name = str(entries()[0]["fingerprint"])
    mtaudit("baseline", "suppress", name, *AGAINST, "--reason", "r")
    put(news, a_fr=CLEAN)
    done = mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q")
    assert done.code == 0 and f"suppression unused: 'a.fr': NUM001 '5 300' [{name}]" in done.out


def test_an_unreadable_document_is_no_pass(news: Path) -> None:
    mtaudit("baseline", "write", news, *AGAINST, *QUICK)
    (news / "c.fr.txt").write_bytes(b"\xff\xfeU\x00n\x00")
    done = mtaudit("baseline", "check", news, *AGAINST, *QUICK, "-q")
    assert done.code == 3 and "not judged" in done.err and "c.fr.txt" in done.err
    assert mtaudit("baseline", "update", news, *AGAINST, *QUICK, "-q").code == 3


def test_the_file_is_named_by_the_configuration(news: Path) -> None:
    Path("mtaudit.toml").write_text('baseline = "known.jsonl"\n', encoding="utf-8")
    assert mtaudit("baseline", "write", news, *QUICK).code == 0
    assert Path("known.jsonl").exists()
    assert mtaudit("gate", news, *QUICK, "-q").code == 0


def test_a_broken_baseline_is_a_usage_error_before_the_audit(news: Path) -> None:
    Path("known.jsonl").write_text("<<<<<<< ours\n", encoding="utf-8")
    done = mtaudit("gate", news, *AGAINST, *QUICK)
    assert done.code == 2 and done.err.startswith("mtaudit: known.jsonl:1: is no JSON")
    assert not Path("reports").exists()
