"""How decisions change what was found in a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from audit.model import Document, Finding, Judgement, Segment, Span, Suppression
from audit.review.decisions import Added, Entry

#: Code and check of findings that a person added: no rule found them.
ADDED: Final = "ADDED"
_CHECK: Final = "other"


def decide(
    document: Document,
    segments: Sequence[Segment],
    findings: Iterable[Finding],
    entries: Mapping[str, Entry],
) -> tuple[Finding, ...]:
    """The findings with their decisions; those called false alarms are suppressed.

    What reviewers added to this document stands among them, in the order of the text, as long as the words it
    marks are still there. Decisions that findings carried before are forgotten.
    """
    # What has been added comes from its entry, or has been taken back.
    out = [_decided(f, entries.get(f.fingerprint)) for f in findings if f.code != ADDED]
    added = [made for entry in entries.values() if (made := _added(document, segments, entry))]
    if added:
        out = sorted([*out, *added], key=lambda f: (f.side, f.start, f.end))
    return tuple(out)


def _decided(finding: Finding, entry: Entry | None) -> Finding:
    suppressed = finding.suppressed
    if finding.decision is not None and finding.decision.judgement is Judgement.FALSE_ALARM:
        suppressed = None  # by the decision that is forgotten now
    decision = entry.decision if entry is not None else None
    if decision is not None and decision.judgement is Judgement.FALSE_ALARM:
        reason = decision.note or "judged a false alarm"
        suppressed = Suppression(reason, decision.author, decision.date[:10], decision.expires)
    return replace(finding, decision=decision, suppressed=suppressed)


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
