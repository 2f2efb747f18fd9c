"""What a whole batch shows: how source terms are rendered, and how words are cased.

Three passes, each a sum over segments, so that documents may be counted by several workers in any order:
in how many segments a source term and a target stem stand; in how many both; and, with the association that
follows from those sums, which target form stands for which source term in each segment. Association is the
cosine of the two occurrence vectors (kinder than Dice to a term with synonyms: "U.S." and "America"),
discounted for few meetings; the pairs of a segment are picked by competitive linking as in Melamed (2000),
"Models of translational equivalence among words".
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audit.model import Article, BatchEvidence, Block, Document, Segment
from audit.text.lexicon import zipf
from audit.text.stems import stem
from audit.text.tokens import Token, Words, words

Ints = NDArray[np.int64]

_FUNCTION_WORD = 6.1  # Zipf: "the", "of", "is"; such words are no terms
_LONGEST = 4  # words of a name ("House of Representatives")
_ASSOCIATED = 0.35  # the least association of a term and what stands for it
_MEETINGS = 2  # and in how many segments they must meet
_LONG_SEGMENT = 120  # words; more is no sentence pair, and the pairs of words are quadratic in it
_STEMS = 8  # that may stand for a term
_AT_ONCE = 4_000_000  # meetings of a word and a word that are counted at a time
_UNLIKE = 0.7  # what remains of the association of a word and a group of words
_SHORTER = 0.8  # and of a group and one word ("Supreme Court": rather "Tribunal Supremo" than "Supremo")


#: A target form: its stem, itself, and what it keeps of its association with a word and with a group.
_Form = tuple[str, str, float, float]


@dataclass(frozen=True, slots=True)
class TermPair:
    """The case-folded terms of one segment; target forms with whether they have a capital."""

    source: tuple[str, ...]
    target: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Observed:
    """What one document adds to the evidence of its batch.

    ``rank`` is a hash of the document, by which a large batch is sampled; ``segments`` is how many it has.
    ``casing``: word (case folded) → times seen in lower case, and with a capital inside a sentence, of the
    target; ``source_casing`` of the source.
    """

    rank: int
    segments: int
    pairs: tuple[TermPair, ...]
    casing: Mapping[str, tuple[int, int]]
    source_casing: Mapping[str, tuple[int, int]]


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


class Sample:
    """The documents of one language pair that are counted: all, or of a large batch those of the lowest
    ranks.

    Which they are depends on nothing but the documents: not on their order, nor on who adds them.
    """

    def __init__(self, most: int = MOST_SEGMENTS) -> None:
        self._most = most
        self._heap: list[tuple[int, int, Observed]] = []  # the highest rank first
        self._held = 0
        self.documents = 0

    def wants(self, name: str) -> bool:
        """Whether the document of an id would be among those that are counted."""
        return self._held < self._most or rank(name) < -self._heap[0][0]

    def skip(self) -> None:
        """Take in a document that is not wanted."""
        self.documents += 1

    def add(self, observed: Observed) -> None:
        """Take in a document."""
        self.documents += 1
        heapq.heappush(self._heap, (-observed.rank, self.documents, observed))
        self._held += observed.segments
        while self._held - self._heap[0][2].segments >= self._most:
            self._held -= heapq.heappop(self._heap)[2].segments

    def held(self) -> list[Observed]:
        """Those that are counted so far."""
        return [o for _, _, o in sorted(self._heap, key=lambda held: -held[0])]

    def merge(self, documents: int, held: Iterable[Observed]) -> None:
        """Take in what a sample of other documents holds, and how many those were."""
        before = self.documents
        for observed in held:
            self.add(observed)
        self.documents = before + documents

    def evidence(self) -> BatchEvidence:
        """What the documents show together."""
        kept = self.held()
        pairs = [pair for o in kept for pair in o.pairs]
        support = Counter(term for pair in pairs for term in pair.source)
        return BatchEvidence(
            documents=self.documents,
            renderings=_renderings(pairs, support),
            support=dict(sorted(support.items())),
            casing=_summed(o.casing for o in kept),
            source_casing=_summed(o.source_casing for o in kept),
        )


def batch_evidence(articles: Iterable[Article]) -> BatchEvidence:
    """Evidence summed over the articles of one language pair."""
    sample = Sample()
    for article in articles:
        sample.add(observe(article))
    return sample.evidence()


def _summed(tables: Iterable[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for table in tables:
        for word, (small, capital) in table.items():
            lower[word] += small
            upper[word] += capital
    return {w: (lower[w], upper[w]) for w in sorted(lower)}


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


def _renderings(pairs: Sequence[TermPair], support: Mapping[str, int]) -> dict[str, dict[str, int]]:
    stems = [{stem(form) for form, _ in pair.target} for pair in pairs]
    score = _scores(pairs, stems, support)
    stands = {s for known in score.values() for s in known}
    # What stands for no term is left out before the segments are gone through: forms come again and again.
    forms = {
        (form, capital): (s, form, *_fits(form, capital))
        for form, capital in {target for pair in pairs for target in pair.target}
        if (s := stem(form)) in stands
    }
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for term, form in _links(pair, score, forms):
            found[term][form] += 1
    return {term: dict(sorted(forms.items())) for term, forms in sorted(found.items())}


def _scores(
    pairs: Sequence[TermPair], stems: Sequence[set[str]], support: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """Term → stem → their association, where it is strong enough."""
    often = Counter(itertools.chain.from_iterable(stems))
    terms = sorted(t for t, n in support.items() if n >= _MEETINGS)
    forms = sorted(s for s, n in often.items() if n >= _MEETINGS)
    term_number = {t: i for i, t in enumerate(terms)}
    form_number = {s: i for i, s in enumerate(forms)}
    right = [[form_number[s] for s in found if s in form_number] for found in stems]
    left = [[term_number[t] for t in set(pair.source) if t in term_number] for pair in pairs]
    term_counts = np.array([support[t] for t in terms], dtype=np.float64)
    form_counts = np.array([often[s] for s in forms], dtype=np.float64)
    score: dict[str, dict[str, float]] = {t: {} for t in terms}
    for term, form, met in _meetings(left, right, len(terms), len(forms)):
        value = met / np.sqrt(term_counts[term] * form_counts[form]) * met / (met + 0.5)
        strong = value >= _ASSOCIATED
        for t, s, v in zip(term[strong].tolist(), form[strong].tolist(), value[strong].tolist(), strict=True):
            score[terms[t]][forms[s]] = v
    return {term: _strongest(known) for term, known in score.items() if known}


def _strongest(known: dict[str, float]) -> dict[str, float]:
    """The likeliest stems of a term: what stands for one is seldom said in more words than these."""
    if len(known) <= _STEMS:
        return known
    return dict(sorted(known.items(), key=lambda k: (-k[1], k[0]))[:_STEMS])


def _meetings(
    left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], lefts: int, rights: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Numbers of the left, numbers of the right, and in how many segments they meet, where these are enough.

    Some numbers of the left at a time, so that memory does not grow with the batch.
    """
    widths = np.array([len(r) for r in right], dtype=np.int64)
    starts = np.cumsum(widths) - widths
    every_right = np.fromiter(itertools.chain.from_iterable(right), dtype=np.int64, count=int(widths.sum()))
    places = np.repeat(np.arange(len(left)), [len(found) for found in left])  # segment of each on the left
    every_left = np.fromiter(itertools.chain.from_iterable(left), dtype=np.int64, count=len(places))
    order = np.argsort(every_left, kind="stable")
    every_left, places = every_left[order], places[order]
    ends = np.cumsum(np.bincount(every_left, weights=widths[places], minlength=lefts)).astype(np.int64)
    first = 0
    while first < lefts:
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
        some = slice(*np.searchsorted(every_left, [first, last]))
        number, place = every_left[some], places[some]
        width = widths[place]
        within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
        keys = np.repeat(number, width) * rights + every_right[np.repeat(starts[place], width) + within]
        keys.sort()
        bounds = np.flatnonzero(np.diff(keys, prepend=-1, append=-1))
        met = np.diff(bounds)
        enough = met >= _MEETINGS
        keys = keys[bounds[:-1][enough]]
        yield keys // max(rights, 1), keys % max(rights, 1), met[enough]
        first = last


def _links(
    pair: TermPair, score: Mapping[str, Mapping[str, float]], standing: Mapping[tuple[str, bool], _Form]
) -> Iterator[tuple[str, str]]:
    """Which form stands for which term in one segment: the term itself if it is there, else the best first.

    Words are linked one to one with words, groups with whatever stands for the whole group. ``standing`` are
    the target's forms, by whether they have a capital, that stand for any term.
    """
    there = {form for form, _ in pair.target}
    by_stem: dict[str, list[_Form]] = {}
    for target in pair.target:
        if (found := standing.get(target)) is not None:
            by_stem.setdefault(found[0], []).append(found)
    ranked: list[tuple[float, str, int, str]] = []
    taken: set[tuple[bool, str]] = set()
    for term in pair.source:
        if term in there:
            taken.add((" " in term, term))
            yield term, term
        elif known := score.get(term):
            group = " " in term
            for s, strength in known.items():
                for _, form, of_word, of_group in by_stem.get(s, ()):
                    value = strength * (of_group if group else of_word)
                    if value >= _ASSOCIATED:
                        ranked.append((-value, term, -len(form), form))
    done: set[str] = set()
    for _, term, _, form in sorted(ranked):
        if term not in done and (slot := (" " in term, form)) not in taken:
            done.add(term)
            taken.add(slot)
            yield term, form


def _fits(form: str, capital: bool) -> tuple[float, float]:
    """What a form keeps of its association with a word, and with a group of words: a name is rather several
    words, a word rather one.
    """
    group = " " in form
    return _UNLIKE if group else 1.0, _UNLIKE if not capital else 1.0 if group else _SHORTER
