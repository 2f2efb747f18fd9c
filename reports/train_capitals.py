"""Remake the weights of CAP001 (``audit/detect/data/capital.json``).

    python reports/train_capitals.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed.
Capitals are put on random lower-case words and weighed against the capitals that stand there. A fifth of the
documents is left out of the training and gives the thresholds. Only numbers leave this script, no text. Each
text is measured with and without its source.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from boosting import fitted, thresholds, write
from mlqe import articles

from audit.align.terms import batch_evidence
from audit.detect.context import Context
from audit.detect.rules._capital import NAMES, Capitals, capitalized
from audit.model import Article, Segment

DATA = Path(__file__).resolve().parent.parent / "audit" / "detect" / "data" / "capital.json"
# (source, target, whether the human text is the target): German is the machine's, for want of a human one.
PAIRS = (("en", "de", False), ("ro", "en", True), ("et", "en", True), ("ru", "en", True))
SIZES = (150, 1000)  # sentences of a document, and of the batch it is judged with
SHARE = 0.15  # of the lower-case words that get a capital
# +1: the more of it, the odder the capital; -1: the less. The rest is free.
DIRECTION = {
    **dict.fromkeys(("batch_lower", "lower", "like_plain", "clause"), 1),
    **dict.fromkeys(
        (
            "batch_upper", "upper", "expected", "institution", "country", "like_inside", "loose",
            "loose_spare", "source_upper", "source_function", "joined", "name_before", "name_after",
            "chain_before", "chain_after", "share", "calendar", "nominal",
        ),
        -1,
    ),
}  # fmt: skip

Row = tuple[list[float], int]


def alone(one: Article) -> Article:
    """The same article as if there were no source."""
    sentences = [(s, b.kind) for b in one.target_blocks for s in b.sentences]
    segments = tuple(Segment(i, None, s, (), (s,), kind) for i, (s, kind) in enumerate(sentences))
    document = replace(one.document, source=None, source_lang=None, aligned=None)
    return replace(one, document=document, source_blocks=(), segments=segments, evidence=frozenset())


def rows(one: Article) -> Iterator[Row]:
    """Measures and labels (1: put there by us), with the document as its own batch."""
    capitals = Capitals(Context(one, batch_evidence([one])))
    chance = random.Random(one.document.id)
    for place in capitals.places():
        word = place.token.text
        planted = word.isalpha() and word.islower() and len(word) > 1 and chance.random() < SHARE
        if (planted or capitalized(word)) and not capitals.excused(place):
            yield capitals.measures(place, planted), int(planted)


def main(path: str) -> None:
    train: dict[str, list[Row]] = {"source": [], "alone": []}
    held: dict[str, list[Row]] = {"source": [], "alone": []}
    words = 0
    for source, target, swap in PAIRS:
        for size in SIZES:
            made = list(articles(Path(path), source, target, size, swap=swap))
            for number, article in enumerate(made):
                out = number >= 0.8 * len(made)
                words += len(article.document.target.split()) if out else 0
                for kind, one in (("source", article), ("alone", alone(article))):
                    (held if out else train)[kind].extend(rows(one))
    models = {}
    for kind, found in train.items():
        x, y = (np.asarray([row[i] for row in found], dtype=np.float32) for i in (0, 1))
        model, models[kind] = fitted(x, y, [DIRECTION.get(name, 0) for name in NAMES])
        x, y = (np.asarray([row[i] for row in held[kind]], dtype=np.float32) for i in (0, 1))
        thresholds(kind, model, x, y, words)
    write(DATA, NAMES, models)


if __name__ == "__main__":
    main(*sys.argv[1:])
