"""``mtaudit compare``, on two real runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit import pipeline
from audit.cli.main import cli
from audit.config import Settings
from audit.errors import UsageError
from audit.report import record
from tests.support import document

SOURCE = "He paid 3,500 euros for <b>the</b> house in May."
GOOD, BAD = (
    "Il a payé 3 500 euros pour la maison en mai.",
    "Il a payé 5 300 euros pour <b>la</b> maison en mai.",
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("runs")
    for name, bad in (("first", 6), ("second", 1)):
        items = [document(SOURCE, BAD if i < bad else GOOD, "en-fr", f"doc {i}") for i in range(10)]
        settings = Settings(back_translation="none", encoder="none", estimate="none")
        record.write(pipeline.run(items, settings), root / name)
    return root / "first", root / "second"


def _run(*arguments: object) -> str:
    done = CliRunner().invoke(cli, ["compare", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_terminal_and_page(runs: tuple[Path, Path], tmp_path: Path) -> None:
    said = _run(*runs, "-o", tmp_path, "--limit", 2)
    assert "A first   B second" in said
    assert "B is better" in said
    assert "calibrated quality score: A " in said
    assert "NUM001 major" in said
    assert "more" in said
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "A alone: " in page
    assert "NUM001" in page
    assert "$" not in page
    assert "<script" not in page


def test_json(runs: tuple[Path, Path]) -> None:
    found = json.loads(_run(*runs, "--json"))
    assert found["checks"]["number"] == [6, 1, 5, 0]
    assert found["margins"][0]["items"] == 10
    assert found["margins"][0]["b"] > found["margins"][0]["a"]


def test_hostile_text_is_escaped(runs: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("summary.json", "segments.jsonl", "findings.jsonl"):
        (other / name).write_bytes((runs[0] / name).read_bytes())
    lines = [json.loads(line) for line in (other / "findings.jsonl").read_text().splitlines()]
    lines[0] |= {
        "text": "<script>[bold]\x1b[31m",
        "message": "<img src=x>",
        "fingerprint": "other",
        "segment": None,
    }
    (other / "findings.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    said = _run(runs[0], other, "-o", tmp_path)
    assert "\x1b" not in said
    assert "<script>[bold]" in said
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("summary.json", None, "this is no run's folder"),
        ("summary.json", "[]", "this is no summary of a run"),
        ("segments.jsonl", "{}\n", "segments.jsonl:1: this is no segment"),
        ("findings.jsonl", "nonsense\n", "findings.jsonl:1: is no JSON"),
    ],
)
def test_folders_that_are_no_run(
    runs: tuple[Path, Path], tmp_path: Path, file: str, text: str | None, told: str
) -> None:
    for name in ("summary.json", "segments.jsonl", "findings.jsonl"):
        (tmp_path / name).write_bytes((runs[0] / name).read_bytes())
    (tmp_path / file).unlink() if text is None else (tmp_path / file).write_text(text)
    with pytest.raises(UsageError) as caught:
        _run(runs[0], tmp_path)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
