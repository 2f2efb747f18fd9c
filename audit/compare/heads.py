"""The trained heads in numpy: one reads sentence vectors, two the words of both sentences.

``reports/train_estimate.py`` makes the weights (``data/estimate.npz``); ``data/estimate.md`` is their card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from audit.compare.packed import Floats, gelu, normalize, softmax

Weights = Mapping[str, Floats]

_BIG = np.float32(1e4)
_EPSILON = 1e-5


def load(head: str) -> dict[str, Floats]:
    """The arrays of one head, by name, as float32."""
    with (
        files("audit.compare").joinpath("data/estimate.npz").open("rb") as stream,
        np.load(stream, allow_pickle=False) as arrays,
    ):
        prefix = f"{head}/"
        return {
            name.removeprefix(prefix): arrays[name].astype(np.float32)
            for name in arrays.files
            if name.startswith(prefix)
        }


def _unit(x: Floats) -> Floats:
    return np.asarray(x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12), dtype=np.float32)


@dataclass(frozen=True)
class Text:
    """One side as the reader gives it: a vector a piece, the part of it that finds the piece's answer on the
    other side (often all), and how likely each piece is (log, / 10).
    """

    states: Floats
    near: Floats
    odds: Floats


def standard(figures: Floats, weights: Weights) -> Floats:
    """Figures against their mean and spread in training, outliers cut."""
    return np.asarray(np.clip((figures - weights["fm"]) / weights["fs"], -4, 4), dtype=np.float32)


def words(source: Text, target: Text, figures: Floats, lang: int, w: Weights) -> float:
    """The raw estimate (a z-score) of one pair by a head that reads words.

    Every piece looks for its answer on the other side (attention over cosines); piece, answer and their
    product are read by one transformer layer over both sides, pooled, and weighed with the figures.
    """
    left, right = _unit(source.near - w["near"]), _unit(target.near - w["near"])
    cosine = left @ right.T
    sides = (
        gelu(_answered(source, left, right, cosine, w)) + w["side"][0],
        gelu(_answered(target, right, left, cosine.T, w)) + w["side"][1],
    )
    x = np.concatenate(sides)
    block = 0
    while f"blocks.{block}.qkv.weight" in w:
        x = _block(x, block, w)
        block += 1
    x = normalize(x, w["last.weight"], w["last.bias"], _EPSILON)
    cut = len(source.states)
    pooled = [p for part in (x[:cut], x[cut:]) for p in (part.mean(axis=0), part.max(axis=0))]
    f = standard(figures, w)
    hidden = gelu(np.concatenate([*pooled, f, w["lang.weight"][lang]]) @ w["hid.weight"].T + w["hid.bias"])
    value = (
        hidden @ w["out.weight"][0] + w["out.bias"][0] + f @ w["skip.weight"][0] + w["bias.weight"][lang, 0]
    )
    return float(value)


def _answered(text: Text, these: Floats, those: Floats, cosine: Floats, w: Weights) -> Floats:
    answer = softmax(cosine * w["sharp"]) @ those
    best = cosine.max(axis=1, keepdims=True) * 2
    own = these if text.near is text.states else _unit(text.states - w["centre"])
    rows = np.concatenate([own, answer, these * answer * 10, best, text.odds[:, None]], axis=1)
    return np.asarray(rows @ w["enter.weight"].T + w["enter.bias"], dtype=np.float32)


_HEADS = 4


def _block(x: Floats, index: int, w: Weights) -> Floats:
    def part(name: str) -> Floats:
        return w[f"blocks.{index}.{name}"]

    y = normalize(x, part("n1.weight"), part("n1.bias"), _EPSILON)
    qkv = y @ part("qkv.weight").T + part("qkv.bias")
    n, width = x.shape
    q, k, v = (z.reshape(n, _HEADS, -1).transpose(1, 0, 2) for z in np.split(qkv, 3, axis=1))
    attention = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(np.float32(width // _HEADS)))
    mixed = (attention @ v).transpose(1, 0, 2).reshape(n, width)
    x = x + mixed @ part("o.weight").T + part("o.bias")
    y = normalize(x, part("n2.weight"), part("n2.bias"), _EPSILON)
    y = gelu(y @ part("up.weight").T + part("up.bias"))
    return np.asarray(x + y @ part("down.weight").T + part("down.bias"), dtype=np.float32)


#: Neighbours on either side of a piece that say whether it fits.
REACH = 3


def fluency(states: Floats, w: Weights) -> float:
    """How well the pieces of one text fit their neighbours: their mean, and the worst of them."""
    x = gelu(states @ w["rise.weight"].T + w["rise.bias"])
    n, width = x.shape
    padded = np.zeros((n + 2 * REACH, width), dtype=np.float32)
    padded[REACH : REACH + n] = x
    wide = np.concatenate([padded[i : i + n] for i in range(2 * REACH + 1)], axis=1)
    near = gelu(wide @ w["near.weight"].T + w["near.bias"])
    x = np.concatenate([x, near], axis=1) @ w["fall.weight"].T + w["fall.bias"]
    return float(x[:, 0].mean() + x[:, 1].min())


def vectors(left: Floats, right: Floats, figures: Floats, langs: Sequence[int], w: Weights) -> Floats:
    """Raw estimates of many pairs by the head that reads sentence vectors (rows of both sides)."""
    product = left * right
    joined = np.concatenate([left, right, np.abs(left - right), product * 10], axis=1)
    cosine = product.sum(axis=1, keepdims=True)
    f = standard(figures, w)
    lang = np.asarray(langs)
    rows = np.concatenate(
        [joined @ w["enter.weight"].T + w["enter.bias"], cosine, f, w["lang.weight"][lang]], axis=1
    )
    hidden = gelu(rows @ w["hid.weight"].T + w["hid.bias"])
    value = hidden @ w["out.weight"][0] + w["out.bias"][0] + np.sum(joined * w["linear"][lang], axis=1)
    value += np.sum(np.concatenate([f, cosine * 10], axis=1) * w["plain"][lang], axis=1)
    return np.asarray(value + f @ w["skip.weight"][0] + w["bias.weight"][lang, 0], dtype=np.float32)
