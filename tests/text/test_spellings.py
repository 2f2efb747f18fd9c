"""How names are spelled by ear."""

from __future__ import annotations

import pytest

from audit.text.spellings import respelled


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("christopher", "kristofer"),
        ("cassiopeia", "kasziopeia"),
        ("washington", "vasington"),
        ("sanchir", "szancsir"),
    ],
)
def test_one_sound_in_two_spellings(a: str, b: str) -> None:
    assert respelled(a) == respelled(b)


def test_other_sounds_stay_apart_and_other_scripts_as_they_are() -> None:
    assert respelled("williams") != respelled("wilson")
    assert respelled("москва") == "москва"
