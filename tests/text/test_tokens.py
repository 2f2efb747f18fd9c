"""Words and their places."""

from __future__ import annotations

import pytest

from audit.text import tokens
from audit.text.tokens import Words, bare, hyphen_parts, tokenize


def words(text: str, lang: str) -> list[str]:
    return [t.text for t in tokenize(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "L’eau d'hier, aujourd’hui !", ["L’", "eau", "d'", "hier", "aujourd’hui"]),
        ("fr", "qu’il n’a, jusqu’à l’OTAN", ["qu’", "il", "n’", "a", "jusqu’", "à", "l’", "OTAN"]),
        ("it", "dell’acqua all'alba", ["dell’", "acqua", "all'", "alba"]),
        ("en", "don't the ship's crew’s", ["don't", "the", "ship's", "crew’s"]),
        ("en", "3,500.75 U.S. AT&T well-known", ["3,500.75", "U.S", "AT&T", "well-known"]),
        ("fr", "3\u202f500 et 1\u00a0000", ["3\u202f500", "et", "1\u00a0000"]),
        ("de", "Straße Ä e\u0301te\u0301", ["Straße", "Ä", "e\u0301te\u0301"]),
        ("ja", "港はNATO 3", ["港", "は", "NATO", "3"]),
        ("ar", "ميناء، جديد", ["ميناء", "جديد"]),
        ("ar", "شخصاً واحدًا", ["شخصاً", "واحدًا"]),
        ("he", "שָׁלוֹם עולם", ["שָׁלוֹם", "עולם"]),
        ("hi", "नदी का पानी बढ़ा। गाँव", ["नदी", "का", "पानी", "बढ़ा", "गाँव"]),
        ("fa", "می\u200cخواهم", ["می\u200cخواهم"]),
        ("ko", "Linux를 350명이 3,500명", ["Linux", "를", "350", "명이", "3,500", "명"]),
        ("fr", "« … » — ! 🚢", []),
        ("fr", "l’", ["l"]),
    ],
)
def test_words(lang: str, text: str, wanted: list[str]) -> None:
    assert words(text, lang) == wanted


@pytest.mark.parametrize(
    ("char", "wanted"), [("東", True), ("み", True), ("ท", True), ("한", False), ("a", False)]
)
def test_which_scripts_have_no_spaces(char: str, wanted: bool) -> None:
    assert tokens.unspaced(char) is wanted


@pytest.mark.parametrize(
    ("word", "wanted"), [("it's", "it"), ("author’s", "author"), ("l'eau", "l'eau"), ("house", "house")]
)
def test_what_an_apostrophe_ties_to_a_word(word: str, wanted: str) -> None:
    assert bare(word) == wanted


def test_places_are_exact() -> None:
    text = "🚢 L’eau, e\u0301te\u0301 3,5 %"
    assert all(text[t.start : t.end] == t.text for t in tokenize(text, "fr"))
    assert [t.text for t in tokenize(text, "fr", 4, 7)] == ["eau"]


def test_inside_takes_whole_words_only() -> None:
    words = Words(tokenize("un deux trois", "fr"))
    assert [t.text for t in words.inside(1, 13)] == ["deux", "trois"]
    assert [t.text for t in words.inside(3, 12)] == ["deux"]
    assert words.inside(4, 4) == []


def test_parts_of_compounds() -> None:
    assert hyphen_parts("NATO-Ukraine‐Rat‑Sitzung") == ["NATO", "Ukraine", "Rat", "Sitzung"]


def test_words_of_late_texts_are_kept_and_those_of_early_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tokens, "_recent", tokens._Recent(30, 2))
    first = tokens.words("ten letters", "en")
    assert tokens.words("ten letters", "en") is first
    long = "a text that is longer than all that may be kept"
    kept = tokens.words(long, "en")
    assert tokens.words("ten letters", "en") is first  # two are kept however long they are
    assert tokens.words(long, "en") is kept
    tokens.words("another text", "en")
    assert tokens.words(long, "en") is kept
    again = tokens.words("ten letters", "en")
    assert again == first and again is not first
