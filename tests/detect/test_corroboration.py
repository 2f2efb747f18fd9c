"""What a back-translation says of a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.detect.catalogue import catalogue
from audit.detect.context import Context
from audit.detect.corroboration import corroborated
from audit.detect.rule import Hit
from audit.model import Article, BackTranslation, Difference, Document, Language, Segment, Span

SOURCE, TARGET = "The museum, an old mill, is not open.", "Le musée est ouvert."
MILL, NOT = Span("source", 12, 23), Span("source", 28, 31)
BACK = BackTranslation("The museum is open.", "apertium 3.8")
SEGMENT = Segment(0, Span("source", 0, len(SOURCE)), Span("target", 0, len(TARGET)), back=BACK)


def said(segment: Segment, check: str = "omission", span: Span = MILL) -> tuple[float, str | None]:
    document = Document("d", TARGET, Language("fr"), SOURCE, Language("en"))
    rule = next(r for r in catalogue().values() if r.check == check)
    hit = Hit((span,), "lost", confidence=0.8, evidence=())
    found = corroborated(Context(Article(document, (), (), (segment,))), rule, hit)
    assert found.confidence is not None
    return round(found.confidence, 3), found.evidence[-1].text if found.evidence else None


def lost(*spans: Span, agreed: bool | None = None) -> Segment:
    return replace(SEGMENT, differences=tuple(Difference("lost", s, None, agreed) for s in spans))


def test_what_is_missing_there_too_is_surer_and_what_is_there_less_sure() -> None:
    assert said(lost(MILL)) == (0.828, "missing there too")
    assert said(lost(Span("source", 12, 18))) == (0.762, "there, in part")
    assert said(lost(NOT)) == (0.545, "there")


def test_a_word_that_the_engine_did_not_know_halves_its_weight() -> None:
    unsure = replace(lost(NOT), back=replace(BACK, unknown=("mill",)))
    assert 0.545 < said(unsure)[0] < 0.8


def test_what_one_engine_alone_lost_was_not_lost_before() -> None:
    assert said(lost(MILL, agreed=False))[1] == "there"
    assert said(lost(MILL, agreed=True))[1] == "missing there too"


@pytest.mark.parametrize("check", ["name", "number", "typography"])
def test_other_checks_are_left_as_they_are(check: str) -> None:
    assert said(lost(MILL), check) == (0.8, None)


def test_without_a_back_translation_nothing_is_said() -> None:
    assert said(replace(SEGMENT, back=None)) == (0.8, None)
    assert said(lost(MILL), span=Span("target", 3, 8)) == (0.8, None)


def test_a_negation_that_is_there() -> None:
    assert said(lost(MILL), "negation", NOT) == (0.545, "there")
    assert said(lost(NOT), "negation", NOT) == (0.828, "missing there too")
