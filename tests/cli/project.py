"""A small project to audit, and the command run in this process."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from audit.cli.main import main
from tests.cli.support import PLAIN, Done

QUICK = PLAIN

ENGLISH = (
    "The mill at the ford\n\nThe mill at the ford was sold in March for 3,500 crowns. "
    "Its wheel has not turned since the flood.\n"
)
FRENCH = (
    "Le moulin du gué\n\nLe moulin du gué a été vendu en mars pour 5 300 couronnes. "
    "Sa roue n’a pas tourné depuis la crue.\n"
)
#: Enough plain sentences to let one defect weigh little.
CALM_ENGLISH = "\n\n".join(["The village is calm and the river is high."] * 40)
CALM_FRENCH = "\n\n".join(["Le village est calme et la rivière est haute."] * 40)
CLEAN = FRENCH.replace("5 300", "3 500")


def mtaudit(*arguments: str | Path) -> Done:
    """Run the command line as ``mtaudit ARGUMENTS`` does."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.object(sys, "argv", ["mtaudit", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())


def put(folder: Path, **texts: str) -> Path:
    """Write texts as name_fr="…" → name.fr.txt, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('_', '.')}.txt").write_text(text, encoding="utf-8", newline="\n")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody, whatever the machine's configuration."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *who, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
