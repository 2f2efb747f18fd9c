"""TYP001: straight quotation marks in a language that prints others."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Span
from audit.mqm import Severity
from audit.text.locale import locale
from audit.text.marks import straight_quotes


def _find(context: Context) -> Iterator[Hit]:
    here = locale(context.target_lang)
    curly = [(left, right) for left, right in here.quotes if left not in "\"'"]
    others = sum(context.target.count(left) for left, _ in curly if left != "’")
    if not curly or not (others or here.strict_quotes):
        return  # a text that is all of one kind, in a language whose papers print both
    places = straight_quotes(context.target)
    if not places:
        return
    left, right = curly[0]
    count = f"{len(places)} times" if len(places) > 1 else "once"
    mixed = f"; elsewhere the text has {left}…{right}" if others else ""
    yield Hit(
        spans=tuple(Span("target", i, i + 1) for i in places),
        message=f"straight quotation mark, {count}{mixed}",
        confidence=0.95 if others else 0.85,
        evidence=(Evidence("convention", f"{left}…{right} is what this language prints"),),
        suggestion=f"{left}…{right}",
    )


RULE = Rule(
    code="TYP001",
    name="straight-quotes",
    check="typography",
    mqm="Linguistic conventions/Textual conventions",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "The text mixes the straight quotation mark of the typewriter with the marks of the language (« », "
        "„ “, “ ”), or uses it throughout in French or German, which print none. All places are one "
        "finding."
    ),
    why="Straight or mixed quotation marks look unfinished, and in French or German they look foreign.",
    remedy="Replace each pair by the marks of the language; most editors do it for the whole text at once.",
    examples=(
        Example("fr", None, 'Le maire a parlé d’une ⟦"⟧belle journée⟦"⟧ devant la foule.'),
        Example("de", None, 'Sie nannte es einen ⟦"⟧guten Anfang⟦"⟧ und lachte.'),
        Example("es", None, 'Lo llamó “un buen comienzo” y no ⟦"⟧una casualidad⟦"⟧ sin más.'),
        Example("fr", None, "Le maire a parlé d’une « belle journée » devant la foule."),
        Example("es", None, 'Lo llamó "un buen comienzo" y se marchó.'),
        Example("de", None, 'Der Bildschirm misst 27" und kostet wenig.'),
    ),
    find=_find,
)
