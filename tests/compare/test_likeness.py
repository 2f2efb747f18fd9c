"""Measures of segments, and the overlap of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from audit.align.articles import align_article
from audit.compare.encoder import Vectors
from audit.compare.measure import measure
from audit.compare.overlap import overlap
from audit.model import Article, BackTranslation
from audit.text.layout import blocks
from tests.support import document


def flat(texts: Sequence[str]) -> Vectors:
    """Texts in capitals point one way, those with "x" another, the rest between."""
    ways = {"up": (1.0, 0.0), "x": (0.0, 1.0), "": (0.6, 0.8)}
    return np.array([ways["up" if t.isupper() else "x" if "x" in t else ""] for t in texts], dtype=np.float32)


def article(source: str, target: str, *back: str | None) -> Article:
    made = document(source, target, "en-fr")
    laid = align_article(made, blocks(source, "en", "source"), blocks(target, "fr"), None, 0.0)
    segments = [
        replace(s, back=BackTranslation(b, "e") if b is not None else None)
        for s, b in zip(laid.segments, back or [None] * len(laid.segments), strict=True)
    ]
    return replace(laid, segments=tuple(segments))


def test_likeness_of_source_target_and_back_translation() -> None:
    (segment,) = measure(article("THE PORT.", "x port.", "THE BACK."), flat, 0.5).segments
    assert segment.measures["cosine"] == 0 and segment.measures["likeness"] == -1
    assert segment.measures["back_cosine"] == 1 and segment.measures["back_likeness"] == 1
    assert 0 < segment.measures["chrf"] < 100


def test_each_measure_needs_its_evidence() -> None:
    (plain,) = measure(article("THE PORT.", "le port."), None, 0.0).segments
    assert plain.measures == {}
    (near,) = measure(article("THE PORT.", "le port."), flat, 0.0).segments
    assert near.measures["cosine"] == pytest.approx(0.6) and not {"chrf", "back_cosine"} & set(near.measures)
    (blank,) = measure(article("THE PORT.", "le port.", " "), flat, 0.0).segments
    assert "back_cosine" not in blank.measures and blank.measures["chrf"] == 0


def test_a_sentence_alone_has_no_measures() -> None:
    made = measure(article("", "Un mot. Deux mots.", "One.", "Two."), flat, 0.0)
    assert [s.measures for s in made.segments] == [{}, {}]


def test_overlap() -> None:
    assert overlap("The port opens in May.", "The port opens in May.") == {"chrf": 100.0, "bleu": 100.0}
    close, far = (
        overlap("The port opens in June.", "The port opens in May."),
        overlap("Zzz", "The port opens."),
    )
    assert 0 <= far["chrf"] < close["chrf"] < 100 and 0 <= far["bleu"] < close["bleu"] < 100
    assert overlap("", "a") == {"chrf": 0.0, "bleu": 0.0}
    assert set(overlap("\ud800\x00", "港🚢")) == {"chrf", "bleu"}
