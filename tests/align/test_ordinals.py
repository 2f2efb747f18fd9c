"""A number with a full stop ends a sentence where the other side shows it, and is an ordinal elsewhere."""

from __future__ import annotations

import pytest

from audit.align.ordinals import part_ordinals
from audit.model import Side
from audit.text.layout import blocks

EN = "The baker of the village, 37, is leaving the market. Anna Blum sold bread there for ten years."
ENDS = "Die Bäckerin des Dorfes ist 37. Anna Blum hat dort zehn Jahre lang Brot verkauft."


def parted(german: str, other: str, lang: str = "de", side: Side = "target") -> list[str]:
    facing = blocks(other, "en", "source" if side == "target" else "target")
    return [
        german[s.start : s.end]
        for b in part_ordinals(german, lang, blocks(german, lang, side), other, facing)
        for s in b.sentences
    ]


@pytest.mark.parametrize("side", ["source", "target"])
def test_the_other_side_has_the_number_before_a_sentence_that_begins_so(side: Side) -> None:
    assert parted(ENDS, EN, side=side) == [
        "Die Bäckerin des Dorfes ist 37.",
        "Anna Blum hat dort zehn Jahre lang Brot verkauft.",
    ]


@pytest.mark.parametrize(
    ("german", "other"),
    [
        # No sentence of the other side begins with the word.
        (ENDS, "The baker, 37, is leaving. Ten years long she sold bread."),
        # The number is not in the sentence before it.
        (ENDS, "The baker is leaving the market. Anna Blum, 37, sold bread there."),
        # A part of a larger number, a decimal or a time is another number.
        (ENDS, "The baker sold 137 loaves at 37.5 cents before 10:37. Anna Blum sold bread there."),
        # What is numbered may begin a sentence elsewhere.
        ("Der Markt schließt am 9. November wegen des Sturms.", "It shuts on the 9th. November is stormy."),
    ],
)
def test_an_ordinal_stays_in_its_sentence(german: str, other: str) -> None:
    assert parted(german, other) == [german]


def test_a_language_without_such_ordinals_is_left_as_it_is() -> None:
    text = "She is 37. Anna Blum sold bread."
    assert parted(text, EN, "en") == ["She is 37.", "Anna Blum sold bread."]


def test_several_in_one_paragraph() -> None:
    assert parted(
        "Sie ist 37. Anna Blum verkauft Brot. Er ist 41. Kurt Blum backt es.",
        "She is 37. Anna Blum sells bread. He is 41. Kurt Blum bakes it.",
    ) == ["Sie ist 37.", "Anna Blum verkauft Brot.", "Er ist 41.", "Kurt Blum backt es."]
