"""Reports in the states that a baseline makes, from the hand-made ones of ``fixture``."""

from __future__ import annotations

from dataclasses import replace

from audit.model import BaselineReport, DocumentReport, Known, Report, Suppression
from tests.report import fixture

SUPPRESSION = Suppression("the port is <b>called</b> so", "Ada \x07", "2026-05-04", "2026-12-31")


def with_baseline() -> Report:
    """The harbour: its first finding is new, its second known, its third suppressed, the rest new."""
    document = fixture.harbour()
    first, second, third, *rest = document.findings
    findings = (
        replace(first, baseline="new"),
        replace(second, baseline="unchanged"),
        replace(third, baseline="unchanged", suppressed=SUPPRESSION),
        *(replace(f, baseline="new") for f in rest),
    )
    made = fixture.report(DocumentReport(document.article, findings, document.score, document.not_judged))
    gone = Known("harbour", "0123", "CAP001", "Lundi")
    return replace(made, baseline=BaselineReport("baseline.jsonl", (gone,)))


def empty() -> Report:
    """Nothing found, nothing failed."""
    return replace(fixture.report(fixture.clean(), passed=True), failures=(), not_judged=(), notes=())
