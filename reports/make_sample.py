"""Remake ``reports/sample``: the report of a run on corpora/news, back-translated by Apertium.

    python reports/make_sample.py

Needs Apertium with its packages for French, Spanish and Italian (``sh run.sh demo`` installs them). German
has no route there and stands in the report as not judged.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INPUT, OUTPUT = "corpora/news", "reports/sample"
ROUTES = {"fr", "es", "it"}
PACKAGES = "apertium-fra-cat, apertium-eng-cat, apertium-eng-spa, apertium-spa-ita"
MOST_BYTES = 2_000_000


def main() -> None:
    # Relative paths, so that the record names no folder of this machine.
    command = ["-m", "audit", "run", INPUT, "--output", OUTPUT, "--back-translation", "apertium", "--quiet"]
    command.append("--no-history")  # a sample has no past
    path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH")) if p)
    subprocess.run([sys.executable, *command], cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=True)
    if problem := _problem(ROOT / OUTPUT):
        sys.exit(f"make_sample: {OUTPUT} was written, but {problem}")


def _problem(folder: Path) -> str | None:
    """Why this is no sample to commit, or None."""
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    if summary["failures"]:
        return f"{len(summary['failures'])} documents failed; see summary.json"
    judged = {d["target_lang"]["code"] for d in summary["documents"] if "back-translation" in d["evidence"]}
    if missing := sorted(ROUTES - judged):
        return f"nothing was back-translated from {', '.join(missing)}; install {PACKAGES}"
    size = sum(f.stat().st_size for f in folder.iterdir())
    return f"it has {size:,} bytes, more than {MOST_BYTES:,}" if size > MOST_BYTES else None


if __name__ == "__main__":
    main()
