"""Words whose capital is no surprise, names of countries, lemmas."""

from __future__ import annotations

import pytest

from audit.text.agreement import agreement
from audit.text.capitals import bare_stems, expected_capital, institution, people
from audit.text.lemmas import has_dictionary, lemma
from audit.text.locale import locale
from audit.text.places import calendar, country_likeness
from audit.text.quantities import months


def test_polite_pronouns_and_bodies() -> None:
    assert expected_capital("ihnen", "de")
    assert not expected_capital("ihnen", "fr")
    assert institution("parlement") and not institution("garcon")
    assert people("gallois", "fr") and not people("gallois", "es")


def test_country_likeness_wants_most_of_the_name() -> None:
    assert country_likeness("espagnols", "fr") > 0.7
    assert country_likeness("mario", "fr") == 0.0
    assert country_likeness("x", "fr") == 0.0
    assert country_likeness("espagnols", "xx-nonsense") == 0.0


def test_calendar_says_whether_a_name_has_a_capital() -> None:
    assert calendar("de")["montag"] is True
    assert calendar("fr")["lundi"] is False
    assert calendar("??") == {}


def test_lemma_minds_case() -> None:
    assert lemma("besteht", "de") == "bestehen"
    assert lemma("Besteht", "de") is None
    assert lemma("\ud800", "de") is None
    assert lemma("word", "xx") is None
    assert not has_dictionary("xx")


def test_a_region_states_only_what_differs() -> None:
    assert locale("fr-CH").space_before == ""
    assert locale("fr-CH").elisions == locale("fr").elisions
    assert locale("de_CH").quotes[0] == ("«", "»")
    assert locale("de-AT") == locale("de")


def test_agreement_is_certain_or_silent() -> None:
    french, spanish = agreement("fr"), agreement("es")
    assert french is not None and spanish is not None
    assert french.corrected("un", "pont", "fermée") == "fermé"
    assert french.corrected("un", "pont", "rouge") is None
    assert french.corrected("son", "arrivée", "retardée") is None
    assert spanish.corrected("una", "carta", "enviado") == "enviada"
    assert agreement("ja") is None


def test_bare_verb_stems_are_nouns_in_german_alone() -> None:
    assert "kuppel".endswith(bare_stems("de")) and not "kuppel".endswith(bare_stems("nl"))


@pytest.mark.parametrize(
    ("lang", "name", "number"), [("en", "october", 10), ("cs", "rijna", 10), ("cs", "rijen", 10)]
)
def test_months_have_a_number(lang: str, name: str, number: int) -> None:
    assert months(lang)[name] == number


def test_an_unknown_language_has_no_months() -> None:
    assert months("xx") == {}
