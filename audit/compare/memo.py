"""An encoder that never reads the same sentence twice in a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from audit.compare.encoder import Encoder, Vectors


class Memo:
    """Vectors by text. ``warm`` reads many texts at once, which is far faster than one at a time."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._vectors: dict[str, Vectors] = {}

    def warm(self, texts: Iterable[str]) -> None:
        """Encode what is new among the texts; raises EngineError."""
        new = list(dict.fromkeys(t for t in texts if t not in self._vectors))
        if new:
            self._vectors.update(zip(new, self.encoder.encode(new), strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors in the order of the texts; raises EngineError."""
        self.warm(texts)
        return np.stack([self._vectors[t] for t in texts]) if texts else np.zeros((0, 1), dtype=np.float32)
