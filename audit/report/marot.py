"""The table that Marot, the MQM viewer, reads: one row a finding, and one a segment without any.

Ten columns between tabs: system, doc, docSegId, globalSegId, rater, source, target, category, severity and a
JSON object of metadata. Marks stand in the text as <v>…</v>. The system is what stands before the first slash
of a document's id, as in "system/document"; an id without one is all of the "target" system. Marot builds its
page from these texts, so a "<" in a text is followed by an invisible word joiner, and cannot begin a tag.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from audit.model import DocumentReport, Finding, Report, Segment, Side, Span
from audit.mqm import Severity
from audit.report.files import replacing_text
from audit.report.visible import encodable

NAME: Final = "marot.tsv"

COLUMNS: Final = (
    "system", "doc", "docSegId", "globalSegId", "rater", "source", "target",
    "category", "severity", "metadata",
)  # fmt: skip
_RATER: Final = "mtaudit"
_SYSTEM: Final = "target"
_SEVERITIES: Final = {
    Severity.CRITICAL: "Critical",
    Severity.MAJOR: "Major",
    Severity.MINOR: "Minor",
    Severity.NEUTRAL: "Neutral",
}
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def write(report: Report, folder: Path) -> Path:
    """Write marot.tsv. Raises AuditError where it cannot be written."""
    path = folder / NAME
    number = 0
    with replacing_text(path) as file:
        file.write("\t".join(COLUMNS) + "\n")
        for document in report.documents:
            for row in _rows(document, number):
                file.write(encodable("\t".join(row)) + "\n")
            number += len(document.segments)
    return path


def _rows(report: DocumentReport, before: int) -> Iterator[tuple[str, ...]]:
    system = report.document.system or _SYSTEM
    doc = report.document.id.removeprefix(f"{report.document.system}/")
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.suppressed is None:
            found[finding.segment if finding.segment is not None else -1].append(finding)
    for segment in report.segments:
        place = (_plain(system), _plain(doc), str(segment.index + 1), str(before + segment.index + 1), _RATER)
        here = found.get(segment.index, [])
        if not here:
            yield (*place, *_texts(report, segment, ()), "no-error", "no-error", _metadata(segment, None))
        for finding in here:
            texts = _texts(report, segment, finding.spans)
            kinds = (_plain(finding.mqm), _SEVERITIES[finding.severity])
            yield (*place, *texts, *kinds, _metadata(segment, finding))
    # A mark between segments (page furniture, a gap at the end) still has to be seen.
    for finding in found.get(-1, []):
        marked = f"<v>{_plain(finding.text)}</v>"
        sides = (marked, "") if finding.side == "source" else ("", marked)
        kinds = (_plain(finding.mqm), _SEVERITIES[finding.severity])
        yield (_plain(system), _plain(doc), "0", "0", _RATER, *sides, *kinds, _metadata(None, finding))


def _texts(report: DocumentReport, segment: Segment, spans: tuple[Span, ...]) -> tuple[str, str]:
    return (
        _marked(report, "source", segment.source, spans),
        _marked(report, "target", segment.target, spans),
    )


def _marked(report: DocumentReport, side: Side, place: Span | None, spans: tuple[Span, ...]) -> str:
    if place is None:
        return ""
    text, out, done = report.document.text(side), "", place.start
    for span in sorted(s for s in spans if s.side == side and place.start <= s.start <= place.end):
        if span.start < done:
            continue  # Marot's marks do not nest
        end = min(span.end, place.end)
        out += f"{_plain(text[done : span.start])}<v>{_plain(text[span.start : end])}</v>"
        done = end
    return out + _plain(text[done : place.end])


def _metadata(segment: Segment | None, finding: Finding | None) -> str:
    out: dict[str, Any] = {}
    if finding is not None:
        out["note"] = _plain(f"{finding.code} {finding.name}: {finding.message}")
        out["marked_text"] = _plain(finding.text)
        if finding.suggestion is not None:
            out["corrected_text"] = _plain(finding.suggestion)
    if segment is not None:
        out["segment"] = {"metrics": _metrics(segment.measures)}
    return json.dumps(out, ensure_ascii=False, allow_nan=False)


def _metrics(measures: Mapping[str, float]) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in measures.items()
        if value == value and abs(value) != float("inf")
    }


def _plain(text: str) -> str:
    """On one line, without tabs, and with no tag that a page could take for its own."""
    return _BREAKS.sub(" ", text).replace("<", "<\u2060")
