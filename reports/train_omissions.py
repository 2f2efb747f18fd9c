"""Fit the weights of OMI002 and ADD002 (``audit/detect/rules/_partial.py``) and print them.

    python reports/train_omissions.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed. Of
a third of the sentence pairs the target loses the part that stands for a part of the source: what is between
two marks, where both sides have as many marks, or the clause that is most like a clause of the source. The
others stay as they are. The last fifth of each pair of languages is left out of the fit. The languages are
those of the quick encoder (English, German, Russian); no news article is among the texts.
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from boosting import SEED, thresholds
from mlqe import articles

from audit.compare.answers import answers
from audit.compare.encoder import UseEncoder
from audit.compare.memo import Memo
from audit.detect.context import Context
from audit.detect.rules._partial import NAMES, Candidate, candidates
from audit.model import Article, Segment, Span
from audit.text.clauses import pieces

PAIRS = (("en", "de", False), ("en", "de", True), ("ru", "en", False), ("ru", "en", True))
SENTENCES = 2_400  # of each pair
SIZE = 40  # sentences of a document
GATE = -0.1  # as that of OMI002
LOST, BY_MARKS = 0.35, 0.6  # share of sentences that lose a part, and how many of them one between marks
RARER = 0.45  # of the parts measured here more are missing than of those in texts
SHORTEST, LIKE = 20, 0.5  # code points of a part taken out, and how like its counterpart a clause must be
ALIKE = 0.35  # how far the lengths of two parts between marks may be from those of their sentences (log)
_MARK = re.compile(r"[,;:] +")

Row = tuple[tuple[float, ...], int]


def main(path: str) -> None:
    memo, words, held = Memo(UseEncoder()), 0, set()
    made: list[Context] = []
    lost: list[dict[int, Span]] = []
    for source, target, swap in PAIRS:
        some = list(articles(Path(path), source, target, SIZE, swap=swap))[: SENTENCES // SIZE]
        for number, article in enumerate(some):
            changed, gone = _taken_out(article, memo)
            if number >= 0.8 * len(some):
                held.add(len(made))
                words += len(changed.document.target.split())
            made.append(Context(changed, encode=memo.encode, unrelated=memo.encoder.unrelated))
            lost.append(gone)
    plain = [rows(candidates(c, "source", GATE), gone) for c, gone in zip(made, lost, strict=True)]
    fitted("_PLAIN", NAMES[:4], plain, held, words, [0, 1, 2, 3])
    compared = [replace(c, answered=answers()) for c in made]
    every = [
        rows(candidates(c, "source", GATE, quick=None), gone) for c, gone in zip(compared, lost, strict=True)
    ]
    chosen = [NAMES.index(name) for name in ("fit", "length", "answered")]
    quick = fitted("QUICK", [NAMES[i] for i in chosen], every, held, words, chosen)
    few = [
        rows(candidates(c, "source", GATE, quick=quick), gone) for c, gone in zip(compared, lost, strict=True)
    ]
    fitted("_WEIGHTS", NAMES, few, held, words)


def fitted(
    title: str,
    names: Sequence[str],
    documents: list[list[Row]],
    held: set[int],
    words: int,
    columns: list[int] | None = None,
) -> tuple[float, ...]:
    """The weights, printed with the bias and what they find in the documents held out."""
    from sklearn.linear_model import LogisticRegression

    chosen = columns if columns is not None else list(range(len(names)))
    train, test = (
        [row for n, some in enumerate(documents) if (n in held) is out for row in some]
        for out in (False, True)
    )
    x, y = np.asarray([v for v, _ in train])[:, chosen], np.asarray([label for _, label in train])
    model = LogisticRegression(C=100, max_iter=5_000, class_weight={0: 1.0, 1: RARER}).fit(x, y)
    weights = tuple(model.coef_[0].round(2).tolist())
    print(f"{title}: {len(y)} parts, {int(y.sum())} of them missing")
    print("weights", dict(zip(names, weights, strict=True)), "bias", round(float(model.intercept_[0]), 2))
    x, y = np.asarray([v for v, _ in test])[:, chosen], np.asarray([label for _, label in test])
    thresholds("held out", model, x, y, words)
    return weights


def rows(found: list[Candidate], gone: dict[int, Span]) -> list[Row]:
    """Measures of the parts, and whether each is the one without counterpart; what is half of one and half of
    the other is left out."""
    out: list[Row] = []
    for one in found:
        part = gone.get(one.segment.index)
        share = _shared(one.span, part) / max(len(one.span), len(part)) if part else 0.0
        if share >= 0.6 or share < 0.1:
            out.append((one.values, int(share >= 0.6)))
    return out


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _taken_out(article: Article, memo: Memo) -> tuple[Article, dict[int, Span]]:
    """The article with parts of its target gone, and segment → the part of its source that stands alone."""
    document, text = article.document, ""
    segments: list[Segment] = []
    gone: dict[int, Span] = {}
    memo.warm([document.at(s) for seg in article.segments for s in (seg.source, seg.target) if s])
    for segment in article.segments:
        assert segment.target is not None
        left = document.at(segment.target)
        chance = random.Random(f"{SEED} {document.id} {segment.index}")
        if chance.random() < LOST and (part := _part(article, segment, memo, chance)) is not None:
            gone[segment.index], cut = part
            left = _without(document.target, segment.target, cut)
        span = Span("target", len(text), len(text) + len(left))
        segments.append(replace(segment, target=span, target_sentences=(span,)))
        text += left + "\n"
    changed = replace(document, target=text, aligned=None)
    return replace(article, document=changed, segments=tuple(segments), target_blocks=()), gone


def _without(text: str, whole: Span, cut: Span) -> str:
    """A sentence without a part, its final mark kept."""
    before, behind = text[whole.start : cut.start].rstrip(" ,;:"), text[cut.end : whole.end].strip()
    mark = text[whole.end - 1]
    return f"{before} {behind}".strip() if behind else before + (mark if mark in ".!?" else "")


def _part(article: Article, segment: Segment, memo: Memo, chance: random.Random) -> tuple[Span, Span] | None:
    """(of the source, of the target) two parts that stand for each other; None where none clearly do."""
    document = article.document
    by_marks = chance.random() < BY_MARKS
    left, right = (_cut(article, span, by_marks) for span in (segment.source, segment.target))
    if min(len(left), len(right)) < 2 or (by_marks and len(left) != len(right)):
        return None
    vectors = memo.encode([document.at(s) for s in (*left, *right)])
    like = vectors[: len(left)] @ vectors[len(left) :].T
    assert segment.source is not None and segment.target is not None
    usual = len(segment.target) / len(segment.source)
    pairs = [
        (left[i], right[j])
        for j in range(1 if by_marks else 0, len(right))
        if int(like[i := int(like[:, j].argmax())].argmax()) == j
        and min(len(left[i]), len(right[j])) >= SHORTEST
        and (
            i == j and abs(math.log(len(right[j]) / len(left[i]) / usual)) < ALIKE
            if by_marks
            else like[i, j] >= LIKE
        )
    ]
    return chance.choice(pairs) if pairs else None


def _cut(article: Article, span: Span | None, by_marks: bool) -> tuple[Span, ...]:
    assert span is not None
    document = article.document
    text = document.text(span.side)
    if by_marks:
        edges = [span.start, *(m.end() for m in _MARK.finditer(text, span.start, span.end)), span.end]
        return tuple(Span(span.side, a, b) for a, b in pairwise(edges) if a < b)
    lang = document.source_lang if span.side == "source" else document.target_lang
    assert lang is not None
    return pieces(text, lang.code, span)


if __name__ == "__main__":
    main(*sys.argv[1:])
