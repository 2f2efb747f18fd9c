"""Sentences of the target that stand together without a mark between them, parted where the source shows that
one of them does not belong there: a headline that slipped into a paragraph, a stray line behind a title.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.align.sentences import Floats
from audit.model import Article, Block, Segment, Span
from audit.text.clauses import pieces
from audit.text.lengths import log_ratios, usual_ratio
from audit.text.lexicon import zipf

Encode = Callable[[Sequence[str]], Floats]

# A word, a space and a capital with no mark between.
_CAPITAL = re.compile(
    r"(?<![^\W_])([^\W_]+)[\"”“»’)]?[ \t\u00a0]+(?=[\"„“«¿¡]?([A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω][^\W\d_]*))"
)
# A common word hardly ever has a capital unless it begins a sentence; the commonest end none ("die", "de").
_COMMON, _COMMONEST = 5.5, 6.9  # Zipf
_BEGINS = 0.06  # what a common word with a capital speaks for a place, in likeness
_LONG = 0.15  # how much longer than usual (log ratio) a pair with a sentence too many is
_SLACK = 0.1  # by how much worse it may fit in length without it
_ALIKE = 0.75  # a pair as like as this has none
_SHORTEST = 20  # code points of what does not belong there, and of what does
_PLACES = 30  # a sentence of more capitals is a list of names, or all capitals
_FITTING = 0.25  # how much a better fit in length counts against likeness: as in the alignment
_ALIEN, _KEPT = 0.2, 0.3  # how like the source what does not belong there is at most, and the rest at least
# Of 210 lines put behind a sentence or a title of human translations of news, in twelve directions, 195 are
# then reported as added, or as a clause that is.
_GAIN = 0.18


@dataclass(frozen=True)
class _Place:
    """A place in a sentence, one of the two parts, and the whole target of the pair without it."""

    segment: Segment
    sentence: Span
    at: int
    alien: str
    kept: str
    speaks: float  # what the word after it speaks for it
    clause: bool  # a clause begins there: nothing is glued


def part_glued(article: Article, encode: Encode, unrelated: float) -> tuple[Block, ...] | None:
    """The target's blocks with such sentences parted; None where there are none.

    ``unrelated``: see ``align``. Raises EngineError where the encoder fails.
    """
    document = article.document
    if document.aligned is not None or document.source is None:
        return None
    usual = _usual(article)
    long = [
        s for s in article.segments if s.source and s.target and _longer(len(s.target), s, usual) >= _LONG
    ]
    pairs = encode([document.at(span) for s in long for span in s.facing("target")])
    likes = {s.index: _like(pairs[2 * n], pairs[2 * n + 1], unrelated) for n, s in enumerate(long)}
    places = [p for s in long if likes[s.index] < _ALIKE for p in _places(article, s, usual)]
    if not places:
        return None
    vectors = encode(
        [t for p in places for t in (p.alien, p.kept, document.at(p.segment.facing("target")[1]))]
    )
    best: dict[Span, tuple[float, _Place]] = {}
    for n, place in enumerate(places):
        alien, kept, source = vectors[3 * n : 3 * n + 3]
        without = _like(kept, source, unrelated)
        if _like(alien, source, unrelated) > _ALIEN or without < _KEPT:
            continue
        whole = place.segment.facing("target")[0]
        fits = [abs(_longer(length, place.segment, usual)) for length in (len(whole), len(place.kept))]
        gain = without - likes[place.segment.index] + _FITTING * (fits[0] - fits[1]) + place.speaks
        if gain >= _GAIN and (place.sentence not in best or gain > best[place.sentence][0]):
            best[place.sentence] = (gain, place)
    found = {sentence: place.at for sentence, (_, place) in best.items() if not place.clause}
    return tuple(_parted(b, found) for b in article.target_blocks) if found else None


def _usual(article: Article) -> float:
    """Log of the code points of the target for one of the source."""
    document = article.document
    source_lang = document.source_lang.code if document.source_lang else "und"
    return usual_ratio(log_ratios(article.segments), source_lang, document.target_lang.code)


def _longer(length: int, segment: Segment, usual: float) -> float:
    """How much longer than usual a target of this length is for the segment's source (log ratio)."""
    return math.log(length / len(segment.facing("source")[0])) - usual


def _like(one: Floats, other: Floats, unrelated: float) -> float:
    return (float(one @ other) - unrelated) / (1 - unrelated)


def _places(article: Article, segment: Segment, usual: float) -> Iterator[_Place]:
    """Places where a sentence of a pair may have been glued, and where its clauses begin."""
    text, lang = article.document.target, article.document.target_lang.code
    whole, other = segment.facing("target")
    limit = _longer(len(whole), segment, usual) + _SLACK
    for sentence in segment.target_sentences:
        glued = dict(_capitals(text, lang, sentence, article.document.at(other)))
        clauses = [p.start for p in pieces(text, lang, sentence)[1:]] if glued else []
        for at in sorted({*glued, *clauses}):
            before, after = text[whole.start : sentence.start], text[sentence.end : whole.end]
            left, right = text[sentence.start : at].rstrip(), text[at : sentence.end]
            for alien, kept in ((left, f"{before}{right}{after}"), (right, f"{before}{left}{after}")):
                if (
                    min(len(alien), len(kept)) >= _SHORTEST
                    and abs(_longer(len(kept), segment, usual)) < limit
                ):
                    yield _Place(segment, sentence, at, alien, kept, glued.get(at, 0.0), at not in glued)


def _capitals(text: str, lang: str, sentence: Span, source: str) -> Iterator[tuple[int, float]]:
    """Places before a capital with no mark before it, and what its word speaks for each."""
    found = list(_CAPITAL.finditer(text, sentence.start, sentence.end))
    for match in found if len(found) <= _PLACES else ():
        last, first = match[1], match[2]
        if f"{last} {first}" in source or (last.islower() and zipf(last, lang) >= _COMMONEST):
            continue  # one name; or a word that ends no sentence
        yield match.end(), _BEGINS if zipf(first.lower(), lang) >= _COMMON else 0.0


def _parted(block: Block, found: Mapping[Span, int]) -> Block:
    if not any(s in found for s in block.sentences):
        return block
    return replace(block, sentences=tuple(p for s in block.sentences for p in _halves(s, found.get(s))))


def _halves(sentence: Span, at: int | None) -> tuple[Span, ...]:
    return (sentence,) if at is None else (replace(sentence, end=at), replace(sentence, start=at))
