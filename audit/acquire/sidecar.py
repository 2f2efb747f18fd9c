"""Exceptions of a text file, in a file beside it: ``name.fr.ignore`` for ``name.fr.txt``.

An article is published as it stands, so nothing can be said inside it. One exception a line, a rule (code,
prefix, name or check) alone or with the marked text it is for; ``#`` begins a comment line:

    # checked with the sports desk
    TYP001
    TRM001: NATO StratCom
"""

from __future__ import annotations

from pathlib import Path

from audit.acquire.encoding import read_text
from audit.model import Ignored


def read_ignored(path: Path) -> tuple[Ignored, ...]:
    """The exceptions beside a text file; none where there is no such file. Raises InputError."""
    sidecar = path.with_suffix(".ignore")
    if not sidecar.exists():
        return ()
    lines = (line.strip() for line in read_text(sidecar).splitlines())
    return tuple(_ignored(line) for line in lines if line and not line.startswith("#"))


def _ignored(line: str) -> Ignored:
    rule, _, text = line.partition(":")
    return Ignored(rule.strip(), text.strip() or None)
