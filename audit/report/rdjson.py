"""Reviewdog's diagnostic format, rdjson: findings that count, the most severe first.

Columns count bytes of UTF-8. Reviewdog itself keeps to the lines of a change.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from audit.model import Finding, Report
from audit.mqm import Severity
from audit.report.files import replacing_text
from audit.report.places import Place, Places
from audit.report.ranking import counting, ranked
from audit.report.visible import encodable, visible

Json = dict[str, Any]

NAME: Final = "rdjson.json"

_SEVERITIES: Final = {
    Severity.CRITICAL: "ERROR",
    Severity.MAJOR: "ERROR",
    Severity.MINOR: "WARNING",
    Severity.NEUTRAL: "INFO",
}


def write(report: Report, folder: Path, root: Path) -> Path:
    """Write rdjson.json; paths are relative to ``root``. Raises AuditError where it cannot be written."""
    path = folder / NAME
    places: dict[str, Places] = {}
    diagnostics: list[Json] = []
    for document, finding in counting(ranked(report)):
        item = document.document
        at = places.setdefault(item.id, Places(item, root, "utf-8")).of(finding.span)
        diagnostics.append(_diagnostic(finding, at))
    made: Json = {"source": {"name": "mtaudit"}, "diagnostics": diagnostics}
    if report.findings:
        made["severity"] = _SEVERITIES[max((f.severity for f in report.findings), key=lambda s: s.rank)]
    with replacing_text(path) as file:
        file.write(encodable(json.dumps(made, ensure_ascii=False, indent=1)) + "\n")
    return path


def _diagnostic(finding: Finding, place: Place) -> Json:
    span = {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
    out: Json = {
        "message": f"{visible(finding.message)} ({finding.name}, {finding.mqm})",
        "location": {"path": place.path, "range": span},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
    if finding.suggestion is not None and place.exact and finding.side == "target":
        out["suggestions"] = [{"range": span, "text": finding.suggestion}]
    return out
