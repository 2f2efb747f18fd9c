"""REP003: a word or phrase written twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Segment, Span
from audit.mqm import Severity
from audit.text.anchors import fold
from audit.text.doubles import doubled_runs, has_doubles, may_double, may_double_after, reduplicates
from audit.text.tokens import Token

_BETWEEN = re.compile(
    r"[ \t\u00a0\u202f]*"
)  # a mark or a line break between them makes two words meet, not one word twice
_PAUSE = re.compile(r"[\s,;.…–—-]{0,6}")
_LETTERS = 5  # of a phrase


def find(context: Context) -> Iterator[Hit]:
    """Each run of words that follows itself, where neither the language nor the source doubles."""
    for tokens in _runs(context):
        words = [t.lower for t in tokens]  # accents tell words apart: "még meg"
        for start, width, copies in doubled_runs(words):
            copy = tokens[start : start + width]
            if not _legitimate(context, tokens, start, width, copies):
                again = tokens[start + width : start + copies * width]
                span = Span("target", again[0].start, again[-1].end)
                text = context.target[copy[0].start : copy[-1].end]
                yield Hit(
                    (span,),
                    f"“{text}” stands here {'twice' if copies == 2 else f'{copies} times'} in a row",
                    confidence=_confidence(context, copy, copies),
                    evidence=(Evidence("said before", text),),
                    suggestion="",
                )


def _runs(context: Context) -> Iterator[list[Token]]:
    """Words with nothing but spaces between them (an elided word is joined to the next)."""
    run: list[Token] = []
    for token in context.target_tokens:
        if run and not _BETWEEN.fullmatch(context.target, run[-1].end, token.start):
            if len(run) > 1:
                yield run
            run = []
        run.append(token)
    if len(run) > 1:
        yield run


def _legitimate(context: Context, tokens: list[Token], start: int, width: int, copies: int) -> bool:
    copy = tokens[start : start + width]
    words = [t.lower for t in copy]
    if not any(c.isalpha() for w in words for c in w):
        return True
    if start and copies == 2 and may_double_after(tokens[start - 1].lower, context.target_lang):
        return True  # "what must be must be"
    if any(
        len(t.text) == 1 and not t.text.isascii() and not t.text.islower() and not t.text.isupper()
        for t in copy
    ):
        return True  # scripts without spaces: one token a character
    if width == 1:
        word = words[0]
        if (
            reduplicates(context.target_lang)
            or may_double(word, context.target_lang)
            or any(c.isdigit() for c in word)
        ):
            return True
        if len(word) < 2 or (not has_doubles(context.target_lang) and len(word) < 4):
            return True
        if tokens[start].text[0].isupper() and tokens[start + 1].text[0].isupper() and copies == 2:
            return True  # "Duran Duran", "Sirhan Sirhan": a name for all that is known
        cases = {t.text[0].isupper() for t in tokens[start : start + copies]}
        if len(cases) > 1 and tokens[start].start not in context.firsts["target"]:
            return True  # a name and a word that only sound alike: "l’Est est en ruine"
    elif sum(len(w) for w in words) < _LETTERS or (
        all(w == words[0] for w in words) and may_double(words[0], context.target_lang)
    ):
        return True
    elif width == 2 and start and fold(tokens[start - 1].text) == fold(copy[-1].text):
        return True  # "more and more and more"
    return _source_doubles(
        context, Span("target", copy[0].start, tokens[start + copies * width - 1].end), width
    )


def _source_doubles(context: Context, span: Span, width: int) -> bool:
    """Whether the source sentence, too, says as many words twice in a row, with a comma or dash between or
    without.
    """
    segment = _segment(context, span)
    if segment is None or segment.source is None:
        return False
    tokens = context.tokens(segment.source)
    words = [fold(t.text) for t in tokens]
    if width == 1:
        return any(
            a == b and _PAUSE.fullmatch(context.source, left.end, right.start)
            for (a, left), (b, right) in pairwise(zip(words, tokens, strict=True))
        )
    return any(found > 1 for _, found, _ in doubled_runs(words))


def _segment(context: Context, span: Span) -> Segment | None:
    index = context.segment_at(span)
    return context.segments[index] if index is not None else None


def _confidence(context: Context, copy: list[Token], copies: int) -> float:
    known = has_doubles(context.target_lang)
    if copies > 2 or len(copy) > 1:
        return 0.98
    return 0.9 if known else 0.7


RULE = Rule(
    code="REP003",
    name="doubled-words",
    check="repetition",
    mqm="Accuracy/Addition",
    severity=Severity.MINOR,
    confidence=0.95,
    meaning="A word or phrase is written twice or more in a row, and neither the language nor the source "
    "doubles it.",
    why="It is a slip that every reader sees, typical of engines that loop and of edits half done.",
    remedy="Delete what is marked: the copies after the first.",
    find=find,
    examples=(
        Example(
            "en-fr",
            "The library lends tools as well.",
            "La bibliothèque prête aussi aussi ⟦⟧des outils.".replace("aussi aussi ⟦⟧", "aussi ⟦aussi⟧ "),
        ),
        Example("de", None, "Die Brücke wird im nächsten Jahr ⟦im nächsten Jahr im nächsten Jahr⟧ erneuert."),
        Example("es", None, "El alcalde inauguró la nueva estación ⟦la nueva estación⟧ de tren."),
        Example("hu", None, "A szomszédok tegnap még meg akarták javítani a kerítést."),
        Example("fr", None, "La région de l’Est est en ruine depuis la guerre."),
        Example("fr", None, "Nous nous sommes promenés, et vous vous êtes reposés."),
        Example("de", None, "Das sind die, die die Tür geöffnet haben, und das das Haus hütende Paar."),
        Example("en-es", "It is a very, very old bridge.", "Es un puente muy, muy viejo."),
        Example("en-it", "He is slowly getting better.", "Sta migliorando piano piano."),
        Example("en", None, "We are sorry to leave, but what must be must be."),
        Example("id", None, "Kami pergi perlahan perlahan ke pasar."),
    ),
)
