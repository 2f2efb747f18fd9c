"""Reports of documents in, the report of the run out; of a large run it holds the worst documents alone."""

from __future__ import annotations

import heapq
from dataclasses import replace

from audit import grade
from audit.model import DocumentReport, Report, Verdict
from audit.pipeline.examined import Examined
from audit.pipeline.spool import order
from audit.pipeline.sums import Sums
from audit.pipeline.tools import Tools

#: Documents of a large batch that the report holds: the worst.
_HELD = 500


class Summing:
    """What a run adds up to, its documents or the worst of them, and what a gate says of all."""

    def __init__(self, tools: Tools, *, large: bool) -> None:
        self._tools = tools
        self._large = large
        self._sums = Sums()
        gate = tools.settings.gate
        self._judge = grade.Judge(gate, tools.settings.profile) if gate is not None else None
        self._documents: list[DocumentReport] = []
        self._worst: list[tuple[float, int, DocumentReport]] = []

    def add(self, examined: Examined, report: DocumentReport) -> None:
        """Take in a document."""
        self._sums.add(examined, report)
        if self._judge is not None:
            self._judge.add(report)
        if not self._large:
            self._documents.append(report)
            return
        worth = report.score.calibrated if report.score.calibrated is not None else 100.0
        heapq.heappush(self._worst, (-worth, -self._sums.whole.documents, report))
        if len(self._worst) > _HELD:
            heapq.heappop(self._worst)

    def notes(self) -> tuple[str, ...]:
        """What the documents' notes come to, each once."""
        held = len(self._held())
        left = self._sums.whole.documents - held
        elsewhere = (
            f"{left:,} documents stand in the record alone; here are the {held:,} with the lowest scores"
        )
        return (*self._sums.all_notes(), *([elsewhere] if left else []))

    def _held(self) -> list[DocumentReport]:
        return self._documents or sorted((d for _, _, d in self._worst), key=lambda d: order(d.document.id))

    def report(self, exceptions: dict[str, str]) -> Report:
        """The report, without failures, notes, baseline and verdict; ``exceptions`` are for the signature."""
        held = self._held()
        made = self._sums.report(self._tools, exceptions)
        return replace(made, documents=tuple(held), elsewhere=made.elsewhere - len(held))

    def verdict(self, report: Report) -> Verdict:
        """What the gate says of the documents, and of a report over them."""
        return self._judge.verdict(report) if self._judge is not None else grade.NO_GATE
