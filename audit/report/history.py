"""history.jsonl: one line for each run that wrote into a folder, so that the report can show a trend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audit.errors import AuditError
from audit.model import Report

_NAME = "history.jsonl"


def read(folder: Path) -> list[dict[str, Any]]:
    """The lines of a folder, the oldest first; those that are no lines of a history are skipped."""
    try:
        lines = (folder / _NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    out: list[dict[str, Any]] = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            out.append(value)
    return out


def append(report: Report, folder: Path, date: str) -> None:
    """Add the line of a run. ``date`` is ISO 8601. Raises AuditError where it cannot be written."""
    line = {
        "date": date,
        "score": report.score.calibrated,
        "threshold": report.score.threshold,
        "confirmed": report.confirmed.calibrated if report.confirmed else None,
        "findings": len(report.findings),
        "words": report.score.words,
        "documents": len(report.documents),
        "comparable": report.signature,
    }
    path = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line) + "\n")
    except OSError as error:
        raise AuditError(f"cannot be written: {error.strerror or error}", where=str(path)) from error
