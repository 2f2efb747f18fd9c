"""How likely it is that the target name of a pair was put in place of the source name."""

from __future__ import annotations

import math

from audit.detect.rules._name_forms import GRAMMAR
from audit.detect.rules._names import Names, Pair
from audit.model import Segment
from audit.text.lexicon import zipf
from audit.text.locale import locale

_LONGEST = 120  # words of a sentence
#: What ``measures`` holds, in order.
NAMES = (
    "beside", "ordinary", "nominal", "proper", "gone", "gap", "parted", "named", "there", "asked", "kept",
    "meant",
)  # fmt: skip
# Logistic regressions, by reports/train_names.py, with the bias last. What the words are: ``beside`` a name
# that is kept, the target's an ``ordinary`` word (``nominal``: of a language that capitalizes nouns), the
# source's a ``proper`` name and ``gone`` from the sentences around; zipf of the target's word in the target
# language, and by how much it is above that in the source language (``there``, ``gap``); zipf of the source's
# word in the source language, and how far from that in the target language (``named``, ``parted``). What they
# mean: how like the target's word is to any of the source (``asked``), the source's to any of the target
# (``kept``), and both to each other (``meant``).
_WEIGHTS = (3.32, -0.8, -2.01, 0.21, -1.34, -1.42, -0.31, -0.02, 0.18, -14.9, -2.66, -2.83, 9.34)
_PLAIN = (1.77, -1.56, -0.17, 1.24, -0.29, -0.68, -0.14, 0.1, 0.43, -1.17)  # where there is no encoder


def probability(names: Names, pair: Pair, segment: Segment) -> float:
    """0–1; 0.0 where a sentence is too long to be read word by word."""
    found = measures(names, pair, segment)
    if found is None:
        return 0.0
    *weights, bias = _WEIGHTS if len(found) == len(NAMES) else _PLAIN
    return 1 / (1 + math.exp(-bias - sum(w * v for w, v in zip(weights, found, strict=True))))


def measures(names: Names, pair: Pair, segment: Segment) -> tuple[float, ...] | None:
    """The measures of a pair (``NAMES``), without those of meaning where there is no encoder; None where a
    sentence is too long.
    """
    ordinary = names.ordinary(pair.target)
    here, there = (zipf(pair.target.lower, lang) for lang in (names.lang, names.source_lang))
    named, known = (zipf(pair.source.lower, lang) for lang in (names.source_lang, names.lang))
    words = (
        float(pair.beside is not None),
        float(ordinary),
        float(ordinary and locale(names.lang).noun_capitals),
        float(names.proper(pair.source)),
        float(names.gone(pair.source, segment)),
        here - there,
        abs(named - known),
        named,
        here,
    )
    encode = names.encode
    if encode is None:
        return words
    source, target = names.all(segment.source_sentences), names.all(segment.target_sentences)
    left = [t.text for t in source if zipf(t.lower, names.source_lang) < GRAMMAR]
    right = [t.text for t in target if t.start != pair.target.start]
    if not left or not right or max(len(left), len(right)) > _LONGEST:
        return None
    vectors = encode([pair.source.text, pair.target.text, *left, *right])
    lost, put, rest = vectors[0], vectors[1], vectors[2:]
    meaning = (
        (rest[: len(left)] @ put).max(),
        (rest[len(left) :] @ lost).max(),
        lost @ put,
    )
    return (*words, *(names.context.likeness(float(cosine)) for cosine in meaning))
