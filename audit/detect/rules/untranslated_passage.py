"""UNT002: a clause or phrase of two words or more is in the source language."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._foreign import Foreign, source_evidence
from audit.mqm import Severity
from audit.text.languages import display_name


def find(context: Context) -> Iterator[Hit]:
    """Stretches of a sentence that are in the source language."""
    foreign = context.shared(Foreign)
    for run in foreign.passages:
        span = foreign.span(run)
        if not foreign.sentences(span):
            yield Hit(
                (span,),
                f"{run.last - run.first} words are left in {display_name(foreign.source_lang)}",
                confidence=foreign.confidence(run),
                evidence=source_evidence(context, span),
            )


RULE = Rule(
    code="UNT002",
    name="untranslated-passage",
    check="untranslated",
    mqm="Accuracy/Untranslated",
    severity=Severity.MAJOR,
    confidence=0.93,
    meaning="A clause or a phrase inside a sentence of the target stands in the source language. Names, "
    "titles of works, short quotations and addresses are not meant.",
    why="The sentence breaks off in the middle for every reader who does not know the source language.",
    remedy="Translate the passage. If it is a title or a saying left on purpose, put it in quotation marks.",
    hides=("UNT003", "TRM001", "TRM002", "TRM003", "CAP001", "NAM001", "GRA001"),
    find=find,
    examples=(
        Example(
            "en-fr",
            "The ferry did not sail, because the harbour was full of ice.",
            "Le ferry n’est pas parti, ⟦because the harbour was full of ice⟧.",
        ),
        Example(
            "en-de",
            "The farmers waited for rain, but the sky stayed clear for weeks.",
            "Die Bauern warteten auf Regen, ⟦but the sky stayed clear for weeks⟧.",
        ),
        Example(
            "en-ja",
            "The ship is waiting at the pier, because the harbour was full of ice. Everyone is here.",
            "船は埠頭で待っている、⟦because the harbour was full of ice⟧.みんなここにいる。",
        ),
        Example(
            "en-zh",
            "Ramiro Quiroga Peña, an old sailor, lives near the harbour with his two dogs.",
            "Ramiro Quiroga Pe ñ a 是一位老水手，他和两只狗住在港口附近。",
        ),
        Example(
            "ja-en",
            "港が氷でいっぱいだったため、フェリーは出航しなかった。",
            "The ferry did not sail, ⟦港が氷でいっぱいだったため⟧.",
        ),
        Example("es", None, "El portavoz no quiso hablar, ⟦which surprised everyone there⟧, y se marchó."),
        Example(
            "en-fr",
            "She works for the Institute for Ocean Research in Plymouth.",
            "Elle travaille pour l’Institute for Ocean Research, à Plymouth.",
        ),
        Example("it", None, "Il libro si intitola “The Girl on the Bridge” ed è uscito ieri."),
    ),
)
