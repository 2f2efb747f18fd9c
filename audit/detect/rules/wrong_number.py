"""NUM001: a number of the target that the source does not have, where a number of the source is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment, Side, Span
from audit.mqm import Severity
from audit.text.locale import locale
from audit.text.numbers import (
    Number,
    clocked,
    converted,
    feet_and_inches,
    has_number_words,
    joined,
    same,
    shown_units,
    spelled,
)
from audit.text.quantities import months

_NEAR = 1  # segments on either side whose numbers may have slipped in
_SMALL = 12  # a small number may be written as a word in a language whose words are not known


@dataclass(frozen=True)
class _Numbers:
    """What a segment has on one side."""

    digits: tuple[Number, ...]
    words: tuple[Number, ...]


@dataclass
class _Open:
    """The numbers of a pair that its other side does not account for."""

    segment: Segment
    target: _Numbers
    source: _Numbers
    strange: list[Number]
    lost: list[Number]


def find(context: Context) -> Iterator[Hit]:
    """Numbers in the target that nothing in the source accounts for, one for each source number that is
    missing.
    """
    cases: dict[int, _Open] = {}
    for index, segment in enumerate(context.segments):
        sides = [s for s in (segment.source, segment.target) if s is not None]
        if context.comparable(segment) and any(context.digits(s) for s in sides):
            mine, other = _numbers(context, segment, "target"), _numbers(context, segment, "source")
            mine, other = (
                replace(mine, digits=clocked(mine.digits, other.digits)),
                replace(other, digits=clocked(other.digits, mine.digits)),
            )
            mine, other = (
                replace(mine, digits=joined(context.target, mine.digits, other.digits)),
                replace(other, digits=joined(context.source, other.digits, mine.digits)),
            )
            strange = [n for n in mine.digits if not _known(context, segment, n, other)]
            lost = [n for n in other.digits if not _rendered(context, segment, n, mine, other)]
            cases[index] = _Open(segment, mine, other, strange, lost)
    for index in cases:
        for beside in range(index - _NEAR, index + _NEAR + 1):
            if beside != index and beside in cases:
                _cancel(cases[index], cases[beside])
    for case in cases.values():
        if case.strange and case.segment.source is not None and case.segment.target is not None:
            lost = case.lost or _lost_words(context, case.target, case.source) or _excused(context, case)
            yield from _hits(context, case.segment, case.strange, lost, certain=bool(case.lost))


def _cancel(case: _Open, beside: _Open) -> None:
    """A number that slipped into the next pair is neither strange there nor lost here."""
    for lost in list(case.lost):
        twin = next((n for n in beside.strange if same(lost, n)), None)
        if twin is not None:
            case.lost.remove(lost)
            beside.strange.remove(twin)


def _numbers(context: Context, segment: Segment, side: Side) -> _Numbers:
    span = segment.span(side)
    if span is None:
        return _Numbers((), ())
    text = context.document.text(side)
    lang = context.lang(side)
    tokens = context.tokens(span)
    words = spelled(tokens, lang)
    words += [
        Number(t.start, t.end, "", frozenset({float(month)}), word=True)  # "10月" for October
        for t, word in zip(tokens, context.folded(span), strict=True)
        if (month := months(lang).get(word))
    ]
    if side == "source":
        words += [
            Number(span.start, span.start, "", frozenset({v}), word=True)
            for v in feet_and_inches(text[span.start : span.end])
        ]
    return _Numbers(tuple(context.digits(span)), tuple(words))


def _known(context: Context, segment: Segment, number: Number, source: _Numbers) -> bool:
    """Whether something in the source accounts for a number of the target."""
    if (number.minute and 0.0 in number.values) or number.values == {0.0}:
        return True
    everything = (*source.digits, *source.words)
    if any(same(s, number) or _scaled(s, number) for s in everything):
        return True
    units = _units(context, segment)
    return bool(units) and any(converted(s, number, units) for s in everything)


def _rendered(context: Context, segment: Segment, number: Number, target: _Numbers, source: _Numbers) -> bool:
    """Whether something in the target renders a number of the source.

    What renders another number of the source as it stands ("16 %" beside "2016", "un" beside "1 October")
    renders no other.
    """
    if number.minute and 0.0 in number.values:
        return True
    if any(number.values & t.values for t in target.digits):
        return True
    words = [t for t in target.words if same(number, t)]
    if len(words) > sum(any(s.values & t.values for t in words) for s in source.words):
        return True
    if any(_scaled(number, t) for t in target.words):
        return True
    others = [s for s in source.digits if s is not number]
    spare = [t for t in target.digits if not any(s.values & t.values for s in others)]
    if any(same(number, t) or _scaled(number, t) for t in spare):
        return True
    if _may_be_word(context, number):
        return True
    units = _units(context, segment)
    return bool(units) and any(converted(number, t, units) for t in (*target.digits, *target.words))


def _may_be_word(context: Context, number: Number) -> bool:
    """Whether a small number of the source may stand as a word in the target, which nothing here can read."""
    return not has_number_words(context.target_lang) and all(v <= _SMALL for v in number.values)


def _excused(context: Context, case: _Open) -> list[Number]:
    """The small numbers of the source that may be words in the target, where the words of the source are
    known: what none of them accounts for then stands for one of these.
    """
    if not has_number_words(context.source_lang):
        return []
    return [
        n
        for n in case.source.digits
        if _may_be_word(context, n)
        and not n.hour and not n.minute
        and not any(same(n, t) or _scaled(n, t) for t in (*case.target.digits, *case.target.words))
    ]  # fmt: skip


def _units(context: Context, segment: Segment) -> tuple[tuple[tuple[float, ...], float], ...]:
    spans = [s for s in (segment.source, segment.target) if s is not None]
    return shown_units(
        (t for s in spans for t in context.tokens(s)), " ".join(map(context.document.at, spans))
    )


def _scaled(source: Number, target: Number) -> bool:
    """2.8 billion and 2800 million: the same digits, a power of a thousand apart, where either number has a
    scale.
    """
    if len(source.values) < 2 and len(target.values) < 2:
        return False
    return any(
        s > 0
        and t > 0
        and math.isclose((r := math.log10(s / t) / 3), round(r), abs_tol=1e-6)
        and round(r) != 0
        for s in source.values
        for t in target.values
    )


def _lost_words(context: Context, target: _Numbers, source: _Numbers) -> list[Number]:
    """Numbers that the source has in words, above two, and that the target has in no form."""
    if not has_number_words(context.source_lang):
        return []
    return [
        n
        for n in source.words
        if n.text and max(n.values) > 2 and n.text.isalpha() and not n.text.isupper()
        and not any(0 <= n.start - d.end <= 2 for d in source.digits)  # the scale of "1.4 million"
        and not any(same(n, t) or _scaled(n, t) for t in (*target.digits, *target.words))
    ]  # fmt: skip


def _hits(
    context: Context, segment: Segment, strange: Sequence[Number], lost: Sequence[Number], certain: bool
) -> Iterator[Hit]:
    """One finding for each number that can be paired with a missing one, the nearest in relative place
    first.
    """
    assert segment.source is not None and segment.target is not None
    source, target = segment.source, segment.target
    left = list(lost)
    for number in strange:
        if not left:
            return
        place = (number.start - target.start) / max(1, len(target))
        nearest = min(left, key=lambda n: abs((n.start - source.start) / max(1, len(source)) - place))
        left.remove(nearest)
        unambiguous = len(strange) == len(lost) == 1
        likeness = segment.measures.get("likeness", 0.5)
        confidence = (0.96 if unambiguous else 0.9) if certain else 0.6
        yield Hit(
            (Span("target", number.start, number.end),),
            f"The source says {nearest.text}, not {number.text}"
            if unambiguous
            else f"{number.text} is not in the source",
            confidence=confidence if likeness >= 0.3 else 0.75 * confidence,
            evidence=(Evidence("source", context.source[nearest.start : nearest.end]),),
            suggestion=_written(nearest, context) if unambiguous and certain else None,
        )


def _written(number: Number, context: Context) -> str:
    """A source number with the target language's separators."""
    here, there = locale(context.source_lang), locale(context.target_lang)
    swap = {here.decimal: there.decimal, **{g: there.group[0] for g in here.group if there.group}}
    return "".join(swap.get(c, c) if c and not c.isdigit() else c for c in number.text)


RULE = Rule(
    code="NUM001",
    name="wrong-number",
    check="number",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="The target has a number that the source does not have, in digits or words, and a number of "
    "the source is missing. "
    "Times on another clock, years cut short, scales, and usual conversions of units count as the same.",
    why="A wrong figure is a wrong fact, and readers cannot see that it is wrong.",
    remedy="Put in the number of the source, in the way the target language writes it.",
    needs=frozenset({Need.SOURCE}),
    find=find,
    examples=(
        Example(
            "et-en",
            "Seal sajab aastas üle 2500 mm, rannikul 1 234 567 liitrit.",
            "More than 2 500 mm of rain fall there, and 1 234 567 litres on the coast.",
        ),
        Example("en-zh", "About 3.6 million people live outside.", "大约 360 万人住在郊外。"),
        Example("en-fi", "The bus leaves at 9.30pm from bay 4.", "Bussi lähtee laiturilta 4 kello 21.30."),
        Example("en-ru", "The bridge was opened on 21/10/2018.", "Мост открыли 21.10.2018."),
        Example("en-fi", "The bus leaves at 9.30pm from bay 4.", "Bussi lähtee laiturilta 4 kello ⟦21.50⟧."),
        Example(
            "en-zh",
            "On 21 October more than 1.4 million people signed the petition.",
            "10月21日，超过140万人签署了请愿书。",
        ),
        Example("en-ja", "Chapter 5 is about the harbour.", "第⟦7⟧章は港の話である。"),
        Example("en-ko", "The harbour has 6 cranes.", "항구에는 크레인이 여섯 대 있다."),
        Example("en-fr", "The bridge is 42 years old.", "Le pont a ⟦47⟧ ans."),
        Example(
            "en-de", "About 1,250 people came to the fair.", "Etwa ⟦1.520⟧ Menschen kamen zum Volksfest."
        ),
        Example(
            "en-es",
            "The train leaves at 7:15 p.m. from platform 3.",
            "El tren sale a las 19:⟦45⟧ del andén 3.",
        ),
        Example("en-it", "In 1987 the school had 320 pupils.", "Nel ⟦1978⟧ la scuola aveva 320 alunni."),
        Example(
            "en-fr",
            "The coast is 10 miles from the village, and there are seven hotels.",
            "La côte est à 16\u00a0km du village, et il y a 7 hôtels.",
        ),
        Example(
            "en-de",
            "The film of the 1960s cost $2.5 million.",
            "Der Film aus den 60er-Jahren kostete 2,5 Millionen Dollar.",
        ),
        Example(
            "en-nl",
            "The bus leaves at 4:15 pm from the market.",
            "De bus vertrekt om 16.15 uur van de markt.",
        ),
        Example(
            "en-it", "The bus leaves at 4:15 pm from the market.", "L’autobus parte alle 16.15 dal mercato."
        ),
        Example("en-es", "Seventeen boats left at 2 p.m.", "A las 14:00 salieron 17 barcos."),
        Example(
            "en-pt", "The 12th century castle has 30 rooms.", "O castelo do século XII tem trinta quartos."
        ),
    ),
)
