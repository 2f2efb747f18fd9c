"""TYP007: hyphens where a dash is meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audit.detect.context import LONGEST, Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._around import segment_at
from audit.model import Evidence, Span
from audit.mqm import Severity
from audit.text.locale import locale
from audit.text.marks import outside

# "--" is typed for a dash, between letters or spaces; so may a lone hyphen be between spaces.
_DOUBLE = re.compile(r"(?<=[ \u00a0\u202f])--(?=[ \u00a0\u202f])|(?<=[^\W\d_])--(?=[^\W\d_])")
_SINGLE = re.compile(r"(?<=[^\W\d_.,;:!?…)»”“\"'’][ \u00a0\u202f])-(?=[ \u00a0\u202f][^\W\d_«„“\"(])")
_DASH = re.compile(r"(?<=[ \u00a0\u202f])[–—](?=[ \u00a0\u202f])|(?<=\w)—(?=\w)")
_SOURCE = re.compile(r"[–—]|(?<= )--(?= )|(?<=\w)--(?=\w)")


_LEAST = 2  # places: a single one may be a slip of the pen, a name or a line of code


def _find(context: Context) -> Iterator[Hit]:
    dashes = Counter(_DASH.findall(context.target))
    strict = locale(context.target_lang).strict_dashes
    if not (dashes or strict):
        return  # a text that is all of one kind, in a language whose papers print both
    places = [(m.start(), m.end()) for m in _DOUBLE.finditer(context.target)]
    places += [
        (m.start(), m.end())
        for m in _SINGLE.finditer(context.target)
        if dashes or _from_dash(context, m.start())
    ]
    spans = [Span("target", a, b) for a, b in sorted(places) if outside(a, context.machine)]
    if len(spans) < _LEAST:
        return
    usual = max(dashes, key=lambda d: (dashes[d], d), default=None)
    mixed = f"; elsewhere the text has {usual}" if usual else ""
    yield Hit(
        spans=tuple(spans),
        message=f"“{context.document.at(spans[0])}” for a dash, {len(spans)} times{mixed}",
        confidence=0.9 if usual else 0.8,
        evidence=(Evidence("convention", "a dash is printed – or —"),),
        suggestion=usual,
    )


def _from_dash(context: Context, place: int) -> bool:
    """Whether the aligned source has a dash, however it is typed."""
    segment = segment_at(context, place)
    if segment is None or segment.source is None or len(segment.source) > LONGEST:
        return False
    return bool(_SOURCE.search(context.source, segment.source.start, segment.source.end))


RULE = Rule(
    code="TYP007",
    name="typed-dash",
    check="typography",
    mqm="Linguistic conventions/Textual conventions",
    severity=Severity.MINOR,
    confidence=0.85,
    meaning="Two hyphens stand for a dash, or one does between spaces, more than once, where the text itself "
    "prints dashes elsewhere, or in a language whose papers print nothing else (German, Spanish, Portuguese; "
    "one hyphen there only where the source has a dash). All places are one finding.",
    why="It is how a dash was typed on a typewriter, and reads like a broken compound.",
    remedy="Put the dash of the language, – or —, in all places.",
    examples=(
        Example("de", None, "Das Haus ⟦--⟧ es ist alt ⟦--⟧ wird verkauft."),
        Example(
            "en-de",
            "The house — it is old — will be sold.",
            "Das Haus ⟦-⟧ es ist alt ⟦-⟧ wird verkauft.",
        ),
        Example("fr", None, "La maison ⟦-⟧ elle est vieille ⟦-⟧ sera vendue – un jour."),
        Example("de-en", "Das Haus – alt – wird verkauft.", "The house - an old one - will be sold."),
        Example("en-fr", "The ferry - an old one - is late.", "Le bac - un vieux bateau - est en retard."),
        Example("de", None, "Der Zug Wien - Graz fährt um 5 - 6 Uhr, mit den Optionen --help und --quiet."),
    ),
    find=_find,
)
