"""Running the command: for real in a process of its own, or quickly in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.cli.main import main
from tests.support import ROOT

EN = """The harbour opens in May

The NATO council met on 4 May in the old harbour. Ukraine was promised new ships. NATO said nothing 🚢.

Nobody had told the fishermen when the quay would close, and 3,500 people signed a petition.
"""
FR = """Le port ouvre en mai

Le conseil de l’OTAN s’est réuni le 4 mai dans le vieux port. De nouveaux navires 🚢 ont été promis à l’Ukraine. NATO n’en a rien dit.

Personne n’avait dit aux pêcheurs quand le quai fermerait, et 5 300 personnes ont signé une pétition.
"""  # noqa: E501
GOOD_EN, GOOD_FR = "The harbour opens in May.\n", "Le port ouvre en mai.\n"

#: What keeps a run fast and the same on every machine.
PLAIN = ("--back-translation", "none", "--encoder", "none")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: this package first, no colour forced."""
    plain = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS")}
    return {**plain, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def command(*args: str | Path, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Done:
    """``python -m audit ARGS`` as a process; nothing that it prints may be a traceback."""
    made = subprocess.run(
        [sys.executable, "-m", "audit", *map(str, args)],
        cwd=cwd, input=stdin, capture_output=True, env=env or environment(), timeout=300, check=False,
    )  # fmt: skip
    done = Done(made.returncode, made.stdout.decode("utf-8"), made.stderr.decode("utf-8"))
    assert "Traceback" not in done.said, done.said
    return done


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> Done:
    """The same in this process, which is faster; an exception that gets out fails the test."""
    monkeypatch.setattr(sys, "argv", ["mtaudit", *map(str, args)])
    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        main()
        raise SystemExit(0)
    out, err = capsys.readouterr()
    return Done(int(stop.value.code or 0), out, err)


def put(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def pair(folder: Path, name: str = "a", source: str = EN, target: str = FR) -> Path:
    """``name.en.txt`` and ``name.fr.txt`` in a folder."""
    put(folder / f"{name}.en.txt", source)
    put(folder / f"{name}.fr.txt", target)
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def findings(folder: Path) -> list[dict[str, Any]]:
    return lines(folder / "findings.jsonl")


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    return found


def marked(folder: Path) -> list[tuple[str, str]]:
    """(code, marked text) of every finding."""
    return [(f["code"], f["text"]) for f in findings(folder)]
