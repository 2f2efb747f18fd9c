"""The pieces of a sentence: they follow each other and lose nothing but white space."""

from __future__ import annotations

import pytest

from audit.model import Span
from audit.text.clauses import pieces


def cut(text: str, lang: str) -> list[str]:
    spans = pieces(text, lang, Span("target", 0, len(text)))
    at = 0
    for span in spans:
        assert text[at : span.start].strip() == "" and span.start < span.end
        at = span.end
    assert text[at:].strip() == ""
    return [text[s.start : s.end] for s in spans]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "Le port ouvre demain, a dit le maire; les bateaux attendent encore.",
         ["Le port ouvre demain,", "a dit le maire;", "les bateaux attendent encore."]),
        ("en", "It cost 3,500 euros (about 12% of the whole) in May of last year.",
         ["It cost 3,500 euros", "(about 12% of the whole)", "in May of last year."]),
        ("zh", "港口明天早上开放给所有人使用，船还在港口外面的海上等着他们",
         ["港口明天早上开放给所有人使用，", "船还在港口外面的海上等着他们"]),
        ("xx", "one two three four", ["one two three four"]),
    ],
)  # fmt: skip
def test_marks_cut(lang: str, text: str, wanted: list[str]) -> None:
    assert cut(text, lang) == wanted


def test_small_words_open_clauses() -> None:
    assert len(cut("The harbour stayed shut because nobody had paid for the gates", "en")) == 2


def test_a_short_piece_belongs_to_the_one_before_it() -> None:
    assert cut("Le port ouvre demain, oui, et les bateaux partent.", "fr")[0] == "Le port ouvre demain, oui,"


def test_places_count_from_the_whole_text() -> None:
    text = "XX Un mot de plus, puis un autre mot. YY"
    assert [text[s.start : s.end] for s in pieces(text, "fr", Span("source", 3, 37))] == [
        "Un mot de plus,", "puis un autre mot.",
    ]  # fmt: skip
    assert pieces("   ", "fr", Span("target", 0, 3)) == ()
