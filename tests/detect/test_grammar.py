"""The door to the grammar checker: exact places, and every way to fail."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from audit.detect import grammar
from audit.errors import EngineError


def test_a_language_without_a_checker() -> None:
    assert not grammar.available("de")
    reason, remedy = grammar.missing("de-AT")
    assert "de-AT" in reason and not remedy
    with pytest.raises(EngineError):
        grammar.check(["Text"], "de")


@pytest.mark.skipif(not grammar.available("fr"), reason="grammalecte-cli is not installed")
def test_places_are_exact_whatever_stands_before() -> None:
    slip = "Le garçon a été trouvée."
    texts = ["", f"e\u0301te\u0301 🙂.\r\n\n\x0c {slip}\rRien.", "Tout va bien.", f"\u2028a \ud800.\n{slip}"]
    notes = grammar.check(texts, "fr-FR")
    assert len(notes) == 4
    for text, found in zip(texts, notes, strict=True):
        for note in found:
            assert text[note.span.start : note.span.end] == "trouvée" or not note.rule.startswith("gv1__ppas")
    assert any(n.rule.startswith("gv1__ppas") and "trouvé" in n.suggestions for n in notes[1])
    assert any(n.rule.startswith("gv1__ppas") for n in notes[3])
    assert not [n for n in notes[2] if n.rule.startswith("gv1")]


def _program(folder: Path, script: str) -> None:
    file = folder / "grammalecte-cli"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    "script", ["echo nonsense", "echo '{}'", "echo lost >&2; exit 3", "echo '{\"data\": [3]}'"]
)
def test_an_answer_that_cannot_be_read_is_an_engine_error(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(EngineError):
        grammar.check(["Le garçon."], "fr")


def test_a_checker_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "exec sleep 30")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(grammar, "_START", 1)
    with pytest.raises(EngineError, match="did not answer"):
        grammar.check(["Le garçon."], "fr")


def test_missing_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert grammar.missing("fr") == (
        "grammalecte-cli is not installed",
        "sudo apt-get install grammalecte-cli",
    )
