"""Pairs that an encoder finds unlike: how unlike is told by the other pairs of the document."""

from __future__ import annotations

from dataclasses import replace

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
