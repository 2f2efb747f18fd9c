"""PUN002: a punctuation mark that stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Span
from audit.mqm import Severity
from audit.text.marks import outside

_DOUBLED = re.compile(
    r"(?<=\w)(?:,\s?,(?=\s)|;\s?;(?=\s)|(?<![.])\.\.(?![.])(?=\s|$|[»”\"])|,\.(?=\s|$)|[:;],(?=\s)|(?<!\.)\.\s\.(?=\s|$)(?!\s\.))"
    r"|[、，]{2}|[。]{2}(?!。)",
    re.MULTILINE,
)


def _find(context: Context) -> Iterator[Hit]:
    machine = context.machine
    for m in _DOUBLED.finditer(context.target):
        mark = m.group()
        if outside(m.start(), machine) and not (context.source and mark in context.source):
            yield Hit(
                spans=(Span("target", *m.span()),),
                message=f"“{mark}”: one mark too many",
                suggestion=mark[-1] if mark[-1] in ".。" else mark[0],
            )


RULE = Rule(
    code="PUN002",
    name="doubled-mark",
    check="punctuation",
    mqm="Linguistic conventions/Punctuation",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "Two punctuation marks stand where one belongs: “,,”, “..” or “,.”. Three dots, and repeated "
        "question and exclamation marks, are left alone."
    ),
    why="It is a slip of pasting or of the machine, and every reader sees it.",
    remedy="Delete one of the marks.",
    examples=(
        Example("fr", None, "La neige est tombée⟦,,⟧ puis elle a fondu."),
        Example("de", None, "Der Schnee fiel die ganze Nacht⟦..⟧ Am Morgen war er fort."),
        Example("zh", None, "雪下了一整夜⟦，，⟧早上就化了。"),
        Example("fr", None, "La neige est tombée... puis elle a fondu ! Vraiment ?!"),
        Example("de", None, "Der Schnee fiel usw., bis es hell wurde …"),
        Example("es", None, "La nieve cayó, etc. ¿Y después? ¡¡Se derritió!!"),
    ),
    find=_find,
)
