"""The gold annotations of corpora/news mark what they say, in documents that there are."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from importlib.resources import files

from tests.corpora.gold import LANGUAGES, clean, defects, news

# Every article has four translations, two of them with defects; every language six of twelve.
ARTICLES = 12


def _checks() -> set[str]:
    schema = json.loads(files("audit.report").joinpath("data/findings.schema.json").read_text("utf-8"))
    return set(schema["properties"]["check"]["enum"])


def test_every_document_is_there_and_has_its_source() -> None:
    assert {d.doc for d in defects()} <= set(news())
    assert all(d.source for d in news().values())
    languages = Counter(d.target_lang.code for d in news().values())
    assert languages == dict.fromkeys(LANGUAGES, ARTICLES)


def test_every_span_holds_the_marked_text() -> None:
    for defect in defects():
        document = news()[defect.doc]
        assert document.at(defect.span) == defect.text, defect
        assert defect.text.strip(), defect


def test_omissions_and_nothing_else_are_marked_in_the_source() -> None:
    for defect in defects():
        assert (defect.span.side == "source") == defect.defect.startswith("omitted"), defect


def test_no_defects_overlap() -> None:
    places = sorted((d.doc, d.span) for d in defects())
    for (doc, span), (other, after) in itertools.pairwise(places):
        assert doc != other or not span.overlaps(after), (doc, span, after)


def test_the_checks_are_those_of_the_contract() -> None:
    assert all(defect.checks and defect.checks <= _checks() for defect in defects())


def test_documents_without_gold_lines_are_the_clean_half() -> None:
    assert len(clean()) == len(news()) // 2
    assert Counter(name.split(".")[0] for name in clean()) == {n.split(".")[0]: 2 for n in news()}
    assert Counter(name.split(".")[1] for name in clean()) == dict.fromkeys(LANGUAGES, ARTICLES // 2)
    assert all(3 <= n <= 6 for n in Counter(d.doc for d in defects()).values())


def test_clean_documents_keep_the_typography_of_their_language() -> None:
    for name in clean():
        text = news()[name].target
        assert not set("\"'") & set(text), name
        assert not any(c in text for c in ("  ", "&", "<", "\ufffd", "Ã", "â€")), name
        foreign = {"de": "«»", "fr": "“„", "es": "“„", "it": "“„"}[name.split(".")[1]]
        assert not set(foreign) & set(text), name
        if name.endswith(".fr"):
            assert not any(f" {mark}" in text for mark in "»:;!?%"), name
            assert "« " not in text, name
