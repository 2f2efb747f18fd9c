"""What documents add up to: counted one by one, by several processes, and merged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from audit import grade
from audit.grade import Tallies, Tally
from audit.model import DocumentReport, Need, NotJudged, Report
from audit.pipeline.examined import Examined
from audit.pipeline.tools import Tools, pair_of

Why = tuple[Need, str, str]  # need, reason, remedy
_MADE_WITH = ("engines", "encoders", "estimators")


@dataclass
class Sums:
    """Scores by group, what could not be judged, what it was made with, notes.

    ``standing``: (severity, check, code) → findings that stand. ``decided``: whether anybody judged a
    finding; ``confirmed`` counts what was confirmed. Kept in order, where order is shown: as keys.
    """

    tallies: Tallies = field(default_factory=Tallies)
    confirmed: Tally = field(default_factory=Tally)
    decided: bool = False
    standing: dict[tuple[str, str, str], int] = field(default_factory=dict)
    not_judged: dict[Why, tuple[str, ...]] = field(default_factory=dict)
    made_with: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    uncalibrated: frozenset[str] = frozenset()

    @property
    def whole(self) -> Tally:
        """All documents."""
        return self.tallies.groups.get(("", ""), Tally())

    def add(self, examined: Examined, report: DocumentReport) -> None:
        """Take in a document."""
        self.tallies.add(report)
        self.confirmed.add(report.score.words, (f for f in report.findings if f.confirmed))
        self.decided = self.decided or report.confirmed is not None
        grade.add_counts(self.standing, Counter((str(f.severity), f.check, f.code) for f in report.standing))
        for n in report.not_judged:
            self._lacks((n.need, n.reason, n.remedy), n.codes)
        for name in _MADE_WITH:
            self._with(name, getattr(examined, name))
        self.notes.update(dict.fromkeys(examined.notes))
        if any(s.measures.get("calibrated") == 0.0 for s in report.segments):
            self.uncalibrated |= {"-".join(pair_of(examined.document))}

    def merge(self, other: Sums) -> None:
        """Take in the sums of other documents."""
        for group, tally in other.tallies.groups.items():
            self.tallies.groups.setdefault(group, Tally()).merge(tally)
        self.confirmed.merge(other.confirmed)
        self.decided = self.decided or other.decided
        grade.add_counts(self.standing, other.standing)
        for why, codes in other.not_judged.items():
            self._lacks(why, codes)
        for name, found in other.made_with.items():
            self._with(name, found)
        self.notes.update(other.notes)
        self.uncalibrated |= other.uncalibrated

    def _lacks(self, why: Why, codes: tuple[str, ...]) -> None:
        self.not_judged[why] = tuple(sorted({*self.not_judged.get(why, ()), *codes}))

    def _with(self, name: str, found: tuple[str, ...]) -> None:
        self.made_with[name] = tuple(sorted({*self.made_with.get(name, ()), *found}))

    def all_notes(self) -> tuple[str, ...]:
        """The documents' notes, each once, and what there is to say of the scores."""
        pairs = ", ".join(sorted(self.uncalibrated))
        return (*self.notes, *([f"segment scores are not calibrated for {pairs}"] if pairs else []))

    def report(self, tools: Tools, exceptions: dict[str, str]) -> Report:
        """The report without documents, failures, notes and verdict; ``exceptions`` are for its signature."""
        settings, profile = tools.settings, tools.settings.profile
        engines, encoders, estimators = (self.made_with.get(name, ()) for name in _MADE_WITH)
        least = settings.min_confidence
        signed = {
            "estimate": "+".join(estimators) or "none",
            **({"min-confidence": f"{least:g}"} if least else {}),
            **exceptions,
        }
        return Report(
            documents=(),
            failures=(),
            score=self.whole.score(profile),
            verdict=grade.NO_GATE,
            signature=grade.signature(tools.rules, profile, engines, encoders, signed),
            not_judged=tuple(NotJudged(*why, codes) for why, codes in self.not_judged.items()),
            engine=", ".join(engines) or "none",
            encoder=", ".join(encoders) or "none",
            profile=profile,
            confirmed=self.confirmed.score(profile) if self.decided else None,
            elsewhere=self.whole.documents,
            groups=self.tallies.scores(profile),
        )
