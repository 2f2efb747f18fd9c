"""Remake the weights of UNT003 (``audit/detect/data/untranslated.json``) from human texts and their translations.

    python reports/train_untranslated.py mlqe-train/docs.jsonl

The file is that of MLQE-PE (CC0) in the form that ``mtaudit run`` reads; scikit-learn must be installed. Its
human side (the original Wikipedia sentences in English, Romanian and Estonian) is taken as the target and the
machine translation as the source, so that no machine's own untranslated words are learnt as right. Words of the
source are put in place of random words of the target and weighed against the words that stand there. A fifth
of the sentences is left out of the training and gives the thresholds. Only numbers leave this script, no text.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.detect.context import Context
from audit.detect.rules._foreign import Foreign
from audit.detect.rules._foreign_word import NAMES, ForeignWords, Place, candidate
from audit.model import Article, Document, Language, Span
from audit.text.layout import blocks

DATA = Path(__file__).resolve().parent.parent / "audit" / "detect" / "data" / "untranslated.json"
PAIRS = (("en", "de"), ("ro", "en"), ("et", "en"))  # (language of the human text, of the translation)
SIZES = (25, 150, 700)  # sentences of a document, and of the batch it is judged with
SEED = 0
# +1: the more of it, the more foreign the word; -1: the less. The rest is free.
DIRECTION = {"gap": 1, "others": -1, "form": -1, "copied": 1, "kept": -1, "rendered": 1, "zipf": -1}


def articles(path: Path, human: str, machine: str, size: int) -> Iterator[Article]:
    """Documents of ``size`` sentences: the human text as target, its machine translation as source."""
    pairs: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        if (raw["source_lang"], raw["target_lang"]) == (human, machine):
            pairs += [(s["target"], s["source"]) for s in raw["segments"]]
    for number, low in enumerate(range(0, len(pairs), size)):
        yield _article(f"{human}-{number}", pairs[low : low + size], machine, human)


def _article(name: str, pairs: list[tuple[str, str]], source_lang: str, target_lang: str) -> Article:
    spans: list[tuple[Span, Span]] = []
    at = [0, 0]
    for source, target in pairs:
        ends = at[0] + len(source), at[1] + len(target)
        spans.append((Span("source", at[0], ends[0]), Span("target", at[1], ends[1])))
        at = [ends[0] + 1, ends[1] + 1]
    source, target = ("\n".join(p[i] for p in pairs) for i in (0, 1))
    document = Document(
        name, target, Language(target_lang), source, Language(source_lang), aligned=tuple(spans)
    )
    left = blocks(source, source_lang, "source", tuple(s for s, _ in spans))
    right = blocks(target, target_lang, "target", tuple(t for _, t in spans))
    return align_article(document, left, right, None, 0.0)


def rows(article: Article, chance: random.Random) -> Iterator[tuple[list[float], int]]:
    """Measures and labels (1: put there by us) of one document, judged with itself as the batch."""
    context = Context(article, batch_evidence([article]))
    words = ForeignWords(Foreign(context))
    for place in words.places():
        yield words.measures(place), 0
    for i, token in enumerate(context.target_tokens):
        if candidate(token.text) and chance.random() < 0.06:
            segment = next((p for p in [_segment(words, i)] if p), None)
            if segment is None:
                continue
            place = Place(i, token, segment)
            theirs = sorted(w for w in words.source_words(segment) if candidate(w))
            here = {t.lower for t in context.tokens(segment.target)} if segment.target else set()
            theirs = [w for w in theirs if w not in here]
            if theirs:
                yield words.measures(place, chance.choice(theirs)), 1


def _segment(words: ForeignWords, i: int) -> Any:
    from audit.detect.rules._around import segment_at

    return segment_at(words.context, words.context.target_tokens[i].start)


def fitted(x: Any, y: Any, names: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    """Boosted trees, and the same as numbers."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=3.0,
        random_state=SEED, monotonic_cst=[DIRECTION.get(n, 0) for n in names],
    ).fit(x, y, sample_weight=np.where(y == 0, 2.0, 1.0))  # fmt: skip
    made = [[_node(n) for n in predictor.nodes] for (predictor,) in model._predictors]
    return model, {"bias": round(float(model._baseline_prediction.ravel()[0]), 4), "trees": made}


def _node(node: Any) -> list[float]:
    if node["is_leaf"]:
        return [-1, 0, 0, 0, round(float(node["value"]), 4)]
    threshold = round(float(node["num_threshold"]), 9)
    return [int(node["feature_idx"]), threshold, int(node["left"]), int(node["right"]), 0]


def main(path: str) -> None:
    chance = random.Random(SEED)
    train: list[tuple[list[float], int]] = []
    held: list[tuple[list[float], int]] = []
    held_words = 0
    for human, machine in PAIRS:
        for size in SIZES:
            made = list(articles(Path(path), human, machine, size))
            for number, article in enumerate(made):
                out = number >= 0.8 * len(made)
                (held if out else train).extend(rows(article, chance))
                held_words += len(article.document.target.split()) if out else 0
    parts = [
        f' "card": {json.dumps(json.loads(DATA.read_text("utf-8"))["card"] if DATA.exists() else {})}',
        f' "names": {json.dumps(NAMES)}',
    ]
    for kind in ("source", "alone"):
        x, y = _table(train, kind)
        model, numbers = fitted(x, y, NAMES)
        _thresholds(kind, model, *_table(held, kind), held_words)
        lines = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in numbers["trees"])
        parts.append(f' "{kind}": {{"bias": {numbers["bias"]}, "trees": [\n{lines}\n ]}}')
    DATA.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")


def _table(found: list[tuple[list[float], int]], kind: str) -> tuple[Any, Any]:
    """Without a source nothing is known of what it holds or how it is rendered."""
    x = np.asarray([m for m, _ in found], dtype=np.float32)
    if kind == "alone":
        for name in ("copied", "kept", "rendered"):
            x[:, NAMES.index(name)] = -1.0
    return x, np.asarray([label for _, label in found])


def _thresholds(kind: str, model: Any, x: Any, y: Any, words: int) -> None:
    p = model.predict_proba(x)[:, 1]
    print(f"{kind}: held out {len(y)} places, {int(y.sum())} planted, {words} words")
    for t in (0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        false = int(((p >= t) & (y == 0)).sum())
        print(f"  {t}: recall {(p[y == 1] >= t).mean():.3f}, false alarms {1000 * false / words:.3f} per 1,000 words")


if __name__ == "__main__":
    main(*sys.argv[1:])
