"""NUM002: a number has another scale than in the source ("million" for "billion")."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment, Side, Span
from audit.mqm import Severity
from audit.text.numbers import Number


def find(context: Context) -> Iterator[Hit]:
    """Numbers with the digits of a source number and a scale that no number of the source has."""
    for segment in filter(context.comparable, context.segments):
        source, target = _scaled(context, segment, "source"), _scaled(context, segment, "target")
        for number in target:
            if any(_equal(number, s) for s in source):
                continue
            twins = [s for s in source if _same_digits(s, number) and not any(_equal(s, t) for t in target)]
            if twins:
                yield _hit(context, segment, number, twins[0])


def _scaled(context: Context, segment: Segment, side: Side) -> list[Number]:
    """The numbers of one side that have a scale."""
    span = segment.span(side)
    if span is None:
        return []
    return [n for n in context.digits(span) if n.scaled]


def _equal(a: Number, b: Number) -> bool:
    return _meet([*a.scaled], [*b.scaled])


def _same_digits(a: Number, b: Number) -> bool:
    return _meet([*(a.values - a.scaled)], [*(b.values - b.scaled)])


def _meet(left: Sequence[float], right: Sequence[float]) -> bool:
    return any(math.isclose(x, y, rel_tol=1e-9) for x in left for y in right)


def _hit(context: Context, segment: Segment, number: Number, source: Number) -> Hit:
    assert segment.source is not None
    span = Span("target", number.start, _end(context.target, number.end))
    origin = Span("source", source.start, _end(context.source, source.end))
    said, meant = context.document.at(span), context.document.at(origin)
    return Hit(
        (span, origin),
        f"“{said}” is not “{meant}” of the source: the scales differ",
        evidence=(Evidence("source sentence", context.document.at(segment.source)),),
    )


def _end(text: str, end: int) -> int:
    """The end of the word after a number: its scale."""
    at = end
    while at < len(text) and not text[at].isalpha() and at - end < 3:
        at += 1
    while at < len(text) and text[at].isalpha():
        at += 1
    return at


RULE = Rule(
    code="NUM002",
    name="wrong-scale",
    check="number",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.93,
    meaning="A number of the target has the digits of a number of the source and another scale, such as "
    "million for billion, or a word that looks like that of the source and means a thousand times more.",
    why="The reader is told a figure that is wrong by a factor of a thousand.",
    remedy="Write the scale that the source has: an English billion is a thousand million.",
    needs=frozenset({Need.SOURCE}),
    hides=("NUM001",),
    find=find,
    examples=(
        Example(
            "en-es",
            "The bridge will cost ⟦1.3 billion⟧ euros.",
            "El puente costará ⟦1,3 billones⟧ de euros.",
        ),
        Example(
            "en-fr",
            "The failure stopped ⟦2.3 million⟧ payments.",
            "La panne a arrêté ⟦2,3 milliards⟧ de paiements.",
        ),
        Example(
            "en-de",
            "The bank lost ⟦4 billion⟧ euros.",
            "Die Bank verlor ⟦4 Millionen⟧ Euro.",
        ),
        Example("en-de", "The bank lost 4.5 billion euros.", "Die Bank verlor 4,5 Milliarden Euro."),
        Example("en-es", "The bridge cost 1.3 billion euros.", "El puente costó 1300 millones de euros."),
        Example(
            "en-fr", "Some 2.3 million people live there.", "Quelque 2,3 millions de personnes y vivent."
        ),
    ),
)
