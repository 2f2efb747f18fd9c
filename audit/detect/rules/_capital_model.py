"""The learnt weight of the measures of a capital: trees as plain numbers (``audit/detect/data/capital.json``,
with its card)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

Node = tuple[int, float, int, int, float]


@lru_cache(maxsize=1)
def _model() -> dict[str, tuple[float, tuple[tuple[Node, ...], ...]]]:
    raw = json.loads(files("audit.detect").joinpath("data/capital.json").read_text("utf-8"))
    return {
        kind: (
            float(raw[kind]["bias"]),
            tuple(tuple((*node,) for node in tree) for tree in raw[kind]["trees"]),
        )
        for kind in ("source", "alone")
    }


def odd(measures: Sequence[float], with_source: bool) -> float:
    """Probability (0–1) that a capital with these measures is a slip."""
    total, trees = _model()["source" if with_source else "alone"]
    for tree in trees:
        node = tree[0]
        while node[0] >= 0:
            node = tree[node[2] if measures[node[0]] <= node[1] else node[3]]
        total += node[4]
    return 1 / (1 + math.exp(-total))
