"""Pairs of sentences with human judgements, as the benchmark keeps them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.model import Document, Language, Span

_HELD, _SEED = 0.1, 20  # share of the judgements that is kept from training to measure with


@dataclass(frozen=True)
class Row:
    """One judged pair."""

    pair: str
    source: str
    target: str
    da: float


def judged(folder: Path) -> list[Row]:
    """The judged pairs of a folder, plain or gzipped."""

    def lines(name: str) -> list[dict[str, Any]]:
        path = folder / name
        raw = path.read_bytes() if path.exists() else gzip.decompress((folder / f"{name}.gz").read_bytes())
        return [json.loads(line) for line in raw.decode("utf-8").splitlines() if line.strip()]

    da = {r["doc"]: float(r["da"]) for r in lines("segments.jsonl")}
    out = []
    for r in lines("docs.jsonl"):
        segment = r["segments"][0]
        pair = f"{r['source_lang']}-{r['target_lang']}"
        out.append(Row(pair, segment["source"], segment["target"], da[r["id"]]))
    return out


def given(name: str, texts: Sequence[tuple[str, str]], source: Language, target: Language) -> Document:
    """A document of aligned segments."""
    spans: list[tuple[Span, Span]] = []
    at = [0, 0]
    for pair in texts:
        ends = [at[i] + len(pair[i]) for i in (0, 1)]
        spans.append((Span("source", at[0], ends[0]), Span("target", at[1], ends[1])))
        at = [e + 1 for e in ends]
    whole = ["\n".join(p[i] for p in texts) for i in (0, 1)]
    return Document(name, whole[1], target, whole[0], source, aligned=tuple(spans))


def held_back(rows: int) -> NDArray[np.int64]:
    """Of so many rows of the training judgements those that no head learns from."""
    return np.random.default_rng(_SEED).permutation(np.arange(rows))[: int(_HELD * rows)]
