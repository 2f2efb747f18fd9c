"""NEG001: the source negates, the target affirms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment
from audit.mqm import Severity
from audit.text.negation import Polarity, polarity
from audit.text.tokens import Token

_LIKE = 0.25  # below this it is another sentence, not one turned round
_AROUND = 0.28  # of the sentence: how far from its place in the source a negation may stand in other words
_LEAST = 45  # code points: in a short sentence everything is near
_BESIDE = 4  # words on either side of a negation that may undo it


def find(context: Context) -> Iterator[Hit]:
    """Pairs whose source has a plain negation where the target has none, nor anything like one about its
    place.
    """
    for segment in context.segments:
        likeness = segment.measures.get("likeness", 0.5)
        if segment.source is None or segment.target is None or likeness < _LIKE:
            continue
        if not context.comparable(segment):
            continue
        left, right = context.tokens(segment.source), context.tokens(segment.target)
        source = polarity(left, context.source_lang)
        if source is None or not source.strict:
            continue
        target = polarity(right, context.target_lang)
        if target is None or len(target.plain) >= len(source.plain):
            continue
        for negation in source.strict:
            if _lost(context, negation, segment, left, right):
                yield Hit(
                    (segment.target, negation.span("source")),
                    f"The source negates (“{negation.text}”), the target does not",
                    confidence=_confidence(source, target),
                    evidence=(Evidence("source", context.document.at(segment.source)),),
                )
                break


def _lost(
    context: Context, negation: Token, segment: Segment, left: Sequence[Token], right: Sequence[Token]
) -> bool:
    if negation.lower in {w.lower for w in right}:
        return False  # left in the source language, in a quotation or by mistake: nothing is denied or lost
    near = _near(negation, segment, right)
    beside = polarity(_beside(negation, left), context.source_lang)
    there = polarity(near, context.target_lang)
    if not near or beside is None or there is None:
        return False
    return not (beside.perhaps or there.perhaps or there.plain or len(beside.plain) > 1)


def _confidence(source: Polarity, target: Polarity) -> float:
    """Less where the sentence negates elsewhere, or may do so in other words."""
    if target.plain:
        return 0.6
    return 0.75 if target.perhaps or source.perhaps else 0.85


def _near(negation: Token, segment: Segment, words: Sequence[Token]) -> list[Token]:
    """The target words about where the negation stands in the source."""
    assert segment.source is not None and segment.target is not None
    place = (negation.start - segment.source.start) / max(1, len(segment.source))
    middle = segment.target.start + place * len(segment.target)
    reach = max(_LEAST, _AROUND * len(segment.target))
    return [w for w in words if abs((w.start + w.end) / 2 - middle) <= reach]


def _beside(negation: Token, words: Sequence[Token]) -> list[Token]:
    at = next(i for i, w in enumerate(words) if w.start == negation.start)
    return list(words[max(0, at - _BESIDE) : at + _BESIDE + 1])


RULE = Rule(
    code="NEG001",
    name="lost-negation",
    check="negation",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.75,
    meaning="The source sentence is negated and the target sentence is not, nor does it deny in other words "
    "(refuse, lack, without, an opposite such as unhappy).",
    why="The target says the opposite of the source.",
    remedy="Negate the target sentence; dismiss the finding where it says the same by other means.",
    needs=frozenset({Need.SOURCE}),
    find=find,
    examples=(
        Example("en-fr", "The museum is ⟦not⟧ open on Mondays.", "⟦Le musée est ouvert le lundi.⟧"),
        Example("en-de", "The workers did ⟦not⟧ accept the offer.", "⟦Die Arbeiter nahmen das Angebot an.⟧"),
        Example("en-es", "The road ⟦isn't⟧ safe in winter.", "⟦La carretera es segura en invierno.⟧"),
        Example(
            "en-fr", "The museum is not open on Mondays.", "Le musée est fermé le lundi, sauf exception."
        ),
        Example("en-de", "The neighbours are not happy about it.", "Die Nachbarn sind darüber unglücklich."),
        Example("en-es", "She did not want to come.", "Rechazó la invitación de venir."),
        Example("en-cs", "The museum is not open on Mondays.", "Muzeum je v pondělí zavřeno."),
    ),
)
