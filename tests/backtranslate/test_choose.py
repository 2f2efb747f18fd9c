"""Which engine is chosen, and what is said where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit.backtranslate import choose
from audit.backtranslate.hub import candidates, find_model, is_complete
from audit.errors import UsageError


@pytest.fixture(autouse=True)
def _empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No models and no Apertium, whatever the machine has."""
    for variable in ("MTAUDIT_MODELS", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "APERTIUM_DATADIR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def _model(folder: Path, source: str = "fr", target: str = "en") -> Path:
    folder.mkdir(parents=True)
    for name in ("config.json", "model.safetensors", "source.spm"):
        (folder / name).write_text("{}")
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": source, "target_lang": target}))
    return folder


def _apertium(tmp_path: Path, *modes: str) -> None:
    program = tmp_path / "bin" / "apertium"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n" + "".join(f"echo '  {mode}'\n" for mode in modes))
    program.chmod(0o755)


def test_none() -> None:
    choice = choose("none", "fr", "en")
    assert choice.engine is None
    assert choice.note


def test_nothing_installed_names_the_packages() -> None:
    choice = choose("auto", "fr", "en")
    assert choice.engine is None
    assert choice.remedy == "sudo apt-get install apertium apertium-fra-cat apertium-eng-cat"
    assert choice.note is not None
    assert "not installed" in choice.note


def test_missing_pair_names_its_package(tmp_path: Path) -> None:
    _apertium(tmp_path, "fra-cat")
    choice = choose("apertium", "es", "en")
    assert choice.engine is None
    assert choice.note == "Apertium has no installed route from es to en"
    assert choice.remedy == "sudo apt-get install apertium apertium-eng-spa"


def test_pair_without_a_route_names_the_neural_way() -> None:
    choice = choose("auto", "de", "en")
    assert choice.engine is None
    assert choice.note == "Apertium has no route from de to en"
    assert choice.remedy is not None
    assert "Helsinki-NLP/opus-mt-de-en" in choice.remedy
    assert "Helsinki-NLP/opus-mt-ROMANCE-en" in (
        choose("transformers", "pt-BR", "en").remedy or "mtaudit[neural]"
    )


def test_auto_takes_apertium(tmp_path: Path) -> None:
    _apertium(tmp_path, "fra-cat", "cat-eng")
    choice = choose("auto", "fr", "en")
    assert choice.engine is not None
    assert choice.engine.name == "apertium"


@pytest.mark.parametrize("place", ["hub cache", "own folder", "own folder, bare name"])
def test_auto_prefers_a_neural_model_at_hand(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.backtranslate.neural.missing", lambda: ())
    _apertium(tmp_path, "fra-cat", "cat-eng")
    if place == "hub cache":
        repository = tmp_path / "hf" / "hub" / "models--Helsinki-NLP--opus-mt-fr-en"
        _model(repository / "snapshots" / "0123abcd")
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("0123abcd")
    else:
        monkeypatch.setenv("MTAUDIT_MODELS", str(tmp_path / "models"))
        _model(tmp_path / "models" / ("opus-mt-fr-en" if "bare" in place else "Helsinki-NLP/opus-mt-fr-en"))
    choice = choose("auto", "fr", "en")
    assert choice.engine is not None
    assert choice.engine.name == "transformers"
    assert "Helsinki-NLP/opus-mt-fr-en@" in choice.engine.signature("fr", "en")
    assert choose("auto", "es", "en").engine is None


def test_incomplete_download_is_not_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTAUDIT_MODELS", str(tmp_path / "models"))
    folder = _model(tmp_path / "models" / "opus-mt-fr-en")
    assert find_model("Helsinki-NLP/opus-mt-fr-en") == folder
    (folder / "model.safetensors").unlink()
    assert not is_complete(folder)
    assert find_model("Helsinki-NLP/opus-mt-fr-en") is None


def test_model_without_torch_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.neural.missing", lambda: ("torch",))
    monkeypatch.setenv("MTAUDIT_MODELS", str(tmp_path))
    folder = _model(tmp_path / "opus-mt-fr-en")
    for spec in (
        "auto",
        "transformers",
        str(folder),
        f"transformers:{folder}",
        "transformers:Helsinki-NLP/opus-mt-fr-en",
    ):
        choice = choose(spec, "fr", "en")
        assert choice.engine is None
        assert choice.note is not None
        assert "torch" in choice.note
        assert choice.remedy == 'pip install "mtaudit[neural]"'


def test_folder_of_another_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.neural.missing", lambda: ())
    folder = _model(tmp_path / "model", "de", "en")
    choice = choose(str(folder), "fr", "en")
    assert choice.engine is None
    assert choice.note is not None
    assert "from de to en, not from fr to en" in choice.note
    assert choose(str(folder), "de-AT", "en-GB").engine is not None


def test_model_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.neural.missing", lambda: ())
    choice = choose("transformers:someone/some-model", "fr", "en")
    assert (choice.engine, choice.remedy) == (None, "mtaudit models pull someone/some-model")
    gone = choose(str(tmp_path / "gone"), "fr", "en")
    assert gone.engine is None
    assert gone.note == f"there is no folder {tmp_path / 'gone'}"


@pytest.mark.parametrize(("source", "target"), [("und", "en"), ("fr", ""), ("f r", "en"), ("<b>", "en")])
def test_unknown_language(source: str, target: str) -> None:
    choice = choose("auto", source, target)
    assert choice.engine is None
    assert choice.note is not None
    assert "unknown" in choice.note


def test_same_language() -> None:
    choice = choose("auto", "en-US", "en-GB")
    assert choice.engine is None
    assert choice.note is not None
    assert "same language" in choice.note


@pytest.mark.parametrize("spec", ["google", "", "transformers:a b", "transformers:../..;x", "apertium:x"])
def test_nonsense_is_a_usage_error(spec: str) -> None:
    try:
        choice = choose(spec, "fr", "en")
    except UsageError as error:
        assert "\n" not in str(error)
    else:
        assert choice.engine is None
        assert "folder" in (choice.note or "")


def test_candidates_are_named_in_order() -> None:
    names = list(candidates("pt-BR", "en"))
    assert names.index("Helsinki-NLP/opus-mt-ROMANCE-en") < names.index("facebook/nllb-200-distilled-600M")
    assert next(candidates("fr", "en", suggested=True)) == "Helsinki-NLP/opus-mt-fr-en"
    assert next(candidates("de", "ja", suggested=True)) == "facebook/nllb-200-distilled-600M"
    assert list(candidates("tlh", "xx", suggested=True)) == []


def test_choosing_imports_no_heavy_library() -> None:
    code = (
        "import sys, audit.backtranslate as room; room.choose('auto', 'fr', 'en');"
        "room.choose('transformers', 'de', 'en'); heavy = {'torch', 'transformers', 'huggingface_hub'};"
        "print(heavy & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "set()"
