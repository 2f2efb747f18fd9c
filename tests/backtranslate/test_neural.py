"""The transformers engine with a Marian model made here: a toy corpus of our own, a few hundred steps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.backtranslate import back_translate, choose
from audit.backtranslate.neural import Transformers, _batches, missing
from audit.errors import EngineError

pytestmark = [
    pytest.mark.neural,
    pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses"),
    pytest.mark.skipif(bool(missing()), reason='pip install "mtaudit[neural]"'),
]

_NOUNS = {"Hund": "dog", "Baum": "tree", "Tisch": "table", "Garten": "garden"}
_ADJECTIVES = {"alt": "old", "neu": "new", "rot": "red", "klein": "small"}
PAIRS = [
    (f"Der {noun} ist {quality}.", f"The {english} is {meaning}.")
    for noun, english in _NOUNS.items()
    for quality, meaning in _ADJECTIVES.items()
]


@pytest.fixture(scope="module")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as OPUS-MT models are, with a model that knows the sixteen sentences by heart."""
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder = tmp_path_factory.mktemp("models") / "opus-mt-de-en"
    folder.mkdir()
    corpus = folder / "corpus.tmp"
    corpus.write_text("\n".join(line for pair in PAIRS for line in pair), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "spm"),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    corpus.unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((folder / "spm.model").read_bytes())
    (folder / "spm.model").unlink()
    (folder / "spm.vocab").unlink()
    words = ["</s>", "<unk>", *(pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size())), "<pad>"]
    (folder / "vocab.json").write_text(
        json.dumps({word: i for i, word in enumerate(words)}), encoding="utf-8"
    )
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": "de", "target_lang": "en"}))
    tokenizer = MarianTokenizer.from_pretrained(str(folder))

    torch.manual_seed(1)
    size = {
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
    }
    width = {"d_model": 48, "encoder_ffn_dim": 96, "decoder_ffn_dim": 96, "max_position_embeddings": 64}
    pad = words.index("<pad>")
    ids = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad, "forced_eos_token_id": 0}
    config = MarianConfig(vocab_size=len(words), dropout=0.0, scale_embedding=True, **size, **width, **ids)
    model = MarianMTModel(config).train()
    sources, targets = zip(*PAIRS, strict=True)
    batch = tokenizer(list(sources), text_target=list(targets), return_tensors="pt", padding=True)
    batch["labels"][batch["labels"] == pad] = -100
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(300):
        loss = model(**batch).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.01:
            break
    model.eval().save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return folder


def _copy(folder: Path, to: Path) -> Path:
    to.mkdir()
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


def test_translates_from_a_folder(marian: Path, tmp_path: Path) -> None:
    choice = choose(str(marian), "de", "en")
    assert choice.engine is not None
    texts = [german for german, _ in PAIRS] + ["", "Der Hund ist alt."]
    out = back_translate(choice.engine, texts, "de", "en", cache_dir=tmp_path)
    expected = [english for _, english in PAIRS] + ["", "The dog is old."]
    assert [item.text for item in out] == expected
    assert all(item.unknown == () for item in out)


def test_auto_finds_it_in_the_models_folder(marian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTAUDIT_MODELS", str(marian.parent))
    choice = choose("auto", "de", "en")
    assert choice.engine is not None
    assert choice.engine.name == "transformers"
    signature = choice.engine.signature("de", "en")
    assert " Helsinki-NLP/opus-mt-de-en@" in signature
    assert [item.text for item in choice.engine.translate(["Der Baum ist rot."], "de", "en")] == [
        "The tree is red."
    ]
    assert choose("transformers", "de", "en").engine is not None


def test_signature_follows_the_weights(marian: Path, tmp_path: Path) -> None:
    first = Transformers(marian, "toy").signature("de", "en")
    other = _copy(marian, tmp_path / "other")
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
    folder = _copy(marian, tmp_path / "damaged")
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
    monkeypatch.setattr("audit.backtranslate.neural.missing", lambda: ("torch",))
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
    direction = Transformers(tmp_path, "toy")._direction(tokenizer, "en", "fr-CA")
    assert (direction.prefix, direction.source_code, direction.first_token) == (
        expected_prefix,
        expected_code,
        expected_token,
    )
    if expected_code is not None or ">>spa<<" in vocabulary:
        with pytest.raises(EngineError, match="does not know the language is"):
            Transformers(tmp_path, "toy")._direction(tokenizer, "en", "is")


def test_batches_keep_to_the_budget() -> None:
    lengths = [3, 50, 7, 7, 200, 1, 30]
    batches = list(_batches(lengths, 100))
    assert sorted(index for batch in batches for index in batch) == list(range(7))
    assert all(len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= 100 for batch in batches)
