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
    machine's
    own slips are learnt as right.
    """
    pairs: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        if (raw["source_lang"], raw["target_lang"]) == (source_lang, target_lang):
            pairs += [(s["source"], s["target"]) for s in raw["segments"]]
    langs = source_lang, target_lang
    if swap:
        pairs, langs = [(b, a) for a, b in pairs], (target_lang, source_lang)
    for number, low in enumerate(range(0, len(pairs), size)):
        yield _article(f"{'-'.join(langs)}-{size}-{number}", pairs[low : low + size], *langs)


def _article(name: str, pairs: list[tuple[str, str]], source_lang: str, target_lang: str) -> Article:
    document = given(name, pairs, Language(source_lang), Language(target_lang))
    assert document.source is not None and document.aligned is not None
    left = blocks(document.source, source_lang, "source", tuple(s for s, _ in document.aligned))
    right = blocks(document.target, target_lang, "target", tuple(t for _, t in document.aligned))
    return align_article(document, left, right, None, 0.0)
