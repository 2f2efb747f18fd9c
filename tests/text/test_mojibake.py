"""UTF-8 read as a Western code page: found, undone, and told from text that is right."""

from __future__ import annotations

import pytest

from audit.text.mojibake import garbled


def spoil(text: str, times: int = 1, page: str = "cp1252") -> str:
    for _ in range(times):
        text = text.encode("utf-8").decode(page)
    return text


def found(text: str, lang: str = "fr") -> list[tuple[str, str]]:
    return [(text[a:b], fixed) for a, b, fixed in garbled(text, lang)]


@pytest.mark.parametrize("word", ["été", "l’été", "naïveté", "Straße", "año", "coûté", "‘mot’", "3 €"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_garbled_word_is_mended(word: str, times: int) -> None:
    text = f"Un {spoil(word, times)} mot"
    mended = text
    for a, b, fixed in reversed(list(garbled(text, "fr"))):
        mended = mended[:a] + fixed + mended[b:]
    assert mended == f"Un {word} mot"


def test_the_whole_word_is_marked() -> None:
    assert found(f"Il a {spoil('décidé')} hier") == [(spoil("décidé"), "décidé")]


def test_an_emoji_and_another_script_are_mended() -> None:
    assert [fixed for _, fixed in found(f"Bravo {spoil('🚢', page='latin-1')}")] == ["🚢"]
    assert [fixed for _, fixed in found(spoil("порт", page="latin-1"), "ru")] == ["порт"]


@pytest.mark.parametrize(
    "text",
    [
        "Déjà vu, à l’été.",
        "VOILÀ » et „Ä“",
        "São Paulo, Ærø, Ísafjörður, Škoda",
        "№ 5 – 3 °C, ½ £",
        "ÂME",
        "ÃO",
        "港口",
        "",
    ],
)
def test_right_text_is_left_alone(text: str) -> None:
    assert found(text) == []
