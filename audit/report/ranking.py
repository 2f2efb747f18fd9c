"""The order in which formats with a limit list findings, so that what is cut is what matters least."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model import DocumentReport, Finding, Report

Placed = tuple[DocumentReport, Finding]


def ranked(report: Report) -> list[Placed]:
    """Every finding with its document: those that count first, then by severity and confidence."""
    pairs = [(d, f) for d in report.documents for f in d.findings]
    return sorted(pairs, key=lambda pair: (not pair[1].counts, -pair[1].severity.rank, -pair[1].confidence))


def counting(pairs: Iterable[Placed]) -> list[Placed]:
    """Those that nobody suppressed and no baseline knows."""
    return [pair for pair in pairs if pair[1].counts]
