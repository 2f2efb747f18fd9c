"""Paired bootstrap: how sure a difference between two systems is (Koehn 2004, "Statistical significance tests
for machine translation evaluation")."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_SAMPLES = 2_000
_SEED = 20_040_725  # any; fixed, so that the same runs give the same figures
#: Fewer items than this, and what was drawn says nothing of what could have been drawn.
FEWEST = 8

Floats = NDArray[np.float64]


def paired_bootstrap(
    items: int, difference: Callable[[NDArray[np.intp]], float]
) -> tuple[float, float, float]:
    """(low, high, p): the bounds of a difference with 95 % confidence, and a two-sided p.

    ``difference`` is computed over the items whose numbers it is given, some of them several times; items are
    drawn for both systems alike.
    """
    random = np.random.default_rng(_SEED)
    drawn = np.array([difference(random.integers(0, items, items)) for _ in range(_SAMPLES)])
    low, high = np.percentile(drawn, (2.5, 97.5))
    # One more on either side: no finite number of samples shows that something never happens.
    p = 2 * (min(int(np.sum(drawn <= 0)), int(np.sum(drawn >= 0))) + 1) / (_SAMPLES + 1)
    return float(low), float(high), min(1.0, p)
