"""Which words address somebody formally or informally."""

from __future__ import annotations

import pytest

from audit.text.address import address, tells_manner


@pytest.mark.parametrize(
    ("lang", "word", "first", "wanted"),
    [
        ("de", "Sie", False, "formal"),
        ("de", "Sie", True, None),
        ("de", "sie", False, None),
        ("de-AT", "dich", False, "informal"),
        ("de", "Du", False, "informal"),
        ("de", "Euch", False, None),
        ("fr", "Vous", True, "formal"),
        ("fr", "TU", False, None),
        ("es", "Te", False, None),
        ("es", "Te", True, "informal"),
        ("it", "Lei", False, "formal"),
        ("it", "lei", False, None),
    ],
)
def test_manner(lang: str, word: str, first: bool, wanted: str | None) -> None:
    forms = address(lang)
    assert forms is not None and forms.manner(word, first) == wanted


def test_what_is_not_known_is_not_judged() -> None:
    assert address("fi") is None and not tells_manner("en", "fi")
    assert address("en") is None and tells_manner("fr", "en")
    assert address("none") is None
