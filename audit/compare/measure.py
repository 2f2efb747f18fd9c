"""Measures of a segment: likeness of meaning of source, target and back-translation, and overlap of the
words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from audit.compare.encoder import Vectors
from audit.compare.estimate import estimate
from audit.compare.overlap import overlap
from audit.model import Article, Segment

Encode = Callable[[Sequence[str]], Vectors]


def measure(article: Article, encode: Encode | None, unrelated: float) -> Article:
    """The article with ``measures`` on every segment that has both sides.

    "cosine" and "likeness" (cosine rescaled so that 0 is unrelated, 1 the same) of source ↔ target,
    "back_cosine" and
    "back_likeness" of source ↔ back-translation, "chrf" and "bleu" (0–100) of the back-translation,
    "agreement" (chrF of the back-translations of several engines),
    "estimate" (0–1).
    ``encode`` None leaves out the likenesses.
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


def _pair(prefix: str, cosine: float, unrelated: float) -> dict[str, float]:
    return {
        f"{prefix}cosine": round(cosine, 4),
        f"{prefix}likeness": round((cosine - unrelated) / (1 - unrelated), 4),
    }


def _with(segment: Segment, measures: dict[str, float] | None) -> Segment:
    if not measures:
        return segment
    return replace(segment, measures={**segment.measures, **measures, "estimate": estimate(measures)})
