"""TYP003: quotation marks of another language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Span
from audit.mqm import Severity
from audit.text.locale import locale

_OPENING = re.compile(r"(?:(?<=\s)|(?<=[(\[])|^)([“”„«»])(?=[^\W_])", re.MULTILINE)


def _find(context: Context) -> Iterator[Hit]:
    here = locale(context.target_lang)
    if not here.quotes or not here.spaced or here.right_to_left:
        return
    openings = {left for left, _ in here.quotes}
    places = [m.start(1) for m in _OPENING.finditer(context.target) if m.group(1) not in openings]
    own = sum(context.target.count(left) for left, right in here.quotes[:1] if left != right)
    if not places or not (own or here.strict_quotes):
        return  # the habit of one house, kept throughout
    left, right = here.quotes[0]
    count = f", {len(places)} times" if len(places) > 1 else ""
    kinds = "".join(sorted({context.target[i] for i in places}))
    yield Hit(
        spans=tuple(Span("target", i, i + 1) for i in places),
        message=f"quotation opened with {kinds}{count}; this language opens with {left}",
        evidence=(Evidence("convention", f"{left}…{right}"),),
        suggestion=left,
    )


RULE = Rule(
    code="TYP003",
    name="foreign-quotes",
    check="typography",
    mqm="Linguistic conventions/Textual conventions",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "A quotation opens with a mark that the target language does not open with, such as the English “ "
        "in German, where it closes. A text that keeps to them throughout is left alone, save in French and"
        " German. All places are one finding."
    ),
    why="The reader takes the mark for the end of a quotation, and the page looks translated.",
    remedy="Use the marks of the language on both sides of the quotation.",
    examples=(
        Example("de", None, "Sie nannte es ⟦“⟧einen guten Anfang” und lachte."),
        Example("pl", None, "Nazwała to „dobrym początkiem”, a potem ⟦“⟧złym końcem” i wyszła."),
        Example("cs", None, "Nazvala to “dobrým začátkem” a odešla."),
        Example("de", None, "Sie nannte es „einen guten Anfang“ und lachte."),
        Example("fr", None, "Elle a dit : « un “bon” début », puis elle est partie."),
        Example("sv", None, "Hon kallade det ”en god början” och log."),
    ),
    find=_find,
)
