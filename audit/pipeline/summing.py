"""What a run adds up to, counted document by document."""

from __future__ import annotations

import heapq

from audit import grade
from audit.grade import Tallies, Tally
from audit.model import BaselineReport, DocumentReport, Need, NotJudged, Report, Verdict
from audit.pipeline.examined import Examined
from audit.pipeline.spool import order
from audit.pipeline.tools import Tools, pair_of

#: Documents of a large batch that the report holds: the worst.
_HELD = 500


class Summing:
    """Reports of documents in, the report of the run out. Of a ``large`` run it holds the worst documents
    alone.
    """

    def __init__(self, tools: Tools, *, large: bool) -> None:
        self._tools = tools
        self._large = large
        self._tallies = Tallies()
        self._confirmed = Tally()
        self._decided = False
        gate = tools.settings.gate
        self._judge = grade.Judge(gate, tools.settings.profile) if gate is not None else None
        self._documents: list[DocumentReport] = []
        self._worst: list[tuple[float, int, DocumentReport]] = []
        self._not_judged: dict[tuple[Need, str, str], set[str]] = {}
        self._made_with: dict[str, set[str]] = {"engines": set(), "encoders": set(), "estimators": set()}
        self._notes: dict[str, None] = {}
        self._uncalibrated: set[str] = set()

    def add(self, examined: Examined, report: DocumentReport) -> None:
        """Take in a document."""
        self._tallies.add(report)
        self._confirmed.add(report.score.words, (f for f in report.findings if f.confirmed))
        self._decided = self._decided or report.confirmed is not None
        if self._judge is not None:
            self._judge.add(report)
        for n in report.not_judged:
            self._not_judged.setdefault((n.need, n.reason, n.remedy), set()).update(n.codes)
        self._made_with["engines"].update(examined.engines)
        self._made_with["encoders"].update(examined.encoders)
        self._made_with["estimators"].update(examined.estimators)
        self._notes.update(dict.fromkeys(examined.notes))
        if any(s.measures.get("calibrated") == 0.0 for s in report.segments):
            self._uncalibrated.add("-".join(pair_of(examined.document)))
        if not self._large:
            self._documents.append(report)
            return
        worth = report.score.calibrated if report.score.calibrated is not None else 100.0
        heapq.heappush(self._worst, (-worth, -self._tallies.groups["", ""].documents, report))
        if len(self._worst) > _HELD:
            heapq.heappop(self._worst)

    def notes(self) -> tuple[str, ...]:
        """What the documents' notes come to, each once."""
        pairs = ", ".join(sorted(self._uncalibrated))
        said = [f"segment scores are not calibrated for {pairs}"] if pairs else []
        left = self._left()
        if left:
            held = len(self._worst)
            said.append(
                f"{left:,} documents stand in the record alone; here are the {held:,} with the lowest scores"
            )
        return (*self._notes, *said)

    def _left(self) -> int:
        return self._tallies.groups["", ""].documents - len(self._worst) if self._worst else 0

    def report(self, extra: dict[str, str], known: BaselineReport | None) -> Report:
        """The report, without failures, notes and verdict."""
        settings = self._tools.settings
        profile = settings.profile
        engines, encoders = sorted(self._made_with["engines"]), sorted(self._made_with["encoders"])
        least = settings.min_confidence
        signed = {
            "estimate": "+".join(sorted(self._made_with["estimators"])) or "none",
            **({"min-confidence": f"{least:g}"} if least else {}),
            **extra,
        }
        documents = self._documents or sorted(
            (d for _, _, d in self._worst), key=lambda d: order(d.document.id)
        )
        return Report(
            documents=tuple(documents),
            failures=(),
            score=self._tallies.groups.get(("", ""), Tally()).score(profile),
            verdict=grade.NO_GATE,
            signature=grade.signature(self._tools.rules, profile, engines, encoders, signed),
            not_judged=tuple(
                NotJudged(*why, tuple(sorted(codes))) for why, codes in self._not_judged.items()
            ),
            engine=", ".join(engines) or "none",
            encoder=", ".join(encoders) or "none",
            profile=profile,
            baseline=known,
            confirmed=self._confirmed.score(profile) if self._decided else None,
            elsewhere=self._left(),
            groups=self._tallies.scores(profile),
        )

    def verdict(self, report: Report) -> Verdict:
        """What the gate says of the documents, and of a report over them."""
        return self._judge.verdict(report) if self._judge is not None else grade.NO_GATE
