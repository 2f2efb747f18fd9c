"""SARIF 2.1.0, as GitHub code scanning takes it (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

GitHub reads the first location of a result, wants its four line and column fields, and takes at most 25,000
results and 10 MB of gzip a run. So the findings that count come first, then the most severe; what does not
fit is left out and said in a notification of the run. Findings that a baseline knows or somebody suppressed
stay in the run, marked; what a baseline knew and is gone is none of its results, for it would open an alert.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from audit.model import DocumentReport, Finding, Report, Span
from audit.mqm import Severity
from audit.report.files import replacing_text
from audit.report.places import Place, Places
from audit.report.ranking import ranked
from audit.report.visible import encodable
from audit.report.wording import count
from audit.version import VERSION

Json = dict[str, Any]

NAME: Final = "report.sarif"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_MOST_RESULTS: Final = 25_000
#: A little below the 10 MB that GitHub takes: what comes before and after the results counts too.
_MOST_BYTES: Final = 9_500_000
#: GitHub shows 100 locations of a result.
_MOST_PLACES: Final = 100
_MOST_SNIPPET: Final = 1_000

_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.NEUTRAL: "note",
}
# "[text](destination)" is a link in a message, and braces are placeholders.
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


class RuleLike(Protocol):
    """What of a rule is declared."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def check(self) -> str: ...
    @property
    def mqm(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def confidence(self) -> float: ...
    @property
    def meaning(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def remedy(self) -> str: ...


def write(report: Report, folder: Path, rules: Mapping[str, RuleLike], root: Path) -> Path:
    """Write report.sarif; paths are relative to ``root``. Raises AuditError where it cannot be written."""
    path = folder / NAME
    order = {
        code: i for i, code in enumerate([*rules, *sorted({f.code for f in report.findings} - set(rules))])
    }
    names = {f.code: f.name for f in report.findings}
    declared = [_rule(rules[c]) if c in rules else _unexplained(c, names[c]) for c in order]
    driver = {"name": "mtaudit", "version": VERSION, "semanticVersion": VERSION, "rules": declared}
    head = {"tool": {"driver": driver}, "language": "en", "columnKind": "utf16CodeUnits"}
    with replacing_text(path) as file:
        file.write(f'{{"$schema": {_dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{{_dumps(head)[1:-1]}')
        file.write(', "results": [')
        written = 0
        for line in _fitting(_results(report, order, root)):
            file.write(f"{',' if written else ''}\n{line}")
            written += 1
        tail = {
            "invocations": [_invocation(report, written)],
            "properties": _properties(report),
        }
        file.write(f"\n], {_dumps(tail)[1:-1]}}}]}}\n")
    return path


def _fitting(lines: Iterator[str]) -> Iterator[str]:
    """As many results as GitHub takes."""
    press, size = zlib.compressobj(), 0
    for number, line in enumerate(lines):
        size += len(press.compress(line.encode("utf-8")))
        if number >= _MOST_RESULTS or size > _MOST_BYTES:
            return
        yield line


def _results(report: Report, order: Mapping[str, int], root: Path) -> Iterator[str]:
    places: dict[str, Places] = {}
    for document, finding in ranked(report):
        name = document.document.id
        if name not in places:
            places[name] = Places(document.document, root, "utf-16")
        yield _dumps(_result(document, finding, places[name], order))


def _result(document: DocumentReport, finding: Finding, places: Places, order: Mapping[str, int]) -> Json:
    first = places.of(finding.span)
    out: Json = {
        "ruleId": encodable(finding.code),
        "ruleIndex": order[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(document, finding.span, first)],
        "partialFingerprints": {
            "mtaudit/v1": finding.fingerprint,
            # The one name that GitHub matches alerts by; without, it would hash the line and its neighbours.
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        "rank": round(100 * finding.confidence, 1),
        "properties": {
            "severity": str(finding.severity),
            "mqm": finding.mqm,
            "check": finding.check,
            "confidence": finding.confidence,
            "evidence": [{"label": e.label, "text": e.text} for e in finding.evidence],
        },
    }
    if others := finding.spans[1 : _MOST_PLACES + 1]:
        out["relatedLocations"] = [
            {"id": i, **_location(document, s, places.of(s)), "message": {"text": "the same cause"}}
            for i, s in enumerate(others, 1)
        ]
    if finding.suggestion is not None and first.exact and finding.side == "target":
        out["fixes"] = [_fix(first, finding.suggestion)]
    if finding.baseline is not None:
        out["baselineState"] = finding.baseline
    if (said := finding.suppressed) is not None:
        by = {"author": said.author, "date": said.date, "expires": said.expires}
        out["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": said.reason, "properties": by}
        ]
    return out


def _message(finding: Finding) -> str:
    text = finding.message or finding.name
    if len(finding.spans) - 1 > _MOST_PLACES:
        text += f" ({len(finding.spans):,} places, {_MOST_PLACES + 1} of them listed)"
    if finding.suggestion is not None:
        text += f" Suggestion: “{finding.suggestion}”."
    return _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))


def _location(document: DocumentReport, span: Span, place: Place) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place),
            "region": {
                **_region(place),
                "snippet": {"text": document.document.at(span)[:_MOST_SNIPPET]},
            },
        },
        "logicalLocations": [{"name": document.document.id, "kind": "resource"}],
    }


def _artifact(place: Place) -> Json:
    prefix = "file://" if place.path.startswith("/") else ""
    return {"uri": prefix + quote(encodable(place.path))}


def _region(place: Place) -> Json:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(place: Place, suggestion: str) -> Json:
    replacement = {"deletedRegion": _region(place), "insertedContent": {"text": suggestion}}
    change = {"artifactLocation": _artifact(place), "replacements": [replacement]}
    return {"description": {"text": "Replace by the suggestion."}, "artifactChanges": [change]}


def _rule(rule: RuleLike) -> Json:
    markdown = f"{rule.meaning}\n\n**Why it matters.** {rule.why}\n\n**What to do.** {rule.remedy}"
    return {
        "id": rule.code,
        "name": _pascal(rule.name),
        "shortDescription": {"text": _sentence(rule.name.replace("-", " "))},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": f"{rule.meaning}\n{rule.why}\n{rule.remedy}", "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["translation", rule.check],
            "mqm": rule.mqm,
            "precision": _precision(rule.confidence),
            "problem.severity": _LEVELS[rule.severity].replace("note", "recommendation"),
        },
    }


def _unexplained(code: str, name: str) -> Json:
    """A rule that is not in the catalogue; GitHub wants the three texts of every rule."""
    said = {"text": _sentence(name)}
    texts = {"shortDescription": said, "fullDescription": said, "help": said}
    return {"id": encodable(code), "name": _pascal(name), **texts}


def _sentence(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}."


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.findall(r"\w+", encodable(name))) or "Unnamed"


def _precision(confidence: float) -> str:
    """GitHub's four words."""
    steps = ((0.95, "very-high"), (0.8, "high"), (0.5, "medium"))
    return next((word for least, word in steps if confidence >= least), "low")


def _invocation(report: Report, written: int) -> Json:
    said = [
        ("error", f"{f.where}: {f.problem}{f' ({f.remedy})' if f.remedy else ''}") for f in report.failures
    ]
    said += [("warning", f"not judged: {n.need}: {n.reason} ({n.remedy})") for n in report.not_judged]
    if (cut := len(report.findings) - written) > 0:
        least = f"{count(cut, 'finding')} left out, the least severe: GitHub takes no more in one run"
        said.append(("warning", f"{least}; findings.jsonl has all"))
    notifications = [{"level": level, "message": {"text": text}} for level, text in said]
    return {
        "executionSuccessful": bool(report.documents) and not report.failures,
        "toolExecutionNotifications": notifications,
    }


def _properties(report: Report) -> Json:
    out: Json = {
        "signature": report.signature,
        "score": report.score.calibrated,
        "words": report.score.words,
        "passed": report.verdict.passed,
        "reasons": list(report.verdict.reasons),
    }
    if report.baseline is not None:
        out["absent"] = len(report.baseline.absent)
    return out


def _dumps(value: Any) -> str:
    return encodable(json.dumps(value, ensure_ascii=False, allow_nan=False))
