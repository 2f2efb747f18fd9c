"""The heads in numpy: what holds whatever the weights are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.compare import heads
from audit.compare.packed import Floats
from audit.compare.pieces import WIDTH


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    return heads.load("fluency")


def _states(pieces: int) -> Floats:
    return np.random.default_rng(7).standard_normal((pieces, WIDTH), dtype=np.float32)


@pytest.mark.parametrize("pieces", [1, 2, heads.REACH, 40])
def test_a_text_of_any_length_has_a_fluency(weights: dict[str, Floats], pieces: int) -> None:
    assert math.isfinite(heads.fluency(_states(pieces), weights))


def test_fluency_sees_the_order(weights: dict[str, Floats]) -> None:
    states = _states(12)
    assert heads.fluency(states, weights) != heads.fluency(states[::-1].copy(), weights)
