"""ENC002: a character written as an HTML entity."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Span
from audit.mqm import Severity

_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def find(context: Context) -> Iterator[Hit]:
    """Entities that stand for a character, unless the source writes the same."""
    for match in _ENTITY.finditer(context.target):
        entity = match.group()
        char = html.unescape(html.unescape(entity))
        if char != entity and not char.startswith("&#") and (len(char) <= 2) and entity not in context.source:
            yield Hit(
                (Span("target", *match.span()),),
                f"“{entity}” should be the character it stands for",
                confidence=0.98,
                suggestion=char,
            )


RULE = Rule(
    code="ENC002",
    name="html-entity",
    check="encoding",
    mqm="Linguistic conventions/Character encoding",
    severity=Severity.MINOR,
    confidence=0.97,
    meaning="A character stands in the text as its HTML code, such as &amp;eacute; or &amp;#8217;.",
    why="Readers see the code in place of the letter or mark.",
    remedy="Put in the character itself.",
    find=find,
    examples=(
        Example("fr", None, "Le mus⟦&eacute;⟧e ouvre à dix heures."),
        Example("de", None, "Die Br⟦&#252;⟧cke bleibt gesperrt."),
        Example("es", None, "El alcalde cerró la calle⟦&nbsp;⟧Mayor."),
        Example("en-es", "Write &eacute; for é.", "Escriba &eacute; en lugar de é."),
        Example("de", None, "Die Firma Müller & Söhne; das Büro bleibt offen."),
        Example("es", None, "El dúo Pérez & Gómez canta hoy."),
    ),
)
