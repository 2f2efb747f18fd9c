"""TRM002: one term in two forms within one document."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._terms import LeftTerm, left_terms, nearest, occurrences, quoted, source_quote
from audit.model import Evidence, Span
from audit.mqm import Severity
from audit.text.termbase import rivals

_STRONG = 2 / 3  # the share of a document's uses that makes one form its own choice


def find(context: Context) -> Iterator[Hit]:
    """Source form beside the target language's own, and accepted forms of one name mixed."""
    for term in left_terms(context):
        if term.own:
            yield _left(context, term)
    yield from _mixed(context)


def _left(context: Context, term: LeftTerm) -> Hit:
    first = term.first
    rival = nearest(term.own, first.span)
    own = context.document.at(rival)
    evidence = [Evidence("elsewhere in the text", f"{own} ({len(term.own)}): {quoted(context, rival)}")]
    if first.in_source and (quote := source_quote(context, first.span)) is not None:
        evidence.append(Evidence("source", quote))
    return Hit(
        spans=(*(p.span for p in term.places), rival),
        message=f"“{first.form}” stands beside “{own}”: {len(term.places)} against {len(term.own)} in this text",
        confidence=0.95 if first.known else 0.88,
        evidence=tuple(evidence),
        suggestion=own if first.known and own in first.own else first.own[0],
    )


def _mixed(context: Context) -> Iterator[Hit]:
    for _, forms in rivals(context.target_lang.split("-")[0].lower()):
        places = [(form, occurrences(context, (form,))) for form in forms]
        used = sorted(((f, p) for f, p in places if p), key=lambda fp: (-len(fp[1]), fp[0]))
        if len(used) < 2:
            continue
        (usual, where), (other, rare) = used[0], used[1]
        total = sum(len(p) for _, p in used)
        if len(where) < 2 or len(where) < _STRONG * total or any(_explained(context, s, where) for s in rare):
            continue
        rival = nearest(where, rare[0])
        yield Hit(
            spans=(*rare, rival),
            message=f"“{other}” stands beside “{usual}”: {len(rare)} against {len(where)} in this text",
            confidence=0.75,
            severity=Severity.MINOR,
            evidence=(
                Evidence("elsewhere in the text", f"{usual} ({len(where)}): {quoted(context, rival)}"),
            ),
            suggestion=usual,
        )


def _explained(context: Context, span: Span, others: list[Span]) -> bool:
    """Whether one form explains the other: in brackets or quotation marks, or right beside it ("Birma, heute Myanmar")."""
    before = context.target[max(0, span.start - 1) : span.start]
    return before in ("(", "[", "„", "“", "«", '"') or any(abs(o.start - span.end) < 40 for o in others)


RULE = Rule(
    code="TRM002",
    name="inconsistent-term",
    check="terminology",
    mqm="Terminology/Inconsistent use of terminology",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="One and the same organisation, country, institution or acronym stands in two forms in one text: the form of the "
    "source language beside the language's own, or two accepted forms mixed. Synonyms of ordinary words are not meant.",
    why="A reader takes two names for two things. Forms that change from paragraph to paragraph are the mark of a translation "
    "made sentence by sentence.",
    remedy="Choose one form, as a rule the one that the text mostly has, and put it everywhere.",
    examples=(
        Example(
            "fr", None, "L’⟦OTAN⟧ se réunit mardi. Le conseil ⟦NATO⟧-Ukraine se réunira aussi à Bruxelles."
        ),
        Example(
            "en-es",
            "Wales voted on Thursday. The government of Wales is pleased.",
            "⟦Gales⟧ votó el jueves. El gobierno de ⟦Wales⟧ está satisfecho.",
        ),
        Example(
            "de",
            None,
            "⟦Griechenland⟧ hat gewählt. Die Regierung von ⟦Greece⟧ dankt allen Helfern.",
        ),
        Example("fr", None, "L’OTAN se réunit mardi. Le conseil OTAN-Ukraine se réunira aussi à Bruxelles."),
        Example("es", None, "La ONU pide calma. Las Naciones Unidas enviarán observadores a la zona."),
        Example("de", None, "Die Vereinten Nationen tagen. Die UN beraten heute über den Haushalt."),
        Example(
            "en-fr",
            "Scotland voted. She reads The Scotland Herald.",
            "L’Écosse a voté. Elle lit The Scotland Herald.",
        ),
    ),
    find=find,
)
