"""Annotations for GitHub Actions: workflow commands, one a line, that the runner reads from the output.

GitHub shows ten annotations of a kind for each step, so the most severe come first and what was cut is said
on a line of its own. Columns mean something only where a mark ends on the line that it begins on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from audit.model import Finding, Report
from audit.mqm import Severity
from audit.report.files import replacing_text
from audit.report.places import Place, Places
from audit.report.ranking import counting, ranked
from audit.report.visible import visible
from audit.report.wording import count

NAME: Final = "github-annotations.txt"

MOST: Final = 10
_MOST_TEXT: Final = 2_000
_KINDS: Final = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.NEUTRAL: "notice",
}


def write(report: Report, folder: Path, root: Path) -> Path:
    """Write github-annotations.txt; paths are relative to ``root``. Raises AuditError where it cannot be."""
    path = folder / NAME
    with replacing_text(path) as file:
        file.writelines(f"{line}\n" for line in lines(report, root))
    return path


def lines(report: Report, root: Path) -> Iterator[str]:
    """The verdict and what could not be read, then the findings that count, at most ten of a kind."""
    shown = Counter[str]()
    cut = Counter[str]()
    for kind, line in _all(report, root):
        if shown[kind] < MOST:
            shown[kind] += 1
            yield line
        else:
            cut[kind] += 1
    if cut:
        parts = ", ".join(count(n, kind) for kind, n in cut.items())
        yield f"mtaudit: {parts} more; GitHub shows {MOST} of a kind, the report has all"


def _all(report: Report, root: Path) -> Iterator[tuple[str, str]]:
    if report.verdict.passed is False or (report.verdict.passed is None and not report.documents):
        title = "mtaudit: the gate failed" if report.verdict.passed is False else "mtaudit: could not judge"
        yield "error", command("error", {"title": title}, "; ".join(report.verdict.reasons))
    for failure in report.failures:
        remedy = f" ({failure.remedy})" if failure.remedy else ""
        unread = {"title": "mtaudit: could not be read"}
        yield "error", command("error", unread, f"{failure.where}: {failure.problem}{remedy}")
    places: dict[str, Places] = {}
    for document, finding in counting(ranked(report)):
        item = document.document
        at = places.setdefault(item.id, Places(item, root, "utf-16")).of(finding.span)
        kind = _KINDS[finding.severity]
        yield kind, command(kind, _properties(finding, at), _message(finding))


def _properties(finding: Finding, place: Place) -> dict[str, str]:
    out = {"file": place.path, "line": str(place.line), "endLine": str(place.end_line)}
    if place.exact and place.line == place.end_line:
        out |= {"col": str(place.column), "endColumn": str(place.end_column)}
    return out | {"title": f"{finding.code} {finding.name}"}


def _message(finding: Finding) -> str:
    parts = [f"{finding.message} ({finding.severity}, {finding.mqm})"]
    if finding.suggestion is not None:
        parts.append(f"Suggestion: “{finding.suggestion}”")
    text = "\n".join(map(visible, parts))
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"


def command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command. Nothing in its properties or message can end it or begin another."""
    shown = ",".join(f"{key}={_property(visible(value))}" for key, value in properties.items() if value)
    return f"::{name} {shown}::{_data(message)}" if shown else f"::{name}::{_data(message)}"


def _data(text: str) -> str:
    return "\n".join(map(visible, text.split("\n"))).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
