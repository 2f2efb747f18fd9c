"""Titles, lists, captions and navigation told from prose by their form."""

from __future__ import annotations

import pytest

from audit.model import Kind, Span
from audit.text.layout import blocks


def laid(text: str, lang: str = "fr") -> list[tuple[str, Kind]]:
    return [(text[b.span.start : b.span.end], b.kind) for b in blocks(text, lang)]


def test_an_article() -> None:
    text = (
        "Le nouveau port ouvrira ses quais en mai\n\n"
        "Accueil\nContact\n\n"
        "Les quais sont prêts. Les bateaux attendent.\n\n"
        "- Un premier quai\n- Un second quai\n\n"
        "Ce que disent les pêcheurs de la ville\n\n"
        "Ils sont inquiets."
    )
    assert laid(text) == [
        ("Le nouveau port ouvrira ses quais en mai", Kind.TITLE),
        ("Accueil", Kind.NAVIGATION),
        ("Contact", Kind.NAVIGATION),
        ("Les quais sont prêts. Les bateaux attendent.", Kind.PROSE),
        ("- Un premier quai", Kind.LIST),
        ("- Un second quai", Kind.LIST),
        ("Ce que disent les pêcheurs de la ville", Kind.TITLE),
        ("Ils sont inquiets.", Kind.PROSE),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_give_the_same_blocks(end: str) -> None:
    text = (
        "Le conseil a décidé hier que le quai resterait\nfermé jusqu’à la fin du mois.\n\n"
        "Un titre sans point final\n\nFin."
    )
    there = [(t.replace(end, "\n"), kind) for t, kind in laid(text.replace("\n", end))]
    assert there == laid(text) and len(there) == 3
    assert there[0][0].count("\n") == 1, "a line that goes on in the next is one sentence"


def test_a_finished_or_short_line_does_not_go_on() -> None:
    assert len(laid("Le conseil a décidé hier que le quai resterait fermé.\nmais rien n’est sûr.")) == 2
    assert len(laid("Le quai\nest fermé depuis hier.")) == 2
    assert len(laid("Le conseil a décidé hier que le quai resterait fermé\nMais rien n’est sûr.")) == 2


def test_sentences_lie_in_their_blocks() -> None:
    text = "Un. Deux.\n\nTrois. Quatre."
    assert [[text[s.start : s.end] for s in b.sentences] for b in blocks(text, "fr")] == [
        ["Un.", "Deux."],
        ["Trois.", "Quatre."],
    ]


def test_given_segments_are_blocks_whatever_they_hold() -> None:
    text = "Un.\nDeux.\n\n  \nTrois"
    given = (Span("target", 0, 9), Span("target", 11, 13), Span("target", 14, 19))
    made = blocks(text, "fr", "target", given)
    assert [text[b.span.start : b.span.end] for b in made] == ["Un.\nDeux.", "Trois"]
    assert {b.kind for b in made} == {Kind.PROSE}


def test_white_space_alone_has_no_blocks() -> None:
    assert blocks(" \n\n\t\r\n", "fr") == ()
