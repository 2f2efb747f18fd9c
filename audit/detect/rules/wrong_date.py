"""NUM003: another month, day of the week or currency stands where the source names one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment, Side, Span
from audit.mqm import Severity
from audit.text.lexicon import zipf
from audit.text.quantities import UNSURE, currencies, days, months
from audit.text.tokens import Token

_NEAR = 1  # segments on either side in which the name may stand
_COMMON = 5.3  # Zipf of a name that is mostly another word ("May", "mars")

Places = dict[str | int, Span]  # a currency, or the number of a month or a day


def find(context: Context) -> Iterator[Hit]:
    """One finding for each name that replaces another of its kind."""
    sides = [
        (_named(context, s, "source", s.source), _named(context, s, "target", s.target))
        for s in context.segments
    ]
    for i, segment in enumerate(context.segments):
        if not context.comparable(segment):
            continue
        source, target = sides[i]
        near = sides[max(0, i - _NEAR) : i + _NEAR + 1]
        for kind in source.keys() & target.keys():
            there = {name for s, _ in near for name in s.get(kind, {})}
            here = {name for _, t in near for name in t.get(kind, {})}
            strange = [n for n in target[kind] if n not in there]
            lost = [n for n in source[kind] if n not in here]
            if len(strange) == 1 and len(lost) == 1:
                yield _hit(context, segment, kind, target[kind][strange[0]], source[kind][lost[0]])


def _named(context: Context, segment: Segment, side: Side, span: Span | None) -> Mapping[str, Places]:
    """Kind ("month", "day", "currency") → name → where it stands first; unsure names left out."""
    if span is None or segment.source is None or segment.target is None:
        return {}
    lang = context.lang(side)
    tokens, folded = context.tokens(span), context.folded(span)
    text = context.document.text(side)
    money = currencies(tokens, folded, text, span.start, span.end, lang)
    found: dict[str, Places] = {
        "month": _calendar(tokens, folded, months(lang), lang, side),
        "day of the week": _calendar(tokens, folded, days(lang), lang, side),
        "currency": {k: Span(side, *place) for k, place in money.items() if k not in UNSURE},
    }
    return {kind: places for kind, places in found.items() if places}


def _calendar(
    tokens: Sequence[Token], folded: Sequence[str], names: Mapping[str, int], lang: str, side: Side
) -> Places:
    out: Places = {}
    if names.keys().isdisjoint(folded):
        return out
    for i, (token, word) in enumerate(zip(tokens, folded, strict=True)):
        name = names.get(word)
        if name is None or (zipf(token.lower, lang) >= _COMMON and not _dated(tokens, i)):
            continue
        out.setdefault(name, token.span(side))
    return out


def _dated(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number stands beside a word: "14 mars", "May 2"."""
    return any(t.text[0].isdigit() for t in (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2]))


def _hit(context: Context, segment: Segment, kind: str, target: Span, source: Span) -> Hit:
    assert segment.source is not None
    said, meant = context.document.at(target), context.document.at(source)
    return Hit(
        (target, source),
        f"“{said}” stands where the source has another {kind} (“{meant}”)",
        evidence=(Evidence("source sentence", context.document.at(segment.source)),),
    )


RULE = Rule(
    code="NUM003",
    name="wrong-date-or-currency",
    check="number",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=0.9,
    meaning="The target names a month, a day of the week or a currency that the source does not have, and "
    "lacks the one that the source has in that place.",
    why="The reader comes on the wrong day, or believes a price that is not true.",
    remedy="Put the name that the source has, unless the sum was converted on purpose.",
    needs=frozenset({Need.SOURCE}),
    find=find,
    examples=(
        Example(
            "en-de",
            "The bridge opens in ⟦February⟧.",
            "Die Brücke wird im ⟦Januar⟧ eröffnet.",
        ),
        Example(
            "en-fr",
            "The council meets on ⟦Thursday⟧ evening.",
            "Le conseil se réunit ⟦mardi⟧ soir.",
        ),
        Example(
            "en-it",
            "The fishermen will get 40 million ⟦euros⟧.",
            "I pescatori riceveranno 40 milioni di ⟦dollari⟧.",
        ),
        Example("en-fr", "The council met in March.", "Le conseil s’est réuni en mars."),
        Example("en-es", "The ticket costs $12.", "La entrada cuesta 12 dólares."),
        Example("en-de", "She may come on Friday.", "Sie kommt vielleicht am Freitag."),
    ),
)
