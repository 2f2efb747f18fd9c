"""Runs the rules on a document: examples aside, the only place where a Hit becomes a Finding."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from audit.detect.context import Context
from audit.detect.corroboration import corroborated
from audit.detect.exceptions import Exceptions
from audit.detect.quoting import quoted
from audit.detect.rule import Hit, Rule
from audit.model import Article, Finding, Need, Side, Span
from audit.text.anchors import fold


def run_rules(
    context: Context,
    rules: Sequence[Rule],
    min_confidence: float = 0.0,
    *,
    exceptions: Exceptions | None = None,
) -> tuple[Finding, ...]:
    """Findings in order of place, then code. A rule whose evidence the article lacks is not run (see
    ``lacking``); what lies below ``min_confidence``, or is excepted, is not reported and hides nothing.
    """
    return findings_of(context, run_each(context, rules), min_confidence, exceptions=exceptions)


def run_each(context: Context, rules: Iterable[Rule]) -> list[tuple[Rule, Hit]]:
    """What each rule reports, in the order of the rules, where the article has the evidence it needs."""
    return [(rule, hit) for rule in rules if not rule.lacks(context.article) for hit in rule.find(context)]


def findings_of(
    context: Context,
    hits: Iterable[tuple[Rule, Hit]],
    min_confidence: float = 0.0,
    *,
    exceptions: Exceptions | None = None,
) -> tuple[Finding, ...]:
    """The findings that come of hits, in order of place, then code; hits of one place and rule keep
    theirs.
    """
    weighed = ((rule, corroborated(context, rule, hit)) for rule, hit in hits)
    sure = [(rule, hit) for rule, hit in weighed if _confidence(rule, hit) >= min_confidence]
    if exceptions is not None:
        sure = exceptions.without(context.document, sure)
    kept = _without_hidden(sure)
    kept.sort(key=lambda rh: (rh[1].spans[0].side, rh[1].spans[0].start, rh[1].spans[0].end, rh[0].code))
    seen: Counter[str] = Counter()
    return tuple(quoted(_finding(context, rule, hit, seen), context.article) for rule, hit in kept)


def lacking(rules: Iterable[Rule], article: Article) -> dict[Need, tuple[str, ...]]:
    """Need → codes of the rules that could not judge an article for want of it."""
    out: dict[Need, tuple[str, ...]] = {}
    for rule in rules:
        for need in sorted(rule.lacks(article)):
            out[need] = (*out.get(need, ()), rule.code)
    return out


def _without_hidden(hits: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    found = {rule.code for rule, _ in hits}
    marked: dict[str, list[Span]] = {}
    for rule, hit in hits:
        for entry in rule.hides:
            if entry in found:
                marked.setdefault(entry, []).extend(hit.spans)
    if not marked:
        return hits
    covers = {code: _Covers(spans) for code, spans in marked.items()}
    return [(rule, hit) for rule, hit in hits if rule.code not in covers or not covers[rule.code].hides(hit)]


class _Covers:
    """What stronger rules mark."""

    def __init__(self, spans: Iterable[Span]) -> None:
        #: Starts in order, and the farthest end of a span that starts there or before.
        self._starts: dict[Side, list[int]] = {}
        self._ends: dict[Side, list[int]] = {}
        for span in sorted(set(spans)):
            ends = self._ends.setdefault(span.side, [])
            self._starts.setdefault(span.side, []).append(span.start)
            ends.append(max(span.end, ends[-1]) if ends else span.end)

    def hides(self, hit: Hit) -> bool:
        """Whether all that a hit marks lies inside one of the spans."""
        return all(self._inside(s) for s in hit.spans)

    def _inside(self, span: Span) -> bool:
        at = bisect_right(self._starts.get(span.side, ()), span.start) - 1
        return at >= 0 and span.end <= self._ends[span.side][at]


def _confidence(rule: Rule, hit: Hit) -> float:
    return rule.confidence if hit.confidence is None else round(hit.confidence, 3)


def _finding(context: Context, rule: Rule, hit: Hit, seen: Counter[str]) -> Finding:
    document = context.document
    first = hit.spans[0]
    text = document.at(first)
    segment = context.segment_at(first)
    # A cause that stands in several places is known by its text alone: mending the first makes no other.
    neighbours = _neighbours(document.text(first.side), first) if len(hit.spans) == 1 else fold(text)
    # No offsets and no line numbers: an edit elsewhere in the article keeps the fingerprint, the same
    # defect twice counts twice.
    key = "\x1f".join((rule.code, document.id, neighbours))
    seen[key] += 1
    digest = hashlib.sha256(f"{key}\x1f{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return Finding(
        doc=document.id,
        code=rule.code,
        name=rule.name,
        check=rule.check,
        mqm=rule.mqm,
        severity=hit.severity or rule.severity,
        confidence=_confidence(rule, hit),
        message=hit.message,
        spans=hit.spans,
        text=text,
        evidence=hit.evidence,
        suggestion=hit.suggestion,
        segment=segment,
        fingerprint=digest,
    )


def _neighbours(text: str, span: Span) -> str:
    """The marked text and three words on either side, folded."""
    before = text[max(0, span.start - 80) : span.start].split()[-3:]
    after = text[span.end : span.end + 80].split()[:3]
    return " ".join(fold(w) for w in (*before, text[span.start : span.end], *after))
