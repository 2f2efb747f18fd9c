"""Words of a list in a text: whole, as cased, whatever the white space and apostrophes."""

from __future__ import annotations

import pytest

from audit.text.listed import Listed, plain


def covered(words: list[str], marked: str, lang: str = "fr") -> str | None:
    before, text, after = marked.replace("⟧", "⟦").split("⟦")
    whole = before + text + after
    listed = Listed.of(words)
    return listed.covering(whole, len(before), len(before) + len(text), listed.places(whole, lang))


@pytest.mark.parametrize(
    ("words", "marked", "found"),
    [
        (["Face ID"], "Le capteur ⟦Face ID⟧ est là.", "Face ID"),
        (["Face ID"], "Le capteur ⟦Face\u00a0ID⟧ est là.", "Face ID"),
        (["Face ID"], "Le capteur Face ⟦ID⟧ est là.", "Face ID"),
        (["Face ID"], "Le capteur « ⟦« Face ID »⟧ ».", "Face ID"),
        (["Face ID"], "⟦Le capteur Face ID⟧ est là.", None),
        (["Face ID", "Touch ID"], "⟦Face ID, Touch ID⟧", "Face ID"),
        (["Face ID", "Touch ID"], "⟦Face ID et Touch ID⟧", None),
        (["Jeanne d'Arc"], "L’histoire de ⟦Jeanne d’Arc⟧.", "Jeanne d'Arc"),
        (["Orange"], "Le client d’⟦Orange⟧.", "Orange"),
        (["Orange"], "Une ⟦orange⟧.", None),
        (["Lind"], "À ⟦Linden⟧.", None),
        (["New", "New York"], "À ⟦New York⟧.", "New York"),
        (["X"], "Sur ⟦X⟧.", "X"),
        ([], "Sur ⟦X⟧.", None),
    ],
)
def test_covering(words: list[str], marked: str, found: str | None) -> None:
    assert covered(words, marked) == found


def test_languages_without_spaces_have_no_word_ends() -> None:
    assert covered(["北约"], "他说⟦北约⟧的成员", "zh") == "北约"


def test_a_list_holds_each_word_once_and_no_blank_ones() -> None:
    assert Listed.of([" a ", "a", "", "  "]).words == ("a",)


def test_plain_keeps_offsets() -> None:
    text = "l’été\u202f: « \u2007»\n"
    assert len(plain(text)) == len(text) and "’" not in plain(text)


def test_long_lists_and_texts_cost_little() -> None:
    """A search for each word in turn would not end: 20,000 words alike in 200,000 characters."""
    listed = Listed.of(f"Na{i:05} Me" for i in range(20_000))
    text = "Na12345 Me und noch etwas. " * 8_000
    assert len(listed.places(text[:200_000], "de")) == 200_000 // 27 + 1
