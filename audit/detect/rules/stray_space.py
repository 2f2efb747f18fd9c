"""TYP005: a space too many inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Kind, Span
from audit.mqm import Severity
from audit.text.locale import locale

_DOUBLE = re.compile(r"(?<=[^\s.!?…:|])[ ]{2,3}(?=[^\W\d_])")
_HABIT = 2  # one double space is seen by nobody, and a browser shows it as one
_BEFORE = re.compile(r"(?<=[^\W_])[ \u00a0\u202f]+(?=[,.](?:[ \t\r\n]|$))|(?<=[»”\"])[ ](?=,[^\W\d_])")


def _find(context: Context) -> Iterator[Hit]:
    text = context.target
    spaced = locale(context.target_lang).spaced
    doubles: list[Span] = []
    before: list[Span] = []
    for block in context.blocks():
        if block.kind is not Kind.PROSE:
            continue
        low, high = block.span.start, block.span.end
        if spaced:
            doubles += [Span("target", *m.span()) for m in _DOUBLE.finditer(text, low, high)]
        before += [Span("target", *m.span()) for m in _BEFORE.finditer(text, low, high)]
    if len(doubles) >= _HABIT:
        yield _hit(doubles, "double space", " ")
    if before:
        yield _hit(before, "space before a comma or full stop", "")


def _hit(spans: list[Span], what: str, suggestion: str) -> Hit:
    count = f", {len(spans)} times" if len(spans) > 1 else ""
    return Hit(spans=tuple(spans), message=f"{what}{count}", suggestion=suggestion)


RULE = Rule(
    code="TYP005",
    name="stray-space",
    check="typography",
    mqm="Linguistic conventions/Punctuation",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "Two spaces stand between words more than once, or a space stands before a comma or full stop. "
        "Spaces after a full stop, in tables and in labels are left alone. All places of one kind are one "
        "finding."
    ),
    why="It is a small slip, but it shows where a text was cut and pasted.",
    remedy="Delete the space that is too many.",
    examples=(
        Example("fr", None, "La neige est tombée⟦ ⟧, puis elle a fondu en deux jours."),
        Example("de", None, "Der Schnee⟦  ⟧fiel die ganze Nacht hindurch⟦  ⟧auf die Stadt."),
        Example("es", None, "La nieve cayó⟦ ⟧. Después se derritió en dos días."),
        Example("fr", None, "La neige est tombée, puis elle a fondu.  Voilà : c’est fini !"),
        Example("de", None, "Der Schnee fiel ... und er blieb liegen."),
    ),
    find=_find,
)
