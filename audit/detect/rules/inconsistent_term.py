"""TRM002: one term in two forms within one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._places import nearest, quoted, source_quote
from audit.detect.rules._rivals import batch_forms, forms_used
from audit.detect.rules._terms import LeftTerm, left_terms
from audit.model import Evidence, Span, base_of
from audit.mqm import Severity
from audit.text.termbase import Rivals, rivals

_STRONG = 2 / 3  # the share of a document's uses that makes one form its own choice
_BATCH, _CLEAR = 3, 0.75  # how often the batch must have a form, and in what share, to decide for a document
_BESIDE = 40  # code points


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
        message=f"“{first.form}” stands beside “{own}”: {len(term.places)} against {len(term.own)} here",
        confidence=0.95 if first.known else 0.88,
        evidence=tuple(evidence),
        suggestion=own if first.known and own in first.own else first.own[0],
    )


def _mixed(context: Context) -> Iterator[Hit]:
    for name in rivals(base_of(context.source_lang), base_of(context.target_lang)):
        if name.needs_source and not (name.source and context.source):
            continue
        places = forms_used(context, name)
        if len(places) < 2:
            continue
        counts = Counter({form: len(spans) for form, spans in places.items()})
        usual = _usual(context, name, counts)
        for other, rare in places.items():
            if usual is None or other == usual or any(_explained(context, s, places[usual]) for s in rare):
                continue
            rival = nearest(places[usual], rare[0])
            yield Hit(
                spans=(*rare, rival),
                message=f"“{other}” stands beside “{usual}”: {len(rare)} against {counts[usual]} here",
                confidence=0.75,
                severity=Severity.MINOR,
                evidence=(
                    Evidence("elsewhere in the text", f"{usual} ({counts[usual]}): {quoted(context, rival)}"),
                ),
                suggestion=usual,
            )


def _usual(context: Context, name: Rivals, counts: Counter[str]) -> str | None:
    """The form that a document mostly has; where it is undecided, the one that the batch mostly has."""
    ranked = counts.most_common()
    (first, most), (_, next_most) = ranked[0], ranked[1]
    if most >= 2 and most >= _STRONG * counts.total() and next_most < most:
        return first
    batch = batch_forms(context, name)
    best = max(batch, key=lambda f: batch[f], default=None)
    if best is None or best not in counts or batch[best] < _BATCH or batch[best] < _CLEAR * batch.total():
        return None
    return best if counts[best] >= most else None


def _explained(context: Context, span: Span, others: list[Span]) -> bool:
    """Whether one form explains the other: in brackets or quotation marks, or right beside it ("Birma, heute
    Myanmar").
    """
    before = context.target[max(0, span.start - 1) : span.start]
    return before in ("(", "[", "„", "“", "«", '"') or abs(nearest(others, span).start - span.end) < _BESIDE


RULE = Rule(
    code="TRM002",
    name="inconsistent-term",
    check="terminology",
    mqm="Terminology/Inconsistent use of terminology",
    severity=Severity.MAJOR,
    confidence=0.9,
    batch=True,
    meaning="One and the same organisation, country, institution or acronym stands in two forms in one "
    "text: the form of the "
    "source language beside the language's own, or two accepted forms mixed. Synonyms of ordinary words are "
    "not meant.",
    why="A reader takes two names for two things. Forms that change from paragraph to paragraph are the "
    "mark of a translation "
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
