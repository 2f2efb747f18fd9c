"""MIS002: how sure it is, and that it says what it rests on."""

from __future__ import annotations

from dataclasses import replace

from audit.detect.context import Context
from audit.detect.rules.back_translation_differs import RULE, find
from audit.model import Article, BackTranslation, Difference, Document, Language, Segment, Span

SOURCE, TARGET = "The farmer sold the tractor.", "Le médecin a soigné une brûlure."
DIFFERENCES = (
    Difference("changed", Span("source", 4, 15), (4, 18)),
    Difference("changed", Span("source", 20, 27), (21, 25)),
)
SEGMENT = Segment(
    0,
    Span("source", 0, len(SOURCE)),
    Span("target", 0, len(TARGET)),
    (Span("source", 0, len(SOURCE)),),
    (Span("target", 0, len(TARGET)),),
    back=BackTranslation("The doctor treated a burn.", "x"),
    differences=DIFFERENCES,
)


def _confidence(segment: Segment) -> float | None:
    article = Article(Document("d", TARGET, Language("fr"), SOURCE, Language("en")), (), (), (segment,))
    hits = list(find(Context(article)))
    return hits[0].confidence if hits else None


def test_the_engines_weaknesses_lower_it_and_agreement_raises_it() -> None:
    plain = _confidence(SEGMENT)
    assert plain is not None
    assert SEGMENT.back is not None
    unknown = _confidence(replace(SEGMENT, back=replace(SEGMENT.back, unknown=("brûlure", "médecin"))))
    pivot = _confidence(replace(SEGMENT, back=replace(SEGMENT.back, hops=2)))
    both = _confidence(
        replace(
            SEGMENT,
            also=(BackTranslation("A doctor healed a burn.", "y"),),
            differences=tuple(replace(d, agreed=True) for d in DIFFERENCES),
        )
    )
    assert unknown is not None and pivot is not None and both is not None
    assert unknown < plain and pivot < plain < both <= 0.9


def test_what_one_engine_alone_shows_is_its_mistake() -> None:
    alone = replace(
        SEGMENT,
        also=(BackTranslation("The farmer sold the tractor.", "y"),),
        differences=tuple(replace(d, agreed=False) for d in DIFFERENCES),
    )
    assert _confidence(alone) is None


def test_it_says_what_it_rests_on() -> None:
    article = Article(Document("d", TARGET, Language("fr"), SOURCE, Language("en")), (), (), (SEGMENT,))
    (hit,) = find(Context(article))
    assert any("back-translation alone" in e.text for e in hit.evidence)
    assert not RULE.default
