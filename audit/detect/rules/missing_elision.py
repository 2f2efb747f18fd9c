"""GRA002: a small word that keeps a vowel which it must lose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Need, Span
from audit.mqm import Severity
from audit.text.elision import elision, has_elision
from audit.text.lexicon import zipf

_FOREIGN = 1.5  # a word this much more common (Zipf) in the source language stands inside a foreign phrase


def _find(context: Context) -> Iterator[Hit]:
    rules = elision(context.target_lang)
    if rules is None:
        return
    for word, following in pairwise(context.target_tokens):
        if word.text.lower() not in rules.words:
            continue
        gap = context.target[word.end : following.start]
        if gap not in (" ", "\u00a0", "\u202f"):
            continue
        becomes = rules.wants(word.text, following.text)
        if becomes is None or _foreign(context, following.text):
            continue
        right = (becomes[0].upper() if word.text[0].isupper() else becomes[0]) + becomes[1:] + following.text
        wrong = context.target[word.start : following.end]
        yield Hit(
            spans=(Span("target", word.start, following.end),),
            message=f"“{wrong}” must be contracted: “{right}”",
            suggestion=right,
        )


def _foreign(context: Context, word: str) -> bool:
    """Whether a word belongs to another language rather than to the target's: then the phrase is a
    quotation."""
    own = zipf(word.lower(), context.target_lang)
    return own < 1.0 or zipf(word.lower(), "en") > own + _FOREIGN


RULE = Rule(
    code="GRA002",
    name="missing-elision",
    check="grammar",
    mqm="Linguistic conventions/Grammar",
    severity=Severity.MINOR,
    confidence=0.95,
    meaning=(
        "A small word stands in full before a vowel, where the language contracts the two: “de avions” for "
        "“d’avions”. Words before which nothing is contracted (“onze”, an aspirated h) and names are left "
        "alone."
    ),
    why="It is read as a blunder by every native reader, and no writer of the language makes it.",
    remedy="Contract the two words as suggested.",
    examples=(
        Example("fr", None, "Le port a reçu trois livraisons ⟦de oranges⟧ et beaucoup d’huile."),
        Example("fr", None, "Elle a dit ⟦que elle⟧ viendrait avant midi."),
        Example("ca", None, "Van comprar tres caixes ⟦de oli⟧ al mercat."),
        Example("it", None, "Il ritardo ⟦dello aereo⟧ ha sorpreso tutti."),
        Example("fr", None, "Le onze de départ comptait le héros de la veille, et la hausse de onze points."),
        Example("ca", None, "El iode i la història de la universitat."),
        Example("it", None, "Lo ha detto lo zio, e la amica lo aveva già saputo."),
    ),
    find=_find,
    needs=frozenset({Need.LANGUAGE}),
    knows=lambda source, target: has_elision(target),
)
