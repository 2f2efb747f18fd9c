"""ENC001: characters that were decoded wrongly."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Span
from audit.mqm import Severity
from audit.text.marks import overlaps
from audit.text.mojibake import garbled

_LOST = re.compile("\N{REPLACEMENT CHARACTER}+")
_CONTROL = re.compile("[\x80-\x84\x86-\x9f]+")
_WORD = re.compile(r"[\w\N{REPLACEMENT CHARACTER}\x80-\x84\x86-\x9f'’-]+")


def find(context: Context) -> Iterator[Hit]:
    """Words with mojibake, and words in which characters were lost."""
    text = context.target
    taken: list[tuple[int, int]] = []
    for start, end, repaired in garbled(text, context.target_lang):
        if text[start:end] in context.source:
            continue  # an article about mojibake
        taken.append((start, end))
        yield Hit(
            (Span("target", start, end),),
            f"“{text[start:end]}” was decoded wrongly: it should read “{repaired}”",
            confidence=0.99,
            evidence=(Evidence("decoded again", repaired),),
            suggestion=repaired,
        )
    for pattern, what in (
        (_LOST, "a character was lost here"),
        (_CONTROL, "a control character stands here"),
    ):
        if not pattern.search(text):
            continue
        for match in _WORD.finditer(text):
            if pattern.search(match.group()) and not overlaps(*match.span(), taken):
                insort(taken, match.span())
                yield Hit((Span("target", *match.span()),), f"“{match.group()}”: {what}", confidence=0.97)


RULE = Rule(
    code="ENC001",
    name="garbled-characters",
    check="encoding",
    mqm="Linguistic conventions/Character encoding",
    severity=Severity.MAJOR,
    confidence=0.98,
    meaning="Text was written in one character encoding and read in another, so that letters became pairs "
    "of signs, or were lost.",
    why="Words become unreadable, searches miss them, and the page looks broken.",
    remedy="Read the file again as UTF-8, or put in the repaired form; where characters were lost, go back "
    "to the original.",
    find=find,
    hides=("ENC002",),
    examples=(
        Example("fr", None, "Le musée est ⟦fermÃ©⟧ depuis hier."),
        Example("de", None, "Der ⟦FlussÃ¼bergang⟧ bleibt gesperrt."),
        Example("es", None, "Los ⟦niÃ±os⟧ volvieron a la escuela."),
        Example("fr", None, "Le ⟦mus�e⟧ est fermé depuis hier."),
        Example("ru", None, "Сегодня ⟦Ð¿Ñ€Ð¸Ð²ÐµÑ‚⟧ слышен везде."),
        Example("fr", None, "Le café «\u00a0À l’Étoile\u00a0» a rouvert à Noël, où l’on sert du bœuf."),
        Example("de", None, "Das Maß ist voll, sagte der Bürger: „Ä“ und „Ö“ sind Umlaute."),
        Example("pt", None, "A irmã de João comeu a maçã pela manhã."),
    ),
)
