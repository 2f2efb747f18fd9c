"""Boosted trees, learnt with scikit-learn and written as plain numbers (``audit.detect.trees`` reads
them).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SEED = 0
Numbers = dict[str, Any]


def fitted(x: Any, y: Any, directions: Sequence[int]) -> tuple[Any, Numbers]:
    """(model, the same as numbers). ``directions``: 1 where more of a measure may only raise the probability,
    -1 where it may only lower it, 0 where it is free. False alarms weigh twice as much as misses."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=3.0,
        random_state=SEED, monotonic_cst=list(directions),
    ).fit(x, y, sample_weight=np.where(y == 0, 2.0, 1.0))  # fmt: skip
    found = [[_node(n) for n in predictor.nodes] for (predictor,) in model._predictors]
    return model, {"bias": round(float(model._baseline_prediction.ravel()[0]), 4), "trees": found}


def _node(node: Any) -> list[float]:
    if node["is_leaf"]:
        return [-1, 0, 0, 0, round(float(node["value"]), 4)]
    threshold = round(float(node["num_threshold"]), 9)
    return [int(node["feature_idx"]), threshold, int(node["left"]), int(node["right"]), 0]


def thresholds(kind: str, model: Any, x: Any, y: Any, words: int) -> None:
    """Print what each threshold finds and costs on places that were not learnt from."""
    p = model.predict_proba(x)[:, 1]
    print(f"{kind}: held out {len(y)} places, {int(y.sum())} planted, {words} words")
    for t in (0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99):
        false = 1000 * int(((p >= t) & (y == 0)).sum()) / words
        print(f"  {t}: recall {(p[y == 1] >= t).mean():.3f}, false alarms {false:.3f} per 1,000 words")


def write(path: Path, names: Sequence[str], models: Mapping[str, Numbers]) -> None:
    """Write a data file; the card of the file that is there is kept."""
    card = json.loads(path.read_text("utf-8"))["card"] if path.exists() else {}
    parts = [f' "card": {json.dumps(card, ensure_ascii=False)}', f' "names": {json.dumps(list(names))}']
    for kind, numbers in models.items():
        lines = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in numbers["trees"])
        parts.append(f' "{kind}": {{"bias": {numbers["bias"]}, "trees": [\n{lines}\n ]}}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")
