"""The other sample inputs: JSON Lines, a table, a glossary; and what a run on the folders takes."""

from __future__ import annotations

from pathlib import Path

from audit.acquire import read
from audit.model import Document
from audit.text.glossary import read_glossary
from tests.corpora.gold import CORPORA, LANGUAGES, news


def _documents(path: Path) -> dict[str, Document]:
    items = list(read([path]))
    assert all(isinstance(item, Document) for item in items), items
    return {item.id: item for item in items if isinstance(item, Document)}


def test_json_lines_hold_documents_as_segments_and_whole() -> None:
    found = _documents(CORPORA / "pairs.jsonl")
    assert list(found) == ["library-hours", "night-train", "olive-harvest"]
    assert [d.aligned is not None for d in found.values()] == [True, True, False]


def test_the_table_holds_pairs() -> None:
    found = _documents(CORPORA / "table.csv")
    assert {k: d.target_lang.code for k, d in found.items()} == {
        "pool": "fr",
        "recall": "de",
        "museum-night": "it",
    }
    assert all(d.source for d in found.values())


def test_the_glossary_has_its_terms_in_all_languages() -> None:
    terms = read_glossary(CORPORA / "glossary.csv").terms
    nato = {t.target_lang: t.targets for t in terms if t.source == "NATO" and t.source_lang == "en"}
    assert nato == {"fr": ("OTAN",), "de": ("NATO",), "es": ("OTAN",), "it": ("NATO",)}
    assert {t.source_lang for t in terms} == {"en", *LANGUAGES}


def test_the_whole_folder_is_the_news_and_the_other_inputs_but_not_the_gold() -> None:
    others = {*_documents(CORPORA / "pairs.jsonl"), *_documents(CORPORA / "table.csv")}
    assert set(_documents(CORPORA)) == {f"news/{name}" for name in news()} | others
