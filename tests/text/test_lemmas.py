"""Which forms a dictionary knows."""

from __future__ import annotations

import pytest

from audit.text.lemmas import compounded, known, lemma


@pytest.mark.parametrize(
    ("form", "lang"), [("librement", "fr"), ("incorporarse", "es"), ("felicemente", "it"), ("besteht", "de")]
)
def test_a_form_is_known_with_its_ending(form: str, lang: str) -> None:
    assert known(form, lang)


def test_a_dotted_capital_in_lower_case_is_the_letter_of_the_dictionary() -> None:
    assert lemma("İttifak".lower(), "tr") == lemma("ittifak", "tr") is not None


@pytest.mark.parametrize(("form", "lang"), [("Trump", "fr"), ("zorment", "fr"), ("qwxzse", "es")])
def test_a_name_is_not(form: str, lang: str) -> None:
    assert lemma(form, lang) is None and not known(form, lang)


@pytest.mark.parametrize(
    ("form", "lang"),
    [
        ("stapgrootte", "nl"),
        ("zieladresse", "de"),
        ("roodkuifkoekoek", "nl"),
        ("merenranta", "fi"),
        ("körtelevél", "hu"),
    ],
)
def test_words_joined_into_one(form: str, lang: str) -> None:
    assert compounded(form, lang)


@pytest.mark.parametrize(("form", "lang"), [("whitfield", "nl"), ("edinburgh", "de"), ("porteplume", "fr")])
def test_a_name_is_no_compound_and_some_languages_have_none(form: str, lang: str) -> None:
    assert not compounded(form, lang)
