"""An encoder that seldom reads the same sentence twice in a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from audit.compare.encoder import Encoder, Vectors

#: Vectors that are kept; with 512 figures each they take 120 MB.
_MOST = 60_000


class Memo:
    """Vectors by text. ``warm`` reads many texts at once, which is far faster than one at a time.

    What it has read before it may forget: an encoder gives a text the same vector whatever it reads beside
    it.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._vectors: dict[str, Vectors] = {}

    def warm(self, texts: Iterable[str]) -> None:
        """Encode what is new among the texts; raises EngineError."""
        wanted = list(dict.fromkeys(texts))
        new = [t for t in wanted if t not in self._vectors]
        if not new:
            return
        if len(self._vectors) + len(new) > _MOST:
            self._vectors = {t: self._vectors[t] for t in wanted if t in self._vectors}
        self._vectors.update(zip(new, self.encoder.encode(new), strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors in the order of the texts; raises EngineError."""
        self.warm(texts)
        return np.stack([self._vectors[t] for t in texts]) if texts else np.zeros((0, 1), dtype=np.float32)
