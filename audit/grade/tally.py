"""Documents counted as they come, so that a batch of any size has a score without being held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from audit.grade.scorecard import score_of
from audit.model import DocumentReport, Finding, GroupScore, Report, Score
from audit.mqm import Severity

K = TypeVar("K")

Group = tuple[str, str]  # language pair, system; ("", "") is the whole run


def add_counts(counts: dict[K, int], more: Mapping[K, int]) -> None:
    """Add to counts, which lie in a plain dictionary, so that they can be kept and sent with their type."""
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count


@dataclass
class Tally:
    """Documents, the words of their targets, and what was found in them: (MQM type, severity) → findings."""

    documents: int = 0
    words: int = 0
    errors: dict[tuple[str, Severity], int] = field(default_factory=dict)

    def add(self, words: int, findings: Iterable[Finding]) -> None:
        """Take in a document."""
        self.documents += 1
        self.words += words
        add_counts(self.errors, Counter((f.mqm, f.severity) for f in findings))

    def merge(self, other: Tally) -> None:
        """Take in the documents of another."""
        self.documents += other.documents
        self.words += other.words
        add_counts(self.errors, other.errors)

    def score(self, profile: str) -> Score:
        """The score over all of them; raises UsageError for an unknown profile."""
        return score_of(self.errors, self.words, profile)


@dataclass
class Tallies:
    """Tallies of all of a run, of each language pair, and of each system of a pair; over what stands."""

    groups: dict[Group, Tally] = field(default_factory=dict)

    def add(self, report: DocumentReport) -> None:
        """Take in a document."""
        document = report.document
        pair = f"{document.source_lang.code if document.source_lang else 'und'}-{document.target_lang.code}"
        for group in {("", ""), (pair, ""), (pair, document.system)}:
            self.groups.setdefault(group, Tally()).add(report.score.words, report.standing)

    def scores(self, profile: str) -> dict[Group, GroupScore]:
        """The score of each group."""
        return {group: GroupScore(t.documents, t.score(profile)) for group, t in self.groups.items()}


def groups_of(report: Report) -> Mapping[Group, GroupScore]:
    """The scores of a run by group: as it says, else counted from its documents."""
    if report.groups:
        return report.groups
    made = Tallies()
    for document in report.documents:
        made.add(document)
    return made.scores(report.profile)
