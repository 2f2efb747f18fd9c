"""What the sentence encoder sees before it adds up the pieces of a text."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from audit.compare.encoder import UseEncoder
from audit.compare.pieces import LONGEST, SHARE, WIDTH, Reader
from audit.errors import EngineError

_USE = UseEncoder()
TEXTS = ["The ferry leaves at noon.", "Die Fähre legt mittags ab.", "", "渡轮中午出发。"]


def test_a_piece_has_a_state_a_share_and_odds() -> None:
    reader = _USE.pieces()
    ids = [reader.ids(t) for t in TEXTS]
    states = list(reader.states(ids))
    assert [s.shape for s in states] == [(max(1, len(i) - 2), WIDTH) for i in ids]
    assert reader.shares(states[0]).shape == (len(states[0]), SHARE)
    assert reader.odds[ids[0][1]] < 0


def test_a_text_has_the_same_states_alone_and_in_company() -> None:
    reader = _USE.pieces()
    company = list(reader.states([reader.ids(t) for t in TEXTS]))
    for text, states in zip(TEXTS, company, strict=True):
        (alone,) = reader.states([reader.ids(text)])
        np.testing.assert_allclose(alone, states, rtol=0, atol=0)


def test_words_that_mean_the_same_share_more_than_others() -> None:
    reader = _USE.pieces()

    def share(word: str) -> np.ndarray:
        (states,) = reader.states([reader.ids(word)])
        total = reader.shares(states).sum(axis=0)
        return total / np.linalg.norm(total)

    assert share("ferry") @ share("Fähre") > share("ferry") @ share("Mittag") + 0.1


def test_a_long_text_is_cut() -> None:
    assert len(_USE.pieces().ids("harbour " * 5000)) == LONGEST


def test_another_version_of_the_encoder_is_named() -> None:
    with pytest.raises(EngineError, match="another version"):
        Reader(SimpleNamespace(cnn_W=[0.0]), _USE.pieces()._words)
