"""The estimate once the back-translation is there: how near it comes to the source, and how much of the
target its engine did not know, say more of a translation than the two texts alone.

``reports/train_revision.py`` learns the weights (``data/revision.json``); ``data/estimate.md`` is their card.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from audit.compare.estimate import COPY, estimate_of
from audit.model import Article, Document, Segment
from audit.text.tokens import words

_UNSEEN = ""


@dataclass(frozen=True)
class Revision:
    """Weights of the estimate, of the likeness of back-translation and source, of the share of the target's
    words that the engine did not know; what is added; and the 10 % and 90 % quantiles of the residuals.
    """

    estimate: float
    likeness: float
    unknown: float
    shift: float
    low: float
    high: float

    def value(self, estimate: float, likeness: float, unknown: float) -> float:
        """The judgement to expect, 0–1 or a little beyond."""
        return self.estimate * estimate + self.likeness * likeness + self.unknown * unknown + self.shift


@lru_cache(maxsize=1)
def revisions() -> dict[str, Revision]:
    """Language pair → weights; "" for pairs that nobody judged."""
    found = json.loads(files("audit.compare").joinpath("data/revision.json").read_text("utf-8"))
    return {pair: Revision(*weights) for pair, weights in found.items()}


def revised(article: Article) -> Article:
    """The article with the estimates of segments that were translated back revised.

    Left alone are pairs that were judged without a back-translation, for which nothing is known of its
    weight; copies of the source, which come back as they went in; and what has no likeness of meaning.
    """
    document = article.document
    if document.source_lang is None:
        return article
    pair = f"{document.source_lang.base}-{document.target_lang.base}"
    return replace(article, segments=tuple(_revised(s, document, pair) for s in article.segments))


def _revised(segment: Segment, document: Document, pair: str) -> Segment:
    measures, back = segment.measures, segment.back
    if back is None or "estimate" not in measures or "back_likeness" not in measures:
        return segment
    value, low, high = (measures[f"estimate{end}"] for end in ("", "_low", "_high"))
    calibrated = bool(measures["calibrated"])
    revision = revisions().get(pair if calibrated else _UNSEEN)
    if revision is None or value <= COPY or _same(segment, document):
        return segment
    assert segment.target is not None
    target = document.at(segment.target)
    count = len(words(target, document.target_lang.code))
    unknown = min(1.0, len(back.unknown) / max(1, count))
    wanted = revision.value(value, measures["back_likeness"], unknown)
    if calibrated:
        after = estimate_of(wanted, revision.low, revision.high, True)
    else:
        # How far people would stray from it was not measured here: as far as from the estimate before.
        after = estimate_of(wanted, low - value, high - value, False)
    named = {"estimate": after.value, "estimate_low": after.low, "estimate_high": after.high}
    return replace(segment, measures={**measures, **named})


def _same(segment: Segment, document: Document) -> bool:
    if segment.source is None or segment.target is None:
        return True
    left, right = (" ".join(document.at(s).split()).casefold() for s in (segment.source, segment.target))
    return left == right
