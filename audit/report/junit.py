"""JUnit XML, as Jenkins and GitLab take it: a suite a document, a case a finding.

A finding that counts is a failure; one that costs nothing, that a baseline knows or that somebody suppressed
is skipped, as is a kind of evidence that was not judged; a document that could not be read is an error. A
document with nothing to say is one case that passes. GitLab drops cases of the same name, so no two have one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from audit.model import DocumentReport, Finding, Report
from audit.mqm import Severity
from audit.report.files import replacing_text
from audit.report.places import Place, Places, relative
from audit.report.visible import visible

NAME: Final = "junit.xml"

_MOST_TEXT: Final = 60
# Neither XML 1.0 nor its attributes hold these; ``visible`` has turned the rest of them into escapes.
_NO_XML = re.compile("[\ufffe\uffff]")

Case = tuple[str, str, str, str, str]  # outcome ("" passes), name, type, message, text


def write(report: Report, folder: Path, root: Path) -> Path:
    """Write junit.xml; paths are relative to ``root``. Raises AuditError where it cannot be written."""
    path = folder / NAME
    names = Counter[str]()
    suites = [_suite(d, root, names) for d in report.documents]
    if report.failures:
        cases: list[Case] = [
            ("error", _unique(f.where, names), "unreadable", f.problem, visible(f.remedy or ""))
            for f in report.failures
        ]
        suites.append(("documents that could not be audited", "", cases))
    every = [case for _, _, cases in suites for case in cases]
    with replacing_text(path) as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f"<testsuites name='mtaudit'{_totals(every, skipped=False)}>\n")
        for name, where, cases in suites:
            at = f" file={_attribute(where)}" if where else ""
            file.write(f"<testsuite name={_attribute(name)}{at}{_totals(cases)}>\n")
            file.writelines(_case(name, case) for case in cases)
            file.write("</testsuite>\n")
        file.write("</testsuites>\n")
    return path


def _suite(report: DocumentReport, root: Path, names: Counter[str]) -> tuple[str, str, list[Case]]:
    document = report.document
    places = Places(document, root, "code points")
    cases = [_of_finding(f, places.of(f.span), document.id, names) for f in report.findings]
    for note in report.not_judged:
        rules = f" [{', '.join(note.codes)}]" if note.codes else ""
        why = f"{note.reason}{rules}; to get it: {note.remedy}"
        cases.append(("skipped", _unique(f"{document.id}: {note.need}", names), "not judged", why, ""))
    if not report.findings:
        cases.append(("", _unique(f"{document.id}: no findings", names), "", "", ""))
    path = relative(document.path, root) if document.path and not document.path.startswith("<") else ""
    return document.id, path, cases


def _of_finding(finding: Finding, place: Place, document: str, names: Counter[str]) -> Case:
    marked = finding.text if len(finding.text) <= _MOST_TEXT else f"{finding.text[:_MOST_TEXT]}…"
    # Neither line nor column: a case keeps its name where the article is edited elsewhere.
    name = _unique(f"{document}: {finding.code} {finding.name}: “{marked}”", names)
    at = f"{place.path}:{place.line}:{place.column}"
    lines = [at, f"{finding.mqm}, {finding.severity}, confidence {finding.confidence:g}"]
    lines += [f"{e.label}: {e.text}" for e in finding.evidence]
    if finding.suggestion is not None:
        lines.append(f"suggestion: {finding.suggestion}")
    if (said := finding.suppressed) is not None:
        until = f", until {said.expires}" if said.expires else ""
        outcome, why = "skipped", f"suppressed by {said.author} on {said.date}{until}: {said.reason}"
    elif finding.baseline == "unchanged":
        outcome, why = "skipped", f"known to the baseline: {finding.message}"
    else:
        outcome, why = "skipped" if finding.severity is Severity.NEUTRAL else "failure", finding.message
    return outcome, name, str(finding.severity), why, "\n".join(map(visible, lines))


def _unique(name: str, names: Counter[str]) -> str:
    shown = visible(name)
    names[shown] += 1
    # The number itself might make it another's name: ask again.
    return shown if names[shown] == 1 else _unique(f"{shown} ({names[shown]})", names)


def _totals(cases: Iterable[Case], *, skipped: bool = True) -> str:
    count = Counter(case[0] for case in cases)
    out = f' tests="{count.total()}" failures="{count["failure"]}" errors="{count["error"]}"'
    return f'{out} skipped="{count["skipped"]}"' if skipped else out


def _case(suite: str, case: Case) -> str:
    outcome, name, kind, message, text = case
    head = f"<testcase name={_attribute(name)} classname={_attribute(suite)}"
    if not outcome:
        return f"{head}/>\n"
    body = f"<{outcome} type={_attribute(kind)} message={_attribute(message)}>{_text(text)}</{outcome}>"
    return f"{head}>{body}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", visible(text)))


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text))
