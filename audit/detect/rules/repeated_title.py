"""REP002: a title that stands in the text again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.detect.rules._repeats import source_repeats
from audit.model import Block, Evidence, Kind, Span
from audit.mqm import Severity
from audit.text.anchors import fold

_WORDS = 3
_LETTERS = 15
_MARKER = re.compile(r"(?:[-–—•*‣◦·]|\(?\d{1,3}[.)]|#{1,6})\s+")


def find(context: Context) -> Iterator[Hit]:
    """Blocks that repeat a title before them (or, as a title, any block before them)."""
    seen: dict[tuple[str, ...], Block] = {}
    for block in context.blocks():
        span = _unmarked(context, block)
        words = tuple(fold(t.text) for t in context.tokens(span))
        if len(words) < _WORDS or sum(map(len, words)) < _LETTERS:
            continue
        earlier = seen.setdefault(words, block)
        if earlier is block or Kind.TITLE not in (earlier.kind, block.kind):
            continue
        if not source_repeats(context, earlier.sentences[0], block.sentences[0]):
            yield Hit(
                (span,),
                "The title stands here again",
                evidence=(Evidence("said before", context.document.at(earlier.span)),),
                suggestion="",
            )


def _unmarked(context: Context, block: Block) -> Span:
    """The block without its list marker."""
    marker = _MARKER.match(context.document.at(block.span))
    return Span("target", block.span.start + (marker.end() if marker else 0), block.span.end)


RULE = Rule(
    code="REP002",
    name="repeated-title",
    check="repetition",
    mqm="Accuracy/Addition",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning="The title of the article, or of a section, stands in the text a second time as a line of its "
    "own.",
    why="It is the trace of a web page's navigation or of careless copying, and reads like an error of the "
    "paper.",
    remedy="Delete the second one.",
    find=find,
    hides=("REP001", "ADD001"),
    examples=(
        Example(
            "fr",
            None,
            "Le marché couvert rouvre ses portes au printemps\n\n"
            "- ⟦Le marché couvert rouvre ses portes au printemps⟧\n\n"
            "Les travaux ont duré deux ans.",
        ),
        Example(
            "en-de",
            "Old lighthouse becomes a small hotel\n\nThe lighthouse was built a century ago.",
            "Alter Leuchtturm wird ein kleines Hotel\n\n⟦Alter Leuchtturm wird ein kleines Hotel⟧\n\n"
            "Der Leuchtturm wurde vor einem Jahrhundert gebaut.",
        ),
        Example(
            "es",
            None,
            "El puerto antiguo recibe a los primeros barcos\n\nLos vecinos aplaudieron.\n\n"
            "⟦El puerto antiguo recibe a los primeros barcos⟧\n\nLa fiesta duró toda la noche.",
        ),
        Example(
            "fr",
            None,
            "Le marché couvert rouvre ses portes au printemps\n\nLe marché couvert, fermé depuis deux ans, "
            "rouvre bientôt.",
        ),
        Example(
            "de",
            None,
            "Alter Leuchtturm wird ein kleines Hotel\n\nDer Leuchtturm wurde vor einem Jahrhundert gebaut.",
        ),
        Example(
            "es",
            None,
            "El puerto antiguo recibe a los primeros barcos\n\nEl puerto recibió ayer a los primeros "
            "barcos del año.",
        ),
    ),
)
