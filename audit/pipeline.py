"""The one place that knows the order of the rooms: documents in, a report out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.compare.encoder import Encoder, Vectors, choose_encoder
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.rule import Rule
from audit.detect.select import run_rules
from audit.model import Article, BatchEvidence, Document, Finding, Glossary, Need, Segment
from audit.text.layout import blocks

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Analysed:
    """An article and what the rules found in it."""

    article: Article
    findings: tuple[Finding, ...]


def analyse(documents: Sequence[Document], encoder_spec: str = "auto") -> list[Article]:
    """Blocks, sentences, meaning vectors and alignment of every document."""
    out: list[Article] = []
    for document in documents:
        aligned = document.aligned
        target = blocks(
            document.target, document.target_lang.code, "target", tuple(t for _, t in aligned) if aligned else None
        )
        source = (
            blocks(
                document.source,
                document.source_lang.code if document.source_lang else "und",
                "source",
                tuple(s for s, _ in aligned) if aligned else None,
            )
            if document.source is not None
            else ()
        )
        langs = [document.target_lang.code] + ([document.source_lang.code] if document.source_lang else [])
        encoder = choose_encoder(encoder_spec, langs) if document.source is not None else None
        vectors = None
        if encoder is not None:
            texts = [document.at(s) for b in (*source, *target) for s in b.sentences]
            vectors = dict(zip(texts, encoder.encode(texts), strict=True))
        article = align_article(document, source, target, vectors, encoder.unrelated if encoder else 0.0)
        out.append(_with_likeness(article, vectors, encoder))
    return out


def _with_likeness(article: Article, vectors: dict[str, Vectors] | None, encoder: Encoder | None) -> Article:
    if vectors is None or encoder is None:
        return article
    segments = []
    for segment in article.segments:
        if segment.source_sentences and segment.target_sentences:
            left = sum(vectors[article.document.at(s)] for s in segment.source_sentences)
            right = sum(vectors[article.document.at(s)] for s in segment.target_sentences)
            norm = float((left @ left) ** 0.5 * (right @ right) ** 0.5)
            cosine = float(left @ right) / norm if norm else 0.0
            like = (cosine - encoder.unrelated) / (1 - encoder.unrelated)
            segment = replace(segment, measures={**segment.measures, "cosine": round(cosine, 4), "likeness": round(like, 4)})
        segments.append(segment)
    return replace(article, segments=tuple(segments))


def detect(articles: Sequence[Article], rules: Sequence[Rule], glossary: Glossary | None = None) -> list[Analysed]:
    pairs: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for a in articles:
        pairs[_pair(a)].append(a)
    evidence = {pair: batch_evidence(group) for pair, group in pairs.items()}
    return [
        Analysed(a, run_rules(Context(a, evidence[_pair(a)], glossary), rules))
        for a in articles
    ]


def _pair(article: Article) -> tuple[str, str]:
    source = article.document.source_lang
    return (source.base if source else "", article.document.target_lang.base)
