"""back_translate over a stand-in engine: order, repeats, cache, progress, failures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.backtranslate import Translation, back_translate
from audit.backtranslate.cache import FILE_NAME
from audit.errors import EngineError


class Upper:
    """Translates into capitals; counts what it is asked for."""

    name = "upper"
    chunk_chars = 10

    def __init__(self, version: str = "1", fail_after: int = 1_000_000) -> None:
        self.version = version
        self.fail_after = fail_after
        self.asked: list[list[str]] = []

    def signature(self, source: str, target: str) -> str:
        return f"upper {self.version}"

    def supports(self, source: str, target: str) -> bool:
        return True

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        self.asked.append(list(texts))
        if len(self.asked) > self.fail_after:
            raise EngineError("out of order")
        return [Translation(text.upper(), (text[:1],)) for text in texts]


@given(st.lists(st.text(max_size=12), max_size=30))
def test_order_length_and_each_text_once(texts: list[str]) -> None:
    engine = Upper()
    out = back_translate(engine, texts, "fr", "en", cache_dir=None)
    assert [item.text for item in out] == [text.upper() if text.strip() else "" for text in texts]
    asked = [text for chunk in engine.asked for text in chunk]
    assert len(asked) == len(set(asked))
    assert set(asked) == {text for text in texts if text.strip()}


def test_cache_spares_the_engine(tmp_path: Path) -> None:
    texts = ["un", "deux", "", "un", "trois quatre"]
    first = back_translate(Upper(), texts, "fr", "en", cache_dir=tmp_path)
    engine = Upper()
    assert back_translate(engine, texts, "fr", "en", cache_dir=tmp_path) == first
    assert engine.asked == []
    assert first.notes == ()
    other = Upper(version="2")
    back_translate(other, texts, "fr", "en", cache_dir=tmp_path)
    assert other.asked
    pair = Upper()
    back_translate(pair, texts, "es", "en", cache_dir=tmp_path)
    assert pair.asked


def test_what_is_done_before_a_failure_is_kept(tmp_path: Path) -> None:
    texts = ["aaaaaaaaa", "bbbbbbbbb", "ccccccccc"]
    with pytest.raises(EngineError, match="out of order"):
        back_translate(Upper(fail_after=2), texts, "fr", "en", cache_dir=tmp_path)
    engine = Upper()
    out = back_translate(engine, texts, "fr", "en", cache_dir=tmp_path)
    assert engine.asked == [["ccccccccc"]]
    assert [item.text for item in out] == ["AAAAAAAAA", "BBBBBBBBB", "CCCCCCCCC"]


def test_progress_counts_texts_up_to_all(tmp_path: Path) -> None:
    texts = ["aaaaaaaaa", "bbbbbbbbb", "", "aaaaaaaaa"]
    seen: list[tuple[int, int]] = []
    back_translate(
        Upper(), texts, "fr", "en", cache_dir=tmp_path, progress=lambda done, all_: seen.append((done, all_))
    )
    assert seen == [(1, 4), (3, 4), (4, 4)]
    seen.clear()
    back_translate(
        Upper(), texts, "fr", "en", cache_dir=tmp_path, progress=lambda done, all_: seen.append((done, all_))
    )
    assert seen == [(4, 4)]


def test_unusable_cache_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = back_translate(Upper(), ["un"], "fr", "en", cache_dir=tmp_path / "file")
    assert out == [Translation("UN", ("u",))]
    assert len(out.notes) == 1
    (tmp_path / FILE_NAME).write_bytes(b"nonsense" * 200)
    again = back_translate(Upper(), ["un"], "fr", "en", cache_dir=tmp_path)
    assert again == out
    assert "damaged" in again.notes[0]


def test_engine_that_miscounts_is_an_error() -> None:
    class Short(Upper):
        def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
            return super().translate(texts, source, target)[1:]

    with pytest.raises(EngineError, match="0 translations for 1 texts"):
        back_translate(Short(), ["un"], "fr", "en", cache_dir=None)
