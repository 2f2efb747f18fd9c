"""A report as an editor's decisions leave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from audit import grade, review
from audit.config import Settings
from audit.detect.catalogue import selected
from audit.detect.rule import Rule
from audit.grade import GateSettings
from audit.model import Article, DocumentReport, Finding, Report, Verdict
from audit.pipeline.grading import Mark, confirmed, document_report
from audit.review import Decisions


def audited(document: DocumentReport, settings: Settings) -> grade.Audited:
    """A document as a baseline sees it."""
    return as_audited(document.article, document.findings, selected(settings.select, settings.ignore))


def as_audited(article: Article, findings: tuple[Finding, ...], rules: Sequence[Rule]) -> grade.Audited:
    """Findings as a baseline sees them, where these rules ran."""
    judged = {r.code for r in rules if not r.lacks(article)}
    return grade.Audited(article.document.id, findings, judged)


def by_decisions(decisions: Decisions) -> Mark:
    """What an editor's decisions make of the findings of a document."""
    added: dict[str, list[str]] = defaultdict(list)
    for key, entry in decisions.entries.items():
        if entry.added is not None:
            added[entry.added.doc].append(key)

    def mark(article: Article, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        wanted = dict.fromkeys((*(f.fingerprint for f in findings), *added[article.document.id]))
        entries = {key: decisions.entries[key] for key in wanted if key in decisions.entries}
        return review.decide(article.document, article.segments, findings, entries)

    return mark


def decide(report: Report, decisions: Decisions, gate: GateSettings | None = None) -> Report:
    """A report as an editor's decisions leave it; those that it was made with before are forgotten.

    ``gate`` judges it anew; without, a report that a gate has judged has no verdict any more.
    """
    mark = by_decisions(decisions)
    documents = [
        document_report(d.article, mark(d.article, d.findings), d.score.words, report.profile, d.not_judged)
        for d in report.documents
    ]
    whole = replace(report, documents=tuple(documents))
    words = sum(d.score.words for d in documents)
    whole = replace(
        whole,
        groups={},
        score=grade.score(whole.standing, words, report.profile),
        confirmed=confirmed(whole.findings, words, report.profile),
        notes=(*report.notes, *(note for note in decisions.notes if note not in report.notes)),
    )
    if gate is not None:
        return replace(whole, verdict=grade.judge(whole, gate))
    return whole if report.verdict == grade.NO_GATE else replace(whole, verdict=_UNJUDGED)


#: The verdict of a report whose findings changed after a gate had judged it.
_UNJUDGED = Verdict(None, ("decisions were applied after the gate had judged",))
