"""Findings of meaning quote the pair that shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.detect.quoting import quoted
from audit.model import (
    Article,
    BackTranslation,
    Difference,
    Document,
    Evidence,
    Finding,
    Language,
    Segment,
    Span,
)
from audit.mqm import Severity

SOURCE, TARGET = "The museum is not open.", "Le musée est ouvert."
SEGMENT = Segment(
    0,
    Span("source", 0, len(SOURCE)),
    Span("target", 0, len(TARGET)),
    back=BackTranslation("The museum is open.", "apertium 3.8", ("musée",)),
    differences=(Difference("lost", Span("source", 14, 17), None),),
)
FINDING = Finding(
    "d", "NEG001", "lost-negation", "negation", "Accuracy/Mistranslation", Severity.MAJOR, 0.8,
    "says the opposite", (Span("target", 0, len(TARGET)),), TARGET, segment=0,
)  # fmt: skip


def _article(segment: Segment) -> Article:
    return Article(Document("d", TARGET, Language("fr"), SOURCE, Language("en")), (), (), (segment,))


def test_quotes_source_back_translation_and_words() -> None:
    assert quoted(FINDING, _article(SEGMENT)).evidence == (
        Evidence("source sentence", SOURCE),
        Evidence("back-translation", "The museum is open."),
        Evidence("word by word", "lost “not”"),
        Evidence("unknown to the engine", "musée"),
    )


def test_what_is_quoted_already_is_not_quoted_twice() -> None:
    finding = replace(FINDING, evidence=(Evidence("source", SOURCE),))
    assert [e.label for e in quoted(finding, _article(SEGMENT)).evidence].count("source sentence") == 0


def test_every_engine_is_named() -> None:
    segment = replace(
        SEGMENT,
        also=(BackTranslation("The museum is closed.", "ctranslate2 4.6 int8 m@1"),),
        differences=(
            Difference("changed", Span("source", 4, 10), (4, 10), False),
            Difference("gained", None, (14, 18), True),
        ),
    )
    labels = {e.label: e.text for e in quoted(FINDING, _article(segment)).evidence}
    assert labels["back-translation by apertium"] == "The museum is open."
    assert labels["back-translation by ctranslate2"] == "The museum is closed."
    assert labels["word by word"] == "“museum” became “museum” (one engine); gained “open” (all engines)"


@pytest.mark.parametrize("check", ["typography", "grammar", "capitalization"])
def test_findings_of_form_need_no_pair(check: str) -> None:
    finding = replace(FINDING, check=check)
    assert quoted(finding, _article(SEGMENT)) is finding


def test_without_a_back_translation_nothing_is_added() -> None:
    assert quoted(FINDING, _article(replace(SEGMENT, back=None))) is FINDING
