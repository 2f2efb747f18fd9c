"""TYP002: straight and typographic apostrophes in one text."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Span
from audit.mqm import Severity
from audit.text.locale import locale
from audit.text.marks import apostrophes

_FEWEST = 5  # a kind used less often is a quotation or a name that came along


def _find(context: Context) -> Iterator[Hit]:
    if not locale(context.target_lang).elisions:
        return
    straight, curly = apostrophes(context.target)
    if len(straight) < _FEWEST or len(curly) < _FEWEST:
        return
    yield Hit(
        spans=tuple(Span("target", i, i + 1) for i in straight),
        message=f"straight apostrophe, {len(straight)} times; elsewhere the text has ’ ({len(curly)} times)",
        suggestion="’",
    )


RULE = Rule(
    code="TYP002",
    name="mixed-apostrophes",
    check="typography",
    mqm="Linguistic conventions/Textual conventions",
    severity=Severity.MINOR,
    confidence=0.95,
    meaning=(
        "In a language that elides, some apostrophes are straight and others typographic. A text that is "
        "all of one kind is left alone. All places are one finding."
    ),
    why="Two kinds of apostrophe in one text show that it was pieced together.",
    remedy="Replace the straight apostrophes by typographic ones.",
    examples=(
        Example(
            "fr",
            None,
            "L’eau, l’étang, l’air, l’ombre, l’or. L⟦'⟧hiver s⟦'⟧annonce, l⟦'⟧été s⟦'⟧en va, l⟦'⟧an finit.",
        ),
        Example(
            "it",
            None,
            "L’acqua, l’aria, l’erba, l’oro, l’uva. L⟦'⟧inverno, l⟦'⟧estate, un⟦'⟧altra, l⟦'⟧alba, l⟦'⟧ora.",
        ),
        Example("fr", None, "L'eau de l'étang d'Aubrac gèle, l'hiver s'annonce et l'été est loin."),
        Example("it", None, "L’acqua dell’Arno e l’aria, con una canzone dei Guns N' Roses."),
    ),
    find=_find,
)
