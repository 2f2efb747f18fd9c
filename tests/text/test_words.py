"""What is known of single words: doubles, stems, lemmas, frequency, names of places; and of lengths."""

from __future__ import annotations

import math

import pytest

from audit.text.doubles import doubled_runs, has_doubles, may_double, reduplicates
from audit.text.lemmas import has_dictionary, lemma
from audit.text.lengths import expected_ratio, usual_ratio
from audit.text.lexicon import has_lexicon, zipf
from audit.text.places import calendar, country_likeness
from audit.text.stems import same_word, stem


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a a", [(0, 1, 2)]),
        ("a b c", []),
        ("x a b a b y", [(1, 2, 2)]),
        ("a a a a", [(0, 1, 4)]),
        ("a b a b a b", [(0, 2, 3)]),
        ("a a b c c", [(0, 1, 2), (3, 1, 2)]),
        ("a b a", []),
        ("", []),
    ],
)
def test_doubled_runs(text: str, wanted: list[tuple[int, int, int]]) -> None:
    assert list(doubled_runs(text.split())) == wanted


def test_runs_do_not_overlap_and_their_width_is_bounded() -> None:
    words = [str(i) for i in range(60)]
    assert list(doubled_runs(words * 2)) == []
    assert list(doubled_runs(words[:30] * 2)) == [(0, 30, 2)]


def test_doubles_that_languages_allow() -> None:
    assert may_double("nous", "fr") and not may_double("port", "fr")
    assert reduplicates("id") and not reduplicates("fr-CA")
    assert has_doubles("fr") and not has_doubles("xx")


def test_stems() -> None:
    assert stem("Gerichtshofs") == stem("Gerichtshof") and stem("Élysée").startswith("elys")
    assert stem("Porte") != stem("Hafen")


@pytest.mark.parametrize(
    ("form", "word", "same"),
    [
        ("Gerichtshofs", "Gerichtshof", True), ("NATOs", "NATO", True), ("NATION", "NATO", False),
        ("Roman", "Rome", False), ("conseils", "conseil", True), ("port", "Port", False), ("x", "x", True),
        ("portefeuille", "port", False),
    ],
)  # fmt: skip
def test_forms_of_a_word(form: str, word: str, same: bool) -> None:
    assert same_word(form, word) is same


def test_lemmas() -> None:
    assert lemma("besteht", "de") == "bestehen" and lemma("chevaux", "fr-FR") == "cheval"
    assert lemma("Qzxv", "de") is None and lemma("x", "xx") is None and lemma("half \ud800", "fr") is None
    assert has_dictionary("fr_CA") and has_dictionary("no") and not has_dictionary("xx")


def test_frequencies() -> None:
    assert zipf("le", "fr") > 6 > zipf("quai", "fr") > zipf("qzxvw", "fr") == 0.0
    assert zipf("The", "en-GB") == zipf("the", "en")
    assert zipf("mot", "xx") == 0.0 and zipf("", "fr") == 0.0
    assert has_lexicon("pt-BR") and not has_lexicon("ja") and not has_lexicon("xx")


def test_lengths() -> None:
    assert expected_ratio("en", "de") == pytest.approx(-expected_ratio("de", "en")) != 0
    assert expected_ratio("en", "zh") < math.log(0.6) and expected_ratio("en", "xx") == 0.0
    assert usual_ratio([], "en", "de") == expected_ratio("en", "de")
    far = usual_ratio([1.0] * 500, "en", "de")
    assert expected_ratio("en", "de") < usual_ratio([1.0] * 3, "en", "de") < far < 1.0


def test_places() -> None:
    assert country_likeness("espagnols", "fr") > 0.8 and country_likeness("espagne", "fr") == 1.0
    assert country_likeness("bateau", "fr") == 0.0 and country_likeness("espagne", "xx") == 0.0


def test_days_and_months() -> None:
    assert (
        calendar("fr")["lundi"] is False
        and calendar("de")["montag"] is True
        and calendar("en")["may"] is True
    )
    assert calendar("xx") == {}
