"""Remake the weights of CAP001 (``audit/detect/data/capital.json``) from human translations.

    python reports/train_capitals.py FILE.jsonl …

The files hold documents in the form that ``mtaudit run`` reads; scikit-learn must be installed. Capitals are
put on random lower-case words and weighed against the capitals that stand there. Only numbers leave this
script, no text. Each text is measured four times: with and without its source, with all texts and by itself.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from audit.align.articles import align_article
from audit.align.terms import batch_evidence
from audit.compare.encoder import choose_encoder
from audit.detect.context import Context
from audit.detect.rules._capital import NAMES, Capitals, capitalized
from audit.model import Article, Document, Language, Segment, Span
from audit.text.layout import blocks

DATA = Path(__file__).resolve().parent.parent / "audit" / "detect" / "data" / "capital.json"
SHARE = 0.25  # of the lower-case words that get a capital
# +1: the more of it, the odder the capital; -1: the less. The rest is free.
DIRECTION = {
    **dict.fromkeys(("batch_lower", "lower", "like_plain"), 1),
    **dict.fromkeys(
        (
            "batch_upper", "upper", "expected", "institution", "country", "like_inside", "loose",
            "loose_spare", "source_upper", "source_function", "joined", "name_before", "name_after",
            "chain_before", "chain_after", "share", "calendar",
        ),
        -1,
    ),
}  # fmt: skip


def read(path: Path) -> list[Document]:
    """Documents of a JSON Lines file, given whole or as segments."""
    return [_document(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _document(raw: dict[str, Any]) -> Document:
    source_lang, target_lang = Language(raw["source_lang"]), Language(raw["target_lang"])
    if "segments" not in raw:
        return Document(raw["id"], raw["target"], target_lang, raw["source"], source_lang)
    pairs: list[tuple[Span, Span]] = []
    at = [0, 0]
    for s in raw["segments"]:
        ends = at[0] + len(s["source"]), at[1] + len(s["target"])
        pairs.append((Span("source", at[0], ends[0]), Span("target", at[1], ends[1])))
        at = [ends[0] + 1, ends[1] + 1]
    texts = ("\n".join(s[side] for s in raw["segments"]) for side in ("target", "source"))
    target, source = texts
    return Document(raw["id"], target, target_lang, source, source_lang, aligned=tuple(pairs))


def article(document: Document) -> Article:
    """A document aligned as the pipeline does it."""
    given = document.aligned
    target_lang, source_lang = (
        document.target_lang.code,
        document.source_lang.code if document.source_lang else "und",
    )
    target = blocks(document.target, target_lang, "target", tuple(t for _, t in given) if given else None)
    source = blocks(
        document.source or "", source_lang, "source", tuple(s for s, _ in given) if given else None
    )
    encoder = choose_encoder("auto", (source_lang, target_lang)) if not given else None
    texts = [document.at(s) for b in (*source, *target) for s in b.sentences]
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if encoder else None
    return align_article(document, source, target, vectors, encoder.unrelated if encoder else 0.0)


def alone(one: Article) -> Article:
    """The same article as if there were no source."""
    sentences = [(s, b.kind) for b in one.target_blocks for s in b.sentences]
    segments = tuple(Segment(i, None, s, (), (s,), kind) for i, (s, kind) in enumerate(sentences))
    document = replace(one.document, source=None, source_lang=None)
    return replace(one, document=document, source_blocks=(), segments=segments, evidence=frozenset())


def measured(articles: list[Article]) -> dict[str, tuple[list[list[float]], list[int]]]:
    """Kind ("source", "alone") → measures and labels (1: put there by us)."""
    rows: dict[str, tuple[list[list[float]], list[int]]] = {"source": ([], []), "alone": ([], [])}
    everything = batch_evidence(articles)
    for full in articles:
        for kind, one in (("source", full), ("alone", alone(full))):
            for evidence in (everything, batch_evidence([one])):
                capitals = Capitals(Context(one, evidence))
                chance = random.Random(full.document.id)
                for place in capitals.places():
                    word = place.token.text
                    planted = word.isalpha() and word.islower() and len(word) > 1 and chance.random() < SHARE
                    if (planted or capitalized(word)) and not capitals.excused(place):
                        rows[kind][0].append(capitals.measures(place, planted))
                        rows[kind][1].append(int(planted))
    return rows


def trees(rows: list[list[float]], labels: list[int]) -> dict[str, Any]:
    """Boosted trees as numbers: see the card in the file."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    x, y = np.asarray(rows, dtype=np.float32), np.asarray(labels)
    model = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.1,
        max_leaf_nodes=12,
        min_samples_leaf=20,
        l2_regularization=3.0,
        random_state=0,
        monotonic_cst=[DIRECTION.get(name, 0) for name in NAMES],
    ).fit(x, y, sample_weight=np.where(y == 0, 2.0, 1.0))
    found = [[_node(n) for n in predictor.nodes] for (predictor,) in model._predictors]
    return {"bias": round(float(model._baseline_prediction.ravel()[0]), 4), "trees": found}


def _node(node: Any) -> list[float]:
    if node["is_leaf"]:
        return [-1, 0, 0, 0, round(float(node["value"]), 4)]
    threshold = round(float(node["num_threshold"]), 9)
    return [int(node["feature_idx"]), threshold, int(node["left"]), int(node["right"]), 0]


def main(paths: list[str]) -> None:
    groups: dict[str, list[Article]] = defaultdict(list)
    for path in paths:
        for document in read(Path(path)):
            groups[f"{path}:{document.target_lang.code}"].append(article(document))
    rows: dict[str, tuple[list[list[float]], list[int]]] = {"source": ([], []), "alone": ([], [])}
    for group in groups.values():
        for kind, (measures, labels) in measured(group).items():
            rows[kind][0].extend(measures)
            rows[kind][1].extend(labels)
    card = json.loads(DATA.read_text("utf-8"))["card"]
    parts = [f' "card": {json.dumps(card, ensure_ascii=False)}', f' "names": {json.dumps(NAMES)}']
    for kind, (measures, labels) in rows.items():
        made = trees(measures, labels)
        lines = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in made["trees"])
        parts.append(f' "{kind}": {{"bias": {made["bias"]}, "trees": [\n{lines}\n ]}}')
        print(f"{kind}: {len(labels)} places, {sum(labels)} of them planted")
    DATA.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
