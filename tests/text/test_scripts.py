"""Scripts of languages, and which of them have capitals."""

from __future__ import annotations

import pytest

from audit.text.scripts import script


@pytest.mark.parametrize(
    ("lang", "word", "caseless"),
    [
        ("ja", "港", True),
        ("ko", "항구", True),
        ("ar", "ميناء", True),
        ("ru", "гавань", False),
        ("en", "a", False),
    ],
)
def test_a_language_has_a_script(lang: str, word: str, caseless: bool) -> None:
    found = script(lang)
    assert found is not None
    assert found.has(word)
    assert found.caseless is caseless
