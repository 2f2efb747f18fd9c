"""TYP004: a mark that follows its word without the space that the language puts there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Span
from audit.mqm import Severity
from audit.text.lexicon import zipf
from audit.text.locale import locale
from audit.text.marks import outside

_MARK = re.compile(r"(?<=[^\W\d_]|[)\]])[:;!?»](?=\s|$|[»”\"’)])")
_WORD = re.compile(r"([^\W\d_]{1,40})[)\]]?$")
_LOOK = 42  # code points before a mark in which its word is looked for
_KNOWN = 2.0  # zipf of the word before: in a foreign title ("Superpowers: A History") the foreign rule holds


def _find(context: Context) -> Iterator[Hit]:
    marks = locale(context.target_lang).space_before
    if not marks:
        return
    machine = context.machine
    places = [
        m.start()
        for m in _MARK.finditer(context.target)
        if m.group() in marks and outside(m.start(), machine) and _known(context, m.start())
    ]
    if not places:
        return
    kinds = " ".join(sorted({context.target[i] for i in places}))
    yield Hit(
        spans=tuple(Span("target", i, i + 1) for i in places),
        message=f"no space before {kinds}, {len(places)} times"
        if len(places) > 1
        else f"no space before {kinds}",
        suggestion=f"\u00a0{context.target[places[0]]}",
    )


def _known(context: Context, place: int) -> bool:
    """Whether the word before a mark is one of the target language."""
    word = _WORD.search(context.target[max(0, place - _LOOK) : place])
    return word is not None and zipf(word.group(1).lower(), context.target_lang) >= _KNOWN


RULE = Rule(
    code="TYP004",
    name="missing-space",
    check="typography",
    mqm="Linguistic conventions/Punctuation",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "A colon, semicolon, question or exclamation mark, or a closing « » stands right after its word, "
        "where the language puts a no-break space before it, as French does. Swiss and Canadian usage is "
        "judged by its own rules. All places are one finding."
    ),
    why="The punctuation of the source language has been copied; French readers notice it in every line.",
    remedy="Put a no-break space before the mark.",
    examples=(
        Example("fr", None, "Le programme du soir⟦:⟧ concert, repas et feu d’artifice."),
        Example("fr", None, "Qui viendra demain⟦?⟧ Personne ne le sait⟦!⟧"),
        Example(
            "fr",
            None,
            "Le programme du soir : concert à 20:30 sur https://exemple.fr, repas et feu d’artifice.",
        ),
        Example("fr-CH", None, "Qui viendra demain? Personne ne le sait!"),
        Example("es", None, "El programa: concierto, cena y fuegos artificiales."),
    ),
    find=_find,
)
