"""Word by word: what is marked, and what is no difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.compare.differences import Likeness, mark
from audit.compare.encoder import UseEncoder
from audit.compare.memo import Memo
from audit.model import Article, BackTranslation, Difference, Document, Language, Segment, Span

Told = tuple[str, str, str]


@pytest.fixture(scope="module")
def like() -> Likeness:
    encoder = UseEncoder()
    return Likeness(Memo(encoder).encode, encoder.synonymous)


def differences(
    source: str, backs: tuple[BackTranslation, ...], lang: str, like: Likeness | None
) -> tuple[Difference, ...]:
    """Of a source of one segment and its back-translations."""
    document = Document("d", "…", Language("eo"), source, Language(lang))
    places = Span("source", 0, len(source)), Span("target", 0, 1)
    segment = Segment(0, *places, back=backs[0], also=backs[1:])
    return mark(Article(document, (), (), (segment,)), like).segments[0].differences


def _told(
    source: str, back: str, like: Likeness | None = None, unknown: tuple[str, ...] = (), lang: str = "en"
) -> list[Told]:
    found = differences(source, (BackTranslation(back, "x", unknown),), lang, like)
    return [
        (
            d.kind,
            source[d.source.start : d.source.end] if d.source else "",
            back[slice(*d.back)] if d.back else "",
        )
        for d in found
    ]


@pytest.mark.parametrize(
    ("source", "back", "expected"),
    [
        ("The museum is not open on Mondays.", "The museum is open on Monday.", [("lost", "not", "")]),
        ("The museum is open.", "The museum isn't open.", [("gained", "", "isn't")]),
        ("He paid 3,500 euros.", "He has paid 5 300 euros.", [("changed", "3,500", "5 300")]),
        ("He paid 3,500 euros.", "He has paid 3 500 euros.", []),
        ("The mayor met her in Paris.", "The mayor met her in London.", [("changed", "Paris", "London")]),
        ("Prices increased.", "The prices decreased.", [("changed", "increased", "decreased")]),
        ("It is cheap.", "It is expensive.", [("changed", "cheap", "expensive")]),
        ("They met on Monday.", "They met on Tuesday.", [("changed", "Monday", "Tuesday")]),
        ("He has three dogs.", "He has two dogs.", [("changed", "three", "two")]),
        (
            "The ferry leaves at noon, although passengers must wait.",
            "The ferry leaves at noon.",
            [("lost", "although passengers must wait", "")],
        ),
        ("The farmers wait.", "The farmers of the green valley wait.", [("gained", "", "green valley")]),
    ],
)  # fmt: skip
def test_marks(source: str, back: str, expected: list[Told], like: Likeness) -> None:
    assert _told(source, back, like) == expected


@pytest.mark.parametrize(
    ("source", "back"),
    [
        (
            "The minister announced new schools yesterday.",
            "Yesterday the minister has announced new schools.",
        ),
        ("The children were playing in the gardens.", "The child plays in the garden."),
        ("The soldiers began at dawn.", "The troops started at dawn."),
        ("They purchased a large house.", "They bought a big home."),
        ("She has taken the train of her father.", "She took the train of the father."),
        ("He had never claimed it.", "He has not claimed it never."),
        ("", ""),
    ],
)
def test_synonyms_order_and_grammar_are_no_difference(source: str, back: str, like: Likeness) -> None:
    assert _told(source, back, like) == []


def test_without_an_encoder_synonyms_are_marked() -> None:
    assert _told("They purchased it.", "They bought it.") == [("changed", "purchased", "bought")]


@pytest.mark.parametrize("back", ["The wolf ate the brebis.", "The brebis was eaten by the wolf."])
def test_a_word_that_the_engine_did_not_know_proves_nothing(back: str) -> None:
    found = _told("The wolf ate the sheep.", back, None, ("brebis",))
    assert not any("sheep" in mine or "brebis" in other for _, mine, other in found)
    assert any("sheep" in mine for _, mine, _ in _told("The wolf ate the sheep.", back))


def test_other_languages(like: Likeness) -> None:
    assert _told(
        "Der Bürgermeister kommt nicht nach Wien.", "Der Bürgermeister kommt nach Wien.", like, (), "de"
    ) == [("lost", "nicht", "")]
    assert _told("Ibilaldi polita da.", "Ibilaldi luzea da.", None, (), "eu") == [
        ("changed", "polita", "luzea")
    ]


def test_agreement_of_engines() -> None:
    source = "The young mayor did not visit the bridge."
    first = BackTranslation("The mayor visited the wooden bridge.", "a")
    second = BackTranslation("The young mayor visited the wooden bridge.", "b")
    found = differences(source, (first, second), "en", None)
    told = {
        source[d.source.start : d.source.end]
        if d.source
        else "+" + first.text[slice(*(d.back or ()))]: d.agreed
        for d in found
    }
    assert told == {"young": False, "did not": True, "+wooden": True}
    alone = differences(source, (first,), "en", None)
    assert {d.agreed for d in alone} == {None}


def test_spans_count_in_the_document() -> None:
    text = "Nothing here. The dog sleeps."
    segment = Segment(
        0, Span("source", 14, 29), Span("target", 0, 5), back=BackTranslation("The cat sleeps.", "x")
    )
    document = Document("d", "Le chat dort.", Language("fr"), text, Language("en"))
    (marked,) = mark(Article(document, (), (), (segment,)), None).segments
    (found,) = marked.differences
    assert found.source is not None and document.at(found.source) == "dog"
    assert found.back == (4, 7)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts(source: str, back: str) -> None:
    for d in differences(source, (BackTranslation(back, "x"),), "en", None):
        assert (d.source is not None) == (d.kind != "gained")
        assert (d.back is not None) == (d.kind != "lost")
        assert d.source is None or source[d.source.start : d.source.end].strip()
        assert d.back is None or back[slice(*d.back)].strip()


def test_the_same_text_has_none() -> None:
    text = "He paid 3,500 euros; the museum isn't open, nor was it ever."
    assert _told(text, text) == []
