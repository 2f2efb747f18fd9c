"""Apertium's stream format, without Apertium, and the cutting of long texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.backtranslate.pieces import cut
from audit.backtranslate.protect import locate, number, protect, restore, unnumber

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANY_TEXT)
def test_stream_holds_no_character_of_the_format_bare(text: str) -> None:
    stream = protect(text).stream
    assert "\0" not in stream
    assert "\n" not in stream
    stream.encode("utf-8")
    shown, words = restore(stream)
    assert shown == protect(text).plain
    assert words == []


@given(ANY_TEXT)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    done = protect(text)
    assert len(done.plain) == len(done.starts) == len(done.ends)
    assert all(0 <= low < high <= len(text) for low, high in zip(done.starts, done.ends, strict=True))
    assert list(done.starts) == sorted(done.starts)


@pytest.mark.parametrize("char", list("\\^$@/[]{}<>*#~"))
def test_reserved_characters_survive(char: str) -> None:
    assert restore(protect(f"un {char} deux{char}").stream)[0] == f"un {char} deux{char}"


def test_marks_of_unknown_words_go_and_literals_stay() -> None:
    text, words = restore(r"*Zlatan [2a]no[2a] @sida \@darse #gen [1f600] a\/b 3[23]")
    assert text == "Zlatan *no* sida darse gen 😀 a/b 3#"
    assert words == ["Zlatan"]


def test_unknown_words_as_they_stand_in_the_text() -> None:
    text = "Zérg\u00adlouz, l\u2019e\u0301lvar et ZLATAN-bis."
    assert locate(["zérglouz,", "élvar", "Zlatan-bis.", "Zlatan", "nowhere"], protect(text)) == [
        "Zérg\u00adlouz",
        "e\u0301lvar",
        "ZLATAN-bis",
    ]


@given(st.text(max_size=300), st.integers(1, 40))
def test_cut_loses_nothing(text: str, limit: int) -> None:
    parts = cut(text, limit)
    assert "".join(parts) == text
    assert all(len(part) <= limit for part in parts)


def test_cut_prefers_the_ends_of_sentences() -> None:
    assert cut("One two three, four. Five six seven eight nine.", 30) == [
        "One two three, four. ",
        "Five six seven eight nine.",
    ]


def test_numbers_tell_texts_apart() -> None:
    assert number("un[2a]", 7) == "un[2a][n7]\0"
    assert unnumber("one[2a][n7]", 7) == "one[2a]"
    assert unnumber("one[n7]two[n8]", 7) is None
    assert unnumber("one", 7) is None
    assert unnumber(protect("[n7]").stream, 7) is None
