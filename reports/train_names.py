"""Remake the weights of NAM001 (``audit/detect/rules/_name_measures.py``), which it prints.

    python reports/train_names.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed.
Names that stand in both sides of a sentence pair get another name of the file in the target, and are weighed
against all the other words with a capital that have no counterpart. A fifth of the documents is left out of
the training. Only numbers leave this script, no text.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from boosting import SEED, thresholds
from mlqe import article_of, pairs_of

from audit.compare.encoder import UseEncoder
from audit.compare.memo import Memo
from audit.detect.context import Context
from audit.detect.rules._name_forms import one_script
from audit.detect.rules._name_measures import NAMES, measures
from audit.detect.rules._names import Names
from audit.model import Article
from audit.text.lemmas import lemma
from audit.text.locale import locale

# Those of the file in one script; with an encoder those whose languages it knows.
PAIRS = (("en", "de"), ("de", "en"), ("ro", "en"), ("en", "ro"), ("et", "en"), ("en", "et"))
KNOWN = {"en", "de"}
SENTENCES = 4_800  # of each pair
SIZE = 40  # sentences of a document
REPLACED = 0.35  # share of the sentences with a name that get another
TRIES = 20
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_]+")  # inside a sentence
_SHORTEST = 4

Row = tuple[tuple[float, ...], int]


@dataclass(frozen=True)
class Pool:
    """Names that stand in both sides of a pair, in its source alone and in its target alone."""

    both: list[str]
    source: list[str]
    target: list[str]


def main(path: str) -> None:
    memo = Memo(UseEncoder())
    encoded = (Learnt(), Learnt())
    plain = (Learnt(), Learnt())
    for source, target in PAIRS:
        pairs = pairs_of(Path(path), source, target)[:SENTENCES]
        pool = pool_of(pairs, source, target)
        chance = random.Random(SEED)
        for low in range(0, len(pairs), SIZE):
            some, put = replaced(pairs[low : low + SIZE], pool, chance)
            article = article_of(f"{source}-{target}-{low}", some, source, target)
            held = low >= 0.8 * len(pairs)
            plain[held].add(article, rows(article, None, put))
            if {source, target} <= KNOWN:
                encoded[held].add(article, rows(article, memo, put))
    fitted("_WEIGHTS", *encoded)
    fitted("_PLAIN", *plain)


@dataclass
class Learnt:
    """Rows of documents, and how many words their targets have."""

    rows: list[Row] = field(default_factory=list)
    words: int = 0

    def add(self, article: Article, found: list[Row]) -> None:
        self.rows += found
        self.words += len(article.document.target.split())


def pool_of(pairs: Sequence[tuple[str, str]], source: str, target: str) -> Pool:
    """The names of a file, as often as they stand there."""
    both: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for a, b in pairs:
        ours, theirs = set(names_in(a)), set(names_in(b))
        both += sorted(ours & theirs)
        left += sorted(n for n in ours - theirs if not _noun(n, source))
        right += sorted(n for n in theirs - ours if not _noun(n, target))
    return Pool(both, left, right)


def names_in(text: str) -> list[str]:
    """Words inside a sentence that are written like names."""
    return [
        m[0]
        for m in _NAME.finditer(text)
        if len(m[0]) >= _SHORTEST and m[0][0].isupper() and m[0][1:].islower()
    ]


def _noun(word: str, lang: str) -> bool:
    return locale(lang).noun_capitals and lemma(word, lang) is not None


def replaced(
    pairs: Sequence[tuple[str, str]], pool: Pool, chance: random.Random
) -> tuple[list[tuple[str, str]], set[int]]:
    """The pairs with other names in some targets, and where in the text these begin."""
    out: list[tuple[str, str]] = []
    put: set[int] = set()
    at = 0
    everything = " ".join(text for pair in pairs for text in pair)
    for a, b in pairs:
        known = set(re.findall(r"\w+", a))
        places = [m for m in _NAME.finditer(b) if m[0] in known and m[0] in names_in(b)]
        target = b
        if places and chance.random() < REPLACED:
            place = chance.choice(places)
            tries = (
                chance.choice(chance.choice([pool.both, pool.both, pool.source, pool.target]))
                for _ in range(TRIES)
            )
            if (name := next((n for n in tries if n not in everything), None)) is not None:
                target = b[: place.start()] + name + b[place.end() :]
                put.add(at + place.start())
        out.append((a, target))
        at += len(target) + 1
    return out, put


def rows(article: Article, memo: Memo | None, put: set[int]) -> list[Row]:
    """Measures and labels (1: put there by us) of a document's pairs of names."""
    context = Context(article)
    if memo is not None:
        context = replace(context, encode=memo.encode, unrelated=memo.encoder.unrelated)
    names, out = Names(context), []
    for segment in context.segments:
        for pair in names.segment_pairs(segment):
            found = measures(names, pair, segment)
            if found is not None and one_script(pair.source.text, pair.target.text):
                out.append((found, int(pair.target.start in put)))
    return out


def fitted(title: str, train: Learnt, held: Learnt) -> None:
    """Print the weights, and what they find in the documents held out."""
    from sklearn.linear_model import LogisticRegression

    x, y = (np.asarray(column) for column in zip(*train.rows, strict=True))
    model = LogisticRegression(C=100, max_iter=5_000).fit(x, y)
    weights = (*model.coef_[0].round(2).tolist(), round(float(model.intercept_[0]), 2))
    print(f"{title}: {len(y)} pairs, {int(y.sum())} of them replaced\n{NAMES[: x.shape[1]]}\n{weights}")
    x, y = (np.asarray(column) for column in zip(*held.rows, strict=True))
    thresholds("held out", model, x, y, held.words)


if __name__ == "__main__":
    main(*sys.argv[1:])
