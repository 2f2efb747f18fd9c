"""A part of a sentence that its counterpart lacks: without it the pair is more alike, in meaning and in
length.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.detect.context import Context
from audit.model import Segment, Side, Span
from audit.text.clauses import pieces
from audit.text.lengths import usual_ratio

_ODD = 1.25  # standard deviations of a document's pairs: within them a pair is as long as others
_FEW = 8  # pairs that tell no spread
_LEFTOVER = 0.7  # after the part is taken away, lengths must fit this well (log ratio)
_SHORTEST = 20  # code points of a part
_MOST = 7  # pieces in one part: more is no clause but a sentence
_PIECES = 24  # a "sentence" of more pieces is a list or a table
_NEAR = 2  # segments on either side that may hold the part instead
_PAIR = 0.3  # less like than this without the part, it is no pair that lacks a part
_THERE = 0.45  # this like something there, the part is not missing
#: What ``Candidate.values`` holds, in order.
NAMES = ("gain", "fit", "length", "rest")
# Logistic regression, by reports/train_omissions.py: what is gained in likeness and in fit of length without
# the part, log of its length over 40, likeness of what is left.
_WEIGHTS = (13.0, 0.66, 1.01, 3.42)
_BIAS = -2.88


@dataclass(frozen=True)
class Candidate:
    """A part of a segment that may have no counterpart, and the measures of it (``NAMES``)."""

    span: Span
    segment: Segment
    values: tuple[float, ...]
    there: float  # how like it is to the likest text on the other side, of its counterpart or near that


@dataclass(frozen=True)
class Part:
    """A span that the counterpart lacks, where its segment is, and the probability that it does."""

    span: Span
    segment: Segment
    probability: float
    gain: float  # in likeness, without the part


@dataclass(frozen=True)
class _Job:
    segment: Segment
    place: int
    part: Span
    rest: str
    fit: tuple[float, float]  # log ratio of lengths: of the pair, and without the part


def missing_parts(context: Context, side: Side, gate: float, glued: bool = False) -> list[Part]:
    """Of each segment that has any the likeliest part without counterpart, and the probability."""
    best: dict[int, Part] = {}
    for found in candidates(context, side, gate, glued, odd=_ODD):
        if found.there > _THERE:
            continue
        score = _BIAS + sum(w * v for w, v in zip(_WEIGHTS, found.values, strict=True))
        chance = 1 / (1 + math.exp(-score))
        index = found.segment.index
        if index not in best or chance > best[index].probability:
            best[index] = Part(found.span, found.segment, chance, found.values[0])
    return list(best.values())


def candidates(
    context: Context, side: Side, gate: float, glued: bool = False, odd: float = 0.0
) -> list[Candidate]:
    """For each pair whose ``side`` is longer than it should be (log ratio below ``gate``, and ``odd``
    standard deviations of the pairs away from the usual one), the parts that may have no counterpart.

    ``glued`` also cuts where a capital follows a lower-case word, and then takes a part at an end of the
    sentence only.
    """
    if context.encode is None or (context.document.aligned is not None and side == "target"):
        return []
    jobs = list(_jobs(context, side, gate, glued, odd))
    return _measured(context, side, jobs) if jobs else []


def _jobs(context: Context, side: Side, gate: float, glued: bool, odd: float) -> Iterator[_Job]:
    document = context.document
    text = document.text(side)
    lang = context.source_lang if side == "source" else context.target_lang
    ratios = [math.log(len(s.target) / len(s.source)) for s in context.segments if s.source and s.target]
    usual = usual_ratio(ratios, context.source_lang, context.target_lang) * (1 if side == "source" else -1)
    spread = _spread(ratios)
    for place, segment in enumerate(context.segments):
        mine, other = (
            (segment.source, segment.target) if side == "source" else (segment.target, segment.source)
        )
        if not mine or not other or (fit := math.log(len(other) / len(mine)) - usual) >= gate:
            continue
        if -fit < odd * spread:
            continue
        cut = pieces(text, lang, mine, glued)
        if not 2 <= len(cut) <= _PIECES:
            continue
        for i in range(len(cut)):
            for j in range(i, min(len(cut), i + _MOST)):
                part = Span(side, cut[i].start, cut[j].end)
                if glued and i and j < len(cut) - 1:
                    continue
                if j < len(cut) - 1 and text[part.end - 1].isalnum() and i:
                    continue  # what ends before a small word alone, at no mark, is half a clause
                left = len(mine) - len(part)
                if len(part) < _SHORTEST or left < _SHORTEST / 2:
                    continue
                after = math.log(len(other) / left) - usual
                if abs(after) <= _LEFTOVER:
                    before, behind = (
                        text[mine.start : part.start].rstrip(),
                        text[part.end : mine.end].lstrip(),
                    )
                    rest = f"{before} {behind}".strip()
                    yield _Job(segment, place, part, rest, (fit, after))


def _spread(ratios: list[float]) -> float:
    """How far the pairs of a document usually are from its usual length ratio: a robust standard deviation,
    0 where they are too few to tell.
    """
    if len(ratios) < _FEW:
        return 0.0
    middle = statistics.median(ratios)
    return 1.4826 * statistics.median(abs(r - middle) for r in ratios)


def _measured(context: Context, side: Side, jobs: list[_Job]) -> list[Candidate]:
    """The parts with their measures, all texts of the document read at once."""
    document = context.document
    here: Side = "target" if side == "source" else "source"
    lang = context.target_lang if side == "source" else context.source_lang
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    rows: list[tuple[_Job, int, int, int, int, list[int]]] = []
    for job in jobs:
        mine, other = _two(job.segment, side)
        around = [
            s
            for segment in context.segments[max(0, job.place - _NEAR) : job.place + _NEAR + 1]
            if segment is not job.segment
            for s in (segment.target_sentences if side == "source" else segment.source_sentences)
        ]
        there = [other, *pieces(document.text(here), lang, other), *around]
        texts_ = (document.at(mine), document.at(other), document.at(job.part), job.rest)
        whole, theirs, part, rest = map(number, texts_)
        rows.append((job, whole, theirs, part, rest, [number(document.at(s)) for s in there]))
    assert context.encode is not None
    vectors = context.encode(list(texts))

    def like(a: int, b: NDArray[np.float32]) -> float:
        return (float((b @ vectors[a]).max()) - context.unrelated) / (1 - context.unrelated)

    out: list[Candidate] = []
    for job, whole, theirs, part, rest, there_ in rows:
        before, left = (like(x, vectors[[theirs]]) for x in (whole, rest))
        if left < _PAIR:
            continue
        fit, after = job.fit
        values = (left - before, abs(fit) - abs(after), math.log(len(job.part) / 40), left)
        out.append(Candidate(job.part, job.segment, values, like(part, vectors[there_])))
    return out


def _two(segment: Segment, side: Side) -> tuple[Span, Span]:
    assert segment.source is not None and segment.target is not None
    return (segment.source, segment.target) if side == "source" else (segment.target, segment.source)
