"""Sentences of one side without counterpart, which the alignment left alone or gave to a pair, and how sure
it is that they have none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.detect.context import Context
from audit.detect.rules._repeats import repeats
from audit.model import Kind, Segment, Side, Span
from audit.text.layout import parted
from audit.text.lengths import log_ratios, usual_ratio
from audit.text.tokens import unspaced

_LETTERS = 16  # shorter sentences are interjections and scraps: a translation drops or adds them freely
_WORDS = 4
_FITTING = 0.25  # how much a better fit in length counts against a loss in likeness: as in the alignment
_LENT = 0.03  # length alone makes no sentence part of a pair beside it, whose counterpart it is unlike
_BELONGS = -0.04  # a sentence that costs the pair beside it no more than this is part of it
_ABSORBED = -0.09  # one that costs the pair it is in more than this does not belong there
# Nor does one of another paragraph than the rest of the pair, when the other side's are of one, that adds
# nothing to it, nor a question where the other side asks none, nor a title that adds little. In 720 human
# translations of news (twelve directions) none of 118 sentences of another paragraph is told so, and no
# question is found in such a pair; of 49 without counterpart 44 are.
_APART, _TITLE = 0.0, 0.06
_ASKS, _END = "?？؟;՞", 4  # the marks of questions (the semicolon is the Greek one), and where they stand
_PAIR = 0.3  # less like than this without the sentence, it is no pair that the sentence could spoil
_ELSEWHERE = 0.8  # this like one of the other side, it is there: said twice, or moved
_REACH = 10_000  # sentences of the other side, before and after the place, among which it is looked for
_ROWS = 1_000  # sentences compared with all of the other side at a time: memory stays linear
_NEAR = 3  # pairs on either side that may hold what the sentence says


@dataclass(frozen=True)
class Lone:
    """Sentences one after the other without counterpart, and the share of such that truly have none."""

    spans: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True)
class _Place:
    """A sentence that may have no counterpart, the segment in which the alignment left it, alone or with
    others, and how much it may add to the likeness of its pair, or of one beside it, and not belong there.
    """

    segment: int
    span: Span
    alone: bool
    limit: float


@dataclass(frozen=True)
class _Reading:
    """Texts that tell whether a sentence belongs to a pair: its other side, its own side without and with
    the sentence.
    """

    place: _Place
    other: str
    without: str
    whole: str


def lone_runs(context: Context, side: Side) -> list[Lone]:
    """The sentences of one side that the other lacks, neighbours together.

    Where segments were given, an empty counterpart is certain. Otherwise a sentence must be of some length,
    unlike all of the other side, and must make the pair beside it, or the one that it was given to, worse
    when it is read as a part of that. What the target says twice is a repetition, whichever of the two was
    left alone.
    """
    if context.document.aligned is not None:
        return [
            Lone((span,), 0.97)
            for s in context.segments
            if (span := _only(s, side)) is not None and _long_enough(context.document.at(span))
        ]
    if context.encode is None:
        return []
    twice = (
        {s for r in repeats(context, frozenset(Kind)) for s in (r.earlier, r.later)}
        if side == "target"
        else set()
    )
    places = [
        p for p in _places(context, side) if p.span not in twice and _long_enough(context.document.at(p.span))
    ]
    return list(_joined(context, side, _judged(context, side, places)))


def _only(segment: Segment, side: Side) -> Span | None:
    """The segment's span where it has this side alone."""
    return segment.span(side) if None in (segment.source, segment.target) else None


def _places(context: Context, side: Side) -> Iterator[_Place]:
    """What stands alone, and the sentences of a pair that has several."""
    title = _title(context, side)
    for i, segment in enumerate(context.segments):
        alone = _only(segment, side)
        if alone is not None:
            yield _Place(i, alone, True, _TITLE if alone == title else _BELONGS)
        elif len(segment.sentences(side)) > 1:
            yield from (
                _Place(i, span, False, _limit(context, segment, span, title))
                for span in segment.sentences(side)
            )


def _title(context: Context, side: Side) -> Span | None:
    """The sentence that begins a side, where it is a paragraph of its own."""
    own = [span for segment in context.segments for span in segment.sentences(side)][:2]
    return own[0] if _parted(context, tuple(own)) else None


def _limit(context: Context, segment: Segment, span: Span, title: Span | None) -> float:
    """How much a sentence of a pair may add to its likeness and not belong to it."""
    side = span.side
    other: Side = "target" if side == "source" else "source"
    if _parted(context, segment.sentences(side)) and not _parted(context, segment.sentences(other)):
        return _TITLE if span == title else _APART
    return _APART if _asks_alone(context, segment, span) else _ABSORBED


def _asks_alone(context: Context, segment: Segment, span: Span) -> bool:
    """Whether a sentence of a pair is a question and the other side asks none. What is written without
    spaces may ask without a mark.
    """
    asked, theirs = (context.document.at(s) for s in (span, segment.facing(span.side)[1]))
    return (
        any(mark in asked[-_END:] for mark in _ASKS if mark != ";")
        and not any(mark in theirs for mark in _ASKS)
        and not any(map(unspaced, theirs))
    )


def _parted(context: Context, sentences: tuple[Span, ...]) -> bool:
    """Whether a paragraph ends between the sentences."""
    if len(sentences) < 2:
        return False
    text = context.document.text(sentences[0].side)
    return parted(text, sentences[0].end, sentences[-1].start)


def _long_enough(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    signs = any(map(unspaced, text))
    return letters >= (_LETTERS // 2 if signs else _LETTERS) and (signs or len(text.split()) >= _WORDS)


def _judged(context: Context, side: Side, places: list[_Place]) -> dict[Span, float]:
    """Sentence → confidence that it has no counterpart; those that have one are left out. Of a pair that is
    better without either of two sentences, only the one that spoils it more is none of it.
    """
    pulls = _pulls(context, side, places)
    worst: dict[int, float] = {}
    for p in places:
        if not p.alone and p.span in pulls:
            worst[p.segment] = min(pulls[p.span] - p.limit, worst.get(p.segment, 0.0))
    wanted = [
        p
        for p in places
        if (
            pulls.get(p.span, -1.0) < p.limit
            if p.alone
            else p.span in pulls and pulls[p.span] - p.limit == worst[p.segment] < 0
        )
    ]
    out: dict[Span, float] = {}
    for p, like in zip(wanted, _likest(context, side, wanted), strict=True):
        if like < _ELSEWHERE:
            pull = pulls.get(p.span, -1.0) - (p.limit - (_BELONGS if p.alone else _ABSORBED))
            out[p.span] = _confidence(context.document.at(p.span), pull)
    return out


def _likest(context: Context, side: Side, places: list[_Place]) -> list[float]:
    """How like each sentence is to the likest of the other side."""
    if not places or context.encode is None:
        return []
    document, segments = context.document, context.segments
    other: Side = "target" if side == "source" else "source"
    others = sorted({s for seg in segments for s in seg.sentences(other)})
    if not others:
        return [-1.0] * len(places)
    mine = context.encode([document.at(p.span) for p in places])
    parts: list[NDArray[np.float32]] = []
    for low in range(0, len(mine), _ROWS):
        rows = places[low : low + _ROWS]
        near = others[nearby(rows[0].segment / len(segments), rows[-1].segment / len(segments), len(others))]
        theirs = context.encode([document.at(s) for s in near]).T
        parts.append((mine[low : low + _ROWS] @ theirs).max(axis=1))
    best: list[float] = ((np.concatenate(parts) - context.unrelated) / (1 - context.unrelated)).tolist()
    return best


def nearby(first: float, last: float, count: int) -> slice:
    """The sentences, of so many, that are searched for those of a part of the text (shares of it): all of an
    article; of a book those around the place, so that the work grows as the text does.
    """
    return slice(max(0, int(first * count) - _REACH), int(last * count) + 1 + _REACH)


def _confidence(text: str, pull: float) -> float:
    """Logistic in how much the sentence would spoil the pair beside it, and in its length; fitted by hand on
    clean news.
    """
    score = 0.72 - 8.0 * pull + 0.6 * math.log(max(len(text), 1) / 50)
    return min(0.98, 1 / (1 + math.exp(-score)))


def _pulls(context: Context, side: Side, places: list[_Place]) -> dict[Span, float]:
    """Sentence → what reading it as part of a pair does to that pair's likeness and length: of the pairs
    beside it the best, of the pair that it is in no more than that. Without any such pair it has none.
    """
    readings = [r for p in places for r in _readings(context, side, p)]
    if not readings or context.encode is None:
        return {}
    usual = math.exp(usual_ratio(log_ratios(context.segments), context.source_lang, context.target_lang))
    vectors = context.encode([t for r in readings for t in (r.other, r.without, r.whole)])
    out: dict[Span, float] = {}
    for x, r in enumerate(readings):
        theirs, without, whole = vectors[3 * x : 3 * x + 3]
        likes = [context.likeness(float(theirs @ v)) for v in (without, whole)]
        expected = max(1.0, len(r.other) * (1 / usual if side == "source" else usual))
        fits = [abs(math.log(max(1, len(t)) / expected)) for t in (r.without, r.whole)]
        fit = _FITTING * (fits[0] - fits[1])
        pull = likes[1] - likes[0] + (min(_LENT, fit) if r.place.alone else fit)
        if r.place.alone or likes[0] >= _PAIR:
            out[r.place.span] = max(out.get(r.place.span, -math.inf), pull)
    return out


def _readings(context: Context, side: Side, place: _Place) -> Iterator[_Reading]:
    document, segments = context.document, context.segments
    if not place.alone:
        pair = segments[place.segment]
        own, other = pair.facing(side)
        rest = [document.at(s) for s in pair.sentences(side) if s != place.span]
        yield _Reading(place, document.at(other), " ".join(rest), document.at(own))
        return
    text = document.at(place.span)
    for step in (-1, 1):
        beside = _beside(segments, place.segment, step)
        if beside is not None:
            own, other = beside.facing(side)
            owned = document.at(own)
            whole = f"{owned} {text}" if step < 0 else f"{text} {owned}"
            yield _Reading(place, document.at(other), owned, whole)


def _beside(segments: tuple[Segment, ...], place: int, step: int) -> Segment | None:
    """The nearest pair before or after; what stands alone between is passed over."""
    for i in range(place + step, place + step * (_NEAR + 1), step):
        if 0 <= i < len(segments) and segments[i].source is not None and segments[i].target is not None:
            return segments[i]
    return None


def _joined(context: Context, side: Side, judged: dict[Span, float]) -> Iterator[Lone]:
    """Sentences one after the other are one finding."""
    order = {span: n for n, span in enumerate(s for seg in context.segments for s in seg.sentences(side))}
    run: list[Span] = []
    for span in [*sorted(judged, key=order.__getitem__), None]:
        if run and (span is None or order[span] != order[run[-1]] + 1):
            yield Lone(tuple(run), max(judged[s] for s in run))
            run = []
        if span is not None:
            run.append(span)


def count(spans: Iterable[Span]) -> str:
    """ "One sentence", "3 sentences"."""
    n = len(tuple(spans))
    return "One sentence" if n == 1 else f"{n} sentences"
