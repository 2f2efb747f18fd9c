"""TYP006: a number written as the source language writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Span
from audit.mqm import Severity
from audit.text.locale import Locale, locale

_NUMBER = re.compile(r"(?<![\w.,:/\-+])\d{1,3}(?:[.,]\d+)+(?![\w:/\-])(?![.,]\d)")
_LABEL = re.compile(r"([^\W\d_][\w'’-]*)[ \u00a0\u202f]$")  # the word right before a number
_WORD = 60  # code points: as far back as the word before a number may begin
_CLOSED = re.compile(r"[.:)\]]*\s*$")
_CLOCK = re.compile(r"\d{1,2}\.[0-5]\d")


def _find(context: Context) -> Iterator[Hit]:
    here, there = locale(context.target_lang), locale(context.source_lang)
    if not here.decimal or not there.decimal or here.decimal == there.decimal:
        return
    for segment in context.segments:
        if segment.source is None or segment.target is None:
            continue
        given = {
            m.group()
            for m in _NUMBER.finditer(context.source, segment.source.start, segment.source.end)
            if not _numbered(context.source, segment.source, *m.span(), there)
        }
        for m in _NUMBER.finditer(context.target, segment.target.start, segment.target.end) if given else ():
            number = m.group()
            right = _right(number, here, there)
            if number in given and right is not None:
                yield Hit(
                    spans=(Span("target", *m.span()),),
                    message=f"“{number}” is written as in the source language; here it is “{right}”",
                    severity=Severity.MAJOR if there.decimal not in number else None,
                    evidence=(Evidence("source", number),),
                    suggestion=right,
                )


def _numbered(text: str, segment: Span, start: int, end: int, there: Locale) -> bool:
    """Whether a number is part of a name or counts a part of a text ("Firefox 2.0", "Figure 1.3", "version
    2.0"): the word before it says so, or has a capital, and not because it opens the sentence.
    """
    before = _LABEL.search(text, max(segment.start, start - _WORD), start)
    if before is None:
        return False
    if before[1].lower() in there.counted:
        return True
    if not before[1][0].isupper():
        return False
    return before.start() > segment.start or _CLOSED.match(text, end, segment.end) is not None


def _right(number: str, here: Locale, there: Locale) -> str | None:
    """The number in the target's format; None where it is right as it stands, or may be a time or a
    version."""
    decimal = there.decimal
    other = "," if decimal == "." else "."
    if (
        decimal not in number
        and other in there.group
        and re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", number)
    ):
        group = here.group[0] if here.group else ""
        return None if other in here.group else number.replace(other, group)
    if number.count(decimal) != 1 or other in number or decimal in here.decimal_also:
        return None
    whole, fraction = number.split(decimal)
    if len(fraction) > 2 or (len(fraction) == 2 and _CLOCK.fullmatch(number)):
        return None
    return f"{whole}{here.decimal}{fraction}"


RULE = Rule(
    code="TYP006",
    name="number-format",
    check="typography",
    mqm="Locale conventions/Number format",
    severity=Severity.MINOR,
    confidence=0.85,
    meaning=(
        "A number keeps the decimal point or the grouping comma of the source language, which the target "
        "language writes otherwise. Times, dates, versions and numbers of chapters are left alone."
    ),
    why=(
        "Where the comma is a decimal mark, “1,500” is read as one and a half: the reader gets a wrong "
        "figure."
    ),
    remedy="Write the number as the language does.",
    examples=(
        Example(
            "en-fr", "The river rose by 3.5 metres in May.", "Le fleuve est monté de ⟦3.5⟧ mètres en mai."
        ),
        Example("en-de", "The village has 1,500 inhabitants.", "Das Dorf hat ⟦1,500⟧ Einwohner."),
        Example("en-pl", "The river rose by 3.5 metres in May.", "W maju rzeka podniosła się o ⟦3.5⟧ metra."),
        Example("en-fr", "The river rose by 3.5 metres in May.", "Le fleuve est monté de 3,5 mètres en mai."),
        Example("en-de", "The village has 1,500 inhabitants.", "Das Dorf hat 1.500 Einwohner."),
        Example("en-de", "It runs on Orbit 2.0 and later.", "Es läuft auf Orbit ab Version 2.0."),
        Example(
            "en-nb",
            "It runs from version 2.0 of the browser.",
            "Det virker fra og med versjon 2.0 av nettleseren.",
        ),
        Example("en-ar", "The price rose by 3.5% in May.", "ارتفع السعر بنسبة 3.5% في مايو."),
        Example("en-es", "The village has 1.5 million trees.", "El pueblo tiene 1.5 millones de árboles."),
    ),
    find=_find,
    needs=frozenset({Need.SOURCE}),
)
