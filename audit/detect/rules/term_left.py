"""TRM001: a term, country, organisation or acronym left in the form of the source language."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._places import source_quote
from audit.detect.rules._terms import LeftTerm, left_terms
from audit.model import Evidence
from audit.mqm import Severity


def find(context: Context) -> Iterator[Hit]:
    """Terms left in source form throughout a document; where it also has the right form, TRM002 says so."""
    for term in left_terms(context):
        if not term.own:
            yield _hit(context, term)


def _hit(context: Context, term: LeftTerm) -> Hit:
    first = term.first
    own = first.own[0]
    evidence = []
    if first.known:
        evidence.append(Evidence("usual forms in the target language", ", ".join(first.own)))
    else:
        evidence.append(
            Evidence("elsewhere in the batch", f"{', '.join(first.own)}: {first.count} of {first.of}")
        )
    if first.in_source and (quote := source_quote(context, first.span)) is not None:
        evidence.append(Evidence("source", quote))
    times = f", {len(term.places)} times" if len(term.places) > 1 else ""
    return Hit(
        spans=tuple(p.span for p in term.places),
        message=f"“{first.form}” is left in the form of the source{times}; the usual form is “{own}”",
        confidence=_confidence(term),
        evidence=tuple(evidence),
        suggestion=own,
    )


def _confidence(term: LeftTerm) -> float:
    """Known and in the source is the surest; a form that stands throughout may be this publisher's choice."""
    first = term.first
    base = 0.9 if first.known and first.in_source else 0.85 if not first.known else 0.75
    return base - (0.1 if len(term.places) > 3 else 0.0)


RULE = Rule(
    code="TRM001",
    name="term-left-in-source-form",
    check="terminology",
    mqm="Terminology/Wrong term",
    severity=Severity.MAJOR,
    confidence=0.85,
    batch=True,
    meaning="An organisation, a country, a city, an acronym or another term stands in the form of the "
    "source language, although "
    "the target language has a form of its own. Names that keep their form and longer names left whole are "
    "not meant.",
    why="A reader of the translation may not know the foreign form, cannot search for it, and sees at once "
    "that the text was "
    "translated by a machine and not read again.",
    remedy="Put the form of the target language, in the case and with the article that the sentence needs. "
    "If the name is meant "
    "to stay as it is, accept the finding.",
    examples=(
        Example(
            "en-fr", "The minister flew to London on Monday.", "Le ministre s’est envolé pour ⟦London⟧ lundi."
        ),
        Example("en-de", "Talks with Greece go on.", "Die Gespräche mit ⟦Greece⟧ gehen weiter."),
        Example(
            "en-es", "She wants her country to join NATO.", "Ella quiere que su país ingrese en la ⟦NATO⟧."
        ),
        Example("nl", None, "De secretaris-generaal van de ⟦NATO⟧ sprak gisteren met de pers."),
        Example("en-fr", "The US has signed the treaty.", "L’⟦US⟧ a signé le traité."),
        Example("es-en", "EE. UU. firmó el tratado ayer.", "⟦EE. UU.⟧ signed the treaty yesterday."),
        Example("en-fr", "It costs US$ 300 in the shop.", "Il coûte 300 US$ dans la boutique."),
        Example("en-de", "US companies pay in dollars.", "US-Unternehmen zahlen in Dollar."),
        Example(
            "en-it",
            "The European Union has not answered yet.",
            "La ⟦European Union⟧ non ha ancora risposto alla richiesta.",
        ),
        Example("en-de", "The NATO summit begins today.", "Der Gipfel der NATO beginnt heute."),
        Example("en-fr", "He worked for the Bank of England.", "Il a travaillé pour la Bank of England."),
        Example("fr", None, "Le siège de l’ONU se trouve à New York depuis longtemps."),
        Example("sv-en", "Hon flyttade till USA i våras.", "She moved to the USA this spring."),
        Example("en-es", "He reads China Daily every morning.", "Lee China Daily todas las mañanas."),
        Example("it", None, "La NATO e l’ONU hanno condannato l’attacco di ieri."),
    ),
    find=find,
)
