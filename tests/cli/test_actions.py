"""Inside GitHub Actions: annotations, the job summary, and texts that cannot command the runner."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.project import ENGLISH, FRENCH, QUICK, git, mtaudit, put

EVIL = "::add-mask::5 300\n\n::error::5 300\n\n##[add-mask]5 300\n\n"


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    git(tmp_path, "init", "-q")
    folder = put(
        tmp_path / "texts" / "news", a_en=EVIL.replace("5 300", "3,500") + ENGLISH, a_fr=EVIL + FRENCH
    )
    monkeypatch.chdir(tmp_path / "texts")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    return folder


def commands(out: str) -> list[str]:
    """The lines that the runner would obey: none between stop-commands and its word."""
    found: list[str] = []
    word = ""
    for line in out.splitlines():
        if word:
            word = "" if line == f"::{word}::" else word
        elif match := re.fullmatch("::stop-commands::([0-9a-f]{32})", line):
            word = match[1]
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert word == ""
    return found


def test_annotations_and_summary(news: Path, tmp_path: Path) -> None:
    done = mtaudit("gate", "news", *QUICK, "--format", "github")
    assert done.code == 1
    obeyed = commands(done.out)
    assert all(re.match("::(error|warning|notice) ", line) for line in obeyed)
    assert any("file=texts/news/a.fr.txt,line=9,endLine=9,col=43," in line for line in obeyed)
    assert "::add-mask::5 300" in done.out  # printed, and not obeyed
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("# mtaudit: Failed")
    assert Path("reports/news/github-annotations.txt").read_text("utf-8").splitlines() == obeyed
    mtaudit("gate", "news", *QUICK, "--format", "github")
    assert (tmp_path / "summary.md").read_text("utf-8").count("# mtaudit: Failed") == 2  # appended


def test_texts_command_nothing_without_the_format_either(news: Path, tmp_path: Path) -> None:
    assert commands(mtaudit("run", "news", *QUICK).out) == []
    assert commands(mtaudit("baseline", "write", "news", *QUICK).out) == []
    assert commands(mtaudit("baseline", "check", "news", *QUICK).out) == []
    assert not (tmp_path / "summary.md").exists()


def test_outside_of_actions_the_file_is_all(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    done = mtaudit("gate", "news", *QUICK, "--format", "github")
    assert "::error file" not in done.out and "stop-commands" not in done.out
    assert Path("reports/news/github-annotations.txt").exists() and not (tmp_path / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_told(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/no/such/place.md")
    done = mtaudit("gate", "news", *QUICK, "--format", "github")
    assert done.code == 3 and done.err.startswith("mtaudit: GITHUB_STEP_SUMMARY: cannot be written")
