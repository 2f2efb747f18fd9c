"""The scripts that make reports and weights load in any checkout: nothing they read is left out of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

SCRIPTS = sorted((ROOT / "reports").glob("*.py"))
#: What only those who train or measure need to install.
OPTIONAL = ("torch", "scipy", "sklearn", "selenium")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_loads(script: Path) -> None:
    code = f"import runpy, sys; sys.path.insert(0, {str(script.parent)!r}); runpy.run_path({str(script)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, cwd=ROOT)
    missing = [name for name in OPTIONAL if f"No module named {name!r}" in done.stderr]
    if missing:
        pytest.skip(f"{missing[0]} is not installed")
    assert done.returncode == 0, done.stderr


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) > 10
