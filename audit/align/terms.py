"""What a whole batch shows: how source terms are rendered, and how words are cased. Counts that add up in any order.

Three passes, each a sum over segments (so documents may be counted by several workers, in any order): how many segments hold
a source term and a target stem; how many hold both; and, with the association that follows from those sums, which target form
stands for which source term in each segment. Association is the cosine of the two occurrence vectors (kinder than Dice to a
term with synonyms: "United States" beside "U.S."), discounted for few meetings; competitive linking as in Melamed (2000),
"Models of translational equivalence among words", picks the pairs of a segment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from audit.model import Article, BatchEvidence, Segment, Span
from audit.text.anchors import fold
from audit.text.lexicon import zipf
from audit.text.tokens import Token, inside, tokenize

_FUNCTION_WORD = 6.1  # Zipf: "the", "of", "is"; such words are no terms
_LONGEST = 4  # words of a name ("House of Representatives")
_ASSOCIATED = 0.35  # the least association of a term and what stands for it
_MEETINGS = 2  # and in how many segments they must meet
_LONG_SEGMENT = 120  # words; a "segment" beyond that is no sentence pair, and pairs would be quadratic in it


@dataclass(frozen=True, slots=True)
class _Pair:
    """The terms of one aligned segment: source terms, and target forms by their stem; folded case."""

    source: tuple[str, ...]
    target: tuple[tuple[str, str], ...]  # (form, stem)


def batch_evidence(articles: Iterable[Article]) -> BatchEvidence:
    """Evidence summed over the articles of one language pair."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    documents = 0
    pairs: list[_Pair] = []
    for article in articles:
        documents += 1
        lang = article.document.target_lang.code
        tokens = tokenize(article.document.target, lang)
        for block in article.target_blocks:
            for sentence in block.sentences:
                for token in inside(tokens, sentence)[1:]:
                    if token.text[0].isupper():
                        upper[token.lower] += 1
                    elif token.text[0].islower():
                        lower[token.lower] += 1
        pairs.extend(_pairs(article, tokens))
    words = set(lower) | set(upper)
    support = Counter(term for pair in pairs for term in pair.source)
    return BatchEvidence(
        documents=documents,
        renderings=_renderings(pairs, support),
        support=dict(sorted(support.items())),
        casing={w: (lower[w], upper[w]) for w in sorted(words)},
    )


def _pairs(article: Article, target_tokens: list[Token]) -> Iterator[_Pair]:
    document = article.document
    if document.source is None or document.source_lang is None:
        return
    source_tokens = tokenize(document.source, document.source_lang.code)
    for segment in article.segments:
        if segment.source is None or segment.target is None or not _is_pair(segment):
            continue
        left = inside(source_tokens, segment.source)
        right = inside(target_tokens, segment.target)
        if len(left) <= _LONG_SEGMENT and len(right) <= _LONG_SEGMENT:
            source = {*_words(left, document.source_lang.code), *names(left, document.source)}
            target = {*_words(right, document.target_lang.code), *names(right, document.target)}
            if source and target:
                yield _Pair(tuple(sorted(source)), tuple((form, stem(form)) for form in sorted(target)))


def _is_pair(segment: Segment) -> bool:
    """A pair that no measure calls unrelated."""
    return segment.measures.get("likeness", 1.0) > 0.0


def _words(tokens: Sequence[Token], lang: str) -> Iterator[str]:
    for token in tokens:
        if len(token.text) > 1 and token.text[0].isalpha() and zipf(token.lower, lang) < _FUNCTION_WORD:
            yield token.lower


def names(tokens: Sequence[Token], text: str) -> Iterator[str]:
    """Case-folded groups of two to four words that hold two capitals, or a capital and what goes with it ("pays de Galles").

    A group begins and ends with a word of four letters or a capital, and nothing but single spaces lies between its words.
    """
    for i, first in enumerate(tokens):
        if not _weighty(first):
            continue
        capitals = first.text[0].isupper()
        for j in range(i + 1, min(len(tokens), i + _LONGEST)):
            if text[tokens[j - 1].end : tokens[j].start] not in (" ", "\u00a0"):
                break
            capitals = capitals or tokens[j].text[0].isupper()
            if capitals and _weighty(tokens[j]):
                yield " ".join(t.lower for t in tokens[i : j + 1])


def _weighty(token: Token) -> bool:
    return token.text[0].isalpha() and (len(token.text) > 3 or token.text[0].isupper())


def stem(form: str) -> str:
    """What inflected forms of a word mostly share: its beginning, four to seven folded letters of every word of the form."""
    return " ".join(fold(word)[: max(4, min(7, len(word) - 2))] for word in form.split(" "))


def _renderings(pairs: Sequence[_Pair], support: Counter[str]) -> dict[str, dict[str, int]]:
    stems = Counter(s for pair in pairs for s in {s for _, s in pair.target})
    together: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        known = [s for s in {s for _, s in pair.target} if stems[s] >= _MEETINGS]
        together.update((term, s) for term in pair.source if support[term] >= _MEETINGS for s in known)
    score = {
        (term, s): n / sqrt(support[term] * stems[s]) * n / (n + 0.5)
        for (term, s), n in together.items()
        if n >= _MEETINGS
    }
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for term, form in _links(pair, score):
            found[term][form] += 1
    return {term: dict(sorted(forms.items())) for term, forms in sorted(found.items())}


def _links(pair: _Pair, score: dict[tuple[str, str], float]) -> Iterator[tuple[str, str]]:
    """Which form stands for which term in one segment: a term that is there unchanged stands for itself, then the best first.

    Words are linked with words one to one; groups of words may hold words that are linked too.
    """
    forms = {form for form, _ in pair.target}
    open_terms = []
    taken: set[tuple[bool, str]] = set()
    for term in pair.source:
        if term in forms:
            taken.add((" " in term, term))
            yield term, term
        else:
            open_terms.append(term)
    ranked = sorted(
        (-value, term, -len(form), form)
        for term in open_terms
        for form, s in pair.target
        if (value := score.get((term, s), 0.0)) >= _ASSOCIATED
    )
    done: set[str] = set()
    for _, term, _, form in ranked:
        slot = (" " in term, form)
        if term not in done and slot not in taken:
            done.add(term)
            taken.add(slot)
            yield term, form
