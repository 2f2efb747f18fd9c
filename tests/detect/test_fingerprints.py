"""Fingerprints: no offsets in them, kept by edits elsewhere, different for the same defect twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.detect.context import Context
from audit.detect.rule import Hit, Rule
from audit.detect.select import run_rules
from audit.model import Article, BatchEvidence, Document, Finding, Language, Span
from audit.mqm import Severity


def found(
    text: str, marked: str, *, together: bool = False, doc: str = "a", code: str = "X001"
) -> list[Finding]:
    """The findings of a rule that marks every ``marked``, each by itself or all as one cause."""
    spans, at = [], text.find(marked)
    while at >= 0:
        spans.append(Span("target", at, at + len(marked)))
        at = text.find(marked, at + 1)
    hits = [Hit(tuple(spans), "x")] if together and spans else [Hit((s,), "x") for s in spans]
    rule = Rule(
        code, "x", "other", "Style/Awkward style", Severity.MINOR, 1.0, "", "", "", (), lambda _: hits
    )
    article = Article(Document(doc, text, Language("fr")), (), (), ())
    return list(run_rules(Context(article, BatchEvidence(), None, (), None, 0.0), (rule,)))


def prints(text: str, marked: str, **options: object) -> list[str]:
    return [f.fingerprint for f in found(text, marked, **options)]  # type: ignore[arg-type]


TEXT = "Une première phrase. La promesse a été Promise à tous ceux qui la voulaient. Une dernière phrase."


@pytest.mark.parametrize(
    "edited",
    [
        "\n\n" + TEXT,
        "Un titre tout neuf\n\n" + TEXT,
        TEXT.replace("première", "toute première"),
        TEXT.replace("dernière", "ultime"),
        TEXT.replace("La promesse", "Toute promesse"),
        TEXT + " Encore une.",
        TEXT.replace(" ", "\n"),
        TEXT.replace(" ", "  "),
    ],
)
def test_an_edit_elsewhere_keeps_it(edited: str) -> None:
    assert prints(edited, "Promise") == prints(TEXT, "Promise")


def test_rule_document_and_neighbours_are_in_it() -> None:
    base = prints(TEXT, "Promise")
    assert prints(TEXT, "Promise", doc="b") != base
    assert prints(TEXT, "Promise", code="X002") != base
    assert prints(TEXT.replace("été", "tant"), "Promise") != base


def test_the_same_defect_twice_differs() -> None:
    twice = f"{TEXT}\n\n{TEXT}"
    both = prints(twice, "Promise")
    assert len(set(both)) == 2 and both[0] == prints(TEXT, "Promise")[0]


def test_mending_the_first_of_two_leaves_one_that_is_known() -> None:
    twice = f"{TEXT}\n\n{TEXT}"
    mended = twice.replace("Promise", "promise", 1)
    assert set(prints(mended, "Promise")) <= set(prints(twice, "Promise"))


def test_mending_one_place_of_a_cause_keeps_it() -> None:
    text = "l'un et l'autre, d'ici et d'ailleurs"
    base = prints(text, "'", together=True)
    assert prints(text.replace("'", "’", 1), "'", together=True) == base
    assert prints("Avant. " + text, "'", together=True) == base


@given(st.text(st.sampled_from("abc .\n"), max_size=30), st.text(st.sampled_from("abc .\n"), max_size=30))
def test_text_far_away_never_matters(before: str, after: str) -> None:
    near = " un deux trois quatre ERREUR cinq six sept huit "
    assert prints(before + near + after, "ERREUR") == prints(near, "ERREUR")
