"""The transformers engine with a Marian model made here: a toy corpus of our own, a few hundred steps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.backtranslate import back_translate, choose
from audit.backtranslate.neural import Transformers, missing
from audit.backtranslate.reader import direction
from audit.errors import EngineError
from tests.backtranslate.marian import PAIRS, copy

pytestmark = [
    pytest.mark.neural,
    pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses"),
    pytest.mark.skipif(bool(missing()), reason='pip install "mtaudit[neural]"'),
]


def test_translates_from_a_folder(marian: Path, tmp_path: Path) -> None:
    choice = choose(f"transformers:{marian}", "de", "en")
    assert choice.engine is not None
    assert choice.engine.name == "transformers"
    texts = [german for german, _ in PAIRS] + ["", "Der Hund ist alt."]
    out = back_translate(choice.engine, texts, "de", "en", cache_dir=tmp_path)
    expected = [english for _, english in PAIRS] + ["", "The dog is old."]
    assert [item.text for item in out] == expected
    assert all(item.unknown == () for item in out)


def test_finds_it_in_the_models_folder(marian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTAUDIT_MODELS", str(marian.parent))
    choice = choose("transformers", "de", "en")
    assert choice.engine is not None
    assert " Helsinki-NLP/opus-mt-de-en@" in choice.engine.signature("de", "en")
    assert [item.text for item in choice.engine.translate(["Der Baum ist rot."], "de", "en")] == [
        "The tree is red."
    ]


def test_words_without_pieces_are_unknown(marian: Path) -> None:
    texts = ["Der Hund ist žlutý.", "Der Hund ist alt.", "Жук und Hund, Жук."]
    out = Transformers(marian, "toy").translate(texts, "de", "en")
    assert [item.unknown for item in out] == [("žlutý",), (), ("Жук",)]


def test_signature_follows_the_weights(marian: Path, tmp_path: Path) -> None:
    first = Transformers(marian, "toy").signature("de", "en")
    other = copy(marian, tmp_path / "other")
    assert Transformers(other, "toy").signature("de", "en") == first
    weights = bytearray((other / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (other / "model.safetensors").write_bytes(bytes(weights))
    assert Transformers(other, "toy").signature("de", "en") != first


def test_long_and_strange_texts(marian: Path) -> None:
    texts = [
        "Der Hund ist alt. " * 40,
        "x" * 3000,
        ">>fra<< Der Hund ist alt.",
        "\ud800 half a pair",
        "שלום 你好 😀\0",
        "Der Tisch ist neu.",
    ]
    out = Transformers(marian, "toy").translate(texts, "de", "en")
    assert len(out) == len(texts)
    assert out[0].text == " ".join(["The dog is old."] * 40)  # far more than the model's 64 positions
    assert out[-1].text == "The table is new."


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("cut weights", "cannot be loaded"),
        ("no weights", "no complete model"),
        ("empty config", "cannot be loaded"),
        ("no tokenizer", "cannot be loaded"),
        ("lost layer", "weights lack"),
    ],
)
def test_damaged_folder_is_one_line(marian: Path, tmp_path: Path, damage: str, message: str) -> None:
    folder = copy(marian, tmp_path / "damaged")
    weights = folder / "model.safetensors"
    if damage == "cut weights":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "no weights":
        weights.unlink()
    elif damage == "empty config":
        (folder / "config.json").write_text("{}")
    elif damage == "no tokenizer":
        (folder / "source.spm").unlink()
        (folder / "target.spm").write_bytes(b"")
    else:
        from safetensors.torch import load_file, save_file

        tensors = load_file(weights)
        tensors.pop(next(name for name in sorted(tensors) if "fc1.weight" in name))
        save_file(tensors, weights, metadata={"format": "pt"})
    with pytest.raises(EngineError, match=message) as caught:
        Transformers(folder, "toy").translate(["Der Hund ist alt."], "de", "en")
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)


def test_without_torch(marian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.seq2seq.missing", lambda needs: ("torch",))
    with pytest.raises(EngineError, match=r'needs torch \(pip install "mtaudit\[neural\]"\)'):
        Transformers(marian, "toy").translate(["Der Hund ist alt."], "de", "en")


def test_download_without_network_is_a_note(tmp_path: Path) -> None:
    """In a process of its own: huggingface_hub reads the environment once. Port 9 of this machine refuses."""
    code = (
        "from audit.backtranslate import choose\n"
        "print(choose('transformers:someone/some-model', 'de', 'en', offline=False))"
    )
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}
    environment.pop("MTAUDIT_MODELS", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert "engine=None" in done.stdout
    assert "cannot be downloaded" in done.stdout


def test_nothing_is_printed(marian: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Transformers(marian, "toy").translate(["Der Hund ist alt."], "de", "en")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("vocabulary", "expected_prefix", "expected_code", "expected_token"),
    [
        ({">>fra<<": 5, ">>spa<<": 6, "a": 1}, ">>fra<< ", None, None),
        ({">>fr<<": 5, "a": 1}, ">>fr<< ", None, None),
        ({"<2fr>": 5, "<2en>": 6}, "<2fr> ", None, None),
        ({"eng_Latn": 5, "fra_Latn": 6}, "", "eng_Latn", 6),
        ({"__en__": 5, "__fr__": 6}, "", "en", 6),
        ({"en_XX": 5, "fr_XX": 6}, "", "en_XX", 6),
        ({"plain": 1}, "", None, None),
    ],
)
def test_languages_in_the_models_notation(
    tmp_path: Path,
    vocabulary: dict[str, int],
    expected_prefix: str,
    expected_code: str | None,
    expected_token: int | None,
) -> None:
    class Tokenizer:
        def __init__(self) -> None:  # as M2M100 does: "__fr__" is no word of the vocabulary
            self.lang_token_to_id = {token: at for token, at in vocabulary.items() if token.startswith("__")}

        def get_vocab(self) -> dict[str, int]:
            return {token: at for token, at in vocabulary.items() if not token.startswith("__")}

    tokenizer = Tokenizer()
    if expected_code is not None:
        tokenizer.src_lang = "xx"  # type: ignore[attr-defined]
    made = direction(tokenizer, tmp_path, "toy", "en", "fr-CA")
    assert (made.prefix, made.source_code, made.first_token) == (
        expected_prefix,
        expected_code,
        expected_token,
    )
    if expected_code is not None or ">>spa<<" in vocabulary:
        with pytest.raises(EngineError, match="does not know the language is"):
            direction(tokenizer, tmp_path, "toy", "en", "is")
