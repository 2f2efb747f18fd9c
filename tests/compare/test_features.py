"""Surface figures of a pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit.compare.features import NAMES, features

SOURCE = "The museum opened on 4 May, and Anna Keller sold 300 tickets in one week."
GOOD = "Das Museum öffnete am 4. Mai, und Anna Keller verkaufte in einer Woche 300 Karten."


def figures(target: str, source: str = SOURCE, langs: str = "en-de") -> dict[str, float]:
    return dict(zip(NAMES, features(source, target, *langs.split("-")).tolist(), strict=True))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("number_new", GOOD.replace("300", "800")),
        ("number_lost", GOOD.replace("300 ", "")),
        ("doubled_words", GOOD.replace("einer Woche", "einer einer Woche")),
        ("copied_lower", GOOD.replace("verkaufte", "sold").replace("Karten", "tickets")),
        ("copied_run", GOOD.replace("in einer Woche 300 Karten", "tickets in one week")),
        ("final_mark", GOOD.removesuffix(".")),
        ("doubled_marks", GOOD.replace("Mai,", "Mai,,")),
        ("shouted", GOOD.replace("öffnete", "ÖFFNETE")),
        ("names_lost", GOOD.replace("Keller", "Huber")),
        ("first_case", GOOD.replace("Das", "das")),
        ("brackets_gap", GOOD.replace("Mai,", "Mai),")),
    ],
)
def test_a_fault_raises_its_figure(name: str, bad: str) -> None:
    assert figures(bad)[name] > figures(GOOD)[name]


def test_a_capital_out_of_place_is_seen_where_nouns_have_none() -> None:
    good = "Le musée a vendu beaucoup de billets."
    bad = "Le musée a Vendu beaucoup de billets."
    source = "The museum sold many tickets."
    assert figures(bad, source, "en-fr")["odd_capitals"] > figures(good, source, "en-fr")["odd_capitals"]


def test_figures_are_finite_for_any_text() -> None:
    for source, target in (
        ("", ""),
        ("", "a"),
        ("?!", "…"),
        ("\ud800", "x"),
        ("1", "नमस्ते"),
        ("a" * 5000, "b"),
    ):
        values = features(source, target, "en", "xx")
        assert len(values) == len(NAMES)
        assert all(abs(v) < 100 for v in values.tolist())


LEARNED = json.loads(Path(__file__).with_name("figures.json").read_text("utf-8"))


@pytest.mark.parametrize("known", LEARNED, ids=[known["langs"] for known in LEARNED])
def test_the_figures_are_those_that_the_weights_were_learned_from(known: dict[str, Any]) -> None:
    """Where this fails, what a figure counts has changed: train the heads anew, or leave it as it was."""
    assert figures(known["target"], known["source"], known["langs"]) == pytest.approx(
        known["figures"], abs=1e-3
    )
