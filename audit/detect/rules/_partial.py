"""A part of a sentence that its counterpart lacks: without it the pair is more alike, in meaning and in
length.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from audit.detect.context import Context
from audit.model import Segment, Side, Span
from audit.text.clauses import pieces
from audit.text.lengths import log_ratios, usual_ratio

_ODD = 1.0  # standard deviations of a document's pairs: within them a pair is as long as others
_FEW = 8  # pairs that tell no spread
_LEFTOVER = 0.7  # after the part is taken away, what is left may be this much too short (log ratio)
_SHORTEST = 20  # code points of a part
_LEFT = 4  # and of what is left of its sentence: "Meanwhile"
_MOST = 7  # pieces in one part: more is no clause but a sentence
_PIECES = 24  # a "sentence" of more pieces is a list or a table
# What is less like the other side than ``_ALIKE`` without the part, and answers its words less than
# ``_PAIR``, is no pair that lacks a part. Of 100 English sentences with another's translation (German,
# Russian, Romanian, Estonian) 95 or more answer less, of 100 true pairs one to six (MLQE-PE).
_ALIKE, _PAIR = 0.3, 0.25
# A target this much shorter than usual (log ratio) is a scrap of its sentence where it is a little like what
# is left: of 206 such pairs of news 205 had lost a clause. What stands in for another sentence is unlike it.
_SCRAP, _AKIN = -1.0, 0.1
_LIKELIEST = 3  # parts of a sentence that are looked at more closely
#: What ``Candidate.values`` holds, in order.
NAMES = ("gain", "fit", "length", "rest", "answered")
# Logistic regressions, by reports/train_omissions.py, with the bias last. ``gain`` in likeness and in ``fit``
# of length without the part, log of its ``length`` over 40, likeness of what is left (``rest``), and how much
# better the words of the rest are ``answered`` than those of the part.
_WEIGHTS = (7.54, 2.56, 1.58, -0.7, 12.12, -2.36)
_PLAIN = (14.1, 2.33, 0.87, 1.4, 0.0, -2.43)  # where no model compares word by word
#: What tells the likeliest parts: fit, length, answered.
QUICK = (3.96, 0.96, 16.66)


@dataclass(frozen=True)
class Candidate:
    """A part of a segment that may have no counterpart, the measures of it (``NAMES``), and whether the
    segment is as long as others of its document are.
    """

    span: Span
    segment: Segment
    values: tuple[float, ...]
    usual: bool = False


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
    part: Span
    rest: str
    fit: tuple[float, float]  # log ratio of lengths: of the pair, and without the part
    answered: float = 0.0
    back: float = 0.0  # how well the pair answers the words of its shorter side
    usual: bool = False

    @property
    def quick(self) -> tuple[float, float, float]:
        """What can be told of it without the encoder: fit, length, answered."""
        fit, after = self.fit
        return abs(fit) - abs(after), math.log(len(self.part) / 40), self.answered


def missing_parts(context: Context, side: Side, gate: float, usual: float) -> list[Part]:
    """Of each segment that has any the likeliest part without counterpart, and the probability; of segments
    that are as long as others only what is as probable as ``usual``.
    """
    best: dict[int, Part] = {}
    *weights, bias = _PLAIN if context.answered is None else _WEIGHTS
    for found in candidates(context, side, gate, odd=0.0 if usual < 1 else _ODD):
        score = bias + sum(w * v for w, v in zip(weights, found.values, strict=True))
        chance = 1 / (1 + math.exp(-score))
        index = found.segment.index
        if found.usual and chance < usual:
            continue
        if index not in best or chance > best[index].probability:
            best[index] = Part(found.span, found.segment, chance, found.values[0])
    return list(best.values())


def candidates(
    context: Context,
    side: Side,
    gate: float,
    odd: float = 0.0,
    quick: tuple[float, ...] | None = QUICK,
) -> list[Candidate]:
    """For each pair whose ``side`` is longer than it should be (log ratio below ``gate``, and ``odd``
    standard deviations of the pairs away from the usual one), the parts that may have no counterpart: where
    words are compared, those that the weights ``quick`` find the likeliest, or all where it is None. Of the
    target a part is taken at an end of the sentence only: translators explain in the middle of one.
    """
    if context.encode is None or (context.document.aligned is not None and side == "target"):
        return []
    jobs: list[_Job] = []
    for _, some in groupby(_jobs(context, side, gate, odd), key=lambda job: job.segment.index):
        found = _answered(context, side, list(some))
        if context.answered is not None and quick is not None:
            found.sort(key=lambda job: -sum(w * v for w, v in zip(quick, job.quick, strict=True)))
            found = found[:_LIKELIEST]
        jobs += found
    return _measured(context, side, jobs) if jobs else []


def _answered(context: Context, side: Side, jobs: list[_Job]) -> list[_Job]:
    """The parts of one segment, with how much better the words of the rest are answered."""
    if context.answered is None:
        return jobs
    mine, other = jobs[0].segment.facing(side)
    cut = pieces(context.document.text(side), context.lang(side), mine)
    found, back = context.answered([context.document.at(c) for c in cut], context.document.at(other))
    out: list[_Job] = []
    for job in jobs:
        inside = [job.part.start <= c.start and c.end <= job.part.end for c in cut]
        (weight, sure), (rest, sure_rest) = (
            found[[i for i, x in enumerate(inside) if x is which]].sum(axis=0).tolist()
            for which in (True, False)
        )
        better = sure_rest / rest - sure / weight if rest and weight else 0.0
        out.append(replace(job, answered=better, back=back))
    return out


def _jobs(context: Context, side: Side, gate: float, odd: float) -> Iterator[_Job]:
    text = context.document.text(side)
    lang = context.lang(side)
    ratios = log_ratios(context.segments)
    usual = usual_ratio(ratios, context.source_lang, context.target_lang) * (1 if side == "source" else -1)
    spread = _spread(ratios)
    for segment in context.segments:
        if not (segment.source and segment.target):
            continue
        mine, other = segment.facing(side)
        if (fit := math.log(len(other) / len(mine)) - usual) >= gate:
            continue
        if -fit < odd * spread:
            continue
        cut = pieces(text, lang, mine)
        if not 2 <= len(cut) <= _PIECES:
            continue
        for i in range(len(cut)):
            for j in range(i, min(len(cut), i + _MOST)):
                part = Span(side, cut[i].start, cut[j].end)
                if side == "target" and i and j < len(cut) - 1:
                    continue
                if j < len(cut) - 1 and text[part.end - 1].isalnum() and i:
                    continue  # what ends before a small word alone, at no mark, is half a clause
                left = len(mine) - len(part)
                if len(part) < _SHORTEST or left < _LEFT:
                    continue
                after = math.log(len(other) / left) - usual
                if after <= _LEFTOVER:
                    before, behind = (
                        text[mine.start : part.start].rstrip(),
                        text[part.end : mine.end].lstrip(),
                    )
                    rest = f"{before} {behind}".strip()
                    yield _Job(segment, part, rest, (fit, after), usual=-fit < _ODD * spread)


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
    texts: dict[str, int] = {}
    rows: list[tuple[_Job, list[int]]] = []
    for job in jobs:
        three = (*map(document.at, job.segment.facing(side)), job.rest)
        rows.append((job, [texts.setdefault(text, len(texts)) for text in three]))
    assert context.encode is not None
    vectors = context.encode(list(texts))

    def like(a: int, b: int) -> float:
        return context.likeness(float(vectors[a] @ vectors[b]))

    out: list[Candidate] = []
    for job, (whole, other, rest) in rows:
        left = like(rest, other)
        if job.back < _PAIR and left < (_ALIKE if job.fit[0] >= _SCRAP else _AKIN):
            continue
        fit, length, answered = job.quick
        values = (left - like(whole, other), fit, length, left, answered)
        out.append(Candidate(job.part, job.segment, values, job.usual))
    return out
