"""CTranslate2 on models made here: it agrees with transformers, and refuses where it would not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.backtranslate import choose
from audit.backtranslate.conversion import Unfit, converted
from audit.backtranslate.ctranslate import CTranslate2, missing
from audit.backtranslate.neural import Transformers
from audit.backtranslate.neural import missing as missing_transformers
from audit.errors import EngineError
from tests.backtranslate.marian import PAIRS, copy

pytestmark = [
    pytest.mark.neural,
    pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses"),
    pytest.mark.skipif(bool(missing() or missing_transformers()), reason='pip install "mtaudit[neural]"'),
]

TEXTS = [german for german, _ in PAIRS]
EXPECTED = [english for _, english in PAIRS]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("name", ["marian", "m2m100"])
def test_agrees_with_transformers(name: str, store: Path, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    texts = [*TEXTS, "", "Der Hund ist alt. Der Baum ist rot.", "Der Garten ist neu. " * 20]
    fast = CTranslate2(folder, "toy", store).translate(texts, "de", "en")
    plain = Transformers(folder, "toy").translate(texts, "de", "en")
    assert fast == plain
    assert [item.text for item in fast[: len(TEXTS)]] == EXPECTED
    assert fast[-1].text == " ".join(["The garden is new."] * 20)


def test_auto_prefers_it(marian: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTAUDIT_MODELS", str(marian.parent))
    for spec in ("auto", str(marian), "ctranslate2", f"ctranslate2:{marian}"):
        choice = choose(spec, "de", "en", cache_dir=store)
        assert choice.engine is not None
        assert choice.engine.name == "ctranslate2"
        assert choice.note is None
    assert " int8 " in choice.engine.signature("de", "en")
    assert choice.engine.signature("de", "en") == CTranslate2(marian, marian.name, store).signature(
        "de", "en"
    )


def test_converts_once(marian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = converted(marian, tmp_path, "int8")
    before = {file: file.stat().st_mtime_ns for file in place.iterdir()}
    monkeypatch.setattr("audit.backtranslate.conversion._convert", lambda *_: pytest.fail("converted again"))
    assert converted(marian, tmp_path, "int8") == place
    assert {file: file.stat().st_mtime_ns for file in place.iterdir()} == before
    assert [child.name for child in place.parent.iterdir()] == [place.name]  # nothing half made is left


def test_another_model_is_another_conversion(marian: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    other = copy(marian, tmp_path / "other")
    tensors = load_file(other / "model.safetensors")
    next(tensor for name, tensor in sorted(tensors.items()) if "fc1.weight" in name)[0] += 0.5
    save_file(tensors, other / "model.safetensors", metadata={"format": "pt"})
    assert converted(other, tmp_path, "int8") != converted(marian, tmp_path, "int8")


def test_a_damaged_conversion_is_made_again(marian: Path, tmp_path: Path) -> None:
    place = converted(marian, tmp_path, "int8")
    (place / "model.bin").write_bytes((place / "model.bin").read_bytes()[:500])
    out = CTranslate2(marian, "toy", tmp_path).translate(TEXTS[:2], "de", "en")
    assert [item.text for item in out] == EXPECTED[:2]


def test_without_a_cache_nothing_is_left(marian: Path) -> None:
    engine = CTranslate2(marian, "toy", None)
    place = engine.prepare()
    assert engine.translate(TEXTS[:1], "de", "en")[0].text == EXPECTED[0]
    assert place.is_dir()
    del engine
    assert not place.exists()


def test_pad_that_is_not_zero_stays_with_transformers(marian: Path, tmp_path: Path) -> None:
    """CTranslate2 would start the decoder elsewhere, and translate otherwise without a word."""
    from safetensors.torch import load_file, save_file

    other = copy(marian, tmp_path / "other")
    tensors = load_file(other / "model.safetensors")
    pad = json.loads((other / "config.json").read_text())["pad_token_id"]
    for name in [name for name in tensors if "shared" in name or "embed_tokens" in name]:
        tensors[name][pad] = 0.5
    save_file(tensors, other / "model.safetensors", metadata={"format": "pt"})
    for _ in range(2):  # the second time from memory
        with pytest.raises(Unfit, match="<pad> is not zero"):
            converted(other, tmp_path, "int8")
    choice = choose(str(other), "de", "en", cache_dir=tmp_path)
    assert choice.engine is not None
    assert choice.engine.name == "transformers"
    assert choice.note is not None
    assert "<pad> is not zero" in choice.note
    asked = choose(f"ctranslate2:{other}", "de", "en", cache_dir=tmp_path)
    assert asked.engine is None
    assert asked.remedy is not None
    assert asked.remedy.startswith("--back-translation transformers:")


def test_damaged_model_is_one_line(marian: Path, tmp_path: Path) -> None:
    folder = copy(marian, tmp_path / "damaged")
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EngineError, match="cannot be converted") as caught:
        CTranslate2(folder, "toy", tmp_path).translate(TEXTS[:1], "de", "en")
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)


def test_cache_that_cannot_be_written(marian: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="cannot be kept"):
        converted(marian, tmp_path / "file", "int8")
    choice = choose(str(marian), "de", "en", cache_dir=tmp_path / "file")
    assert choice.engine is not None
    assert choice.engine.name == "transformers"


def test_nothing_is_printed(marian: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    CTranslate2(marian, "toy", tmp_path).translate(TEXTS[:1], "de", "en")
    assert capfd.readouterr() == ("", "")
