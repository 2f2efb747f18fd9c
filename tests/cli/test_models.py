"""``mtaudit models``, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.cli.main import cli
from audit.errors import UsageError

FILES = ("config.json", "source.spm", "model.safetensors")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("MTAUDIT_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _run(*arguments: str, answer: str = "") -> str:
    done = CliRunner().invoke(cli, ["models", *arguments], input=answer, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_pull_list_path_and_rm(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    for name in FILES:
        (origin / name).write_text("{}")
    assert "no models here" in _run("list")
    place = str(tmp_path / "models" / "Helsinki-NLP" / "opus-mt-fr-en")
    assert _run("pull", "Helsinki-NLP/opus-mt-fr-en", "--from", str(origin)).strip() == place
    assert _run("path", "Helsinki-NLP/opus-mt-fr-en").strip() == place
    assert place in _run("list")
    pair = json.loads(_run("list", "fr", "en", "--json"))
    assert {m["name"]: m["folder"] for m in pair if m["folder"]} == {"Helsinki-NLP/opus-mt-fr-en": place}
    assert place in _run("list", "fr", "en")
    assert CliRunner().invoke(cli, ["models", "rm", "Helsinki-NLP/opus-mt-fr-en"], input="n\n").exit_code == 1
    assert Path(place).is_dir()
    assert f"removed {place}" in _run("rm", "Helsinki-NLP/opus-mt-fr-en", answer="y\n")
    assert not Path(place).exists()


@pytest.mark.parametrize("command", ["path", "rm"])
def test_a_model_that_is_not_here(command: str) -> None:
    with pytest.raises(UsageError, match="mtaudit models pull someone/model"):
        _run(command, "someone/model")


def test_one_language_is_too_few() -> None:
    with pytest.raises(UsageError, match="two languages"):
        _run("list", "fr")
