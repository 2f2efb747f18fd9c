"""What negates a sentence, plainly or perhaps."""

from __future__ import annotations

import pytest

from audit.text.negation import polarity
from audit.text.tokens import tokenize


def plain(text: str, lang: str) -> list[str]:
    found = polarity(tokenize(text, lang), lang)
    assert found is not None
    return [t.text for t in found.plain]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "He did not come.", ["not"]),
        ("en", "He didn’t come.", ["didn’t"]),
        ("en", "Nobody came.", ["Nobody"]),
        ("en", "He came.", []),
        ("fr", "Il n’est pas venu.", ["n’"]),
        ("de", "Er ist nicht gekommen.", ["nicht"]),
        ("es", "No vino nadie.", ["No", "nadie"]),
        ("it", "Non è venuto.", ["Non"]),
    ],
)
def test_plain_negation(lang: str, text: str, wanted: list[str]) -> None:
    assert plain(text, lang) == wanted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "It is impossible to come."),
        ("en", "He failed to come."),
        ("de", "Das ist unsicher."),
        ("en", "careless"),
    ],
)
def test_what_may_carry_a_negation(lang: str, text: str) -> None:
    found = polarity(tokenize(text, lang), lang)
    assert found is not None and not found.plain and found.perhaps


def test_a_plain_statement_carries_none() -> None:
    found = polarity(tokenize("The boat came on Friday.", "en"), "en")
    assert found is not None and not found.plain and not found.perhaps


def test_a_question_denies_nothing_strictly() -> None:
    asked = polarity(tokenize("Isn't it late, and he doesn't know?", "en"), "en")
    assert asked is not None
    assert [t.text for t in asked.plain] == ["Isn't", "doesn't"]
    assert [t.text for t in asked.strict] == ["doesn't"]


def test_words_that_imply_a_negation_are_told_apart() -> None:
    found = polarity(tokenize("Elle a été dissuadée de sortir.", "fr"), "fr")
    assert found is not None and not found.carriers
    assert [t.text for t in found.implied] == ["dissuadée"]


def test_the_second_half_of_a_french_negation_is_its_partner() -> None:
    found = polarity(tokenize("Il ne vient pas.", "fr"), "fr")
    assert found is not None and [t.text for t in found.partners] == ["pas"]


def test_a_step_is_no_negation_in_french() -> None:
    assert plain("Un pas de plus.", "fr") == []


def test_a_language_without_data_is_unknown() -> None:
    assert polarity(tokenize("Kapal itu tidak datang.", "xx"), "xx") is None


@pytest.mark.parametrize(
    ("lang", "text"),
    [("fr", "Il peut venir."), ("nl", "Van maandag tot vrijdag."), ("it", "Negli anni le persone.")],
)
def test_words_that_only_begin_like_a_denial_carry_none(lang: str, text: str) -> None:
    found = polarity(tokenize(text, lang), lang)
    assert found is not None and not found.carriers


def test_a_word_that_carries_a_denial_does_so_as_it_stands() -> None:
    found = polarity(tokenize("Il mange peu.", "fr"), "fr")
    assert found is not None and [t.text for t in found.carriers] == ["peu"]


def test_an_affix_may_be_joined_with_a_hyphen() -> None:
    found = polarity(tokenize("A non-stop train.", "en"), "en")
    assert found is not None and [t.text for t in found.carriers] == ["non-stop"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The image is displayed."),
        ("fr", "Depuis demain, ils importent des impressions."),
        ("es", "Disponen de un dispositivo."),
        ("it", "Inoltre scaricano le immagini."),
        ("pt", "Malditos dispositivos."),
        ("nl", "Zij wandelen."),
    ],
)
def test_words_that_only_look_as_if_an_affix_denied_them(lang: str, text: str) -> None:
    found = polarity(tokenize(text, lang), lang)
    assert found is not None
    assert not found.carriers


def test_a_french_prefix_is_read_with_its_accent() -> None:
    found = polarity(tokenize("Le maire est mécontent depuis lundi.", "fr"), "fr")
    assert found is not None
    assert [t.text for t in found.carriers] == ["mécontent"]


def test_a_phrase_is_one_where_its_words_stand_side_by_side() -> None:
    apart = polarity(tokenize("Wait if you do not know.", "en"), "en")
    together = polarity(tokenize("Many if not all wait.", "en"), "en")
    assert apart is not None
    assert together is not None
    assert (apart.idiom, together.idiom) == (False, True)
