"""Documents to learn from: the sentence pairs of MLQE-PE (CC0), in the form that ``mtaudit run`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from judged import given

from audit.align.articles import align_article
from audit.model import Article, Language
from audit.text.layout import blocks


def articles(path: Path, source_lang: str, target_lang: str, size: int, *, swap: bool) -> Iterator[Article]:
    """Documents of ``size`` sentence pairs each.

    ``swap`` takes the machine translation as the source and the human text as the target, so that no
    machine's own slips are learnt as right.
    """
    langs = (target_lang, source_lang) if swap else (source_lang, target_lang)
    pairs = pairs_of(path, *langs)
    for number, low in enumerate(range(0, len(pairs), size)):
        yield article_of(f"{'-'.join(langs)}-{size}-{number}", pairs[low : low + size], *langs)


def pairs_of(path: Path, source_lang: str, target_lang: str) -> list[tuple[str, str]]:
    """The sentence pairs of two languages, turned round where the file has them the other way."""
    ahead: list[tuple[str, str]] = []
    back: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        langs = (raw["source_lang"], raw["target_lang"])
        if langs == (source_lang, target_lang):
            ahead += [(s["source"], s["target"]) for s in raw["segments"]]
        elif langs == (target_lang, source_lang):
            back += [(s["target"], s["source"]) for s in raw["segments"]]
    return ahead or back


def article_of(name: str, pairs: list[tuple[str, str]], source_lang: str, target_lang: str) -> Article:
    """A document of sentence pairs."""
    document = given(name, pairs, Language(source_lang), Language(target_lang))
    assert document.source is not None and document.aligned is not None
    left = blocks(document.source, source_lang, "source", tuple(s for s, _ in document.aligned))
    right = blocks(document.target, target_lang, "target", tuple(t for _, t in document.aligned))
    return align_article(document, left, right, None, 0.0)
