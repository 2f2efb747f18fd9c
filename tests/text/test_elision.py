"""Small words before vowels: what must be contracted and what must not."""

from __future__ import annotations

import pytest

from audit.text.elision import elision


@pytest.mark.parametrize(
    ("lang", "word", "following", "wanted"),
    [
        ("fr", "de", "avions", "d’"),
        ("fr", "le", "hôtel", "l’"),
        ("fr", "que", "elle", "qu’"),
        ("fr-CA", "jusque", "ici", "jusqu’"),
        ("fr", "si", "il", "s’"),
        ("fr", "si", "elle", None),
        ("fr", "ce", "est", "c’"),
        ("fr", "ce", "avion", None),
        ("fr", "le", "héros", None),
        ("fr", "le", "onze", None),
        ("fr", "le", "oui", None),
        ("fr", "de", "yaourt", None),
        ("fr", "le", "ou", None),
        ("fr", "de", "Adèle", None),
        ("fr", "de", "ONU", None),
        ("fr", "de", "a", None),
        ("it", "dello", "aereo", "dell’"),
        ("it", "dello", "iodio", None),
        ("ca", "de", "oli", "d’"),
    ],
)
def test_wants(lang: str, word: str, following: str, wanted: str | None) -> None:
    rules = elision(lang)
    assert rules is not None
    assert rules.wants(word, following) == wanted


def test_a_language_without_data_claims_nothing() -> None:
    assert elision("de") is None
    assert elision("") is None
