"""MRK001: tags, placeholders and tokens of an engine that were left in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Span
from audit.mqm import Severity

# Each alternative is bounded, so that a line of a million brackets costs linear time.
_MARKUP = re.compile(
    r"</?(?:[bip]|a|em|strong|br|hr|div|span|img|ul|ol|li|h[1-6]|table|t[rdh]|font|sup|sub|unk|s|pad|g|x|bpt|ept|ph|it|mark|u|code|"
    r"blockquote|script|style|iframe|figure|figcaption|section|article)(?:\s[^<>\n]{0,300})?/?>"
    r"|\{\{?[A-Za-z0-9_.]{0,40}\}\}?"
    r"|\$\{[A-Za-z0-9_.]{1,40}\}"
    r"|%(?:\d{1,2}\$)?[sd]\b|%\([A-Za-z_]{1,30}\)[sd]"
    r"|\[/?(?:b|i|u|url|img|quote)(?:=[^\]\n]{0,200})?\]"
    r"|!?\[[^\[\]\n]{1,200}\]\(https?://[^\s()]{1,300}\)"
    r"|(?<![*\w])\*\*(?=\S)[^*\n]{1,200}(?<=\S)\*\*(?![*\w])"
    r"|@@ |[▁⁇]|__[A-Z]{2,12}\d*__"
)


def find(context: Context) -> Iterator[Hit]:
    """Markup of the target beyond what the source has."""
    allowed = Counter(m.group() for m in _MARKUP.finditer(context.source))
    with_source = context.document.source is not None
    for match in _MARKUP.finditer(context.target):
        piece = match.group()
        if allowed[piece] > 0:
            allowed[piece] -= 1
            continue
        yield Hit(
            (Span("target", *match.span()),),
            f"“{piece.strip()}” is markup, not text"
            + (", and the source does not have it" if with_source else ""),
            confidence=0.95 if with_source else 0.85,
        )


RULE = Rule(
    code="MRK001",
    name="leftover-markup",
    check="markup",
    mqm="Design and markup/Markup tag",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning="A tag, a placeholder or a token of the translation engine stands in the text, and not in the "
    "source.",
    why="Readers see code in place of text, and a placeholder shows that a name or number was never filled "
    "in.",
    remedy="Delete it, or put in what it stands for.",
    find=find,
    examples=(
        Example("en-fr", "The library opens at nine.", "La bibliothèque ouvre à ⟦{0}⟧ heures."),
        Example("de", None, "Der Rat hat ⟦<b>⟧heute⟦</b>⟧ entschieden."),
        Example("es", None, "El concierto de ⟦<unk>⟧ fue cancelado."),
        Example("en-fr", "Hello {name}, welcome.", "Bonjour {name}, bienvenue."),
        Example("de", None, "Die Temperatur liegt < 5 Grad und der Druck > 3 bar."),
        Example("es", None, "Los precios subieron un 5 % según el informe [1]."),
    ),
)
