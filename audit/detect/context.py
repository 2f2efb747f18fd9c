"""What a rule sees of a document: the article, its words, the batch, the glossary. Computed once, when first
asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from audit.model import (
    Article,
    BatchEvidence,
    Block,
    Document,
    Glossary,
    GrammarNote,
    Kind,
    Segment,
    Side,
    Span,
)
from audit.text.anchors import fold
from audit.text.marks import machine_spans
from audit.text.numbers import Number, digits
from audit.text.tokens import Token, Words, hyphen_parts, words

#: Texts → unit vectors (n, d) of one sentence encoder.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
#: The parts of one text, and a text of the other language → (n, 2): the weight of the words of each part, and
#: the same multiplied by how well the other text answers them (up to 1); and how well the parts answer that.
Answered = Callable[[Sequence[str], str], tuple[NDArray[np.float32], float]]
Shared = TypeVar("Shared")

#: Code points; what is longer is no sentence, and is not compared word by word with another: that would take
#: time quadratic in its length.
LONGEST = 3_000


@dataclass(frozen=True)
class Context:
    """Handed to every rule. Nothing in it may be changed by a rule.

    ``encode`` reads texts of either language as vectors (one call for many texts is far faster than many
    calls); None where
    there is no encoder. ``unrelated`` is the cosine that unrelated texts have with it. ``answered`` compares
    word by word; None where no model for it is installed.
    """

    article: Article
    batch: BatchEvidence = field(default_factory=BatchEvidence)
    glossary: Glossary | None = None
    grammar: tuple[GrammarNote, ...] = ()
    encode: Encode | None = None
    unrelated: float = 0.0
    answered: Answered | None = None

    @property
    def document(self) -> Document:
        return self.article.document

    @property
    def target(self) -> str:
        return self.article.document.target

    @property
    def source(self) -> str:
        return self.article.document.source or ""

    @property
    def target_lang(self) -> str:
        return self.article.document.target_lang.code

    @property
    def source_lang(self) -> str:
        """The source language; "und" where nothing is known of it."""
        lang = self.article.document.source_lang
        return lang.code if lang else "und"

    def likeness(self, cosine: float) -> float:
        """A cosine on the scale on which what is unrelated has 0, and the same 1."""
        return (cosine - self.unrelated) / (1 - self.unrelated)

    def lang(self, side: Side) -> str:
        """The language of a side."""
        return self.source_lang if side == "source" else self.target_lang

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.article.segments

    @cached_property
    def target_tokens(self) -> Words:
        """All words of the target, in order."""
        return words(self.target, self.target_lang)

    @cached_property
    def source_tokens(self) -> Words:
        return words(self.source, self.source_lang)

    @cached_property
    def target_starts(self) -> dict[str, list[int]]:
        """First two folded letters of every word, and of every part of a hyphen compound → positions in
        ``target_tokens``.
        """
        found: dict[str, list[int]] = {}
        for i, token in enumerate(self.target_tokens):
            for start in _starts(token.text):
                found.setdefault(start, []).append(i)
        return found

    def tokens(self, span: Span) -> list[Token]:
        """The words inside a span; the same list each time."""
        words = self.target_tokens if span.side == "target" else self.source_tokens
        return words.inside(span.start, span.end)

    def folded(self, span: Span) -> list[str]:
        """The words inside a span, folded; the same list each time."""
        found = self._folded.get(span)
        if found is None:
            found = self._folded[span] = [fold(t.text) for t in self.tokens(span)]
        return found

    @cached_property
    def _folded(self) -> dict[Span, list[str]]:
        return {}

    @cached_property
    def firsts(self) -> dict[Side, frozenset[int]]:
        """Side → where the first words of its sentences start."""
        return {
            side: frozenset(
                t[0].start for b in self.blocks(side) for s in b.sentences if (t := self.tokens(s))
            )
            for side in ("source", "target")
        }

    def digits(self, span: Span) -> list[Number]:
        """The numbers written in digits inside a span; the same list each time."""
        found = self._digits.get(span)
        if found is None:
            found = digits(self.document.text(span.side), self.lang(span.side), span.start, span.end)
            self._digits[span] = found
        return found

    @cached_property
    def _digits(self) -> dict[Span, list[Number]]:
        return {}

    @cached_property
    def machine(self) -> list[tuple[int, int]]:
        """Spans of addresses and the like in the target, in order."""
        return machine_spans(self.target)

    def shared(self, kind: Callable[[Context], Shared]) -> Shared:
        """What several rules make of a document, made when first asked for."""
        if kind not in self._shared:
            self._shared[kind] = kind(self)
        return cast(Shared, self._shared[kind])

    @cached_property
    def _shared(self) -> dict[Callable[[Context], object], object]:
        return {}

    def blocks(self, side: Side = "target") -> tuple[Block, ...]:
        return self.article.target_blocks if side == "target" else self.article.source_blocks

    @cached_property
    def sentences(self) -> tuple[tuple[Span, Kind], ...]:
        """Every target sentence with the kind of its block."""
        return tuple((s, block.kind) for block in self.article.target_blocks for s in block.sentences)

    def segment_at(self, span: Span) -> int | None:
        """The index of the segment in which a span begins; None for what lies between segments."""
        places = self._places[span.side]
        at = bisect_right(places, span.start, key=lambda place: place[0]) - 1
        return places[at][2] if at >= 0 and span.start <= places[at][1] else None

    @cached_property
    def _places(self) -> dict[Side, list[tuple[int, int, int]]]:
        """Side → (start, end, index) of the segments that have it, in the order of its text."""
        found: dict[Side, list[tuple[int, int, int]]] = {"source": [], "target": []}
        for segment in self.segments:
            for place in (segment.source, segment.target):
                if place is not None:
                    found[place.side].append((place.start, place.end, segment.index))
        return {side: sorted(places) for side, places in found.items()}

    @staticmethod
    def comparable(segment: Segment) -> bool:
        """Whether no side of a segment is too long to be compared word by word."""
        return all(s is None or len(s) <= LONGEST for s in (segment.source, segment.target))

    @cached_property
    def segment_of(self) -> dict[Span, Segment]:
        """Target and source sentence → the segment that holds it."""
        return {s: seg for seg in self.segments for s in (*seg.target_sentences, *seg.source_sentences)}


@lru_cache(maxsize=100_000)
def _starts(word: str) -> tuple[str, ...]:
    """The first two folded letters of a word, and of each part of a hyphen compound."""
    return tuple(sorted({fold(part[:2]) for part in hyphen_parts(word)}))
