"""A report as an editor's decisions leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit import grade, review
from audit.config import Settings
from audit.detect.catalogue import selected
from audit.detect.rule import Rule
from audit.grade import GateSettings
from audit.model import Article, DocumentReport, Finding, Report, Verdict
from audit.pipeline.grading import confirmed, document_estimate, scored_segments
from audit.review import Decisions


def audited(document: DocumentReport, settings: Settings) -> grade.Audited:
    """A document as a baseline sees it."""
    return as_audited(document.article, document.findings, selected(settings.select, settings.ignore))


def as_audited(article: Article, findings: tuple[Finding, ...], rules: Sequence[Rule]) -> grade.Audited:
    """Findings as a baseline sees them, where these rules ran."""
    judged = {r.code for r in rules if not r.lacks(article)}
    return grade.Audited(article.document.id, findings, judged)


def decide(report: Report, decisions: Decisions, gate: GateSettings | None = None) -> Report:
    """A report as an editor's decisions leave it; those that it was made with before are forgotten.

    ``gate`` judges it anew; without, a report that a gate has judged has no verdict any more.
    """
    documents: list[DocumentReport] = []
    for d in report.documents:
        findings = review.decide(d.document, d.segments, d.findings, decisions.entries)
        decided = replace(d, findings=findings)
        segments = scored_segments(d.segments, decided.standing)
        documents.append(
            replace(
                decided,
                article=replace(d.article, segments=segments),
                estimate=document_estimate(segments),
                score=grade.score(decided.standing, d.score.words, report.profile),
                confirmed=confirmed(findings, d.score.words, report.profile),
            )
        )
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
