"""A run's folder read back, as far as two runs are compared by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import UsageError
from audit.model import Reported
from audit.mqm import Severity


@dataclass(frozen=True)
class RunRecord:
    """``words``: document → evaluation words. ``places``: (document, segment) → place in the source."""

    name: str
    profile: str
    signature: str
    words: Mapping[str, int]
    findings: tuple[Reported, ...]
    places: Mapping[tuple[str, int], tuple[int, int] | None]
    scores: Mapping[tuple[str, int], float]


def read_run(folder: Path) -> RunRecord:
    """The record in a folder that ``mtaudit run`` wrote. Raises UsageError that names file and line."""
    path = folder / "summary.json"
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        words = {str(d["id"]): int(d["words"]) for d in summary["documents"]}
        profile, signature = str(summary["profile"]), str(summary["signature"])
    except OSError as error:
        raise UsageError(
            f"this is no run's folder: {error.strerror}",
            where=str(path),
            remedy="mtaudit run INPUT --output FOLDER",
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"this is no summary of a run: {error!r}", where=str(path)) from None
    places: dict[tuple[str, int], tuple[int, int] | None] = {}
    scores: dict[tuple[str, int], float] = {}
    for line, where in _lines(folder / "segments.jsonl"):
        try:
            key = (str(line["doc"]), int(line["segment"]))
            source = line["source"]
            places[key] = (int(source["start"]), int(source["end"])) if source else None
            if line["score"] is not None:
                scores[key] = float(line["score"])
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"this is no segment: {error!r}", where=where) from None
    found = []
    for line, where in _lines(folder / "findings.jsonl"):
        try:
            if not line.get("suppressed"):  # what somebody called a false alarm counts nowhere
                found.append(_reported(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"this is no finding: {error!r}", where=where) from None
    return RunRecord(folder.resolve().name, profile, signature, words, tuple(found), places, scores)


def _reported(line: Mapping[str, Any]) -> Reported:
    segment = line["segment"]
    return Reported(
        doc=str(line["doc"]),
        code=str(line["code"]),
        check=str(line["check"]),
        mqm=str(line["mqm"]),
        severity=Severity(line["severity"]),
        message=str(line["message"]),
        text=str(line["text"]),
        fingerprint=str(line["fingerprint"]),
        segment=None if segment is None else int(segment),
    )


def _lines(path: Path) -> Iterator[tuple[Any, str]]:
    """Each line with its place, "findings.jsonl:3"."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("is no UTF-8", where=str(path)) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line), f"{path}:{number}"
            except ValueError:
                raise UsageError("is no JSON", where=f"{path}:{number}") from None
