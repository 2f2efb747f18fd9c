"""``mtaudit config``: what is in force, and from where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.project import mtaudit


def test_settings_and_their_origins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[tool.mtaudit]\nglossary = "terms.csv"\n\n[tool.mtaudit.gate]\nmax-minor = 3\n\n'
        '[tool.mtaudit.gate.pairs."en-fr"]\nthreshold = 95\n',
        encoding="utf-8",
    )
    done = mtaudit("config", "--threshold", "80", "--no-cache")
    lines = done.out.splitlines()
    assert done.code == 0 and lines[0] == f"# configuration file: {path}"
    for line in (
        f'glossary = "{tmp_path}/terms.csv"  # {path}:2',
        f"gate.max-minor = 3  # {path}:5",
        f"gate.pairs.en-fr.threshold = 95.0  # {path}:8",
        "gate.threshold = 80.0  # --threshold",
        'gate.require = ["glossary"]  # what is asked for by name',
        "cache = false  # --cache",
        "cache-dir = none  # --cache",
        'encoder = "auto"  # default',
    ):
        assert line in lines
    table = json.loads(mtaudit("config", "--json").out)
    assert table["file"] == str(path)
    assert table["settings"]["gate.max-minor"] == {"value": 3, "from": f"{path}:5"}


def test_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = mtaudit("config")
    assert done.code == 0 and done.out.startswith("# configuration file: none\n")
    assert all(line.endswith("# default") for line in done.out.splitlines()[1:])


def test_mistakes_are_told_with_their_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mtaudit.toml").write_text("[gate]\nthreshold = 101\n", encoding="utf-8")
    done = mtaudit("config")
    assert done.code == 2 and "mtaudit.toml:2: 'threshold' must be a number from 0 to 100" in done.err
