"""Measures of a segment: likeness of meaning of source, target and back-translation, overlap of the words,
and the estimate of quality.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from audit.compare.encoder import Vectors
from audit.compare.estimate import Estimator, by_overlap
from audit.compare.overlap import overlap
from audit.model import Article, Estimate, Segment

Encode = Callable[[Sequence[str]], Vectors]


def measure(article: Article, encode: Encode | None, unrelated: float) -> Article:
    """The article with ``measures`` on every segment that has both sides.

    "cosine" and "likeness" (cosine rescaled so that 0 is unrelated, 1 the same) of source ↔ target,
    "back_cosine" and "back_likeness" of source ↔ back-translation, "chrf" and "bleu" (0–100) of the
    back-translation, "agreement" (chrF of the back-translations of several engines).
    ``encode`` None leaves out the likenesses. Raises EngineError where a foreign encoder fails.
    """
    document = article.document
    paired = [s for s in article.segments if s.source is not None and s.target is not None]
    found: dict[int, dict[str, float]] = {s.index: {} for s in paired}
    if encode is not None and paired:
        left = encode([document.at(s.source) for s in paired if s.source])
        right = encode([document.at(s.target) for s in paired if s.target])
        for segment, cosine in zip(paired, np.sum(left * right, axis=1), strict=True):
            found[segment.index] |= _pair("", float(cosine), unrelated)
        back = [(i, s) for i, s in enumerate(paired) if s.back and s.back.text.strip()]
        if back:
            again = encode([s.back.text for _, s in back if s.back])
            for (i, segment), vector in zip(back, again, strict=True):
                found[segment.index] |= _pair("back_", float(left[i] @ vector), unrelated)
    for segment in paired:
        if segment.back and segment.source:
            found[segment.index] |= overlap(segment.back.text, document.at(segment.source))
            if segment.also:
                scores = [overlap(segment.back.text, other.text)["chrf"] for other in segment.also]
                found[segment.index]["agreement"] = round(sum(scores) / len(scores), 2)
    return replace(article, segments=tuple(_with(s, found.get(s.index)) for s in article.segments))


def estimated(article: Article, estimator: Estimator | None) -> Article:
    """The article with the estimate of quality among the measures of every segment that has both sides.

    "estimate", "estimate_low" and "estimate_high" (0–1), and "calibrated": 1 where there were human
    judgements of the language pair to learn from, else 0. ``estimator`` None leaves it to the overlap of the
    back-translation, if there is one. Raises EngineError where a foreign estimator fails.
    """
    document = article.document
    paired = [s for s in article.segments if s.source is not None and s.target is not None]
    if estimator is None or document.source_lang is None:
        found = [by_overlap(s.measures) for s in paired]
    else:
        texts = [(document.at(s.source), document.at(s.target)) for s in paired if s.source and s.target]
        found = [*estimator.estimate(texts, document.source_lang.code, document.target_lang.code)]
    named = {s.index: _named(e) for s, e in zip(paired, found, strict=True) if e is not None}
    return replace(article, segments=tuple(_with(s, named.get(s.index)) for s in article.segments))


def _named(estimate: Estimate) -> dict[str, float]:
    return {
        "estimate": estimate.value,
        "estimate_low": estimate.low,
        "estimate_high": estimate.high,
        "calibrated": float(estimate.calibrated),
    }


def _pair(prefix: str, cosine: float, unrelated: float) -> dict[str, float]:
    return {
        f"{prefix}cosine": round(cosine, 4),
        f"{prefix}likeness": round((cosine - unrelated) / (1 - unrelated), 4),
    }


def _with(segment: Segment, measures: dict[str, float] | None) -> Segment:
    return replace(segment, measures={**segment.measures, **measures}) if measures else segment
