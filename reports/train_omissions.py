"""Fit the weights of OMI002 and ADD002 (``audit/detect/rules/_partial.py``) and print them.

    python reports/train_omissions.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed. In
one
half of the sentence pairs with clauses, the clause of the target that is most like a clause of the source is
taken out, so that the source has one without counterpart; the other half stays as it is. The last fifth of
each pair of languages is left out of the fit. The languages are those of the encoder (English, German,
Russian); no news article is among the texts.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from boosting import SEED, thresholds
from mlqe import articles

from audit.compare.encoder import UseEncoder
from audit.compare.memo import Memo
from audit.detect.context import Context
from audit.detect.rules._partial import NAMES, candidates
from audit.model import Article, Segment, Span
from audit.text.clauses import pieces

PAIRS = (("en", "de", False), ("en", "de", True), ("ru", "en", False), ("ru", "en", True))
SENTENCES = 2_400  # of each pair
GATE = -0.2  # clearly too short
RARER = 0.45  # of the parts measured here more than half are missing, of those in texts far fewer
SHORTEST, LIKE = 20, 0.5  # code points of a clause taken out, and how like its counterpart it must be

Row = tuple[tuple[float, ...], int]


def main(path: str) -> None:
    memo = Memo(UseEncoder())
    train: list[Row] = []
    held: list[Row] = []
    words = 0
    for source, target, swap in PAIRS:
        made = list(articles(Path(path), source, target, 40, swap=swap))[: SENTENCES // 40]
        for number, article in enumerate(made):
            out = number >= 0.8 * len(made)
            (held if out else train).extend(rows(article, memo))
            words += len(article.document.target.split()) if out else 0
    from sklearn.linear_model import LogisticRegression

    x, y = np.asarray([v for v, _ in train]), np.asarray([label for _, label in train])
    model = LogisticRegression(max_iter=2_000, class_weight={0: 1.0, 1: RARER}).fit(x, y)
    print(f"{len(y)} parts, {int(y.sum())} of them missing")
    print("weights", dict(zip(NAMES, model.coef_[0].round(2).tolist(), strict=True)))
    print("bias", round(float(model.intercept_[0]), 2))
    thresholds("held out", model, np.asarray([v for v, _ in held]), np.asarray([n for _, n in held]), words)


def rows(article: Article, memo: Memo) -> Iterator[Row]:
    """Measures of the parts of each pair, and whether each is the one without counterpart."""
    document = article.document
    memo.warm([document.at(s) for seg in article.segments for s in (seg.source, seg.target) if s])
    for segment in article.segments:
        chance = random.Random(f"{SEED} {document.id} {segment.index}")
        lost = _take_out(article, segment, memo) if chance.random() < 0.5 else (segment, None)
        if lost is None:
            continue
        changed, gone = lost
        one = replace(article, segments=(*article.segments[: segment.index], changed))
        context = Context(
            replace(one, document=replace(document, aligned=None)),
            encode=memo.encode,
            unrelated=memo.encoder.unrelated,
        )
        for found in candidates(context, "source", GATE):
            if found.segment is changed:
                share = 0.0 if gone is None else _shared(found.span, gone) / max(len(found.span), len(gone))
                if share >= 0.6 or share < 0.1:
                    yield found.values, int(share >= 0.6)


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _take_out(article: Article, segment: Segment, memo: Memo) -> tuple[Segment, Span] | None:
    """The segment without the last or first clause of its target, and the clause of the source that it
    stood for; None where no clause is clearly the counterpart of one."""
    document = article.document
    assert segment.source is not None and segment.target is not None and document.source_lang is not None
    left = pieces(document.source or "", document.source_lang.code, segment.source)
    right = pieces(document.target, document.target_lang.code, segment.target)
    if len(left) < 2 or len(right) < 2:
        return None
    vectors = memo.encode([document.at(s) for s in (*left, *right)])
    like = vectors[: len(left)] @ vectors[len(left) :].T
    for j in (len(right) - 1, 0):
        i = int(like[:, j].argmax())
        if len(right[j]) >= SHORTEST and len(left[i]) >= SHORTEST and like[i, j] >= LIKE:
            start, end = segment.target.start, segment.target.end
            kept = Span("target", start, right[j - 1].end) if j else Span("target", right[1].start, end)
            return replace(segment, target=kept, target_sentences=(kept,)), left[i]
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
