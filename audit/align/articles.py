"""Blocks and sentences of both sides → aligned segments of one article."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from audit.align.sentences import Floats, Link, Side, align
from audit.model import Article, Block, Document, Kind, Need, Segment, Span
from audit.model import Side as TextSide
from audit.text.anchors import anchors
from audit.text.tokens import words

Vectors = Mapping[str, Floats]


def align_article(
    document: Document,
    source_blocks: tuple[Block, ...],
    target_blocks: tuple[Block, ...],
    vectors: Vectors | None,
    unrelated: float,
) -> Article:
    """The article with its segments.

    ``vectors``: sentence text → unit vector, or None where there is no encoder; ``unrelated``: see ``align``.
    A target alone gives one segment a sentence; given segments are kept as given, one each, in their order.
    """
    evidence = {Need.SOURCE} if document.source is not None else set()
    if vectors is not None:
        evidence.add(Need.ENCODER)
    if document.aligned is not None:
        segments = _given(document, target_blocks, source_blocks)
    elif document.source is None:
        segments = tuple(
            Segment(i, None, s, (), (s,), kind)
            for i, (s, kind) in enumerate((s, b.kind) for b in target_blocks for s in b.sentences)
        )
    else:
        segments = _aligned(document, source_blocks, target_blocks, vectors, unrelated)
    return Article(document, source_blocks, target_blocks, segments, frozenset(evidence))


def sentences(blocks: tuple[Block, ...]) -> list[tuple[Span, Kind]]:
    """All sentences of the blocks in order, with the kind of their block."""
    return [(s, b.kind) for b in blocks for s in b.sentences]


def _given(
    document: Document, target_blocks: tuple[Block, ...], source_blocks: tuple[Block, ...]
) -> tuple[Segment, ...]:
    by_place = {b.span.start: b for b in target_blocks}
    by_source = {b.span.start: b for b in source_blocks}
    out: list[Segment] = []
    for i, (source, target) in enumerate(document.aligned or ()):
        left = _within(by_source, source, document.text("source"))
        right = _within(by_place, target, document.text("target"))
        out.append(Segment(i, source if len(source) else None, target if len(target) else None, left, right))
    return tuple(out)


def _within(blocks: Mapping[int, Block], span: Span, text: str) -> tuple[Span, ...]:
    piece = text[span.start : span.end]
    block = blocks.get(span.start + len(piece) - len(piece.lstrip()))
    return block.sentences if block and piece.strip() else ()


def _aligned(
    document: Document,
    source_blocks: tuple[Block, ...],
    target_blocks: tuple[Block, ...],
    vectors: Vectors | None,
    unrelated: float,
) -> tuple[Segment, ...]:
    left, right = sentences(source_blocks), sentences(target_blocks)
    source_lang = document.source_lang.code if document.source_lang else "und"
    links = align(
        _side(document, "source", [s for s, _ in left], source_lang, vectors),
        _side(document, "target", [s for s, _ in right], document.target_lang.code, vectors),
        unrelated,
    )
    return tuple(_segment(i, link, left, right) for i, link in enumerate(links))


def _side(
    document: Document,
    side: TextSide,
    spans: list[Span],
    lang: str,
    vectors: Vectors | None,
) -> Side:
    stack = np.stack([vectors[document.at(s)] for s in spans]) if vectors is not None and spans else None
    tokens = words(document.text(side), lang)
    return Side([len(s) for s in spans], [anchors(tokens.inside(s.start, s.end)) for s in spans], stack)


def _segment(
    index: int, link: Link, left: list[tuple[Span, Kind]], right: list[tuple[Span, Kind]]
) -> Segment:
    source = tuple(left[i][0] for i in link.source)
    target = tuple(right[j][0] for j in link.target)
    kind = right[link.target[0]][1] if link.target else left[link.source[0]][1]
    return Segment(index, _cover(source), _cover(target), source, target, kind)


def _cover(spans: tuple[Span, ...]) -> Span | None:
    return Span(spans[0].side, spans[0].start, spans[-1].end) if spans else None
