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


def measure(
    article: Article, encode: Encode | None, unrelated: float, estimator: Estimator | None = None
) -> Article:
    """The article with ``measures`` on every segment that has both sides.

    "cosine" and "likeness" (cosine rescaled so that 0 is unrelated, 1 the same) of source ↔ target,
    "back_cosine" and "back_likeness" of source ↔ back-translation, "chrf" and "bleu" (0–100) of the
    back-translation; "estimate", "estimate_low" and "estimate_high" (0–1), and "calibrated" (1 where there
    were human judgements of the language pair to learn from, 0 where there were none).
    ``encode`` None leaves out the likenesses; ``estimator`` None leaves the estimate to the overlap. Raises
    EngineError where a foreign encoder or estimator fails.
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
    for segment, estimate in zip(paired, _estimates(article, paired, found, estimator), strict=True):
        if estimate is not None:
            found[segment.index] |= {
                "estimate": estimate.value,
                "estimate_low": estimate.low,
                "estimate_high": estimate.high,
                "calibrated": float(estimate.calibrated),
            }
    return replace(article, segments=tuple(_with(s, found.get(s.index)) for s in article.segments))


def _estimates(
    article: Article,
    paired: Sequence[Segment],
    found: dict[int, dict[str, float]],
    estimator: Estimator | None,
) -> Sequence[Estimate | None]:
    document = article.document
    if estimator is None or document.source_lang is None:
        return [by_overlap(found[s.index]) for s in paired]
    texts = [(document.at(s.source), document.at(s.target)) for s in paired if s.source and s.target]
    return estimator.estimate(texts, document.source_lang.code, document.target_lang.code)


def _pair(prefix: str, cosine: float, unrelated: float) -> dict[str, float]:
    return {
        f"{prefix}cosine": round(cosine, 4),
        f"{prefix}likeness": round((cosine - unrelated) / (1 - unrelated), 4),
    }


def _with(segment: Segment, measures: dict[str, float] | None) -> Segment:
    return replace(segment, measures={**segment.measures, **measures}) if measures else segment
