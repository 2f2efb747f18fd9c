"""GitLab Code Quality: a list of issues in the Code Climate format, the most severe first.

GitLab compares the fingerprints with those of the target branch and wants each once. It knows no
suppressions, so what somebody suppressed is left out; what a baseline knows stays, for GitLab has its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from audit.model import Finding, Report
from audit.mqm import Severity, dimension
from audit.report.files import replacing_text
from audit.report.places import Place, Places
from audit.report.ranking import ranked
from audit.report.visible import encodable, visible

Json = dict[str, Any]

NAME: Final = "gl-code-quality-report.json"

_SEVERITIES: Final = {
    Severity.CRITICAL: "critical",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.NEUTRAL: "info",
}
# The categories of Code Climate are about programs. A text that says something else is a bug, the rest style.
_WRONG: Final = ("Accuracy", "Terminology")


def write(report: Report, folder: Path, root: Path) -> Path:
    """Write gl-code-quality-report.json; paths are relative to ``root``. Raises AuditError."""
    path = folder / NAME
    places: dict[str, Places] = {}
    issues: list[Json] = []
    seen: set[str] = set()
    for document, finding in ranked(report):
        if finding.suppressed is not None or finding.fingerprint in seen:
            continue
        seen.add(finding.fingerprint)
        item = document.document
        at = places.setdefault(item.id, Places(item, root, "code points")).of(finding.span)
        issues.append(_issue(finding, at))
    with replacing_text(path) as file:
        file.write(encodable(json.dumps(issues, ensure_ascii=False, indent=1)) + "\n")
    return path


def _issue(finding: Finding, place: Place) -> Json:
    # One line of text, no newlines: visible() turns them into escapes.
    description = finding.message
    if finding.suggestion is not None:
        description += f" Suggestion: “{finding.suggestion}”"
    return {
        "type": "issue",
        "check_name": f"{finding.code} {visible(finding.name)}",
        "description": visible(description),
        "categories": ["Bug Risk" if dimension(finding.mqm) in _WRONG else "Style"],
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": finding.fingerprint,
        "location": {"path": place.path, "lines": {"begin": place.line, "end": place.end_line}},
    }
