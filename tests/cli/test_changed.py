"""``--since REV``: documents that changed, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.project import CLEAN, ENGLISH, FRENCH, QUICK, git, mtaudit, put

SINCE = ("--since", "HEAD", *QUICK, "-o", "out", "-q")


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two committed pairs, the first with a wrong number."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    folder = put(tmp_path / "news", a_en=ENGLISH, a_fr=FRENCH, b_en=ENGLISH, b_fr=CLEAN)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x")
    return folder


def documents() -> list[str]:
    return [d["id"] for d in json.loads(Path("out/summary.json").read_text("utf-8"))["documents"]]


def test_what_did_not_change_is_not_audited(news: Path) -> None:
    assert mtaudit("gate", "news", *QUICK, "-q").code == 1
    done = mtaudit("gate", "news", *SINCE)
    assert done.code == 0 and documents() == []
    summary = json.loads(Path("out/summary.json").read_text("utf-8"))
    assert summary["verdict"] == {"passed": True, "reasons": ["no document changed since HEAD"]}


@pytest.mark.parametrize("name", ["b_fr", "b_en"])
def test_a_change_of_either_side_counts(news: Path, name: str) -> None:
    put(news, **{name: {"b_fr": FRENCH, "b_en": ENGLISH.replace("3,500", "7,100")}[name]})
    assert mtaudit("gate", "news", *SINCE).code == 1
    assert documents() == ["b.fr"]


def test_new_files_count_and_ids_are_those_of_a_whole_run(news: Path) -> None:
    put(news / "été", c_en=ENGLISH, c_fr=FRENCH)
    assert mtaudit("gate", "news", *SINCE).code == 1
    assert documents() == ["été/c.fr"]


def test_committed_changes_count_since_the_branch_began(news: Path) -> None:
    put(news, b_fr=FRENCH)
    git(news, "commit", "-qam", "y")
    assert mtaudit("gate", "news", *SINCE).code == 0
    assert mtaudit("gate", "news", "--since", "HEAD~1", *QUICK, "-o", "out", "-q").code == 1
    assert documents() == ["b.fr"]


def test_from_a_folder_within_the_checkout(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(news, b_fr=FRENCH)
    monkeypatch.chdir(news)
    assert mtaudit("gate", ".", "--since", "HEAD", *QUICK, "-o", "../out", "-q").code == 1
    monkeypatch.chdir(news.parent)
    assert documents() == ["b.fr"]


def test_other_rules_make_every_document_a_changed_one(news: Path) -> None:
    glossary = Path("terms.csv")
    glossary.write_text("en,fr\nferry,bac\n", "utf-8")
    Path("mtaudit.toml").write_text('glossary = "terms.csv"\n', "utf-8")
    git(news, "add", "-A", "..")
    git(news, "commit", "-qm", "y")
    assert mtaudit("gate", "news", *SINCE).code == 0 and documents() == []
    glossary.write_text("en,fr\nferry,traversier\n", "utf-8")
    assert mtaudit("gate", "news", *SINCE).code == 1
    assert documents() == ["a.fr", "b.fr"]
    summary = json.loads(Path("out/summary.json").read_text("utf-8"))
    assert "terms.csv changed since HEAD: every document was audited" in summary["notes"]


def test_an_unreadable_document_is_no_pass(news: Path) -> None:
    (news / "c.fr.txt").write_bytes(b"\xff\xfeU\x00n\x00")
    assert mtaudit("gate", "news", *SINCE).code == 3


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:news"])
def test_a_revision_that_is_not_there_is_a_usage_error(news: Path, revision: str) -> None:
    done = mtaudit("gate", "news", f"--since={revision}", *QUICK)
    assert done.code == 2
    assert done.err.startswith(
        f"mtaudit: --since: there is no revision {revision!r} in this checkout (fetch it"
    )
    assert not Path("x").exists()


def test_outside_a_checkout_it_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "news", a_fr=FRENCH)
    done = mtaudit("gate", "news", *SINCE)
    assert done.code == 2 and "run it in a git checkout" in done.err
    done = mtaudit("gate", "-", *SINCE)
    assert done.code == 2 and "standard input has no history" in done.err


def test_a_changed_only_run_is_not_remembered_nor_compared(news: Path) -> None:
    put(news, b_fr=CLEAN + "\n")
    assert mtaudit("gate", "news", *SINCE).code == 0
    assert not Path("out/history.sqlite").exists()
    done = mtaudit("gate", "news", *SINCE, "--fail-on-regression")
    assert done.code == 2 and "needs the history of whole runs" in done.err
