"""What a whole batch shows: how source terms are rendered, and how words are cased. Counts that add up in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from audit.model import Article, BatchEvidence
from audit.text.tokens import inside, tokenize


def batch_evidence(articles: Iterable[Article]) -> BatchEvidence:
    """Evidence summed over the articles of one language pair."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    documents = 0
    for article in articles:
        documents += 1
        tokens = tokenize(article.document.target, article.document.target_lang.code)
        for block in article.target_blocks:
            for sentence in block.sentences:
                for token in inside(tokens, sentence)[1:]:
                    if token.text[0].isupper():
                        upper[token.lower] += 1
                    elif token.text[0].islower():
                        lower[token.lower] += 1
    words = set(lower) | set(upper)
    return BatchEvidence(documents=documents, casing={w: (lower[w], upper[w]) for w in sorted(words)})
