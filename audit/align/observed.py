"""What one document shows of how source terms are rendered, and how words are cased."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audit.model import Article, Block, Document, Segment
from audit.text.lexicon import zipf
from audit.text.tokens import Token, Words, words

_FUNCTION_WORD = 6.1  # Zipf: "the", "of", "is"; such words are no terms
_LONGEST = 4  # words of a name ("House of Representatives")
_LONG_SEGMENT = 120  # words; more is no sentence pair, and the pairs of words are quadratic in it


#: Word (case folded) → times seen in lower case, and with a capital inside a sentence.
Casing = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TermPair:
    """The case-folded terms of one segment; target forms with whether they have a capital."""

    source: tuple[str, ...]
    target: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Observed:
    """What one document adds to the evidence of its batch.

    ``rank`` is a hash of the document, by which a large batch is sampled; ``segments`` is how many it has.
    ``casing`` is that of the target, ``source_casing`` of the source.
    """

    rank: int
    segments: int
    pairs: tuple[TermPair, ...]
    casing: Casing
    source_casing: Casing


#: Segments of a batch that are counted. Larger batches are sampled: what a term is called shows in fewer, and
#: the pairs of words, which grow with the batch, need not be held.
MOST_SEGMENTS = 20_000


def observe(article: Article) -> Observed:
    """What a document adds to the evidence of its batch."""
    document = article.document
    tokens = words(document.target, document.target_lang.code)
    casing = _casing(tokens, article.target_blocks)
    source_casing: dict[str, tuple[int, int]] = {}
    pairs: list[TermPair] = []
    if document.source is not None and document.source_lang is not None:
        source_tokens = words(document.source, document.source_lang.code)
        source_casing = _casing(source_tokens, article.source_blocks)
        step = -(-len(article.segments) // MOST_SEGMENTS) or 1
        pairs = list(_pairs(document, article.segments[::step], source_tokens, tokens))
    return Observed(rank(document.id), len(article.segments), tuple(pairs), casing, source_casing)


def rank(name: str) -> int:
    """By what a large batch is sampled: as good as random, and the same every time."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _casing(tokens: Words, blocks: Iterable[Block]) -> dict[str, tuple[int, int]]:
    seen = Counter(
        token.text
        for block in blocks
        for sentence in block.sentences
        for token in tokens.inside(sentence.start, sentence.end)[1:]
    )
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for word, count in seen.items():
        if word[0].isupper():
            upper[word.casefold()] += count
        elif word[0].islower():
            lower[word.casefold()] += count
    return {w: (lower[w], upper[w]) for w in {*lower, *upper}}


def _pairs(
    document: Document, segments: Iterable[Segment], source_tokens: Words, target_tokens: Words
) -> Iterator[TermPair]:
    assert document.source is not None and document.source_lang is not None
    for segment in segments:
        if segment.source is None or segment.target is None or not _is_pair(segment):
            continue
        left = source_tokens.inside(segment.source.start, segment.source.end)
        right = target_tokens.inside(segment.target.start, segment.target.end)
        if len(left) <= _LONG_SEGMENT and len(right) <= _LONG_SEGMENT:
            source = _terms(left, document.source, document.source_lang.code)
            target = _terms(right, document.target, document.target_lang.code)
            if source and target:
                yield TermPair(tuple(sorted(source)), tuple(sorted(target.items())))


def _is_pair(segment: Segment) -> bool:
    """A pair that no measure calls unrelated."""
    return segment.measures.get("likeness", 1.0) > 0.0


def _terms(tokens: Sequence[Token], text: str, lang: str) -> dict[str, bool]:
    """Case-folded words and groups of words of one side → whether they stand there with a capital."""
    found = dict.fromkeys(_names(tokens, text), True)
    for token in tokens:
        word = token.text
        if (term := _term(word, lang)) is not None:
            found[term] = found.get(term, False) or word[0].isupper()
    return found


@lru_cache(maxsize=100_000)
def _term(word: str, lang: str) -> str | None:
    """A word case-folded; None where it is no term."""
    low = word.casefold()
    return low if len(word) > 1 and word[0].isalpha() and zipf(low, lang) < _FUNCTION_WORD else None


def _names(tokens: Sequence[Token], text: str) -> Iterator[str]:
    """Case-folded groups of two to four words that hold a capital ("pays de Galles").

    A group begins and ends with a capital or a word of four letters, and only single spaces lie between its
    words.
    """
    capitals = {i for i, t in enumerate(tokens) if t.text[0].isupper()}
    starts = {i for c in capitals for i in range(max(0, c - _LONGEST + 1), c + 1)}
    for i in sorted(starts):
        if not (i in capitals or _weighty(tokens[i].text)):
            continue
        capital = i in capitals
        for j in range(i + 1, min(len(tokens), i + _LONGEST)):
            if text[tokens[j - 1].end : tokens[j].start] not in (" ", "\u00a0"):
                break
            capital = capital or j in capitals
            if capital and (j in capitals or _weighty(tokens[j].text)):
                yield " ".join([t.lower for t in tokens[i : j + 1]])


def _weighty(word: str) -> bool:
    return len(word) > 3 and word[0].isalpha()
