"""MIS002: the back-translation of a sentence says something else than its source. Runs when asked for."""

from __future__ import annotations

from collections.abc import Iterator

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Evidence, Need, Segment, Span
from audit.mqm import Severity

_SHARE = 0.4  # of the source's words that are content
_FEWEST = 3  # such words in a source
_PLACES = 8
_BASE = 0.55  # confidence in a back-translation by one engine that knew every word, on a direct route
_PIVOT = 0.8  # what each pivot language leaves of it
_AGREED = 1.4  # what a second engine that shows the same adds


def find(context: Context) -> Iterator[Hit]:
    """Segments whose source words are mostly not in the back-translation of any engine."""
    for segment in context.segments:
        if segment.source is None or segment.target is None or segment.back is None:
            continue
        missing = [d.source for d in segment.differences if d.source is not None and d.agreed is not False]
        words = context.tokens(segment.source)
        content = [w for w in words if len(w.text) > 3 or not w.text.isalpha()]
        gone = [w for w in content if any(s.start <= w.start and w.end <= s.end for s in missing)]
        if len(content) >= _FEWEST and len(gone) >= _SHARE * len(content):
            yield Hit(
                (*segment.target_sentences, *missing[:_PLACES]),
                f"{len(gone)} of {len(content)} words of the source are not in its back-translation",
                confidence=_confidence(context, segment, segment.target),
                evidence=(
                    Evidence("source", context.document.at(segment.source)),
                    Evidence("rests on", "the back-translation alone: the mistake may be the engine's"),
                ),
            )


def _confidence(context: Context, segment: Segment, target: Span) -> float:
    """Less for words that the engine did not know and for each pivot, more where engines agree."""
    assert segment.back is not None
    words = max(1, len(context.tokens(target)))
    known = max(0.0, 1 - len(segment.back.unknown) / words)
    agreed = _AGREED if segment.also else 1.0
    return float(min(0.9, _BASE * known * _PIVOT ** (segment.back.hops - 1) * agreed))


RULE = Rule(
    code="MIS002",
    name="back-translation-differs",
    check="mistranslation",
    mqm="Accuracy/Mistranslation",
    severity=Severity.MAJOR,
    confidence=_BASE,
    meaning="Translated back, the target sentence has few of the source's words, nor synonyms of them. With "
    "several engines only what all of them show counts.",
    why="A reader of the source language sees at a glance that something else is said.",
    remedy="Compare the source and the target sentence; dismiss the finding where the engine that translated "
    "back is at fault.",
    needs=frozenset({Need.SOURCE, Need.BACK_TRANSLATION}),
    default=False,
    find=find,
    examples=(
        Example(
            "en-fr",
            "The ⟦farmer⟧ ⟦sold⟧ the ⟦tractor⟧ in the village.",
            "⟦Le médecin a soigné une brûlure dans le village.⟧",
            back="The doctor treated a burn in the village.",
        ),
        Example(
            "en-de",
            "The ⟦orchestra⟧ ⟦cancelled⟧ the ⟦rehearsal⟧.",
            "⟦Die Köchin schälte Kartoffeln.⟧",
            back="The cook peeled potatoes.",
        ),
        Example(
            "en-fr",
            "The farmer sold the tractor in the village.",
            "L’agriculteur a vendu le tracteur au village.",
            back="The peasant has sold the tractor at the village.",
        ),
        Example(
            "en-es",
            "She purchased a large house yesterday.",
            "Ayer compró una casa grande.",
            back="Yesterday she bought a big house.",
        ),
    ),
)
