"""Sentences that stand alone on one side, and how sure it is that they have no counterpart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.detect.context import Context
from audit.detect.rules._repeats import repeats
from audit.model import Kind, Segment, Side, Span

_LETTERS = 16  # shorter sentences are interjections and scraps: a translation drops or adds them freely
_WORDS = 4
_FITTING = 0.25  # how much a better fit in length counts against a loss in likeness: as in the alignment
_BELONGS = -0.06  # a sentence that costs the pair beside it no more than this is part of it
_ELSEWHERE = 0.8  # this like one of the other side, it is there: said twice, or moved
_REACH = 10_000  # sentences of the other side, before and after the place, among which it is looked for
_ROWS = 1_000  # sentences compared with all of the other side at a time: memory stays linear
_NEAR = 3  # pairs on either side that may hold what the sentence says


@dataclass(frozen=True)
class Lone:
    """Sentences one after the other without counterpart, and the share of such that truly have none."""

    spans: tuple[Span, ...]
    confidence: float


def lone_runs(context: Context, side: Side) -> list[Lone]:
    """The sentences of one side that the other lacks, neighbours together.

    Where segments were given, an empty counterpart is certain. Otherwise a sentence must be of some length,
    unlike all of the
    other side, and must make the pair beside it worse when it is read as a part of that. What the target says
    twice is a
    repetition, whichever of the two was left alone.
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
        i
        for i, s in enumerate(context.segments)
        if (span := _only(s, side)) is not None
        and span not in twice
        and _long_enough(context.document.at(span))
    ]
    return list(_joined(context, side, _judged(context, side, places)))


def _only(segment: Segment, side: Side) -> Span | None:
    """The segment's span where it has this side alone."""
    mine, other = (segment.source, segment.target) if side == "source" else (segment.target, segment.source)
    return mine if other is None else None


def _long_enough(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    unspaced = any("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" for c in text)
    return letters >= (_LETTERS // 2 if unspaced else _LETTERS) and (unspaced or len(text.split()) >= _WORDS)


def _judged(context: Context, side: Side, places: list[int]) -> dict[int, float]:
    """Index of a segment → confidence that its sentence has no counterpart; those that have one are left
    out.
    """
    if not places or context.encode is None:
        return {}
    document, segments = context.document, context.segments
    texts = [document.at(span) for i in places if (span := _only(segments[i], side)) is not None]
    others = sorted(
        {s for seg in segments for s in (seg.target_sentences if side == "source" else seg.source_sentences)}
    )
    mine = context.encode(texts)
    best = np.full(len(places), -1.0)
    if others:
        parts: list[NDArray[np.float32]] = []
        for low in range(0, len(mine), _ROWS):
            rows = places[low : low + _ROWS]
            near = others[nearby(rows[0] / len(segments), rows[-1] / len(segments), len(others))]
            theirs = context.encode([document.at(s) for s in near]).T
            parts.append((mine[low : low + _ROWS] @ theirs).max(axis=1))
        best = (np.concatenate(parts) - context.unrelated) / (1 - context.unrelated)
    pulls = _attractions(context, side, places)
    out: dict[int, float] = {}
    for i, text, like in zip(places, texts, best.tolist(), strict=True):
        pull = pulls.get(i, -1.0)
        if like < _ELSEWHERE and pull < _BELONGS:
            out[i] = _confidence(text, pull)
    return out


def nearby(first: float, last: float, count: int) -> slice:
    """The sentences, of so many, that are searched for those of a part of the text (shares of it): all of an
    article; of a book those around the place, so that the work grows as the text does.
    """
    return slice(max(0, int(first * count) - _REACH), int(last * count) + 1 + _REACH)


def _confidence(text: str, pull: float) -> float:
    """Logistic in how much the sentence would spoil the pair beside it, and in its length; fitted by hand on
    clean news.
    """
    score = 1.2 + 8.0 * (_BELONGS - pull) + 0.6 * math.log(max(len(text), 1) / 50)
    return min(0.98, 1 / (1 + math.exp(-score)))


def _attractions(context: Context, side: Side, places: list[int]) -> dict[int, float]:
    """Index → the best that reading the sentence as part of a pair beside it does to that pair's likeness and
    length.
    """
    if context.encode is None:
        return {}
    document, segments = context.document, context.segments
    ratio = len(document.target.strip()) / max(1, len(document.source.strip() if document.source else ""))
    jobs: list[tuple[int, str, str, str]] = []
    for i in places:
        span = _only(segments[i], side)
        for step in (-1, 1):
            pair = _beside(segments, i, step)
            if span is None or pair is None or pair.source is None or pair.target is None:
                continue
            own, other = (pair.source, pair.target) if side == "source" else (pair.target, pair.source)
            text, owned = document.at(span), document.at(own)
            merged = f"{owned} {text}" if step < 0 else f"{text} {owned}"
            jobs.append((i, document.at(other), owned, merged))
    if not jobs:
        return {}
    vectors = context.encode([t for job in jobs for t in job[1:]])
    out: dict[int, float] = {}
    for x, (i, other_text, owned, merged) in enumerate(jobs):
        theirs, alone, both = vectors[3 * x : 3 * x + 3]
        gain = float(theirs @ both - theirs @ alone) / (1 - context.unrelated)
        expected = max(1.0, len(other_text) * (1 / ratio if side == "source" else ratio))
        fit = abs(math.log(max(1, len(owned)) / expected)) - abs(math.log(len(merged) / expected))
        out[i] = max(out.get(i, -math.inf), gain + _FITTING * fit)
    return out


def _beside(segments: tuple[Segment, ...], place: int, step: int) -> Segment | None:
    """The nearest pair before or after; what stands alone between is passed over."""
    for i in range(place + step, place + step * (_NEAR + 1), step):
        if 0 <= i < len(segments) and segments[i].source is not None and segments[i].target is not None:
            return segments[i]
    return None


def _joined(context: Context, side: Side, judged: dict[int, float]) -> Iterator[Lone]:
    """Sentences of segments one after the other are one finding."""
    run: list[int] = []
    for i in [*sorted(judged), None]:
        if run and (i is None or i != run[-1] + 1):
            spans = tuple(s for k in run if (s := _only(context.segments[k], side)) is not None)
            yield Lone(spans, max(judged[k] for k in run))
            run = []
        if i is not None:
            run.append(i)


def count(spans: Iterable[Span]) -> str:
    """ "One sentence", "3 sentences"."""
    n = len(tuple(spans))
    return "One sentence" if n == 1 else f"{n} sentences"
