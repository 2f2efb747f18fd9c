"""Remake the weights of UNT003 (``audit/detect/data/untranslated.json``) from human texts and their
translations.

    python reports/train_untranslated.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed. Its
human side (the original Wikipedia sentences in English, Romanian and Estonian) is taken as the target and the
machine translation as the source, so that no machine's own untranslated words are learnt as right. Words of
the
source are put in place of random words of the target and weighed against the words that stand there. A fifth
of the sentences is left out of the training and gives the thresholds. Only numbers leave this script, no
text.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from boosting import SEED, fitted, thresholds, write
from mlqe import articles

from audit.align.terms import batch_evidence
from audit.detect.context import Context
from audit.detect.rules._around import segment_at
from audit.detect.rules._foreign import Foreign
from audit.detect.rules._foreign_word import NAMES, ForeignWords, Place, candidate
from audit.model import Article

DATA = Path(__file__).resolve().parent.parent / "audit" / "detect" / "data" / "untranslated.json"
PAIRS = (("en", "de"), ("ro", "en"), ("et", "en"))  # (language of the human text, of the translation)
SIZES = (25, 150, 700)  # sentences of a document, and of the batch it is judged with
# +1: the more of it, the more foreign the word; -1: the less. The rest is free.
Row = tuple[list[float], int]
DIRECTION = {"gap": 1, "others": -1, "form": -1, "copied": 1, "kept": -1, "rendered": 1, "zipf": -1}


def rows(article: Article, chance: random.Random) -> Iterator[Row]:
    """Measures and labels (1: put there by us) of one document, judged with itself as the batch."""
    context = Context(article, batch_evidence([article]))
    words = ForeignWords(Foreign(context))
    for place in words.places():
        yield words.measures(place), 0
    for i, token in enumerate(context.target_tokens):
        if candidate(token.text) and chance.random() < 0.06:
            segment = segment_at(context, token.start)
            if segment is None:
                continue
            place = Place(i, token, segment)
            theirs = sorted(w for w in words.source_words(segment) if candidate(w))
            here = {t.lower for t in context.tokens(segment.target)} if segment.target else set()
            theirs = [w for w in theirs if w not in here]
            if theirs:
                yield words.measures(place, chance.choice(theirs)), 1


def main(path: str) -> None:
    chance = random.Random(SEED)
    train: list[Row] = []
    held: list[Row] = []
    words = 0
    for human, machine in PAIRS:
        for size in SIZES:
            made = list(articles(Path(path), human, machine, size, swap=True))
            for number, article in enumerate(made):
                out = number >= 0.8 * len(made)
                (held if out else train).extend(rows(article, chance))
                words += len(article.document.target.split()) if out else 0
    models = {}
    for kind in ("source", "alone"):
        model, models[kind] = fitted(*_table(train, kind), [DIRECTION.get(name, 0) for name in NAMES])
        thresholds(kind, model, *_table(held, kind), words)
    write(DATA, NAMES, models)


def _table(found: list[Row], kind: str) -> tuple[Any, Any]:
    """Without a source nothing is known of what it holds or how it is rendered."""
    x = np.asarray([m for m, _ in found], dtype=np.float32)
    if kind == "alone":
        for name in ("copied", "kept", "rendered"):
            x[:, NAMES.index(name)] = -1.0
    return x, np.asarray([label for _, label in found])


if __name__ == "__main__":
    main(*sys.argv[1:])
