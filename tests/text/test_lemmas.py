"""Which forms a dictionary knows."""

from __future__ import annotations

import pytest

from audit.text.lemmas import known, lemma


@pytest.mark.parametrize(
    ("form", "lang"), [("librement", "fr"), ("incorporarse", "es"), ("felicemente", "it"), ("besteht", "de")]
)
def test_a_form_is_known_with_its_ending(form: str, lang: str) -> None:
    assert known(form, lang)


@pytest.mark.parametrize(("form", "lang"), [("Trump", "fr"), ("zorment", "fr"), ("qwxzse", "es")])
def test_a_name_is_not(form: str, lang: str) -> None:
    assert lemma(form, lang) is None and not known(form, lang)
