"""Pairs that an encoder finds unlike: how unlike is told by the other pairs of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from audit.align.articles import align_article
from audit.detect.context import Context
from audit.detect.rules.mistranslated_sentence import find
from audit.model import Document, Language
from audit.text.layout import blocks

_LINE = "The harbour was closed for the winter."


@pytest.mark.parametrize(
    ("usual", "odd", "wanted"),
    [(0.7, 0.0, True), (0.3, 0.0, False), (0.3, -0.2, True), (0.7, 0.2, False)],
)
def test_what_is_unlike_depends_on_what_is_usual(usual: float, odd: float, wanted: bool) -> None:
    text = "\n\n".join([_LINE] * 12)
    document = Document("d", text, Language("fi"), text, Language("en"))
    article = align_article(document, blocks(text, "en", "source"), blocks(text, "fi"), None, 0.0)
    likes = [usual] * 11 + [odd]
    assert len(article.segments) == len(likes)
    segments = tuple(
        replace(s, measures={"likeness": like}) for s, like in zip(article.segments, likes, strict=True)
    )
    hits = list(find(Context(replace(article, segments=segments))))
    assert bool(hits) is wanted


@pytest.mark.parametrize("nearest", [True, False])
def test_a_pair_that_is_nearer_than_all_around_it_is_a_free_translation(nearest: bool) -> None:
    source = "\n\n".join(f"{_LINE[:-1]} {i}." for i in range(12))
    target = "\n\n".join(f"{_LINE[:-1]} of {i}." for i in range(12))
    document = Document("d", target, Language("fi"), source, Language("en"))
    article = align_article(document, blocks(source, "en", "source"), blocks(target, "fi"), None, 0.0)
    likes = [0.7] * 11 + [0.0]
    segments = tuple(
        replace(s, measures={"likeness": like}) for s, like in zip(article.segments, likes, strict=True)
    )

    def encode(texts: Sequence[str]) -> np.ndarray:
        """The last pair is alike to a degree, every other text of its own."""
        vectors = np.eye(len(texts), 2 * len(texts), dtype=np.float32)
        if nearest:
            vectors[:2] = 0.0
            vectors[0, :2], vectors[1, :2] = (1.0, 0.0), (0.6, 0.8)
        return vectors

    hits = list(find(Context(replace(article, segments=segments), encode=encode)))
    assert bool(hits) is not nearest
