"""How decisions change what was found in a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from audit.model import Document, Finding, Judgement, Segment, Span
from audit.review.decisions import Added, Entry

#: Code and check of findings that a person added: no rule found them.
ADDED: Final = "ADDED"
_CHECK: Final = "other"


def decide(
    document: Document,
    segments: Sequence[Segment],
    findings: Iterable[Finding],
    entries: Mapping[str, Entry],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(findings that stand, findings suppressed as false alarms), each with its decision.

    What reviewers added to this document stands among the findings, in the order of the text, as long as the
    words it marks are still there. Decisions that findings carried before are forgotten.
    """
    stand: list[Finding] = []
    suppressed: list[Finding] = []
    for finding in findings:
        if finding.code == ADDED:
            continue  # comes from its entry, or has been taken back
        entry = entries.get(finding.fingerprint)
        finding = replace(finding, decision=entry.decision if entry else None)
        false = entry is not None and entry.decision.judgement is Judgement.FALSE_ALARM
        (suppressed if false else stand).append(finding)
    added = [made for entry in entries.values() if (made := _added(document, segments, entry))]
    if added:
        stand = sorted([*stand, *added], key=lambda f: (f.side, f.start, f.end))
    return tuple(stand), tuple(suppressed)


def _added(document: Document, segments: Sequence[Segment], entry: Entry) -> Finding | None:
    added = entry.added
    if added is None or added.doc != document.id or entry.decision.judgement is Judgement.FALSE_ALARM:
        return None
    span = _place(document.text(added.side), added)
    if span is None:
        return None
    return Finding(
        doc=document.id,
        code=ADDED,
        name="added by a reviewer",
        check=_CHECK,
        mqm=added.mqm,
        severity=added.severity,
        confidence=1.0,
        message=entry.decision.note or "added by a reviewer",
        spans=(span,),
        text=added.text,
        suggestion=added.suggestion,
        segment=_segment(segments, span),
        fingerprint=entry.fingerprint,
        decision=entry.decision,
    )


def _place(text: str, added: Added) -> Span | None:
    """Where the words stand now: at their place, or, after an edit before them, where their surroundings
    are. Words that have gone, or stand in two such places, are nowhere.
    """
    if text[added.start : added.end] == added.text:
        return Span(added.side, added.start, added.end)
    whole = added.before + added.text + added.after
    if text.count(whole) != 1:
        return None
    start = text.index(whole) + len(added.before)
    return Span(added.side, start, start + len(added.text))


def _segment(segments: Sequence[Segment], span: Span) -> int | None:
    for segment in segments:
        place = segment.source if span.side == "source" else segment.target
        if place is not None and place.start <= span.start < place.end:
            return segment.index
    return None
