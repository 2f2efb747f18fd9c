"""Boosted trees as plain numbers: a learnt judgement that ships as data and needs no learning library to run.

A file of ``audit/detect/data`` holds one model a kind: ``{"bias": b, "trees": [tree, …]}``; a node is
``[measure, threshold, left if <=, right, 0]``, a leaf ``[-1, 0, 0, 0, value]``; its card says how it was
made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

Node = tuple[int, float, int, int, float]


@dataclass(frozen=True, slots=True)
class Trees:
    """One model. ``probability`` is sigmoid(bias + sum of the leaves reached)."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, measures: Sequence[float]) -> float:
        """0–1, of measures in the order that the file names."""
        total = self.bias
        for tree in self.trees:
            node = tree[0]
            while node[0] >= 0:
                node = tree[node[2] if measures[node[0]] <= node[1] else node[3]]
            total += node[4]
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=16)
def trees(name: str, kind: str) -> Trees:
    """The model of a kind ("source", "alone") in ``data/NAME.json``."""
    raw = json.loads(files("audit.detect").joinpath(f"data/{name}.json").read_text("utf-8"))[kind]
    return Trees(float(raw["bias"]), tuple(tuple((*node,) for node in tree) for tree in raw["trees"]))
