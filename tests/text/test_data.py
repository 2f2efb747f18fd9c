"""The page on languages says which have what: it is held against the files. Entries are well formed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from audit.text.anchors import fold
from tests.support import ROOT

DATA = ROOT / "audit/text/data"
PAGE = (DATA / "README.md").read_text(encoding="utf-8")
LANGUAGES = ("fr", "de", "es", "it", "pt", "nl")
NOT_NEEDED = {("elision", lang) for lang in ("de", "es", "pt", "nl")} | {
    ("agreement", lang) for lang in ("de", "nl")
}


def table(name: str) -> dict[str, Any]:
    folder = ROOT / "audit/detect/data" if name in ("boilerplate", "grammar") else DATA
    found = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return found["per_english"] if name == "lengths" else found


ROWS = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)


def test_every_file_has_a_line() -> None:
    said = set(re.findall(r"^\| `([\w/.]+)`", PAGE, re.MULTILINE))
    assert {p.name for p in DATA.glob("*.toml")} <= said
    assert "terms/CODE.tsv" in said


@pytest.mark.parametrize(("name", "marks"), ROWS, ids=[name for name, _ in ROWS])
def test_the_table_of_languages(name: str, marks: str) -> None:
    have = {p.stem for p in DATA.glob("terms/*.tsv")} if name == "terms" else set(table(name))
    wanted = ["+" if c in have else "–" if (name, c) in NOT_NEEDED else "·" for c in LANGUAGES]
    assert marks.split(" | ") == wanted


def test_the_languages_cover_all_tables() -> None:
    assert len(ROWS) == 14


def test_stems_of_peoples_are_folded() -> None:
    """They are compared with folded words: an accent would make them match nothing."""
    for lang, entries in table("capitals").items():
        for key in ("peoples", "polite", "winds", "lone"):
            for word in entries.get(key, ()):
                assert word == fold(word), (lang, key, word)


def test_no_number_word_has_two_values() -> None:
    for lang, entries in table("numbers").items():
        seen: dict[str, float] = {}
        for word, value in entries.get("words", {}).items():
            assert seen.setdefault(fold(word), value) == value, (lang, word)


def test_terms_are_rows_of_known_concepts() -> None:
    def rows(path: Path) -> list[list[str]]:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines if line and not line.startswith("#")]

    concepts = {row[0] for row in rows(DATA / "terms/en.tsv")}
    for path in DATA.glob("terms/*.tsv"):
        for row in rows(path):
            assert len(row) in (2, 3) and row[0] in concepts and all(part.strip() for part in row[:2]), (
                path,
                row,
            )
